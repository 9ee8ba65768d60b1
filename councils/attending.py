"""Who should be at a meeting, and the verb that notes who was there."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .access import container_ids
from .actions import keep_meeting
from .models import Appointment, Attendance, Body, Container, Kind, Meeting, Person, User, unit_of

PERMISSION = "meet"
State = Attendance.State


@dataclass(frozen=True)
class Called:
    """Somebody who should come, by the posts that call him."""

    person: Person
    posts: tuple[Appointment, ...]

    @property
    def units(self) -> list[Container]:
        return list(dict.fromkeys(unit_of(post) for post in self.posts))

    @property
    def is_deputy(self) -> bool:
        """Comes when somebody else cannot: missed by nobody."""
        return all(post.deputy for post in self.posts)


@dataclass(frozen=True)
class Roll:
    """A meeting's list, and what has been noted on it: {post id: row}."""

    meeting: Meeting
    called: tuple[Called, ...]
    rows: dict[int, Attendance]

    @property
    def is_noted(self) -> bool:
        return bool(self.rows)

    def state(self, one: Called) -> str:
        """Of the person; «» while nothing is said. Whoever was there for one of his posts was there."""
        states = {self.rows[post.pk].state for post in one.posts if post.pk in self.rows}
        return next((state for state in (State.PRESENT, State.EXCUSED, State.ABSENT) if state in states), "")

    def those(self, state) -> list[Called]:
        return [one for one in self.called if self.state(one) == state]

    @property
    def present(self) -> list[Called]:
        return self.those(State.PRESENT)

    @property
    def groups(self) -> list[tuple[str, list[Called]]]:
        """Of those who count; a deputy who had no reason to come is not said to be absent."""
        return [(state.label, [one for one in self.expected if self.state(one) == state]) for state in State]

    @property
    def expected(self) -> list[Called]:
        """Those who count: a deputy does when he came."""
        return [one for one in self.called if not one.is_deputy or self.state(one) == State.PRESENT]

    @property
    def missed(self) -> list[Container]:
        """Units whose people were called, and none of them came."""
        here = {unit for one in self.present for unit in one.units}
        units = dict.fromkeys(unit for one in self.called for unit in one.units)
        return [unit for unit in units if unit not in here and unit.pk != self.meeting.body_id]

    @property
    def missed_in_words(self) -> str:
        *first, last = [unit.label for unit in self.missed] or [""]
        return _("%(first)s och %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def roll_of(meeting: Meeting) -> Roll:
    """Three queries, however many they are. Those who had their posts that day, and those who are noted already."""
    rows = {row.appointment_id: row for row in meeting.attendance.order_by("pk")}
    posts = Appointment.objects.of(meeting.body.home_id)
    called = posts.filter(container=meeting.body_id)
    if meeting.body.kind == Kind.COUNCIL:
        called = called | posts.filter(role="contact", container__sort=Container.Sort.AREA)
    called = called.in_force(meeting.day) | posts.filter(pk__in=rows)
    found: dict[Person, list[Appointment]] = {}
    fetched = called.select_related("person", "container", "home_unit")
    for post in sorted(fetched, key=lambda post: (unit_of(post).position, unit_of(post).name_sort, post.person.name_sort, post.pk)):
        found.setdefault(post.person, []).append(post)
    return Roll(meeting, tuple(Called(person, own_posts(held)) for person, held in found.items()), rows)


def own_posts(posts) -> tuple[Appointment, ...]:
    """A contact person comes for the unit; that he sits in the body because of it says nothing more."""
    return tuple([post for post in posts if post.role == "contact"] or posts)


def calls_a_roll(body: Body) -> bool:
    """Advisory bodies; the minutes of the others say who was there."""
    return body.kind == Kind.COUNCIL or body.mode == Body.Mode.NOTES


def may_be_noted(meeting: Meeting, on: dt.date) -> bool:
    return meeting.day <= on and meeting.state != Meeting.State.CANCELLED and calls_a_roll(meeting.body)


@transaction.atomic
def note_attendance(*, meeting: Meeting, present: Collection[int], excused: Collection[int] = (), by, on: dt.date) -> Roll:
    """Note who of the called was there, by person id; the others did not come. That somebody came proves that it was held."""
    if by is not None and meeting.body_id not in container_ids(User.objects.get(pk=by.pk), PERMISSION):
        raise PermissionDenied
    if meeting.state == Meeting.State.CANCELLED:
        raise ValidationError(_("Mötet är inställt. Ändra mötets läge först."))
    if not calls_a_roll(meeting.body):
        raise ValidationError(_("Organets protokoll säger vilka som var med. Fyll i närvaron där."))
    if meeting.day > on:
        raise ValidationError(_("Mötet har inte varit än. Fyll i närvaron när det börjar."))
    list(Meeting.objects.select_for_update().filter(pk=meeting.pk))  # two who note at once come one after the other
    before = roll_of(meeting)
    strangers = {*present, *excused} - {one.person.pk for one in before.called}
    if strangers or not before.called:
        raise ValidationError(_("Listan över dem som ska vara med har ändrats. Ladda om sidan och kryssa igen."))
    changed = False
    for one in before.called:
        state = State.PRESENT if one.person.pk in present else State.EXCUSED if one.person.pk in excused else State.ABSENT
        for post in one.posts:
            row = before.rows.get(post.pk) or Attendance(meeting=meeting, appointment=post)
            if row.state != state:
                row.state, changed = state, True
                row.recorded(by=by)
    after = roll_of(meeting)
    if changed:
        told(after, by)
    return after


def told(roll: Roll, by):
    """The meeting's own history tells of it."""
    came = len(roll.present)
    if came and roll.meeting.state == Meeting.State.PLANNED:
        roll.meeting.state = Meeting.State.HELD
    facts = {"came": came, "number": len(roll.expected)}
    keep_meeting(meeting=roll.meeting, by=by, reason=_("Närvaro: %(came)s av %(number)s") % facts)
