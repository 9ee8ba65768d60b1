"""What happens at the door: what no page of ours sends is refused, and nothing is left of the page before."""

from django.core.exceptions import BadRequest

from councils.words import speaking_of


class NulMiddleware:
    """PostgreSQL takes no NUL in a text: an address that carries one is answered 400, not with a server error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL in the address")
        return self.get_response(request)


class WordsMiddleware:
    """A page speaks in general words until its view knows the municipality (councils.access.MunicipalityMixin)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with speaking_of(None):
            return self.get_response(request)
