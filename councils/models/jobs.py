"""Long work with visible progress. The queue has none of its own."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .containers import Container


class Job(models.Model):
    """One piece of long work: how far it has come, what came of it. Not a decision, so it keeps no history."""

    class State(models.TextChoices):
        WAITING = "waiting", _("väntar")
        RUNNING = "running", _("pågår")
        DONE = "done", _("klart")
        FAILED = "failed", _("gick inte")

    SILENT_AFTER = dt.timedelta(seconds=60)  # a killed worker leaves its task running for ever; nothing takes it up

    municipality = models.ForeignKey("Municipality", models.PROTECT, related_name="+")
    container = models.ForeignKey(Container, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=400, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict, blank=True)  # what its result page shows, where it made no row of its own
    again_url = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at"]

    def __str__(self):
        return self.title

    @property
    def is_over(self):
        return self.state in (self.State.DONE, self.State.FAILED)

    def is_silent(self, now=None):
        """Running, but nothing was heard of it for a minute."""
        return self.state == self.State.RUNNING and (now or timezone.now()) - self.heartbeat > self.SILENT_AFTER

    def tell(self, message, *, done=None, total=None):
        """Say how far it has come. Call it outside any long transaction."""
        self.state, self.message, self.heartbeat = self.State.RUNNING, message, timezone.now()
        self.done = self.done if done is None else done
        self.total = self.total if total is None else total
        self.save()

    def finish(self, *, result_url):
        self.state, self.done, self.result_url, self.message = self.State.DONE, self.total, result_url, ""
        self.heartbeat = timezone.now()
        self.save()

    def fail(self, error):
        self.state, self.error, self.heartbeat = self.State.FAILED, str(error)[:400], timezone.now()
        self.save()
