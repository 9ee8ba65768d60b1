"""What may come in as a file: judged by its content, never by its name."""

import filetype
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

HIGHEST_SIZE = 20 * 1024 * 1024  # bytes
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic")
OFFICE = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
)
WORDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "image/heic": "HEIC"}


def checked_upload(upload, *, kinds=PICTURES + OFFICE):
    """The upload with its true content type, or an error that says what may be sent instead."""
    if upload.size == 0:
        raise ValidationError(_("Filen är tom. Välj en annan fil."))
    if upload.size > HIGHEST_SIZE:
        raise ValidationError(_("Filen är för stor. Den får vara högst %(size)s.") % {"size": filesizeformat(HIGHEST_SIZE)})
    found = filetype.guess(upload.read(8192))
    upload.seek(0)
    if found is None or found.mime not in kinds:
        names = ", ".join(dict.fromkeys(WORDS.get(kind, "Word, Excel, PowerPoint") for kind in kinds))
        raise ValidationError(_("Filtypen kan inte tas emot. Skicka någon av dessa: %(kinds)s.") % {"kinds": names})
    upload.content_type = found.mime
    return upload
