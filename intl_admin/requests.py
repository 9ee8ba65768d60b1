"""What no page of ours sends, refused at the door."""

from django.core.exceptions import BadRequest


class NulMiddleware:
    """PostgreSQL takes no NUL in a text: an address that carries one is answered 400, not with a server error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL in the address")
        return self.get_response(request)
