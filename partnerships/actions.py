"""Verbs about work with others. Keyword-only, `by=` the account that acts, atomic, no request."""

from django.db import transaction

from councils.actions import store_file

from .models import Work, WorkFile


@transaction.atomic
def add_file(*, work: Work, upload, caption="", by) -> WorkFile:
    """Keep a file or a picture that belongs to the work. The upload has been checked and says its true content type."""
    stored = store_file(content=upload, name=upload.name, content_type=upload.content_type, container=work.container, by=by)
    return WorkFile(work=work, file=stored, caption=caption).recorded(by=by)
