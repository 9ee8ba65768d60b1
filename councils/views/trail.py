"""The history of any row: who, when, what changed, why, which decision."""

from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..access import RowMixin
from ..history import Recorded

HIDDEN = {"id", "municipality", "name_sort", "group", "decided_year", "sort", "row", "ordinal", "sha256", "container_ptr", "work_ptr"}


def recorded_models(base=Recorded):
    """{name in the address: model} of everything that keeps history."""
    found = {}
    for model in base.__subclasses__():
        if not model._meta.abstract and "history_type" not in {f.name for f in model._meta.get_fields()}:
            found[model._meta.model_name] = model
        found |= recorded_models(model)
    return found


@dataclass
class Entry:
    at: object
    who: str
    what: str
    why: str
    changes: list = field(default_factory=list)


def readable(model, name, value):
    """A field's value as a person reads it: the other row's name, the choice's words, yes and no."""
    if value is None or value == "":
        return ""
    found = model._meta.get_field(name)
    if found.is_relation:
        other = found.related_model.objects.filter(pk=value).first()
        return str(other) if other else _("borttagen")
    if found.choices:
        return str(dict(found.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def entries_of(row):
    """Newest first; a change says field by field what it was and what it became."""
    model = type(row)
    versions = list(row.history.select_related("history_user__person").order_by("-history_id"))
    entries = []
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        changes = changes_between(model, newer, older) if older is not None else []
        what = _("Skapad") if newer.history_type == "+" else _("Borttagen") if newer.history_type == "-" else _("Ändrad")
        who = newer.history_user.called if newer.history_user else _("systemet")
        entries.append(Entry(newer.history_date, who, what, newer.history_change_reason or "", changes))
    return entries


def changes_between(model, newer, older):
    said = []
    for change in newer.diff_against(older, foreign_keys_are_objs=False).changes:
        if change.field in HIDDEN:
            continue
        try:
            label = model._meta.get_field(change.field).verbose_name
        except FieldDoesNotExist:
            continue
        said.append((capfirst(str(label)), readable(model, change.field, change.old), readable(model, change.field, change.new)))
    return said


class HistoryView(RowMixin, TemplateView):
    template_name = "councils/history.html"

    def get_rows(self):
        model = recorded_models().get(self.kwargs["model_name"])
        if model is None or model._meta.model_name in ("person", "municipality", "container", "work"):
            raise Http404
        return model.objects.all()

    def get_context_data(self, **kwargs):
        row = self.get_row()
        decision = getattr(row, "decision", None) or getattr(getattr(row, "matter", None), "decisions", None)
        decisions = [decision] if hasattr(decision, "organ") else list(decision.select_related("body", "post", "matter")) if decision else []
        return super().get_context_data(
            row=row,
            kind=capfirst(str(row._meta.verbose_name)),
            entries=entries_of(row),
            decisions=decisions,
            back=self.page_of(row),
            **kwargs,
        )

    def page_of(self, row):
        """The row's own page, where it has one."""
        try:
            return reverse(row._meta.model_name, args=[self.municipality.slug, row.pk])
        except NoReverseMatch:
            return ""
