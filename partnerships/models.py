"""With whom: partners, relations to them, and the work that is done together."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded, RecordedManager, RecordedQuerySet
from councils.models import Container, Matter, StoredFile
from councils.sorting import sort_key


class Partner(Owned):
    """A place or an organisation that the municipality works with. The name is spelt as the municipality's document spells it."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("kommun")
        CITY = "city", _("stad")
        REGION = "region", _("region eller län")
        COUNTRY = "country", _("land")
        ASSOCIATION = "association", _("förening eller förbund")
        COMPANY = "company", _("företag")

    municipality = models.ForeignKey(
        "councils.Municipality", models.PROTECT, related_name="partners", verbose_name=_("kommun"), editable=False
    )
    code = models.SlugField(_("kod"), max_length=60)
    name = models.CharField(_("namn"), max_length=200)
    name_sort = models.CharField(max_length=240, editable=False)
    local_name = models.CharField(_("namn på orten"), max_length=200, blank=True)
    kind = models.CharField(_("slag"), max_length=12, choices=Kind, default=Kind.MUNICIPALITY)
    country = models.CharField(
        _("land"), max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}$", _("Två stora bokstäver, till exempel FI."))]
    )
    country_is_general_knowledge = models.BooleanField(_("landet står inte i dokumentet"), default=False)
    latitude = models.DecimalField(_("latitud"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitud"), max_digits=8, decimal_places=5, null=True, blank=True)
    web = models.URLField(_("webbplats"), blank=True)
    note = models.TextField(_("anteckning"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partner")
        ordering = ["name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="one_partner_per_code"),
            models.CheckConstraint(condition=Q(latitude=None) | Q(latitude__gte=-90, latitude__lte=90), name="latitude_on_earth"),
            models.CheckConstraint(condition=Q(longitude=None) | Q(longitude__gte=-180, longitude__lte=180), name="longitude_on_earth"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)


class RelationQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def alive(self):
        return self.filter(status__in=(Relation.Status.IN_FORCE, Relation.Status.PAUSED, Relation.Status.DORMANT))

    def in_order(self):
        return self.order_by("name_sort", "pk")


class RelationManager(RecordedManager.from_queryset(RelationQuerySet)):
    pass


class Relation(Owned):
    """What binds the municipality to a partner or a network. One table; the kind is data."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("föreslagen")
        IN_FORCE = "in_force", _("gäller")
        PAUSED = "paused", _("vilar")
        DORMANT = "dormant", _("avstannad")
        ENDED = "ended", _("avslutad")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="relations", verbose_name=_("hör till"))
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="relations", verbose_name=_("partner"))
    code = models.SlugField(_("kod"), max_length=60)
    kind = models.CharField(_("slag"), max_length=40)
    name = models.CharField(_("namn"), max_length=200)
    name_sort = models.CharField(max_length=240, editable=False)
    status = models.CharField(_("läge"), max_length=10, choices=Status, default=Status.PROPOSED)
    started_on = models.DateField(_("gäller från"), null=True, blank=True)
    started_year = models.PositiveSmallIntegerField(_("sedan år"), null=True, blank=True)
    started_text = models.CharField(_("sedan, som det står"), max_length=60, blank=True)
    ended_on = models.DateField(_("avslutad"), null=True, blank=True)
    about = models.TextField(_("om samarbetet"), blank=True)
    about_en = models.TextField(_("om samarbetet på engelska"), blank=True)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="relation", verbose_name=_("ärende om avtalet")
    )
    published = models.BooleanField(_("visas för alla"), default=False)

    objects = RelationManager()

    class Meta(Recorded.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relationer")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="one_relation_per_code"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")), name="relation_ends_after_start"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def since(self):
        """The year, or the words of the source («1980-talet»), or nothing."""
        return self.started_text or (str(self.started_year) if self.started_year else "")


class WorkQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_year(self, year):
        return self.filter(starts_on__year=year)

    def newest_first(self):
        return self.order_by("-starts_on", "-id")

    def before(self, day, pk):
        """What comes after that row in the order newest first: a guarded keyset, so that a deep page costs what the first does."""
        return self.filter(Q(starts_on__lt=day) | Q(pk__lt=pk), starts_on__lte=day)

    def newest_ids(self, containers, *, size, narrow=lambda rows: rows) -> list[int]:
        """Ids of the newest rows in the containers: the top of each by its own index, then the top of those.

        One query of as many arms as there are containers: its time does not grow with the table.
        """
        arms = [narrow(self.filter(container=container)).newest_first().values_list("starts_on", "pk")[:size] for container in containers]
        if not arms:
            return []
        rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
        return [pk for _day, pk in sorted(rows, reverse=True)[:size]]


class WorkManager(RecordedManager.from_queryset(WorkQuerySet)):
    pass


class Work(Owned):
    """What visit, project, application and activity have in common. Concrete: costs, partners and files point here once."""

    municipality_from = "container"
    row = models.CharField(max_length=20, editable=False)
    container = models.ForeignKey(Container, models.PROTECT, related_name="work", verbose_name=_("enhet"))
    title = models.CharField(_("vad"), max_length=200)
    starts_on = models.DateField(_("när"))
    ends_on = models.DateField(_("till och med"), null=True, blank=True)
    relation = models.ForeignKey(Relation, models.PROTECT, null=True, blank=True, related_name="work", verbose_name=_("med vem"))
    counterpart = models.CharField(_("med någon annan"), max_length=200, blank=True)

    objects = WorkManager()

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes = [
            models.Index(fields=["container", "-starts_on", "-id"], name="work_of_container"),
            models.Index(fields=["municipality", "-starts_on", "-id"], name="work_of_municipality"),
            models.Index(fields=["-starts_on", "-id"], name="work_by_day"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="work_ends_after_start")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if type(self) is Work:
            raise TypeError("Save a visit, project, application or activity, never the bare Work: its history would split.")
        self.row = self._meta.model_name
        super().save(*args, **kwargs)

    @property
    def with_whom(self):
        return self.relation.name if self.relation_id else self.counterpart


class WorkFile(Owned):
    """A file or a picture that belongs to a piece of work."""

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="files", verbose_name=_("hör till"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="work_file", verbose_name=_("fil"))
    caption = models.CharField(_("vad bilden visar"), max_length=200, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("bilaga")
        verbose_name_plural = _("bilagor")
