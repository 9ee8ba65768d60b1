"""Those the municipality works with, what they are called in different tongues and times, and how they are reached."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded, RecordedManager, RecordedQuerySet
from councils.sorting import sort_key


class PartnerQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def current(self):
        """Those that are neither a duplicate of another nor dissolved into one."""
        return self.filter(successor=None)

    def in_order(self):
        return self.order_by("name_sort", "pk")


class PartnerManager(RecordedManager.from_queryset(PartnerQuerySet)):
    pass


class Partner(Owned):
    """A place or an organisation that the municipality works with. The name is spelt as the municipality's document spells it."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("kommun")
        CITY = "city", _("stad")
        DISTRICT = "district", _("stadsdel, socken eller församling")
        COUNTY = "county", _("län eller grevskap")
        REGION = "region", _("region")
        COUNTRY = "country", _("land")
        ASSOCIATION = "association", _("förening eller förbund")
        COMPANY = "company", _("företag")

    class Succession(models.TextChoices):
        DUPLICATE = "duplicate", _("samma partner, registrerad två gånger")
        DISSOLVED = "dissolved", _("har upphört och ingår i en annan")

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
    country_text = models.CharField(
        _("land utan landskod"), max_length=100, blank=True, help_text=_("När landet inte har någon ISO-kod, eller inte finns längre.")
    )
    population = models.PositiveIntegerField(_("antal invånare"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("invånarantalets år"), null=True, blank=True)
    web = models.URLField(_("webbplats"), blank=True)
    note = models.TextField(_("anteckning"), blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("har gått upp i"), editable=False
    )
    succession = models.CharField(_("hur"), max_length=10, choices=Succession, blank=True, editable=False)
    dissolved_on = models.DateField(_("upphörde"), null=True, blank=True)
    dissolved_year = models.PositiveSmallIntegerField(_("upphörde år"), null=True, blank=True)

    objects = PartnerManager()

    class Meta(Recorded.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partner")
        ordering = ["name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="one_partner_per_code"),
            models.CheckConstraint(condition=Q(latitude=None) | Q(latitude__gte=-90, latitude__lte=90), name="latitude_on_earth"),
            models.CheckConstraint(condition=Q(longitude=None) | Q(longitude__gte=-180, longitude__lte=180), name="longitude_on_earth"),
            models.CheckConstraint(
                condition=Q(successor=None, succession="") | (Q(successor__isnull=False) & ~Q(succession="")), name="successor_says_how"
            ),
            models.CheckConstraint(condition=Q(successor=None) | ~Q(successor=F("pk")), name="nobody_succeeds_itself"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def is_current(self):
        return self.successor_id is None

    @property
    def spellings(self) -> list[str]:
        """Every name it has or had, the document's first. Read `names` beforehand where there are many partners."""
        found = [self.name, self.local_name, *(one.name for one in self.names.all())] if self.pk else [self.name, self.local_name]
        return [name for name in dict.fromkeys(found) if name]


class PartnerName(Owned):
    """What a partner is or was called, in which tongue. The document's spelling stands on the partner itself and is kept."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("officiellt namn")
        LOCAL = "local", _("namn på orten")
        FORMER = "former", _("tidigare namn")
        SPELLING = "spelling", _("annan stavning")

    municipality_from = "partner"
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="names", verbose_name=_("partner"))
    name = models.CharField(_("namn"), max_length=200)
    kind = models.CharField(_("slag"), max_length=10, choices=Kind, default=Kind.OFFICIAL)
    language = models.CharField(
        _("språk"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[a-z]{2,3}$", _("Två eller tre små bokstäver, till exempel fi."))],
    )
    until = models.CharField(_("användes till"), max_length=60, blank=True, help_text=_("Året, eller som källan skriver."))

    class Meta(Recorded.Meta):
        verbose_name = _("namn")
        verbose_name_plural = _("namn")
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["partner", "name", "language", "kind"], name="a_name_stands_once")]

    def __str__(self):
        return self.name


class ContactPoint(Owned):
    """How a partner is reached: the function first. A person's name is kept no longer than the day that is given with it."""

    municipality_from = "partner"
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contact_points", verbose_name=_("partner"))
    function = models.CharField(_("funktion"), max_length=200, help_text=_("Till exempel Internationella enheten."))
    email = models.EmailField(_("e-post"), blank=True)
    phone = models.CharField(_("telefon"), max_length=60, blank=True)
    person_name = models.CharField(_("person"), max_length=200, blank=True, help_text=_("Bara om det behövs."))
    keep_person_until = models.DateField(_("personens uppgifter sparas till"), null=True, blank=True)
    note = models.CharField(_("anteckning"), max_length=300, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("kontaktväg")
        verbose_name_plural = _("kontaktvägar")
        ordering = ["function", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(person_name="") | Q(keep_person_until__isnull=False), name="a_person_is_kept_until_a_day"),
        ]

    def __str__(self):
        return self.function

    def is_past(self, on) -> bool:
        """Whether the person's facts have been kept to the end of their time: they are shown to nobody, and soon forgotten."""
        return bool(self.person_name and self.keep_person_until and self.keep_person_until < on)
