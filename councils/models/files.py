"""Files, served only by a view that checks rights."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded
from .containers import Container


def place(stored, filename):
    """By content, never by the name that somebody chose: no two files can collide and none can be guessed."""
    return f"{stored.sha256[:2]}/{stored.sha256}"


class StoredFile(Owned):
    """The bytes of one file with their SHA-256. Never changed: another text is another file."""

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="files", verbose_name=_("hör till"))
    name = models.CharField(_("filnamn"), max_length=200)
    content_type = models.CharField(_("filtyp"), max_length=100)
    size = models.PositiveBigIntegerField(_("storlek i byte"))
    sha256 = models.CharField(_("fingeravtryck"), max_length=64)
    content = models.FileField(_("innehåll"), upload_to=place)
    published = models.BooleanField(_("visas för alla"), default=False)

    class Meta(Recorded.Meta):
        verbose_name = _("fil")
        verbose_name_plural = _("filer")

    def __str__(self):
        return self.name

    @staticmethod
    def digest(content) -> str:
        found = hashlib.sha256()
        for chunk in content.chunks():
            found.update(chunk)
        return found.hexdigest()
