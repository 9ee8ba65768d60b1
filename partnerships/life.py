"""The life of one agreement or membership, as its page tells it: what can be done now, what closes it, its parties, papers and events."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.remarks import Reader, remarks_of
from councils.rules.errands import errand_of
from councils.transitions import closed_by
from councils.views.routes import Way, way_of

from . import agreeing
from .approvals import Approvals, approvals
from .models import AGREEMENT_TERMS, Relation, RelationEvent
from .workflow import ALIVE, WAITING
from .years import sorting

Status = Relation.Status
OF_NETWORKS = {"enter": "join", "reject": "decline", "end": "leave"}  # what the acts are called there


@dataclass(frozen=True)
class Act:
    """An act as a page offers it: its address, what it asks for, and what it says."""

    path: str
    code: str
    title: Promise
    lead: Promise
    asks: tuple[str, ...] = ("day", "decision", "reason")

    def code_for(self, relation) -> str:
        return OF_NETWORKS.get(self.code, self.code) if relation.is_network else self.code

    def transition(self, relation):
        return agreeing.table_of(relation).get(self.code_for(relation))

    def title_for(self, relation) -> str:
        """One joins a network and leaves it; an agreement is put into force and ended."""
        transition = self.transition(relation) if relation.is_network else None
        return str(transition.label if transition else self.title)

    def is_open(self, relation) -> bool:
        if self.code == "change":
            return agreeing.may_propose_change(relation)
        if self.code == "renew":
            return relation.status in ALIVE and not relation.is_network
        transition = self.transition(relation)
        return transition is not None and relation.status in transition.sources


ACTS = {
    act.path: act
    for act in (
        Act("i-kraft", "enter", gettext_lazy("Sätt i kraft"), gettext_lazy("Från den dagen gäller det."), ("day", "since", "decision", "reason")),
        Act("beslutad", "decide", gettext_lazy("Ange som beslutat"), gettext_lazy("Det är beslutat, men gäller inte än.")),
        Act("blev-inte-av", "reject", gettext_lazy("Ange att det inte blev av"), gettext_lazy("Förslaget står kvar i historiken.")),
        Act("se-over", "review", gettext_lazy("Börja se över"), gettext_lazy("Det gäller under tiden.")),
        Act("vila", "pause", gettext_lazy("Låt vila"), gettext_lazy("Ni har kommit överens om att vänta. Då påminner ingen om tystnaden.")),
        Act("avstannat", "mark_dormant", gettext_lazy("Ange att det har avstannat"), gettext_lazy("Ingen har beslutat något, men inget händer.")),
        Act("ta-upp", "resume", gettext_lazy("Ta upp igen"), gettext_lazy("Det gäller som förut.")),
        Act("forlang", "renew", gettext_lazy("Förläng"), gettext_lazy("Det gäller längre än det gjorde."), ("day", "valid_to", "decision", "reason")),
        Act("andring", "change", gettext_lazy("Föreslå en ändring"), gettext_lazy("Ärendet väcks, och sidan visar vem som ska besluta."), ("reason",)),
        Act("avsluta", "end", gettext_lazy("Avsluta"), gettext_lazy("Det som har hänt står kvar."),
            ("ended_by", "successor", "day", "since", "decision", "reason")),
        Act("ateruppta", "re_establish", gettext_lazy("Återuppta"), gettext_lazy("Det gäller på nytt, och beslutas på nytt.")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Life:
    acts: list[tuple[str, str]]  # what it says, where
    closed: str  # what the gate keeps shut, in words
    reasons: list
    asking: list
    way: Way | None
    ending_way: Way | None
    changing_way: Way | None
    parties: list
    approvals: Approvals | None
    events: list[RelationEvent]
    papers: list
    terms: list[tuple[str, str]]
    ran_out: dt.date | None
    runs_out: dt.date | None


def life_of(relation: Relation, on: dt.date, reader: Reader) -> Life:
    waits, slug = relation.status in WAITING, relation.municipality.slug
    parties = list(relation.parties.all())
    reasons, asking = gate_of(relation, on, reader)
    last = relation.valid_to if relation.status in ALIVE else None
    return Life(
        acts=[
            (act.title_for(relation), reverse("agreement_act", args=[slug, relation.pk, act.path]))
            for act in ACTS.values()
            if act.is_open(relation)
        ],
        closed=closed_in_words(relation, waits) if reasons else "",
        reasons=reasons,
        asking=asking,
        way=way_to(relation.matter, on) if waits and relation.matter_id else None,
        ending_way=way_to(relation.ending_matter, on) if not waits and relation.ending_matter_id else None,
        changing_way=way_to(relation.changing_matter, on) if not waits and relation.changing_matter_id else None,
        parties=parties,
        approvals=approvals(parties, on, relation.approve_by) if relation.force_needs_all else None,
        events=sorted(relation.events.all(), key=when),
        papers=list(relation.files.select_related("file").order_by("pk")),
        terms=[(str(label), relation.terms[code]) for code, label in AGREEMENT_TERMS.items() if relation.terms.get(code)],
        ran_out=last if last and last < on else None,
        runs_out=last if last and last >= on else None,
    )


def closed_in_words(relation, waits) -> str:
    if not waits:
        return _("Kan inte avslutas än")
    return _("Ni kan inte gå med än") if relation.is_network else _("Kan inte sättas i kraft än")


def when(event) -> tuple:
    """Dated events and those of a vague year among each other, as they were written where the year says no more."""
    year, words = sorting(event.day.year if event.day else event.year, event.when_text)
    return year, event.day or dt.date.min, words, event.pk


def way_to(matter, on) -> Way:
    return way_of(errand_of(matter, on), on)


def gate_of(relation, on, reader: Reader) -> tuple[list, list]:
    """(reasons, findings that ask for one) of the gate that the relation stands before: into force, or out of it by decision."""
    if relation.status in WAITING:
        code = "join" if relation.is_network else "enter"
    elif relation.ending_matter_id and relation.status in ALIVE and not relation.is_network:
        code = "end"
    else:
        return [], []
    blocking, asking = closed_by(agreeing.table_of(relation)[code], relation, on)
    reasons = remarks_of(blocking, reader)
    if code == "enter" and (missing := agreeing.not_all_have_approved(relation, on)):
        reasons.append({"sentence": missing})
    return reasons, asking
