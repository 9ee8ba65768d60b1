"""The way of an application to its deadline: what its route still asks, by which meetings, and who could decide in their place."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from councils.compliance import KEPT
from councils.conditions import holds
from councils.models import BODY_KINDS, Delegation, Meeting
from councils.routes import BOARDS_CONCERNED, SUBJECT, Facts
from councils.rules.errands import Errand, errands
from councils.rules.matters import chain

from .backward import Plan, Step, Stop, last_day, plan
from .models import Application

State = Application.State
OPEN = frozenset({State.IDEA, State.ANALYSIS, State.DRAFT})
PAPER_DAYS = 14  # days from handing in papers to the meeting, where no setting says otherwise


def deadline_of(application) -> dt.date | None:
    """The Swedish day by which it must be handed in."""
    if application.deadline_id:
        known = application.deadline
        return known.day or (last_day(known.at) if known.at else None)
    return last_day(application.own_deadline) if application.own_deadline else None


def minute_of(application) -> dt.datetime | None:
    """The minute, where it is known; midnight only means the end of a day."""
    moment = application.deadline.at if application.deadline_id else application.own_deadline
    return moment if moment and timezone.localtime(moment).time() != dt.time.min else None


@dataclass(frozen=True)
class Race:
    """An application with what decides whether it reaches its deadline."""

    subject: Any  # the application
    errand: Errand
    meetings: dict[str, list[dt.date]]
    delegations: tuple[Delegation, ...]

    @property
    def deadline(self) -> dt.date | None:
        return deadline_of(self.subject)

    def bodies_of(self, leg) -> list[str]:
        """Codes of the organs of a leg, the boards concerned by name."""
        codes = []
        for code in leg.organs:
            if code in BOARDS_CONCERNED:
                codes += [board.code for board in self.errand.boards()]
            else:
                codes.append(self.errand.owner.code if code == "unit_concerned" else code)
        return codes

    def meets(self, leg, codes) -> bool:
        """Whether any of its organs is a body, or not known yet."""
        known = [self.errand.organs.containers[code] for code in codes if code in self.errand.organs.containers]
        return any(one.kind in BODY_KINDS for one in known) or (not codes and any(code in BOARDS_CONCERNED for code in leg.organs))

    def remaining(self, on) -> list[Step]:
        """What the route asks and nobody has done."""
        said = dict(chain(self.errand, on))
        left = [leg for leg in self.errand.route(on).legs if leg.strength != "may" and leg in said and said[leg].state != KEPT]
        return [Step(leg.order, tuple(codes), leg, self.meets(leg, codes)) for leg in left for codes in [self.bodies_of(leg)]]

    def plan(self, on, paper_days=PAPER_DAYS) -> Plan | None:
        """None without a deadline."""
        return plan(self.deadline, self.remaining(on), self.meetings, on, paper_days) if self.deadline else None

    def name_of(self, stop: Stop) -> str:
        codes = [stop.organ] if stop.organ else stop.step.organs
        return " / ".join(dict.fromkeys(self.errand.names.get(code, code) for code in codes)) or self.errand.names.get(
            stop.step.source.organs[0], stop.step.source.organs[0]
        )

    def serving(self, stop: Stop) -> Delegation | None:
        """A delegation in force by which somebody may decide in the body's place."""
        for point in self.delegations:
            same = point.matter_code == self.errand.code and point.body.code in stop.step.organs
            if same and holds(SUBJECT, Facts(self.errand.facts), point.where):
                return point
        return None


def meeting_days(municipality, on) -> dict[str, list[dt.date]]:
    """The planned meetings of each body, by its code."""
    found = defaultdict(list)
    for code, day in Meeting.objects.of(municipality).coming(on).values_list("body__code", "day"):
        found[code].append(day)
    return found


def races(municipality, on) -> Iterator[Race]:
    """Every application that has not been handed in."""
    around = meeting_days(municipality, on), tuple(Delegation.objects.of(municipality).in_force(on).select_related("body", "post__person"))
    for errand in errands(municipality, on, codes=("application.submit",)):
        if isinstance(errand.subject, Application) and errand.subject.status in OPEN:
            yield Race(errand.subject, errand, *around)


def race_of(application, errand, on) -> Race:
    """The same for the page of one application."""
    home = application.municipality
    delegations = Delegation.objects.of(home).in_force(on).filter(matter_code=errand.code).select_related("body", "post__person")
    return Race(application, errand, meeting_days(home, on), tuple(delegations))
