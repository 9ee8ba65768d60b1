"""Visits: the invitation that is deliberated first, the visit with its programme and its journeys."""

from textwrap import shorten

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded
from councils.models import Container, Matter
from councils.spoken import spoken

from .relations import Relation
from .work import Work, WorkManager


class Direction(models.TextChoices):
    INCOMING = "incoming", _("besök här")
    OUTGOING = "outgoing", _("resa")


class Invitation(Owned):
    """An invitation or a request to visit. It is deliberated, and answered, before any visit exists."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("väntar på svar")
        ACCEPTED = "accepted", _("tackat ja")
        DECLINED = "declined", _("tackat nej")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="invitations", verbose_name=spoken("%(unit)s"))
    direction = models.CharField(_("riktning"), max_length=8, choices=Direction)
    relation = models.ForeignKey(Relation, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("med vem"))
    counterpart = models.CharField(_("med någon annan"), max_length=200, blank=True)
    received_on = models.DateField(_("kom in"))
    about = models.TextField(_("vad det gäller"))
    wished_from = models.DateField(_("önskad första dag"), null=True, blank=True)
    wished_to = models.DateField(_("önskad sista dag"), null=True, blank=True)
    answer_by = models.DateField(_("svar senast"), null=True, blank=True)
    guests = models.PositiveSmallIntegerField(_("antal gäster"), null=True, blank=True)
    initiator = models.CharField(_("vem tog initiativet"), max_length=12, choices=Relation.Initiator, blank=True)
    is_field_related = models.BooleanField(_("rör ett verksamhetsområde"), null=True, blank=True)
    is_official = models.BooleanField(_("officiellt besök"), null=True, blank=True)
    answer = models.CharField(_("svar"), max_length=8, choices=Answer, default=Answer.WAITING, editable=False)
    answered_on = models.DateField(_("besvarad"), null=True, blank=True, editable=False)
    why = models.TextField(_("skäl"), blank=True)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="invitation", verbose_name=_("ärende"), editable=False
    )

    class Meta(Recorded.Meta):
        verbose_name = _("inbjudan")
        verbose_name_plural = _("inbjudningar")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(answer="waiting") | Q(answered_on__isnull=False), name="an_answer_has_its_day"),
            models.CheckConstraint(
                condition=Q(wished_to=None) | Q(wished_from=None) | Q(wished_to__gte=F("wished_from")), name="wished_days_in_order"
            ),
        ]

    def __str__(self):
        return shorten(self.about, 80, placeholder=" …")

    @property
    def with_whom(self):
        return self.relation.name if self.relation_id else self.counterpart


class Visit(Work):
    """A visit here or a journey there. The unit that it belongs to is its host, or sends the delegation."""

    direction = models.CharField(_("riktning"), max_length=8, choices=Direction)
    invitation = models.OneToOneField(
        Invitation, models.PROTECT, null=True, blank=True, related_name="visit", verbose_name=_("inbjudan"), editable=False
    )
    purpose = models.TextField(_("syfte"), blank=True)
    place = models.CharField(_("plats"), max_length=200, blank=True)
    is_field_related = models.BooleanField(_("rör ett verksamhetsområde"), null=True, blank=True)
    is_official = models.BooleanField(_("officiellt besök"), null=True, blank=True)
    initiator = models.CharField(_("vem tog initiativet"), max_length=12, choices=Relation.Initiator, blank=True)
    published = models.BooleanField(_("visas för alla"), default=False)

    objects = WorkManager()

    class Meta(Recorded.Meta):
        verbose_name = _("besök")
        verbose_name_plural = _("besök")

    @property
    def last_day(self):
        return self.ends_on or self.starts_on


class ProgrammeItem(Owned):
    """One item of a visit's programme."""

    municipality_from = "visit"
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="programme", verbose_name=_("besök"))
    day = models.DateField(_("dag"))
    begins = models.TimeField(_("börjar"), null=True, blank=True)
    ends = models.TimeField(_("slutar"), null=True, blank=True)
    what = models.CharField(_("vad"), max_length=300)
    place = models.CharField(_("var"), max_length=200, blank=True)
    responsible = models.CharField(_("vem tar emot"), max_length=200, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("programpunkt")
        verbose_name_plural = _("programpunkter")
        ordering = ["day", "begins", "pk"]

    def __str__(self):
        return self.what


class Journey(Owned):
    """How somebody travelled: the distance one way and the mode, from which emissions are estimated."""

    class Mode(models.TextChoices):
        TRAIN = "train", _("tåg")
        BUS = "bus", _("buss")
        CAR = "car", _("bil")
        FERRY = "ferry", _("färja")
        FLIGHT = "flight", _("flyg")

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="journeys", verbose_name=_("hör till"))
    mode = models.CharField(_("färdsätt"), max_length=6, choices=Mode)
    distance_km = models.PositiveIntegerField(_("sträcka, kilometer enkel väg"))
    travellers = models.PositiveSmallIntegerField(_("antal resenärer"), default=1)
    both_ways = models.BooleanField(_("tur och retur"), default=True)

    class Meta(Recorded.Meta):
        verbose_name = _("resväg")
        verbose_name_plural = _("resvägar")

    def __str__(self):
        return f"{self.get_mode_display().capitalize()}, {self.distance_km} km"
