"""The work that is done together: what visit, project, application and activity have in common, and its account."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded, RecordedManager, RecordedQuerySet
from councils.models import Container, Person, StoredFile
from councils.spoken import spoken

from .relations import Relation

HAPPENED = ("", "running", "held", "closed")


class WorkQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_year(self, year):
        return self.filter(starts_on__year=year)

    def happened(self):
        """Entries of the log, and planned work that came about."""
        return self.filter(status__in=HAPPENED)

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

    class State(models.TextChoices):
        """Where the work is. Which of them a kind of work goes through stands in its transition table."""

        IDEA = "idea", _("idé")
        ANALYSIS = "analysis", _("behovsanalys")
        DRAFT = "draft", _("utkast")
        PLANNED = "planned", _("planerat")
        SUBMITTED = "submitted", _("inlämnad")
        GRANTED = "granted", _("beviljad")
        REFUSED = "refused", _("avslagen")
        WITHDRAWN = "withdrawn", _("återkallad")
        RUNNING = "running", _("pågår")
        HELD = "held", _("genomfört")
        CLOSED = "closed", _("avslutat")
        CANCELLED = "cancelled", _("inställt")

    municipality_from = "container"
    row = models.CharField(max_length=20, editable=False)
    container = models.ForeignKey(Container, models.PROTECT, related_name="work", verbose_name=spoken("%(unit)s"))
    title = models.CharField(_("vad"), max_length=200)
    starts_on = models.DateField(_("när"))
    ends_on = models.DateField(_("till och med"), null=True, blank=True)
    relation = models.ForeignKey(Relation, models.PROTECT, null=True, blank=True, related_name="work", verbose_name=_("med vem"))
    counterpart = models.CharField(_("med någon annan"), max_length=200, blank=True)
    status = models.CharField(_("läge"), max_length=10, choices=State, blank=True, editable=False)  # an entry of the log has none
    responsible = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="responsible_for", verbose_name=_("ansvarig person")
    )
    description = models.TextField(_("beskrivning"), blank=True)
    got = models.TextField(_("vad vi fick"), blank=True)
    gave = models.TextField(_("vad vi gav"), blank=True)
    people_reached = models.PositiveIntegerField(_("antal personer"), null=True, blank=True)
    young_reached = models.PositiveIntegerField(_("av dem unga"), null=True, blank=True)
    own_cost = models.DecimalField(_("egen kostnad, kronor"), max_digits=12, decimal_places=2, null=True, blank=True)
    is_work_related = models.BooleanField(_("rör det vanliga arbetet"), null=True, blank=True)
    is_development = models.BooleanField(_("är utvecklingsarbete"), null=True, blank=True)
    is_outside = models.BooleanField(spoken(_("någon utanför %(the_units)s åtar sig något")), null=True, blank=True)

    objects = WorkManager()

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes = [
            models.Index(fields=["container", "-starts_on", "-id"], name="work_of_container"),
            models.Index(fields=["municipality", "-starts_on", "-id"], name="work_of_municipality"),
            models.Index(fields=["-starts_on", "-id"], name="work_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="work_ends_after_start"),
            models.CheckConstraint(
                condition=Q(young_reached=None) | Q(people_reached=None) | Q(young_reached__lte=F("people_reached")),
                name="young_are_among_people",
            ),
            models.CheckConstraint(condition=Q(own_cost=None) | Q(own_cost__gte=0), name="cost_is_not_negative"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        faults = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            faults["ends_on"] = _("Sista dagen kan inte vara före första dagen.")
        if self.young_reached is not None and self.people_reached is not None and self.young_reached > self.people_reached:
            faults["young_reached"] = _("De unga kan inte vara fler än alla personer tillsammans.")
        if faults:
            raise ValidationError(faults)

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


class Participant(Owned):
    """Somebody who takes part: one of ours by person, a guest by function, by name only where it is needed."""

    class Role(models.TextChoices):
        HOST = "host", _("värd")
        DELEGATE = "delegate", _("med i delegationen")
        LEADER = "leader", _("leder delegationen")
        GUEST = "guest", _("gäst")
        INTERPRETER = "interpreter", _("tolk")
        OTHER = "other", _("annan")

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="participants", verbose_name=_("hör till"))
    role = models.CharField(_("roll"), max_length=11, choices=Role, default=Role.DELEGATE)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="took_part", verbose_name=_("person hos oss"))
    function = models.CharField(_("funktion"), max_length=200, blank=True)
    name = models.CharField(_("namn"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    category = models.CharField(_("slag av deltagare"), max_length=40, blank=True)  # elected, employee, pupil, association, business …
    number = models.PositiveSmallIntegerField(_("antal"), default=1)

    class Meta(Recorded.Meta):
        verbose_name = _("deltagare")
        verbose_name_plural = _("deltagare")
        ordering = ["role", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(function="") | ~Q(name=""), name="a_participant_is_somebody"),
            models.CheckConstraint(condition=Q(number__gte=1), name="at_least_one_participant"),
        ]

    def __str__(self):
        return str(self.person) if self.person_id else self.name or self.function


class Notice(Owned):
    """A unit was told beforehand. Information, never permission."""

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="notices", verbose_name=_("hör till"))
    to = models.ForeignKey(Container, models.PROTECT, related_name="notices", verbose_name=_("till"))
    given_on = models.DateField(_("informerad den"))
    text = models.TextField(_("vad som sades"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("förhandsinformation")
        verbose_name_plural = _("förhandsinformation")
        ordering = ["given_on", "pk"]


class Account(Owned):
    """What is told afterwards. What we got and gave stands on the work itself."""

    municipality_from = "work"
    work = models.OneToOneField(Work, models.PROTECT, related_name="account", verbose_name=_("hör till"))
    text = models.TextField(_("redovisning"), blank=True)
    follow_up = models.TextField(_("hur vi går vidare"), blank=True)
    participants = models.TextField(_("deltagare"), blank=True)
    costs = models.TextField(_("kostnader"), blank=True)
    written_on = models.DateField(_("skriven den"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("redovisning")
        verbose_name_plural = _("redovisningar")

    def __str__(self):
        return capfirst(f"{self._meta.verbose_name}: {self.work}")


class AccountDelivery(Owned):
    """The account reached a receiver; each receiver is a duty of its own."""

    municipality_from = "account"
    account = models.ForeignKey(Account, models.PROTECT, related_name="deliveries", verbose_name=_("redovisning"))
    receiver = models.ForeignKey(Container, models.PROTECT, related_name="accounts_received", verbose_name=_("mottagare"))
    delivered_on = models.DateField(_("lämnad den"))

    class Meta(Recorded.Meta):
        verbose_name = _("lämnad redovisning")
        verbose_name_plural = _("lämnade redovisningar")
        constraints = [models.UniqueConstraint(fields=["account", "receiver"], name="an_account_reaches_a_receiver_once")]


class ListValueQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def named(self, name):
        return self.filter(list=name)


class ListValueManager(RecordedManager.from_queryset(ListValueQuerySet)):
    pass


class ListValue(Owned):
    """One value of a list that the municipality keeps as data: priorities, outcomes, target groups, countries …"""

    municipality = models.ForeignKey(
        "councils.Municipality", models.PROTECT, related_name="list_values", verbose_name=_("kommun"), editable=False
    )
    list = models.SlugField(_("lista"), max_length=60)
    code = models.SlugField(_("kod"), max_length=60)
    name = models.CharField(_("värde"), max_length=200)
    name_en = models.CharField(_("värde på engelska"), max_length=200, blank=True)
    ordinal = models.PositiveSmallIntegerField(_("ordning"), default=0)
    is_current = models.BooleanField(_("kan väljas"), default=True)

    objects = ListValueManager()

    class Meta(Recorded.Meta):
        verbose_name = _("värde i lista")
        verbose_name_plural = _("värden i listor")
        ordering = ["list", "ordinal", "pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "list", "code"], name="one_value_per_list_and_code")]

    def __str__(self):
        return self.name


class WorkTag(Owned):
    """What a piece of work serves, by a value of one of the municipality's lists."""

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="tags", verbose_name=_("arbete"))
    value = models.ForeignKey(ListValue, models.PROTECT, related_name="tags", verbose_name=_("värde"))

    class Meta(Recorded.Meta):
        verbose_name = _("märkning")
        verbose_name_plural = _("märkningar")
        constraints = [models.UniqueConstraint(fields=["work", "value"], name="a_value_tags_once")]
