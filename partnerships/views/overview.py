"""The map of all municipalities' partners. Public: the same for everybody, in the language of the address."""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView

from ..overview import Asked, overview

MINUTES = 5


@method_decorator((conditional_page, cache_control(public=True, max_age=60 * MINUTES)), name="dispatch")
class PartnerMapView(TemplateView):
    template_name = "partnerships/partner_map.html"

    def get_context_data(self, **kwargs):
        said = self.request.GET
        asked = Asked(*(said.get(name, "")[:60] for name in ("kommun", "slag", "lage")))
        return super().get_context_data(view=overview(asked), **kwargs)
