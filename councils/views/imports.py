"""Importing a list: the file, what each line would become, doing it, undoing it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from .. import import_jobs
from ..access import MemberMixin
from ..imports import IMPORTERS, WRITTEN, Outcome, drop_run
from ..models import ImportRun

SHOWN = 100  # lines of each sort, until one sort is chosen
HISTORY = 100


class UploadForm(forms.Form):
    """Which list, and what it is a list of."""

    kind = forms.ChoiceField(label=gettext_lazy("Vad är det för lista?"), widget=forms.RadioSelect)
    upload = forms.FileField(
        label=gettext_lazy("Listan"),
        allow_empty_file=True,
        help_text=gettext_lazy("Excel (.xlsx) eller CSV. Första raden ska vara rubriker. Inget skrivs in förrän du har sett vad det blir."),
        error_messages={"required": gettext_lazy("Välj en fil.")},
    )

    def __init__(self, *args, importers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.code, one.title) for one in importers]
        if len(importers) == 1:
            self.fields["kind"].widget, self.initial["kind"] = forms.HiddenInput(), importers[0].code


class ImportsMixin(MemberMixin):
    permission = "relate"

    def importers(self):
        return [one for one in IMPORTERS.values() if self.may(one.permission)]

    def get_run(self):
        rows = ImportRun.objects.filter(municipality=self.municipality, kind__in=[one.code for one in self.importers()])
        return get_object_or_404(rows.select_related("municipality", "file", "by__person"), pk=self.kwargs["pk"])

    def to_run(self, run):
        return redirect("import", slug=self.municipality.slug, pk=run.pk)


class ImportsView(ImportsMixin, FormView):
    """A new list, and those that have come in."""

    template_name = "councils/imports.html"
    form_class = UploadForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"importers": self.importers()}

    def get_context_data(self, **kwargs):
        rows = ImportRun.objects.filter(municipality=self.municipality, kind__in=[one.code for one in self.importers()])
        rows = rows.defer("lines", "answers", "notes").select_related("by__person")[:HISTORY]
        return super().get_context_data(runs=[(run, IMPORTERS[run.kind].title) for run in rows], importers=self.importers(), **kwargs)

    def form_valid(self, form):
        upload, importer = form.cleaned_data["upload"], IMPORTERS[form.cleaned_data["kind"]]
        try:
            run, job = import_jobs.bring_in(
                importer=importer, municipality=self.municipality, name=upload.name, content=upload.read(), by=self.request.user
            )
        except ValidationError as fault:
            form.add_error("upload", fault)
            return self.form_invalid(form)
        return redirect("job", slug=self.municipality.slug, pk=job.pk) if job else self.to_run(run)


class ImportView(ImportsMixin, TemplateView):
    """One list: what its lines would become, or became."""

    template_name = "councils/import.html"

    def get_context_data(self, **kwargs):
        run, chosen = self.get_run(), self.request.GET.get("utfall", "")
        if chosen not in ("", *Outcome.values):
            raise Http404
        groups = []
        for outcome in (Outcome.DOUBTFUL, Outcome.REFUSED, Outcome.NEW, Outcome.CHANGED, Outcome.SAME):
            lines = [line for line in run.lines if line["outcome"] == outcome]
            if lines and chosen in ("", outcome):
                groups.append((outcome, lines if chosen else lines[:SHOWN], len(lines)))
        number = sum(run.counts.get(outcome, 0) for outcome in WRITTEN)
        return super().get_context_data(
            run=run, importer=IMPORTERS[run.kind], groups=groups, chosen=chosen, to_write=number,
            tally=[(outcome, run.counts.get(outcome, 0)) for outcome in Outcome], is_read=run.state == ImportRun.State.READ, **kwargs,
        )  # fmt: skip


class ImportActView(ImportsMixin, View):
    """Something is done with the list; a refusal is said on its page."""

    http_method_names = ["post"]
    done = ""

    def post(self, request, *args, **kwargs):
        run = self.get_run()
        try:
            job = self.act(run)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return self.to_run(run)
        if job:
            return redirect("job", slug=self.municipality.slug, pk=job.pk)
        messages.success(request, self.done)
        return self.to_run(run)


class ImportAnswerView(ImportActView):
    @property
    def done(self):
        return _("Raderna är bedömda på nytt med dina svar.")

    def act(self, run):
        given = {name.removeprefix("rad-"): value for name, value in self.request.POST.items() if name.startswith("rad-") and value}
        import_jobs.answer(run=run, answers=given, by=self.request.user)


class ImportApplyView(ImportActView):
    @property
    def done(self):
        return _("Listan är införd. Det som var oklart eller inte kunde tas in står kvar här.")

    def act(self, run):
        return import_jobs.carry_out(run=run, by=self.request.user)


class ImportUndoView(ImportActView):
    @property
    def done(self):
        return _("Importen är ångrad.")

    def act(self, run):
        return import_jobs.take_back(run=run, by=self.request.user)


class ImportDropView(ImportActView):
    @property
    def done(self):
        return _("Förhandsgranskningen är kastad och filen är borta.")

    def act(self, run):
        drop_run(run, by=self.request.user)
