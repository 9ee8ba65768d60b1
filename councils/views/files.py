"""Files, handed out only after the right to them is checked, and never in a way that could run in our name."""

from django.http import FileResponse
from django.views.generic import View

from ..access import RowMixin
from ..models import StoredFile


def attachment(stored: StoredFile) -> FileResponse:
    """The bytes as a file to save: whatever it holds, a browser neither guesses its type nor lets it act."""
    response = FileResponse(stored.content.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["Content-Length"] = stored.size
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


class FileView(RowMixin, View):
    """A file of a row that one may see."""

    rows = StoredFile.objects.all()

    def get(self, request, *args, **kwargs):
        return attachment(self.get_row())
