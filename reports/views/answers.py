"""A frozen file as an answer: the page shows itself and nothing else, everything else is fetched as a file."""

from django.http import HttpResponse

from councils.views.files import attachment

from ..models import EditionFile
from ..pdf import page_policy


def edition_answer(link: EditionFile) -> HttpResponse:
    """The stored bytes, never rendered again."""
    if link.kind != EditionFile.Kind.HTML:
        return attachment(link.file)
    with link.file.content.open("rb") as file:
        content = file.read()
    response = HttpResponse(content, content_type=link.file.content_type, headers={"Content-Language": link.language})
    response["Content-Security-Policy"] = page_policy(content)
    response["X-Content-Type-Options"] = "nosniff"
    return response
