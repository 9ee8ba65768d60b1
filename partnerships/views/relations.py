"""With whom: the twin towns, agreements and networks of a municipality, and the page of each."""

from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from councils.access import MemberMixin, RowMixin, container_ids
from councils.exports import ExportMixin
from councils.remarks import Reader, remarks_of

from ..exports import relations_as_table
from ..life import life_of
from ..relation_list import list_of
from ..relation_page import ROWS, page_of
from ..timeline import after_of


class RelationsView(ExportMixin, MemberMixin, TemplateView):
    template_name = "partnerships/relations.html"
    export_name = "relationer"

    def export(self):
        """What is shown, in the columns that an import takes."""
        groups = self.get_context_data()["list"].groups
        return relations_as_table([item.relation for group in groups for item in group.items], self.municipality)

    def get_context_data(self, **kwargs):
        chosen = {name: self.request.GET.get(name, "") for name in ("slag", "lage")}
        found = list_of(self.municipality, timezone.localdate(), kind=chosen["slag"], status=chosen["lage"])
        return super().get_context_data(list=found, may_relate=self.may("relate"), **kwargs)


class RelationView(RowMixin, DetailView):
    """One relation: how it is doing, what it rests on, and everything that was done, on one line of time."""

    rows = ROWS
    template_name = "partnerships/relation.html"

    def get_context_data(self, **kwargs):
        after, today, reader = after_of(self.request.GET.get("fore", "")), timezone.localdate(), Reader.of(self, self.object)
        page = page_of(self.object, today, after)
        return super().get_context_data(
            relation=self.object,
            life=life_of(self.object, today, reader),
            page=page,
            seat_remarks=remarks_of(page.seats.findings, reader) if page.seats else [],
            first_page=after is None,
            paper=False,
            may_relate=self.object.container_id in container_ids(self.request.user, "relate"),
            may_log=self.may("log"),
            may_record=self.may("record_decisions"),
            **kwargs,
        )
