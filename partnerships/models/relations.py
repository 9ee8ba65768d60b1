"""What binds the municipality to others: agreements with their life, their parties and papers; networks with their seats."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded, RecordedManager, RecordedQuerySet
from councils.models import Container, Decision, Matter, Person, StoredFile
from councils.sorting import sort_key
from councils.spoken import spoken

from .money import Currency, Money
from .partners import Partner

# Terms of an agreement that a policy may ask for; each is a text on the relation.
AGREEMENT_TERMS = {
    "funder": _("vem som finansierar"),
    "focus": _("inriktning"),
    "own_benefit": _("nytta för kommunen"),
    "partner_benefit": _("nytta för partnern"),
    "result_indicators": _("hur resultatet mäts"),
    "evaluation": _("hur samarbetet utvärderas"),
    "notice": _("uppsägning"),
}


class RelationQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def alive(self):
        return self.exclude(status__in=NEVER_STARTED | ENDED)

    def in_force(self, on):
        """What holds that day: neither waiting, nor ended, nor run out."""
        holds = ~Q(status__in=NEVER_STARTED | ENDED) | Q(status__in=ENDED, ended_on__gt=on)
        begun = Q(started_on=None) | Q(started_on__lte=on)
        return self.filter(holds, begun, Q(valid_to=None) | Q(valid_to__gte=on))

    def networks(self):
        return self.filter(kind__endswith="network")

    def agreements(self):
        return self.exclude(kind__endswith="network")

    def in_order(self):
        return self.order_by("name_sort", "pk")


class RelationManager(RecordedManager.from_queryset(RelationQuerySet)):
    pass


class Relation(Money, Owned):
    """What binds the municipality to a partner or a network. One table; the kind is data.

    `amount` is the financial obligation in all (0: none). A relation of several parties has a `Party` for each, and may lack a partner.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("föreslagen")
        DECIDED = "decided", _("beslutad")
        IN_FORCE = "in_force", _("gäller")
        PAUSED = "paused", _("vilar")
        DORMANT = "dormant", _("avstannad")
        UNDER_REVIEW = "under_review", _("ses över")
        ENDED = "ended", _("avslutad")
        REJECTED = "rejected", _("blev inte av")

    class EndedBy(models.TextChoices):
        DECISION = "decision", _("sades upp genom beslut")
        PARTNER = "partner", _("partnern avslutade")
        MUTUAL = "mutual", _("båda kom överens om att sluta")
        LAPSED = "lapsed", _("löpte ut eller upphörde av sig självt")
        SUCCEEDED = "succeeded", _("ersattes av ett annat")

    class Review(models.TextChoices):
        NONE = "none", _("ingen bestämd översyn")
        TERM = "term", _("varje mandatperiod")
        MONTHS = "months", _("med ett bestämt antal månader emellan")

    class Initiator(models.TextChoices):
        MUNICIPALITY = "municipality", _("kommunen")
        PARTNER = "partner", _("partnern")
        ASSOCIATION = "association", _("en förening")
        RESIDENTS = "residents", _("invånare")
        STATE = "state", _("staten eller en organisation")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="relations", verbose_name=_("hör till"))
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="relations", verbose_name=_("partner"))
    code = models.SlugField(_("kod"), max_length=60)
    kind = models.CharField(_("slag"), max_length=40)
    name = models.CharField(_("namn"), max_length=200)
    name_sort = models.CharField(max_length=240, editable=False)
    status = models.CharField(_("läge"), max_length=12, choices=Status, default=Status.PROPOSED)
    started_on = models.DateField(_("gäller från"), null=True, blank=True)
    started_year = models.PositiveSmallIntegerField(_("sedan år"), null=True, blank=True)
    started_text = models.CharField(_("sedan, som det står"), max_length=60, blank=True)
    valid_to = models.DateField(_("gäller till och med"), null=True, blank=True, help_text=_("Bara om avtalet är tidsbegränsat."))
    ended_on = models.DateField(_("avslutad"), null=True, blank=True)
    ended_year = models.PositiveSmallIntegerField(_("avslutad år"), null=True, blank=True)
    ended_text = models.CharField(_("avslutad, som det står"), max_length=60, blank=True)
    ended_by = models.CharField(_("varför avslutad"), max_length=10, choices=EndedBy, blank=True)
    succeeded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="succeeds", verbose_name=_("ersatt av"))
    initiator = models.CharField(_("vem tog initiativet"), max_length=12, choices=Initiator, blank=True)
    theme = models.CharField(_("tema"), max_length=100, blank=True)
    level = models.CharField(_("nivå"), max_length=20, blank=True)  # of a network: regional, national, european, eu_project
    stage = models.CharField(_("skede"), max_length=20, blank=True)
    has_obligation = models.BooleanField(
        _("ekonomiska åtaganden"), null=True, blank=True, help_text=_("Nej är ett svar. Lämna tomt om det inte är känt.")
    )
    terms = models.JSONField(_("villkor"), default=dict, blank=True)
    force_needs_all = models.BooleanField(_("gäller först när alla parter har godkänt"), default=False)
    approve_by = models.DateField(_("alla ska ha godkänt senast"), null=True, blank=True)
    review = models.CharField(_("översyn"), max_length=6, choices=Review, default=Review.NONE)
    review_months = models.PositiveSmallIntegerField(_("månader mellan översynerna"), null=True, blank=True)
    fee = models.DecimalField(_("årlig avgift"), max_digits=12, decimal_places=2, null=True, blank=True)
    fee_currency = models.CharField(_("avgiftens valuta"), max_length=3, choices=Currency, default=Currency.SEK)
    benefit = models.TextField(_("nyttan av medlemskapet"), blank=True)
    benefit_noted_on = models.DateField(_("nyttan noterad"), null=True, blank=True)
    about = models.TextField(_("om samarbetet"), blank=True)
    about_en = models.TextField(_("om samarbetet på engelska"), blank=True)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="relation", verbose_name=_("ärende om avtalet")
    )
    ending_matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ending_relations",
        verbose_name=_("ärende om att avsluta"),
        editable=False,
    )  # one decision may end several
    changing_matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changing_relations",
        verbose_name=_("ärende om att ändra"),
        editable=False,
    )  # the newest: an agreement is changed more than once
    published = models.BooleanField(_("visas för alla"), default=False)

    objects = RelationManager()

    class Meta(Recorded.Meta):
        verbose_name = _("samarbete")
        verbose_name_plural = _("samarbeten")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="one_relation_per_code"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")), name="relation_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(review="months") | Q(review_months__gte=1), name="review_by_months_says_how_many"),
            models.CheckConstraint(condition=Q(fee=None) | Q(fee__gte=0), name="a_fee_is_not_negative"),
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

    @property
    def is_network(self):
        """A membership rather than an agreement. Kinds are data; those of networks say so («network», «project_network»)."""
        return self.kind.endswith("network")


NEVER_STARTED = frozenset({Relation.Status.PROPOSED, Relation.Status.DECIDED, Relation.Status.REJECTED})
ENDED = frozenset({Relation.Status.ENDED})


class Party(Owned):
    """One of the parties of an agreement, with its own day of approval. The municipality itself is the one without partner and name."""

    municipality_from = "relation"
    relation = models.ForeignKey(Relation, models.PROTECT, related_name="parties", verbose_name=_("avtal"))
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="as_party", verbose_name=_("partner"))
    name = models.CharField(_("part"), max_length=200, blank=True, help_text=_("När parten inte finns i registret."))
    role = models.CharField(_("roll i avtalet"), max_length=100, blank=True)
    approved_on = models.DateField(_("godkänt den"), null=True, blank=True)
    approval = models.CharField(
        _("partens beslut"), max_length=200, blank=True, help_text=_("Organ, datum och nummer som parten skriver dem.")
    )
    left_on = models.DateField(_("lämnade den"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("part")
        verbose_name_plural = _("parter")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["relation", "partner"], name="a_partner_is_a_party_once"),
            models.CheckConstraint(condition=Q(partner=None) | Q(name=""), name="a_party_is_a_partner_or_a_name"),
        ]

    def __str__(self):
        return self.name or str(self.partner or self.municipality)


class RelationEvent(Owned):
    """Something dated in an agreement's life: what was changed, renewed, reviewed, begun again."""

    class Kind(models.TextChoices):
        DECIDED = "decided", _("beslutades")
        ENTERED = "entered", _("ingicks")
        REJECTED = "rejected", _("blev inte av")
        AMENDED = "amended", _("ändrades")
        RENEWED = "renewed", _("förlängdes")
        UNDER_REVIEW = "under_review", _("började ses över")
        REVIEWED = "reviewed", _("sågs över")
        PAUSED = "paused", _("började vila")
        DORMANT = "dormant", _("avstannade")
        RESUMED = "resumed", _("togs upp igen")
        ENDED = "ended", _("avslutades")
        RE_ESTABLISHED = "re_established", _("återupptogs")
        SUCCEEDED = "succeeded", _("togs över av en efterföljare")
        OTHER = "other", _("annat")

    class Amendment(models.TextChoices):
        SCOPE = "scope", _("innehåll eller inriktning")
        TERM = "term", _("giltighetstid")
        PARTIES = "parties", _("parter")
        MONEY = "money", _("ekonomiska åtaganden")
        NAME = "name", _("namn")
        OTHER = "other", _("annat")

    municipality_from = "relation"
    relation = models.ForeignKey(Relation, models.PROTECT, related_name="events", verbose_name=_("avtal"))
    kind = models.CharField(_("vad hände"), max_length=14, choices=Kind)
    amendment = models.CharField(_("vad ändrades"), max_length=8, choices=Amendment, blank=True)
    day = models.DateField(_("dag"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("år"), null=True, blank=True)
    when_text = models.CharField(_("när, som det står"), max_length=60, blank=True)
    text = models.TextField(_("i ord"), blank=True)
    valid_to = models.DateField(_("gäller sedan till och med"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="relation_events", verbose_name=_("beslut som ligger bakom")
    )

    class Meta(Recorded.Meta):
        verbose_name = _("händelse i avtalets liv")
        verbose_name_plural = _("händelser i avtalets liv")
        ordering = ["day", "year", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="amended") | ~Q(amendment=""), name="an_amendment_says_of_what"),
        ]

    def __str__(self):
        return f"{self.relation}: {self.get_kind_display()}"


class RelationFile(Owned):
    """A paper of the agreement: the signed text, an amendment, a picture of the signing."""

    municipality_from = "relation"
    relation = models.ForeignKey(Relation, models.PROTECT, related_name="files", verbose_name=_("avtal"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="relation_file", verbose_name=_("fil"))
    caption = models.CharField(_("vad det är"), max_length=200, blank=True)
    is_signed = models.BooleanField(_("undertecknat avtal"), default=False)

    class Meta(Recorded.Meta):
        verbose_name = _("avtalets handling")
        verbose_name_plural = _("avtalets handlingar")


class Representation(Owned):
    """A seat in a network and who holds it, from a day to a day."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", spoken("%(coordinator)s")
        REGULAR = "regular", _("ordinarie")
        DEPUTY = "deputy", _("ersättare")

    municipality_from = "relation"
    relation = models.ForeignKey(Relation, models.PROTECT, related_name="representations", verbose_name=spoken("%(network)s"))
    role = models.CharField(_("plats"), max_length=11, choices=Role)
    person = models.ForeignKey(Person, models.PROTECT, related_name="representations", verbose_name=_("företrädare"))
    starts_on = models.DateField(_("från och med"), null=True, blank=True)
    ends_on = models.DateField(_("till och med"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="representations", verbose_name=_("beslut som ligger bakom")
    )

    class Meta(Recorded.Meta):
        verbose_name = spoken(_("plats i %(network)s"))
        verbose_name_plural = spoken(_("platser i %(networks)s"))
        ordering = ["role", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")), name="representation_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"


class Promise(Owned):
    """A next step with a partner: what somebody has promised, open until it is done."""

    class By(models.TextChoices):
        US = "us", _("vi")
        THEM = "them", _("partnern")

    municipality_from = "relation"
    relation = models.ForeignKey(Relation, models.PROTECT, related_name="promises", verbose_name=_("med"))
    work = models.ForeignKey("Work", models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("lovades vid"))
    container = models.ForeignKey(
        Container, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("ansvarig hos oss")
    )
    text = models.CharField(_("vad"), max_length=300)
    promised_by = models.CharField(_("vem lovade"), max_length=4, choices=By, default=By.US)
    due_on = models.DateField(_("senast"), null=True, blank=True)
    done_on = models.DateField(_("gjort"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("nästa steg")
        verbose_name_plural = _("nästa steg")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.text


class Gift(Owned):
    """A gift given or received: what, when, of what worth, and where it is now."""

    class Direction(models.TextChoices):
        GIVEN = "given", _("gåva från oss")
        RECEIVED = "received", _("gåva till oss")

    municipality_from = "relation"
    relation = models.ForeignKey(Relation, models.PROTECT, related_name="gifts", verbose_name=_("partner"))
    work = models.ForeignKey("Work", models.PROTECT, null=True, blank=True, related_name="gifts", verbose_name=_("vid"))
    direction = models.CharField(_("riktning"), max_length=8, choices=Direction)
    what = models.CharField(_("vad"), max_length=200)
    day = models.DateField(_("dag"), null=True, blank=True)
    worth = models.DecimalField(_("värde, kronor"), max_digits=10, decimal_places=2, null=True, blank=True)
    whereabouts = models.CharField(_("var den finns nu"), max_length=200, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("gåva")
        verbose_name_plural = _("gåvor")
        ordering = ["-day", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(worth=None) | Q(worth__gte=0), name="worth_is_not_negative")]

    def __str__(self):
        return self.what
