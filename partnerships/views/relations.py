"""With whom: the twin towns, agreements and networks of a municipality, on a map and as rows."""

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from councils.access import MemberMixin, RowMixin
from councils.words import Words

from ..models import Relation
from ..places import country_of, maps_of


class RelationsView(MemberMixin, ListView):
    template_name = "partnerships/relations.html"

    def get_queryset(self):
        rows = Relation.objects.of(self.municipality).select_related("partner", "container").in_order()
        return rows.annotate(touches=Count("work"), last_touch=Max("work__starts_on"))

    def get_context_data(self, **kwargs):
        words = Words(self.municipality)
        kinds = {}
        for relation in self.object_list:
            kinds.setdefault(relation.kind, []).append((relation, country_of(relation.partner)))
        groups = [(words[kind].plural.capitalize(), rows) for kind, rows in kinds.items()]
        return super().get_context_data(groups=groups, maps=maps_of(self.municipality, self.object_list), **kwargs)


class RelationView(RowMixin, DetailView):
    """One relation: what it rests on, and everything that was done, on one line of time."""

    rows = Relation.objects.select_related("partner", "container", "matter", "municipality")
    template_name = "partnerships/relation.html"
    shown = 50

    def get_object(self, queryset=None):
        return self.get_row()

    def get_context_data(self, **kwargs):
        relation = self.object
        work = list(relation.work.select_related("container").newest_first()[: self.shown])
        decisions = list(relation.matter.decisions.select_related("body", "post", "matter")) if relation.matter else []
        cells = [
            (_("Slag"), Words(self.municipality).kind(relation.kind).capitalize()),
            (_("Land"), country_of(relation.partner)),
            (_("Sedan"), relation.since),
            (_("Läge"), relation.get_status_display()),
            (_("Beslut"), "; ".join(map(str, decisions))),
            (_("Hör till"), relation.container.label),
            (_("Namn på orten"), relation.partner.local_name if relation.partner else None),
            (_("Senaste kontakt"), work[0].starts_on if work else None),
        ]
        return super().get_context_data(
            relation=relation, cells=cells, work=work, maps=maps_of(self.municipality, [relation]) if relation.partner else [], **kwargs
        )
