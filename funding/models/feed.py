"""The secret address of a person's calendar feed."""

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded
from councils.models import Municipality

SALT = "funding.feed"


class CalendarFeed(Owned):
    """Who has a calendar feed in a municipality. The address is signed, never stored; a new number makes the old address worthless."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("kommun"), editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds", editable=False)
    number = models.PositiveIntegerField(_("adressens nummer"), default=1)
    is_open = models.BooleanField(_("öppen"), default=True)

    class Meta(Recorded.Meta):
        verbose_name = _("kalenderprenumeration")
        verbose_name_plural = _("kalenderprenumerationer")
        constraints = [models.UniqueConstraint(fields=["municipality", "account"], name="one_calendar_per_account")]

    @property
    def token(self) -> str:
        return signing.Signer(salt=SALT, sep="~").sign(f"{self.pk}-{self.number}")

    @classmethod
    def of_token(cls, token):
        """The feed that the address opens; None when it is forged, renewed or closed."""
        try:
            pk, _dash, number = signing.Signer(salt=SALT, sep="~").unsign(token).partition("-")
        except signing.BadSignature:
            return None
        return (
            cls.objects.filter(pk=pk, number=number, is_open=True, account__is_active=True)
            .select_related("account", "municipality")
            .first()
        )
