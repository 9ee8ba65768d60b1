"""The history of any row: who, when, what changed, why, which decision."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..access import RowMixin
from ..compliance import RULES
from ..history import Recorded
from ..models import Kind, RuleSetting
from ..templatetags.page import day, day_time

HIDDEN = {"id", "municipality", "name_sort", "group", "decided_year", "sort", "row", "ordinal", "sha256", "container_ptr", "work_ptr"}


def recorded_models(base=Recorded):
    """{name in the address: model} of everything that keeps history."""
    found = {}
    for model in base.__subclasses__():
        if not model._meta.abstract and "history_type" not in {f.name for f in model._meta.get_fields()}:
            found[model._meta.model_name] = model
        found |= recorded_models(model)
    return found


@dataclass(frozen=True)
class Change:
    """One field between two versions, with the stored values."""

    field: str
    old: object
    new: object


@dataclass
class Entry:
    at: object
    who: str
    what: str
    why: str
    changes: list = field(default_factory=list)


def names_of_others(model, differences) -> dict:
    """{(field, id): name} of every row that the changes point to: one query for each foreign key, however long the trail is."""
    wanted = defaultdict(set)
    for change in (change for difference in differences for change in difference):
        if model._meta.get_field(change.field).is_relation:
            wanted[change.field] |= {change.old, change.new} - {None}
    names = {}
    for name, ids in wanted.items():
        other = model._meta.get_field(name).related_model
        keys = [field.name for field in other._meta.concrete_fields if field.is_relation]
        names |= {(name, pk): str(row) for pk, row in other.objects.select_related(*keys).in_bulk(ids).items()}
    return names


def readable(model, name, value, names):
    """A field's value as a person reads it: the other row's name, the choice's words, yes and no."""
    if value is None or value == "":
        return ""
    found = model._meta.get_field(name)
    if found.is_relation:
        return names.get((name, value), _("borttagen"))
    if found.choices:
        return str(dict(found.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, dt.date):
        return day_time(value) if isinstance(value, dt.datetime) else day(value)
    if isinstance(value, list):  # codes: those of kinds of unit have words
        return ", ".join(str(dict(Kind.choices).get(one, one)) if isinstance(one, str) else str(one) for one in value)
    return str(value)


def entries_of(row):
    """Newest first; a change says field by field what it was and what it became."""
    model = type(row)
    versions = list(row.history.select_related("history_user__person").order_by("-history_id"))
    differences = [changes_between(newer, older) for newer, older in pairwise(versions)] + [[]]
    names = names_of_others(model, differences)
    entries = []
    for newer, difference in zip(versions, differences, strict=True):
        changes = in_words(model, difference, names)
        what = _("Skapad") if newer.history_type == "+" else _("Borttagen") if newer.history_type == "-" else _("Ändrad")
        who = newer.history_user.called if newer.history_user else _("systemet")
        entries.append(Entry(newer.history_date, who, what, newer.history_change_reason or "", changes))
    return entries


def changes_between(newer, older):
    """Also of fields that no form has, such as the state: simple-history's own comparison leaves those out."""
    return [
        Change(one.name, getattr(older, one.attname), getattr(newer, one.attname))
        for one in newer.tracked_fields
        if one.name not in HIDDEN and getattr(older, one.attname) != getattr(newer, one.attname)
    ]


def in_words(model, changes, names):
    """[(field, what it was, what it became)]"""
    return [
        (capfirst(str(model._meta.get_field(c.field).verbose_name)), *(readable(model, c.field, value, names) for value in (c.old, c.new)))
        for c in changes
    ]


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
        decisions = (
            [decision] if hasattr(decision, "organ") else list(decision.select_related("body", "post", "matter")) if decision else []
        )
        return super().get_context_data(
            row=f"{RULES[row.rule].title} ({row.clause.code})" if isinstance(row, RuleSetting) else row,
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
