"""The activity log: list, one entry, writing and correcting, a file that follows later."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, FormView, TemplateView, UpdateView

from councils.access import MemberMixin, RowMixin, container_ids
from councils.editing import StaleMixin
from councils.exports import ExportMixin
from councils.models import Container
from councils.views.people import add_errors
from partnerships.actions import add_file
from partnerships.models import Work
from partnerships.timeline import after_of
from partnerships.views.visits import own_unit, own_units

from .. import actions
from ..log_forms import ActivityFileForm, ActivityForm
from ..models import Activity

PAGE = 50
COUNTED = 1000  # beyond this the exact number says nothing and costs much


class LogView(ExportMixin, MemberMixin, TemplateView):
    template_name = "reports/log.html"
    export_name = "aktiviteter"
    EXPORTED = ("starts_on", "ends_on", "kind", "title", "container", "with_whom", "people_reached", "young_reached", "own_cost",
                "description", "got", "gave")  # fmt: skip

    def export(self):
        """The whole of what is chosen, not only the page that is shown."""
        rows, chosen = self.chosen()
        rows = rows.filter(container=chosen) if chosen else rows
        found = Activity.objects.filter(pk__in=rows.values("pk")).select_related("container", "relation").newest_first()
        head = [Activity._meta.get_field("relation" if name == "with_whom" else name).verbose_name for name in self.EXPORTED]
        cells = {"kind": Activity.get_kind_display, "container": lambda row: row.container.label}
        return head, ([cells[name](row) if name in cells else getattr(row, name) for name in self.EXPORTED] for row in found.iterator(500))

    def get_context_data(self, **kwargs):
        rows, chosen = self.chosen()
        after = self.after()
        narrow = (lambda found: found.before(*after)) if after else (lambda found: found)
        if chosen:
            ids = rows.newest_ids([chosen.pk], size=PAGE + 1, narrow=narrow)
        else:
            ids = list(narrow(rows).newest_first().values_list("pk", flat=True)[: PAGE + 1])
        shown = Activity.objects.filter(pk__in=ids[:PAGE]).select_related("container", "relation").newest_first()
        shown = list(shown)
        units = Container.objects.of(self.municipality).filter(pk__in=container_ids(self.request.user, "see"), sort="area").in_order()
        number = rows.filter(**({"container": chosen} if chosen else {}))[: COUNTED + 1].count()
        return super().get_context_data(
            activities=shown,
            units=units,
            chosen=chosen,
            year=self.year(),
            years=range(timezone.localdate().year, timezone.localdate().year - 6, -1),
            number=min(number, COUNTED),
            more_than_counted=number > COUNTED,
            older_url=self.older(shown[-1]) if len(ids) > PAGE else "",
            newer_url=self.first_page() if after else "",
            may_log=self.may("log"),
            **kwargs,
        )

    def chosen(self):
        rows = Work.objects.of(self.municipality).filter(row="activity")
        if year := self.year():
            rows = rows.filter(starts_on__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)))
        code = self.request.GET.get("enhet", "")
        return rows, Container.objects.of(self.municipality).filter(code=code).first() if code else None

    def year(self):
        asked = self.request.GET.get("ar", "")
        return int(asked) if asked.isdecimal() and len(asked) == 4 and 1900 <= int(asked) <= 2999 else None

    def after(self):
        """(day, id) of the last row of the page before; nonsense in the address gives the first page."""
        return after_of(self.request.GET.get("fore", ""))

    def first_page(self):
        kept = {name: self.request.GET[name] for name in ("enhet", "ar") if self.request.GET.get(name)}
        return f"?{urlencode(kept)}" if kept else reverse("log", args=[self.municipality.slug])

    def older(self, last):
        kept = {name: self.request.GET[name] for name in ("enhet", "ar") if self.request.GET.get(name)}
        return f"?{urlencode(kept | {'fore': f'{last.starts_on.isoformat()}.{last.pk}'})}"


class ActivityView(RowMixin, DetailView):
    rows = Activity.objects.select_related("container", "relation", "municipality").prefetch_related("files__file")
    template_name = "reports/activity.html"

    def get_context_data(self, **kwargs):
        may_edit = self.object.container_id in container_ids(self.request.user, "log")
        return super().get_context_data(activity=self.object, may_edit=may_edit, file_form=ActivityFileForm(), **kwargs)


class ActivityFormMixin:
    form_class = ActivityForm
    template_name = "reports/activity_form.html"
    permission = "log"

    def get_form_kwargs(self):
        units = own_units(self.request.user, self.municipality, self.object)
        return super().get_form_kwargs() | {"municipality": self.municipality, "containers": units}

    def form_valid(self, form):
        try:
            self.object = actions.log_activity(
                activity=form.instance,
                upload=form.cleaned_data.get("upload"),
                tags=form.tags,
                by=self.request.user,
                reason=form.cleaned_data.get("reason", ""),
            )
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, self.saved_words)
        return redirect("activity", slug=self.municipality.slug, pk=self.object.pk)


class LogNewView(ActivityFormMixin, MemberMixin, CreateView):
    @property
    def saved_words(self):
        return _("Aktiviteten är sparad. Du kan lägga till mer när du vill.")

    def get_initial(self):
        units = own_units(self.request.user, self.municipality)
        preset = own_unit(self.request.user, units, self.request.GET.get("enhet", ""))
        return {"container": preset.pk if preset else None, "party": self.request.GET.get("med", "")}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(activity=None, back=reverse("log", args=[self.municipality.slug]), **kwargs)
        form = context["form"]
        units = form.fields["container"].queryset
        value = form["container"].value()
        preset = next((unit for unit in units if str(unit.pk) == str(value)), None)
        return context | {"preset": preset, "one_unit": len(units) == 1}


class ActivityEditView(StaleMixin, ActivityFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara ändringen")
    rows = Activity.objects.select_related("container", "relation", "municipality")

    @property
    def saved_words(self):
        return _("Ändringen är sparad. Det som stod förut finns i historiken.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(activity=self.object, back=self.back(), preset=None, one_unit=False, **kwargs)

    def back(self):
        return reverse("activity", args=[self.municipality.slug, self.object.pk])


class ActivityFileView(RowMixin, FormView):
    """A picture or a file that follows the activity, perhaps days later."""

    rows = Activity.objects.select_related("container", "relation", "municipality").prefetch_related("files__file")
    permission = "log"
    form_class = ActivityFileForm
    template_name = "reports/activity_file.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(activity=self.get_row(), back=self.get_success_url(), **kwargs)

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        add_file(work=self.get_row(), by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Filen är sparad."))
        return super().form_valid(form)

    def get_success_url(self):
        return reverse("activity", args=[self.municipality.slug, self.kwargs["pk"]])
