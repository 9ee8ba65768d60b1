"""What a role is held in and what owns rows: a municipality, its bodies, its areas."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

from ..history import Recorded, RecordedManager, RecordedQuerySet
from ..roles import PERMISSIONS
from ..sorting import sort_key
from ..spoken import spoken

RESERVED_SLUGS = ("en", "sv", "admin", "konto", "api", "filer", "static", "healthz", "jobb", "om", "favicon.ico", "robots.txt", "arbete")


class Tint(models.TextChoices):
    """The one colour that a municipality chooses; each has 7:1 on paper in both schemes."""

    SEA = "hav", _("hav")
    SPRUCE = "gran", _("gran")
    LINGONBERRY = "lingon", _("lingon")
    HEATHER = "ljung", _("ljung")
    SLATE = "skiffer", _("skiffer")


class Kind(models.TextChoices):
    """What a container is, in the municipality's words where it has its own."""

    MUNICIPALITY = "municipality", _("kommun")
    ASSEMBLY = "assembly", _("fullmäktige")
    EXECUTIVE_BOARD = "executive_board", _("kommunstyrelse")
    BOARD = "board", spoken("%(board)s")
    COMPANY_BOARD = "company_board", spoken("%(company_board)s")
    MANAGEMENT_GROUP = "management_group", _("ledningsgrupp")
    COUNCIL = "council", spoken("%(council)s")
    COMMITTEE = "committee", _("utskott")
    AREA = "area", spoken("%(area)s")
    ADMINISTRATION = "administration", spoken("%(administration)s")
    OFFICE = "office", spoken("%(office)s")
    DEPARTMENT = "department", spoken("%(department)s")
    COMPANY = "company", spoken("%(company)s")


BODY_KINDS = (Kind.ASSEMBLY, Kind.EXECUTIVE_BOARD, Kind.BOARD, Kind.COMPANY_BOARD, Kind.MANAGEMENT_GROUP, Kind.COUNCIL, Kind.COMMITTEE)
AREA_KINDS = (Kind.AREA, Kind.ADMINISTRATION, Kind.OFFICE, Kind.DEPARTMENT, Kind.COMPANY)


class ContainerQuerySet(RecordedQuerySet):
    def active(self, on):
        """Those that exist on the day; a renamed or merged one keeps its rows but owes nothing new."""
        return self.filter(Q(active_from=None) | Q(active_from__lte=on), Q(active_to=None) | Q(active_to__gte=on))

    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_order(self):
        return self.order_by("position", "name_sort", "pk")


class ContainerManager(RecordedManager.from_queryset(ContainerQuerySet)):
    pass


class Container(Recorded):
    """Something a role is held in, and that owns rows. Always saved as Municipality, Body or Area."""

    class Sort(models.TextChoices):
        MUNICIPALITY = "municipality", _("kommun")
        BODY = "body", _("organ")
        AREA = "area", spoken("%(unit)s")

    sort = models.CharField(_("slag"), max_length=12, choices=Sort, editable=False)
    municipality = models.ForeignKey(
        "Municipality", models.PROTECT, related_name="containers", null=True, blank=True, editable=False, verbose_name=_("kommun")
    )
    parent = models.ForeignKey("self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name=_("ligger under"))
    code = models.SlugField(_("kod"), max_length=60)
    kind = models.CharField(_("sort"), max_length=20, choices=Kind)
    name = models.CharField(_("namn"), max_length=200)
    name_en = models.CharField(_("namn på engelska"), max_length=200, blank=True)
    name_sort = models.CharField(max_length=240, editable=False)
    position = models.PositiveSmallIntegerField(_("ordning"), default=100)
    task = models.CharField(_("uppgift"), max_length=300, blank=True)
    task_en = models.CharField(_("uppgift på engelska"), max_length=300, blank=True)
    email = models.EmailField(_("funktionsbrevlåda"), blank=True)
    active_from = models.DateField(_("finns från"), null=True, blank=True)
    active_to = models.DateField(_("finns till"), null=True, blank=True)

    objects = ContainerManager()

    class Meta(Recorded.Meta):
        default_permissions = ()
        permissions = list(PERMISSIONS.items())
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="one_code_per_municipality"),
            models.CheckConstraint(
                condition=Q(sort="municipality", municipality__isnull=True) | (~Q(sort="municipality") & Q(municipality__isnull=False)),
                name="all_but_municipalities_belong_to_one",
            ),
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_from=None) | Q(active_to__gte=models.F("active_from")),
                name="container_ends_after_start",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if type(self) is Container:
            raise TypeError("Save a municipality, a body or an area, never the bare container: its history would split.")
        self.sort = self._meta.model_name
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)

    def clean(self):
        if self.parent_id and self.parent.home_id != self.home_id:
            raise ValidationError({"parent": _("Välj något som ligger i samma kommun.")})
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("Välj något annat: ingenting kan ligga under sig självt.")})

    @property
    def home_id(self):
        """The municipality's id, also when the container is the municipality itself."""
        return self.municipality_id or self.pk

    @property
    def as_home(self):
        """The municipality itself."""
        return self.municipality if self.municipality_id else self.as_municipality

    @property
    def label(self):
        """The name in the reader's language, where somebody wrote it."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def task_label(self):
        return self.task_en if get_language() == "en" and self.task_en else self.task


class Municipality(Container):
    # without a related_name of its own: fields.E302, the accessor Container.municipality clashes with the field
    container_ptr = models.OneToOneField(Container, models.CASCADE, parent_link=True, related_name="as_municipality", primary_key=True)
    slug = models.SlugField(_("adress"), max_length=60, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    official_name = models.CharField(_("fullständigt namn"), max_length=200)
    official_name_en = models.CharField(_("fullständigt namn på engelska"), max_length=200, blank=True)
    scb_code = models.CharField(_("kommunkod"), max_length=4, blank=True)
    tint = models.CharField(_("färg"), max_length=10, choices=Tint, default=Tint.SEA)
    latitude = models.DecimalField(_("latitud"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitud"), max_digits=8, decimal_places=5, null=True, blank=True)
    population = models.PositiveIntegerField(_("antal invånare"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("kommun")
        verbose_name_plural = _("kommuner")
        constraints = [models.CheckConstraint(condition=~Q(slug__in=RESERVED_SLUGS), name="slug_is_not_reserved")]

    @property
    def as_home(self):
        return self

    def clean(self):
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Adressen används av systemet. Välj en annan.")})

    @property
    def official_label(self):
        return self.official_name_en if get_language() == "en" and self.official_name_en else self.official_name

    @property
    def possessive(self):
        """The genitive: an s in Swedish, unless the name ends in that sound already; ’s in English."""
        if get_language() == "en":
            return f"{self.name}’s"
        return self.name if self.name[-1] in "sxz" else f"{self.name}s"


class Body(Container):
    class Mode(models.TextChoices):
        NOTES = "notes", _("anteckningar")
        FORMAL = "formal", _("protokoll")

    mode = models.CharField(_("för"), max_length=10, choices=Mode, default=Mode.FORMAL)

    class Meta(Recorded.Meta):
        verbose_name = _("organ")
        verbose_name_plural = _("organ")


class Area(Container):
    has_ambition = models.BooleanField(_("har internationella ambitioner"), null=True, blank=True)
    staff_count = models.PositiveIntegerField(_("antal anställda"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = spoken("%(unit)s")
        verbose_name_plural = spoken("%(units)s")


class ContainerGrant(GroupObjectPermissionBase):
    """guardian's direct table: which permission a group (one per container and role) gives in a container."""

    content_object = models.ForeignKey(Container, models.CASCADE)
