"""Training that contact persons and others are offered: what, when, to whom, and who came."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from ..spoken import spoken
from .containers import Container
from .people import Person


class TrainingQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)


class TrainingManager(RecordedManager.from_queryset(TrainingQuerySet)):
    pass


class TrainingOffer(Owned):
    """One occasion. It is offered to all contact persons, or to those on its list; without either nobody knows to whom."""

    class Kind(models.TextChoices):
        JOINT = "joint", _("gemensam kompetensutveckling")
        INDIVIDUAL = "individual", _("enskild kompetensutveckling")
        BASIC = "basic", _("grundläggande kompetensutveckling")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="trainings", verbose_name=_("hör till"), editable=False)
    title = models.CharField(_("vad"), max_length=300)
    kind = models.CharField(_("slag"), max_length=12, choices=Kind, default=Kind.JOINT)
    day = models.DateField(_("dag"))
    all_contacts = models.BooleanField(spoken(_("erbjuds alla %(contacts)s")), default=False)
    people = models.ManyToManyField(Person, through="TrainingInvitation", related_name="+", verbose_name=_("erbjuds"))
    offered_by = models.CharField(_("vem som erbjuder"), max_length=200, blank=True)
    link = models.URLField(_("länk"), blank=True)
    note = models.TextField(_("anteckning"), blank=True)
    cancelled = models.BooleanField(_("inställt"), default=False)

    objects = TrainingManager()

    class Meta(Recorded.Meta):
        verbose_name = _("kompetensutveckling")
        verbose_name_plural = _("kompetensutveckling")
        ordering = ["-day", "-pk"]

    def __str__(self):
        return f"{self.title}, {date_format(self.day, 'j F Y')}"


class TrainingInvitation(Owned):
    """Somebody is offered the training; `attended` once that is noted."""

    municipality_from = "offer"
    offer = models.ForeignKey(TrainingOffer, models.PROTECT, related_name="invitations", verbose_name=_("kompetensutveckling"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="training_invitations", verbose_name=_("person"))
    attended = models.BooleanField(_("deltog"), default=False)

    class Meta(Recorded.Meta):
        verbose_name = _("erbjudande om kompetensutveckling")
        verbose_name_plural = _("erbjudanden om kompetensutveckling")
        constraints = [models.UniqueConstraint(fields=["offer", "person"], name="offered_once")]
