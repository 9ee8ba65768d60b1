"""Verbs of the first room. Keyword-only, `by=` the account that acts (None: the system itself), atomic, no request."""

import datetime as dt
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .access import post_group
from .delegating import require_fit
from .editions import take_over
from .models import (
    AccountEvent,
    Appointment,
    Container,
    Decision,
    Document,
    Matter,
    Meeting,
    Person,
    Seat,
    StoredFile,
    Supersession,
    User,
)
from .sorting import sort_key
from .transitions import Blocked, closed_by
from .workflow import APPOINTMENT, DOCUMENT


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: str,
    container: Container,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    deputy=False,
    by,
    reason="",
    **facts,
) -> Appointment:
    """Give a person a post from a day. Where the post has seats, a free one is taken, or it says which are taken."""
    appointment = Appointment(
        person=person,
        role=role,
        container=container,
        starts_on=starts_on,
        ends_on=ends_on,
        deputy=deputy,
        municipality_id=container.home_id,
        **facts,
    )
    appointment.clean()
    seats = list(Seat.objects.select_for_update().filter(container=container, role=role, deputy=deputy).order_by("position"))
    same = Appointment.objects.filter(person=person, role=role, container=container).overlapping(starts_on, ends_on)
    if same.exists():
        raise ValidationError({"person": _("Personen har redan uppdraget under den tiden. Avsluta det först, eller välj andra dagar.")})
    if open_then := [seat for seat in seats if seat.closed_on is None or seat.closed_on >= starts_on]:
        appointment.seat = free_seat(open_then, starts_on, ends_on)
    appointment.group = post_group(role, container)
    appointment.recorded(by=by, reason=reason)
    blocking, asking = closed_by(APPOINTMENT["make"], appointment, starts_on)
    if blocking or (asking and not reason.strip()):
        raise Blocked(blocking or asking)  # nothing is kept: the whole action is undone
    return appointment


@transaction.atomic
def appoint_by_name(*, name: str, email: str, container: Container, by, **facts) -> Appointment:
    """Appoint somebody who may be new; a refused appointment leaves no new person behind."""
    person = find_or_add_person(name=name, email=email, municipality=container.as_home, by=by)
    return appoint(person=person, container=container, by=by, **facts)


def free_seat(seats: list[Seat], starts_on: dt.date, ends_on: dt.date | None) -> Seat:
    """The first seat that nobody holds on any day of the term. Call it with the seats locked."""
    taken = Appointment.objects.filter(seat__in=seats).overlapping(starts_on, ends_on).select_related("person")
    holders = {appointment.seat_id: appointment for appointment in taken}
    for seat in seats:
        if seat.pk not in holders and (seat.closed_on is None or (ends_on is not None and ends_on <= seat.closed_on)):
            return seat
    who = ", ".join(
        f"{a.person} ({_('till och med %(day)s') % {'day': date_format(a.ends_on, 'j F Y')} if a.ends_on else _('tills vidare')})"
        for a in holders.values()
    )
    raise ValidationError(
        _("Alla platser är tagna under den tiden: %(who)s. Avsluta ett uppdrag först, eller välj en senare dag.") % {"who": who}
    )


@transaction.atomic
def end_appointment(*, appointment: Appointment, ends_on: dt.date, by, reason="") -> Appointment:
    """The last day of the post. The day after nothing opens any more, without anything having to run."""
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if ends_on < appointment.starts_on:
        raise ValidationError({"ends_on": _("Slutdagen kan inte vara före startdagen.")})
    if appointment.seat_id:
        Seat.objects.select_for_update().get(pk=appointment.seat_id)
        others = Appointment.objects.filter(seat=appointment.seat_id).exclude(pk=appointment.pk)
        if others.overlapping(appointment.starts_on, ends_on).exists():
            raise ValidationError({"ends_on": _("Någon annan har platsen innan dess. Välj en tidigare dag.")})
    appointment.ends_on = ends_on
    return appointment.recorded(by=by, reason=reason)


def find_or_add_person(*, name: str, email: str = "", municipality, by) -> Person:
    """The person with that e-mail; without one, the person of that name who already has had a post here; else a new one."""
    email = email.strip().lower()
    if email:
        known = Person.objects.filter(email=email).first()
    else:
        known = Person.objects.filter(name_sort=sort_key(name.strip()), appointments__municipality=municipality).order_by("pk").first()
    return known or Person(name=name.strip(), email=email).recorded(by=by)


@transaction.atomic
def invite(*, person: Person, email="", by) -> User:
    """Open a way in for the person: an account without a password. The letter with the address is sent after this."""
    email = email.strip().lower() or person.email
    if not email:
        raise ValidationError({"email": _("Skriv personens e-postadress först. Inbjudan skickas dit.")})
    if person.account_id is None:
        if Person.objects.filter(email=email).exclude(pk=person.pk).exists() or User.objects.filter(email=email).exists():
            raise ValidationError({"email": _("Adressen används redan av någon. Kontrollera den.")})
        person.email = email
        person.account = User.objects.create_user(username=email, email=email)
        person.recorded(by=by, reason=_("Inbjuden"))
    AccountEvent.objects.create(person=person, what=AccountEvent.What.INVITED, by=by)
    return person.account


@transaction.atomic
def open_seats(*, container: Container, role: str, number: int, deputies=0, by) -> list[Seat]:
    """Give the container as many seats of the role; those that are too many close today, and their history stays."""
    opened = []
    for deputy, wanted in ((False, number), (True, deputies)):
        for position in range(1, wanted + 1):
            seat = Seat.objects.filter(container=container, role=role, deputy=deputy, position=position).first()
            if seat is None or seat.closed_on:
                seat = seat or Seat(container=container, role=role, deputy=deputy, position=position)
                seat.closed_on = None
                seat.recorded(by=by)
            opened.append(seat)
        for seat in Seat.objects.filter(container=container, role=role, deputy=deputy, position__gt=wanted, closed_on=None):
            seat.closed_on = timezone.localdate()
            seat.recorded(by=by)
    return opened


@transaction.atomic
def open_matter(*, municipality, code: str, title: str, container=None, opened_on=None, facts=None, by) -> Matter:
    matter = Matter(municipality=municipality, code=code, title=title, container=container, facts=facts or {})
    if opened_on:
        matter.opened_on = opened_on
    return matter.recorded(by=by)


@transaction.atomic
def record_decision(*, decision: Decision, supersedes=(), confirm=True, by, reason="") -> Decision:
    """Write down what was decided. Confirmed, it is locked; documents that only rested on what it replaces are closed."""
    decision.municipality_id = decision.matter.municipality_id
    decision.state = Decision.State.CONFIRMED if confirm else Decision.State.DRAFT
    decision.clean()
    if decision.delegation_id:
        require_fit(decision)
    try:
        with transaction.atomic():
            decision.recorded(by=by, reason=reason)
    except IntegrityError as fault:
        if "one_section_per_body_and_year" not in str(fault) and "section" not in str(fault):
            raise
        raise ValidationError({"section": _("Organet har redan ett beslut med den paragrafen det året. Kontrollera numret.")}) from fault
    for older in supersedes:
        link = Supersession(newer=decision, older=older)
        link.clean()
        link.recorded(by=by)
        if confirm and decision.says_yes:
            close_replaced_document(older, decision, by=by)
    return decision


def close_replaced_document(older: Decision, newer: Decision, *, by):
    """The document that the older decision adopted is replaced from the newer decision's day; it stays readable.

    A step on the way to the adoption that is replaced closes nothing, nor does a decision that only corrects the adoption.
    """
    document = Document.objects.with_decisions().filter(matter=older.matter, state=Document.State.IN_FORCE).first()
    if document is None or document.adoption != older or document.matter_id == newer.matter_id:
        return
    document.state = Document.State.REPLACED
    if newer.decided_on and (document.valid_to is None or document.valid_to >= newer.decided_on):
        last_day = newer.decided_on - dt.timedelta(days=1)
        document.valid_to = max(last_day, document.valid_from or last_day)
        document.until_further_notice = False
    document.recorded(by=by, reason=_("Ersatt genom beslutet %(decision)s") % {"decision": newer})


@transaction.atomic
def register_document(*, document: Document, by, reason="") -> Document:
    """Keep a governing document as a draft, with the matter that will adopt it."""
    if document.is_law:
        raise ValidationError(_("En lag registreras och ändras inte här. Den är densamma för alla kommuner."))
    document.municipality_id = document.container.home_id
    document.clean()
    if document.matter_id is None:
        document.matter = open_matter(
            municipality=document.container.as_home, code="document.adopt", title=document.title, container=document.container, by=by
        )
    return document.recorded(by=by, reason=reason)


@transaction.atomic
def keep_meeting(*, meeting: Meeting, by, reason="") -> Meeting:
    """Plan a meeting or write what came of it. Notes and attested minutes are proof that it was held; the notes' first day is kept."""
    meeting.clean()
    if (meeting.notes.strip() or meeting.attested_on) and meeting.state == Meeting.State.PLANNED:
        meeting.state = Meeting.State.HELD
    if meeting.notes.strip():
        meeting.noted_on = meeting.noted_on or timezone.localdate()
    others = Meeting.objects.filter(body=meeting.body, day=meeting.day).exclude(pk=meeting.pk).exclude(state=Meeting.State.CANCELLED)
    if meeting.state != Meeting.State.CANCELLED and others.exists():
        raise ValidationError({"day": _("Organet har redan ett möte den dagen. Välj en annan dag, eller öppna det mötet.")})
    return meeting.recorded(by=by, reason=reason)


@transaction.atomic
def bring_into_force(*, document: Document, by, reason="", on=None) -> Document:
    """From its first day the document holds; a new edition takes over from the one before."""
    if document.previous_id and document.matter_id is None:
        raise ValidationError(_("Lägg fram ändringen för beslut först."))
    from_day = document.valid_from or (document.adoption.decided_on if document.adoption else None)
    document = DOCUMENT["bring_into_force"].perform(document, by=by, reason=reason, on=on, valid_from=from_day)
    if document.previous_id:
        take_over(document, by=by)
    return document


def store_file(*, content: File, name: str, content_type: str, container: Container, by) -> StoredFile:
    """Keep the bytes with their SHA-256."""
    digest = StoredFile.digest(content)
    content.seek(0)
    stored = StoredFile(container=container, name=name[:200], content_type=content_type, size=content.size, sha256=digest)
    place = stored.content.field.generate_filename(stored, name)
    stored.content.name = place if stored.content.storage.exists(place) else stored.content.storage.save(place, content)
    return stored.recorded(by=by)


def store_bytes(*, content: bytes, **facts) -> StoredFile:
    return store_file(content=ContentFile(content), **facts)


def remove_file(*, stored: StoredFile, by, reason=""):
    """Take the file away, and its bytes where no other file has the same."""
    content, same = stored.content, StoredFile.objects.filter(content=stored.content.name).exclude(pk=stored.pk)
    stored.removed(by=by, reason=reason)
    if not same.exists():
        transaction.on_commit(partial(content.storage.delete, content.name))
