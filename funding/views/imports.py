"""EU's calls brought in: files of the portal's answers, or the portal asked over the network; and the harvests that have been."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, View

from councils.access import MemberMixin
from councils.models import Job

from .. import harvest_jobs
from ..models import Harvest, Programme
from ..refusals import as_said

MOST_FILES, HIGHEST_SIZE, SHOWN = 60, 150 * 1024 * 1024, 30


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = ManyFiles

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class HarvestForm(forms.Form):
    upload = FilesField(
        label=gettext_lazy("Portalens svar"),
        help_text=gettext_lazy("JSON, som svaret kommer. Flera filer är sidor av samma hämtning. Två gånger ändrar ingenting."),
        error_messages={"required": gettext_lazy("Välj en fil."), "empty": gettext_lazy("Filen är tom. Välj en annan fil.")},
    )

    def clean_upload(self):
        files = self.cleaned_data["upload"]
        if len(files) > MOST_FILES:
            raise ValidationError(_("Högst %(number)s filer på en gång.") % {"number": MOST_FILES})
        if sum(file.size for file in files) > HIGHEST_SIZE:
            raise ValidationError(_("Filerna är för stora. De får vara högst %(size)s.") % {"size": filesizeformat(HIGHEST_SIZE)})
        return files


class CallsImportView(MemberMixin, FormView):
    permission = "fund"
    template_name = "funding/calls_import.html"
    form_class = HarvestForm

    def get_context_data(self, **kwargs):
        jobs = Job.objects.filter(municipality=self.municipality, again_url=self.request.path)
        return super().get_context_data(
            harvests=list(Harvest.objects.all()[:SHOWN]),
            programmes=list(Programme.objects.known_to(self.municipality).exclude(portal_code="").order_by("name", "pk")),
            under_way=[job for job in jobs[:5] if not job.is_over],
            **kwargs,
        )

    def form_valid(self, form):
        files = [(file.name, file.read()) for file in form.cleaned_data["upload"]]
        try:
            job = harvest_jobs.start_reading(municipality=self.municipality, files=files, by=self.request.user)
        except ValidationError as fault:
            form.add_error("upload", fault)
            return self.form_invalid(form)
        return redirect("job", slug=self.municipality.slug, pk=job.pk)


class CallsFetchView(MemberMixin, View):
    permission = "fund"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        known = Programme.objects.known_to(self.municipality).exclude(portal_code="")
        programme = known.filter(code=request.POST.get("program", "")).first()
        job = harvest_jobs.start_fetching(municipality=self.municipality, programme=programme, by=request.user)
        return redirect("job", slug=self.municipality.slug, pk=job.pk)


class HarvestView(MemberMixin, DetailView):
    """What one reading brought. The calls are everybody's, so the harvest is too."""

    permission = "fund"
    template_name = "funding/harvest.html"

    def get_object(self, queryset=None):
        return get_object_or_404(Harvest, pk=self.kwargs["harvest"])

    def get_context_data(self, **kwargs):
        one = self.object
        missing = one.promised - one.distinct if one.is_incomplete else 0
        faults = [as_said(kept) for kept in one.faults]
        return super().get_context_data(harvest=one, missing=missing, faults=faults, unlisted=one.refused - len(faults), **kwargs)
