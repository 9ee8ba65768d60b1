"""What was decided: a matter, and the decisions that are its chain."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from ..spoken import spoken
from .containers import Body, Container
from .people import Appointment


class MatterCode(models.TextChoices):
    """What kind of matter it is. The words are general; who decides stands in the adopted routes."""

    DOCUMENT_ADOPT = "document.adopt", _("Anta styrande dokument")
    APPOINTMENT_MAKE = "appointment.make", _("Utse person till uppdrag")
    AGREEMENT_ENTER = "agreement.enter", _("Ingå avtal eller annan relation")
    AGREEMENT_CHANGE = "agreement.change", _("Ändra, pausa eller förlänga avtal")
    AGREEMENT_END = "agreement.end", _("Säga upp eller avsluta avtal")
    MEMBERSHIP_JOIN = "membership.join", spoken(_("Gå med i %(network)s eller organisation"))
    MEMBERSHIP_LEAVE = "membership.leave", spoken(_("Lämna %(network)s eller organisation"))
    APPLICATION_SUBMIT = "application.submit", _("Lämna in ansökan om externa medel")
    PROJECT_START = "project.start", _("Delta i eller starta projekt")
    COMMITMENT_TAKE_ON = "commitment.take_on", spoken(_("Åtagande utanför %(the_units)s"))
    ALLOCATION_GRANT = "allocation.grant", _("Fördela avsatta medel")
    ALLOCATION_PAY = "allocation.pay", _("Betala ut fördelade medel")
    VISIT_ANSWER = "visit.answer_invitation", _("Svara på inbjudan eller besöksförfrågan")
    TRAVEL_BOOK = "travel.book", _("Resa utomlands")
    REPORT_ACCEPT = "report.accept", spoken(_("Ta emot %(the_yearly_report)s"))
    FOLLOW_UP = "follow_up", _("Följa upp det internationella arbetet")
    OTHER = "other", _("Annat ärende")


class Matter(Owned):
    """An errand (ärende): what is to be decided. The row it concerns points here; its decisions point here too."""

    municipality = models.ForeignKey("Municipality", models.PROTECT, related_name="matters", verbose_name=_("kommun"), editable=False)
    code = models.CharField(_("slag av ärende"), max_length=40, choices=MatterCode, default=MatterCode.OTHER)
    title = models.CharField(_("rubrik"), max_length=300)
    container = models.ForeignKey(
        Container, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=spoken(_("rör %(unit)s"))
    )
    opened_on = models.DateField(_("väckt"), default=dt.date.today)
    facts = models.JSONField(
        _("uppgifter som avgör beslutsvägen"), default=dict, blank=True, help_text=_("Det som ärendets egen rad inte säger.")
    )

    class Meta(Recorded.Meta):
        verbose_name = _("ärende")
        verbose_name_plural = _("ärenden")

    def __str__(self):
        return self.title


class Act(models.TextChoices):
    PREPARE = "prepare", _("bereder")
    INFORM = "inform", _("informeras")
    CONSULT = "consult", _("yttrar sig")
    APPROVE = "approve", _("godkänner")
    DECIDE = "decide", _("beslutar")
    CONSENT = "consent", _("samtycker")


class Outcome(models.TextChoices):
    """How it ended. The first six let the matter through."""

    APPROVED = "approved", _("bifall")
    ADOPTED = "adopted", _("antogs")
    GRANTED = "granted", _("beviljades")
    ACCEPTED = "accepted", _("godkändes")
    NOTED = "noted", _("lades till handlingarna")
    ENDED = "ended", _("upphävdes")
    REFUSED = "refused", _("avslag")
    RETURNED = "returned", _("återremitterades")
    DEFERRED = "deferred", _("bordlades")
    WITHDRAWN = "withdrawn", _("drogs tillbaka")


YES = frozenset({Outcome.APPROVED, Outcome.ADOPTED, Outcome.GRANTED, Outcome.ACCEPTED, Outcome.NOTED, Outcome.ENDED})


class DecisionQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def confirmed(self):
        return self.filter(state=Decision.State.CONFIRMED)

    def saying_yes(self):
        return self.filter(outcome__in=YES)

    def in_year(self, year):
        return self.filter(decided_year=year)

    def newest_first(self):
        return self.order_by(models.F("decided_on").desc(nulls_last=True), "-pk")


class DecisionManager(RecordedManager.from_queryset(DecisionQuerySet)):
    pass


class Decision(Owned):
    """One step of a matter's chain, taken by exactly one of a body, a post or an outside party.

    Date, § and diary number may each be unknown. Once confirmed it is locked: a correction is a new decision.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("utkast")
        CONFIRMED = "confirmed", _("fastställt")

    FACTS = {
        "date": _("datum"),
        "section": _("paragraf"),
        "diary_number": _("diarienummer"),
        "prepared_by": _("berett av"),
    }

    municipality_from = "matter"
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="decisions", verbose_name=_("ärende"))
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("organ"))
    post = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="decisions_taken", verbose_name=_("beslutsfattare på delegation")
    )
    delegation = models.ForeignKey(
        "Delegation", models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("med stöd av delegationen")
    )
    outside_party = models.CharField(_("utomstående part"), max_length=200, blank=True)
    act = models.CharField(_("vad organet gjorde"), max_length=10, choices=Act, default=Act.DECIDE)
    outcome = models.CharField(_("utfall"), max_length=12, choices=Outcome, blank=True)
    decided_on = models.DateField(_("datum"), null=True, blank=True)
    decided_year = models.PositiveSmallIntegerField(null=True, editable=False)
    section = models.CharField(_("paragraf"), max_length=20, blank=True, help_text=_("Bara numret, till exempel 41."))
    diary_number = models.CharField(_("diarienummer"), max_length=60, blank=True, help_text=_("Skriv det som kommunens diarium gör."))
    text = models.TextField(_("beslutet i ord"), blank=True)
    prepared_by = models.CharField(_("berett av"), max_length=200, blank=True)
    as_in_source = models.BooleanField(_("numren är som i källan"), default=False)
    not_stated = models.JSONField(_("står inte i källan"), default=list, blank=True)
    departure = models.TextField(_("skäl till att avvika från beslutsvägen"), blank=True)
    link = models.URLField(_("länk till protokollet"), blank=True)
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    supersedes = models.ManyToManyField("self", through="Supersession", symmetrical=False, blank=True, related_name="superseded_by")

    objects = DecisionManager()

    class Meta(Recorded.Meta):
        verbose_name = _("beslut")
        verbose_name_plural = _("beslut")
        indexes = [models.Index(fields=["municipality", "-decided_on", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, post__isnull=True, outside_party="")
                | Q(body__isnull=True, post__isnull=False, outside_party="")
                | (Q(body__isnull=True, post__isnull=True) & ~Q(outside_party="")),
                name="decided_by_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["body", "decided_year", "section"],
                condition=Q(as_in_source=False, state="confirmed", decided_year__isnull=False) & ~Q(section=""),
                name="one_section_per_body_and_year",
                violation_error_message=_("Organet har redan ett beslut med den paragrafen det året. Kontrollera numret."),
            ),
        ]

    def __str__(self):
        facts = [str(self.organ)]
        if self.section:
            facts.append(f"§ {self.section}")
        facts.append(date_format(self.decided_on, "j F Y") if self.decided_on else gettext("datum saknas"))
        return ", ".join(facts)

    @classmethod
    def from_db(cls, *args, **kwargs):
        row = super().from_db(*args, **kwargs)
        row.was_confirmed = row.__dict__.get("state") == cls.State.CONFIRMED
        return row

    def save(self, *args, **kwargs):
        if getattr(self, "was_confirmed", False):
            raise ValidationError(_("Beslutet är fastställt och kan inte ändras. Registrera ett nytt beslut som rättar det."))
        self.decided_year = self.decided_on.year if self.decided_on else None
        super().save(*args, **kwargs)
        self.was_confirmed = self.state == self.State.CONFIRMED

    def delete(self, *args, **kwargs):
        if getattr(self, "was_confirmed", False):
            raise ValidationError(_("Ett fastställt beslut tas aldrig bort."))
        return super().delete(*args, **kwargs)

    def clean(self):
        if self.body_id and self.matter_id and self.body.municipality_id != self.matter.municipality_id:
            raise ValidationError({"body": _("Organet hör till en annan kommun. Välj ett av kommunens egna organ.")})

    @property
    def organ(self):
        """Who decided: a body, the holder of a post, or somebody outside."""
        if self.body_id:
            return self.body.label
        return self.post.role_label if self.post_id else self.outside_party

    @property
    def says_yes(self):
        return self.outcome in YES

    def unknown(self, fact):
        """A fact that nobody has given, and that nobody has said is missing in the source."""
        value = {"date": self.decided_on}.get(fact, getattr(self, fact, None))
        return not value and fact not in self.not_stated


class Supersession(Owned):
    """One decision replaces another, of whatever body."""

    municipality_from = "newer"
    newer = models.ForeignKey(Decision, models.PROTECT, related_name="replaces", verbose_name=_("nytt beslut"))
    older = models.ForeignKey(Decision, models.PROTECT, related_name="replaced_by", verbose_name=_("ersatt beslut"))

    class Meta(Recorded.Meta):
        verbose_name = _("ersättning")
        verbose_name_plural = _("ersättningar")
        constraints = [
            models.UniqueConstraint(fields=["newer", "older"], name="supersedes_once"),
            models.CheckConstraint(condition=~Q(newer=models.F("older")), name="no_decision_supersedes_itself"),
        ]

    def clean(self):
        if self.older.municipality_id != self.newer.municipality_id:
            raise ValidationError(_("Ett beslut kan bara ersätta beslut i samma kommun."))
