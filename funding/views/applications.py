"""Applications: the list, one application with its way to a decision, its steps and its plan."""

from django.views.generic import TemplateView

from councils.access import MemberMixin


class ApplicationsView(MemberMixin, TemplateView):
    template_name = "funding/applications.html"
