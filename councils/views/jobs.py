"""How far long work has come."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from ..access import MemberMixin
from ..models import Job


class JobView(MemberMixin, View):
    """A job's page; htmx asks for its part alone. Work that has gone silent has failed: nothing will take it up."""

    def get(self, request, *args, **kwargs):
        job = get_object_or_404(Job, pk=kwargs["pk"], municipality=self.municipality)
        if job.is_silent():
            job.fail(_("Arbetet avbröts. Inget är gjort till hälften. Försök igen."))
        address = reverse("job", args=[self.municipality.slug, job.pk])
        template = "partials/job.html" if request.htmx else "councils/job.html"
        return render(request, template, {"job": job, "url": address, "page_url": address})
