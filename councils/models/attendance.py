"""Who was at a meeting, and for which unit."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded
from .containers import Container, Kind
from .people import Appointment
from .powers import Meeting


class Attendance(Owned):
    """Somebody who should be at a meeting was there, had said no beforehand, or did not come.

    By post, not by person: the post says for which unit. Who has two posts that call him to the meeting has two rows.
    """

    class State(models.TextChoices):
        PRESENT = "present", _("var med")
        EXCUSED = "excused", _("anmälde förhinder")
        ABSENT = "absent", _("kom inte")

    row = "attendance"
    municipality_from = "meeting"
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance", verbose_name=_("möte"))
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="attendance", verbose_name=_("uppdrag"))
    state = models.CharField(_("närvaro"), max_length=7, choices=State)

    class Meta(Recorded.Meta):
        verbose_name = _("närvaro")
        verbose_name_plural = _("närvaro")
        ordering = ["meeting", "appointment"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "appointment"], name="noted_once_at_a_meeting"),
            models.CheckConstraint(condition=models.Q(state__in=["present", "excused", "absent"]), name="was_there_or_was_not"),
        ]

    def __str__(self):
        return f"{self.appointment.person}, {self.meeting}"

    def clean(self):
        if self.appointment_id and self.meeting_id and self.appointment.municipality_id != self.meeting.municipality_id:
            raise ValidationError({"appointment": _("Uppdraget finns i en annan kommun. Välj någon som har uppdrag här.")})

    @property
    def container(self) -> Container:
        return unit_of(self.appointment)


def unit_of(appointment) -> Container:
    """The unit that somebody with the post comes for: where the post is held; for a seat in an advisory body, where its holder works."""
    advisory = appointment.container.kind == Kind.COUNCIL
    return appointment.home_unit if advisory and appointment.home_unit_id else appointment.container
