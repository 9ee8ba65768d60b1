"""What is written before something is decided: the decision basis (beslutsunderlag) of a matter, part by part."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from .decisions import Matter
from .parts import DocumentPart


class BasisPartQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def with_goals(self):
        return self.prefetch_related("goals__document")


class BasisPartManager(RecordedManager.from_queryset(BasisPartQuerySet)):
    pass


class BasisPart(Owned):
    """One part of the basis: a text, an answer, or links to decided goals; or why it does not apply. Which parts are asked is data."""

    GOALS = "decided_goals"  # the part that is answered by links

    municipality_from = "matter"
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="basis", verbose_name=_("ärende"))
    code = models.CharField(_("del"), max_length=40)
    text = models.TextField(_("text"), blank=True)
    answer = models.CharField(_("svar"), max_length=40, blank=True)
    does_not_apply = models.BooleanField(_("inte aktuellt här"), default=False)
    reason = models.TextField(_("skäl"), blank=True)
    written_on = models.DateField(_("skrivet den"), null=True, blank=True)
    goals = models.ManyToManyField(DocumentPart, through="BasisGoal", related_name="+", verbose_name=_("beslutade mål"))

    objects = BasisPartManager()

    class Meta(Recorded.Meta):
        verbose_name = _("del av underlag")
        verbose_name_plural = _("delar av underlag")
        constraints = [models.UniqueConstraint(fields=["matter", "code"], name="one_basis_part_per_code")]

    def __str__(self):
        return f"{self.matter}: {self.code.replace('_', ' ')}"


class BasisGoal(Owned):
    """A decided goal that the matter serves."""

    municipality_from = "basis"
    basis = models.ForeignKey(BasisPart, models.PROTECT, related_name="goal_links", verbose_name=_("del av underlag"))
    goal = models.ForeignKey(DocumentPart, models.PROTECT, related_name="basis_links", verbose_name=_("mål"))

    class Meta(Recorded.Meta):
        verbose_name = _("mål i underlag")
        verbose_name_plural = _("mål i underlag")
        constraints = [models.UniqueConstraint(fields=["basis", "goal"], name="goal_named_once")]
