"""Power handed on, and when its use is told: delegations, meetings, and the recorded exceptions from rules."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from ..roles import ROLES
from .containers import Body, Container
from .decisions import Decision, MatterCode
from .people import Appointment


class DelegationQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_force(self, on):
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class DelegationManager(RecordedManager.from_queryset(DelegationQuerySet)):
    pass


class Delegation(Owned):
    """A point of a body's delegation order: which matter, within which limits, to a role or to a named post.

    The law says what may never be delegated (Local Government Act 2017:725, chapter 6 § 38): goals, direction, scope and quality.
    """

    NEVER = frozenset({MatterCode.DOCUMENT_ADOPT, MatterCode.REPORT_ACCEPT, MatterCode.FOLLOW_UP})
    BY = ("executive_board", "board", "company_board")  # chapter 6 § 37: a board delegates to a person, the assembly only to a board

    municipality_from = "body"
    body = models.ForeignKey(Body, models.PROTECT, related_name="delegations", verbose_name=_("organ som delegerar"))
    point = models.CharField(_("punkt"), max_length=20)
    matter_code = models.CharField(_("slag av ärende"), max_length=40, choices=MatterCode)
    where = models.JSONField(_("gränser"), default=list, blank=True)
    role = models.CharField(_("till rollen"), max_length=30, blank=True, choices=[(code, role.label) for code, role in ROLES.items()])
    post = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="delegations", verbose_name=_("till ett namngivet uppdrag")
    )
    valid_from = models.DateField(_("gäller från"))
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="delegations_given", verbose_name=_("beslut som ligger bakom")
    )

    objects = DelegationManager()

    class Meta(Recorded.Meta):
        verbose_name = _("delegation")
        verbose_name_plural = _("delegationer")
        ordering = ["body", "point", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="delegation_ends_after_start"),
            models.CheckConstraint(
                condition=(~Q(role="") & Q(post=None)) | Q(role="", post__isnull=False), name="delegated_to_a_role_or_a_post"
            ),
            models.UniqueConstraint(fields=["body", "point"], condition=Q(valid_to=None), name="one_open_delegation_per_point"),
        ]

    def __str__(self):
        return f"{self.body}, {self.point}"

    def clean(self):
        if self.matter_code in self.NEVER:
            raise ValidationError({"matter_code": _("Ärendet får inte delegeras. Organet beslutar självt (kommunallagen 6 kap. 38 §).")})
        if self.body_id and self.body.kind not in self.BY:
            raise ValidationError({"body": _("Bara en styrelse eller nämnd kan delegera till en person (kommunallagen 6 kap. 37 §).")})
        if bool(self.role) == bool(self.post_id):
            raise ValidationError({"role": _("Välj antingen en roll eller ett namngivet uppdrag.")})
        if self.post_id and self.post.municipality_id != self.body.municipality_id:
            raise ValidationError({"post": _("Uppdraget finns i en annan kommun. Välj ett av kommunens egna uppdrag.")})
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("Sista dagen kan inte vara före första dagen.")})

    @property
    def receiver(self):
        return self.post.role_label if self.post_id else ROLES[self.role].label

    def serves(self, appointment) -> bool:
        """Whether the holder of the post may decide by this point."""
        return appointment.pk == self.post_id if self.post_id else appointment.role == self.role


class MeetingQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def coming(self, on):
        return self.filter(day__gte=on, state=Meeting.State.PLANNED).order_by("day", "pk")


class MeetingManager(RecordedManager.from_queryset(MeetingQuerySet)):
    pass


class Meeting(Owned):
    """One meeting of a body: planned, held or cancelled; an advisory body's notes are notes, never legal minutes.

    A formal body's minutes stand in the municipality's register; here are the days when they were attested and announced.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planerat")
        HELD = "held", _("hållet")
        CANCELLED = "cancelled", _("inställt")

    municipality_from = "body"
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("organ"))
    day = models.DateField(_("dag"))
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.PLANNED)
    called_on = models.DateField(_("kallelse skickad"), null=True, blank=True)
    place = models.CharField(_("plats"), max_length=200, blank=True)
    notes = models.TextField(_("anteckningar"), blank=True)
    noted_on = models.DateField(_("anteckningarna klara"), null=True, blank=True, editable=False)
    attested_on = models.DateField(_("protokollet justerat"), null=True, blank=True)
    announced_on = models.DateField(_("justeringen tillkännagiven"), null=True, blank=True)

    objects = MeetingManager()

    class Meta(Recorded.Meta):
        verbose_name = _("möte")
        verbose_name_plural = _("möten")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "day"], condition=~Q(state="cancelled"), name="one_meeting_per_body_and_day"),
            models.CheckConstraint(condition=Q(attested_on=None) | Q(attested_on__gte=F("day")), name="attested_after_the_meeting"),
            models.CheckConstraint(
                condition=Q(announced_on=None) | Q(announced_on__gte=F("attested_on"), attested_on__isnull=False),
                name="announced_after_it_is_attested",
            ),
        ]

    @property
    def container_id(self):
        """The body's: who may call that body to meetings may change them."""
        return self.body_id

    def __str__(self):
        return f"{self.body}, {date_format(self.day, 'j F Y')}"

    def clean(self):
        faults = {}
        if self.attested_on and self.day and self.attested_on < self.day:
            faults["attested_on"] = _("Protokollet kan inte ha justerats före mötet.")
        if self.attested_on and self.state == self.State.CANCELLED:
            faults["attested_on"] = _("Ett inställt möte har inget protokoll. Ändra läget, eller ta bort dagen.")
        if self.announced_on and not self.attested_on:
            faults["attested_on"] = _("Skriv vilken dag protokollet justerades.")
        elif self.announced_on and self.announced_on < self.attested_on:
            faults["announced_on"] = _("Justeringen kan inte ha tillkännagivits före den dag då protokollet justerades.")
        if faults:
            raise ValidationError(faults)


class DelegationReport(Owned):
    """A decision taken on delegation has been told to the body at a meeting of its own."""

    municipality_from = "decision"
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="delegation_report", verbose_name=_("delegationsbeslut"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="delegation_reports", verbose_name=_("möte"))

    class Meta(Recorded.Meta):
        verbose_name = _("anmälan av delegationsbeslut")
        verbose_name_plural = _("anmälningar av delegationsbeslut")


class ExceptionQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_force(self, on):
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class ExceptionManager(RecordedManager.from_queryset(ExceptionQuerySet)):
    pass


class RuleException(Owned):
    """Somebody with the right to it has let a row be otherwise: who, when, why, by which decision.

    The row is named by its model and number: the rules of upper rooms judge rows that this room cannot point to.
    """

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="exceptions", verbose_name=_("hör till"))
    rule = models.CharField(_("regel"), max_length=60)
    subject = models.CharField(_("rad"), max_length=60, help_text=_("Slag och nummer, till exempel document:12."))
    subject_label = models.CharField(_("vad undantaget gäller"), max_length=300)
    key = models.CharField(_("skyldighet"), max_length=100, blank=True)
    reason = models.TextField(_("skäl"))
    valid_from = models.DateField(_("gäller från"))
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="exceptions", verbose_name=_("beslut som ligger bakom")
    )

    objects = ExceptionManager()

    class Meta(Recorded.Meta):
        verbose_name = _("undantag")
        verbose_name_plural = _("undantag")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="exception_has_its_reason"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="exception_ends_after_start"),
        ]

    def __str__(self):
        return self.subject_label
