"""Verbs about the register of partners: kept, renamed, merged, dissolved into another; and persons forgotten in time.

Keyword-only, `by=` the account that acts, atomic, no request. What a partner was called and what it was party to is never lost.
"""

import datetime as dt
from itertools import chain, count

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from councils.access import container_ids
from councils.models import User

from .models import ContactPoint, Partner, PartnerName, Party, Relation, RelationEvent
from .names import likely_same

PERMISSION = "relate"
# What the kept partner takes over from its duplicate where it has nothing of its own. Those in one tuple go together.
FILLED_TOGETHER = (
    ("local_name",),
    ("country",),
    ("country_text",),
    ("latitude", "longitude"),
    ("population", "population_year"),
    ("web",),
    ("note",),
)
APPROVALS = ("role", "approved_on", "approval", "left_on")


def require_right(municipality_id: int, by):
    """`by` None is the system itself. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is not None and municipality_id not in container_ids(User.objects.get(pk=by.pk), PERMISSION):
        raise PermissionDenied


def likely_matches(municipality, names, *, country="", but=None) -> list[Partner]:
    """Partners in the register that may well be the same by any of their names. In two queries; somebody is asked, nothing is merged."""
    wanted = [name for name in names if name]
    rows = Partner.objects.of(municipality).current().prefetch_related("names").in_order()
    rows = rows.exclude(pk=but.pk) if but and but.pk else rows
    return [
        row
        for row in rows
        if (not (country and row.country) or row.country == country)
        and any(likely_same(one, other) for one in wanted for other in row.spellings)
    ]


@transaction.atomic
def keep_partner(*, partner: Partner, by, reason="") -> Partner:
    """Save a new or changed partner. A new one gets its code from its name."""
    require_right(partner.municipality_id, by)
    partner.code = partner.code or free_code(partner)
    return partner.recorded(by=by, reason=reason)


def free_code(partner) -> str:
    base = slugify(partner.name)[:50] or "partner"
    taken = set(Partner.objects.of(partner.municipality).filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in chain([base], (f"{base}-{number}" for number in count(2))) if code not in taken)


@transaction.atomic
def rename_partner(*, partner: Partner, name: str, until="", by, reason="") -> Partner:
    """A new name from now on; the former one is kept, and is still found. Relations keep the names that their documents give them."""
    partner = locked(partner, by=by)[0]
    if name == partner.name:
        raise ValidationError({"name": _("Det är det namn som partnern redan har.")})
    keep_name(partner, partner.name, PartnerName.Kind.FORMER, by=by, until=until)
    partner.name = name
    return partner.recorded(by=by, reason=reason)


@transaction.atomic
def dissolve_into(*, partner: Partner, successor: Partner, on: dt.date | None = None, year: int | None = None, by, reason="") -> Partner:
    """The partner is no more and goes on as a part of another. Its relations stay with their years, and their lives tell of it."""
    partner, successor = locked(partner, successor, by=by)
    partner.successor, partner.succession = successor, Partner.Succession.DISSOLVED
    partner.dissolved_on, partner.dissolved_year = on, year or (on.year if on else None)
    partner.recorded(by=by, reason=reason)
    told = _("%(partner)s har gått upp i %(successor)s.") % {"partner": partner, "successor": successor}
    for relation in relations_of([partner]).alive():
        event = RelationEvent(
            relation=relation, kind=RelationEvent.Kind.SUCCEEDED, day=on, year=None if on else partner.dissolved_year, text=told
        )
        event.recorded(by=by, reason=reason)
    return partner


@transaction.atomic
def undo_dissolution(*, partner: Partner, by, reason="") -> Partner:
    """The partner stands by itself again. What the lives of its relations tell stays, and says what happened."""
    require_right(partner.municipality_id, by)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    if partner.succession != Partner.Succession.DISSOLVED:
        raise ValidationError(_("Partnern har inte gått upp i någon annan."))
    partner.successor, partner.succession, partner.dissolved_on, partner.dissolved_year = None, "", None, None
    return partner.recorded(by=by, reason=reason)


# ── one partner that was entered twice


def what_moves(partner: Partner) -> list[tuple[str, list]]:
    """(what such rows are called, the rows) of everything that points to the partner, in every room."""
    found = []
    for related in Partner._meta.related_objects:
        rows = list(related.related_model.objects.filter(**{related.field.name: partner}).order_by("pk"))
        if rows:
            meta = related.related_model._meta
            found.append((str(meta.verbose_name_plural if len(rows) > 1 else meta.verbose_name), rows))
    return found


@transaction.atomic
def merge_partners(*, duplicate: Partner, into: Partner, by, reason="") -> Partner:
    """Everything that the duplicate has becomes the other's. The duplicate keeps its row, which says whose duplicate it is.

    Raises ValidationError where the two say different things of the same agreement: somebody must put that right first.
    """
    duplicate, into = locked(duplicate, into, by=by)
    for related in Partner._meta.related_objects:
        field = related.field.name
        for row in related.related_model.objects.filter(**{field: duplicate}).order_by("pk"):
            move(row, field, into, by=by, reason=reason)
    for name in (duplicate.name, duplicate.local_name):
        if name and name not in {into.name, into.local_name}:
            keep_name(into, name, PartnerName.Kind.SPELLING, by=by)
    for together in FILLED_TOGETHER:
        if not any(getattr(into, name) not in (None, "") for name in together):
            for name in together:
                setattr(into, name, getattr(duplicate, name))
    into.recorded(by=by, reason=reason)
    duplicate.successor, duplicate.succession = into, Partner.Succession.DUPLICATE
    duplicate.recorded(by=by, reason=reason)
    return into


def move(row, field, into, *, by, reason):
    if isinstance(row, PartnerName) and into.names.filter(name=row.name, language=row.language, kind=row.kind).exists():
        return row.removed(by=by, reason=reason)
    if isinstance(row, Party) and (same := into.as_party.filter(relation=row.relation_id).first()):
        return fold(row, same, by=by, reason=reason)
    setattr(row, field, into)
    return row.recorded(by=by, reason=reason)


def fold(party, same, *, by, reason):
    """Both stood as parties of one agreement: one of them stays, with what either says."""
    for name in APPROVALS:
        mine, other = getattr(same, name), getattr(party, name)
        if mine and other and mine != other:
            sentence = _("Båda är parter i %(relation)s, med olika uppgifter. Rätta parterna där först.")
            raise ValidationError(sentence % {"relation": party.relation})
        setattr(same, name, mine or other)
    party.removed(by=by, reason=reason)
    return same.recorded(by=by, reason=reason)


def keep_name(partner, name, kind, *, by, until=""):
    known = partner.names.filter(name=name, language="", kind=kind).first()
    return known or PartnerName(partner=partner, name=name, kind=kind, until=until).recorded(by=by)


def locked(*partners, by) -> list[Partner]:
    """The rows as they are now, held until the end; each of one municipality, different, and neither a duplicate nor dissolved."""
    require_right(partners[0].municipality_id, by)
    ids = [partner.pk for partner in partners]
    rows = {row.pk: row for row in Partner.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    found = [rows[pk] for pk in ids]
    if len(rows) != len(partners) or len({row.municipality_id for row in found}) != 1:
        raise ValidationError(_("Välj en annan av kommunens egna partner."))
    if gone := next((row for row in found if not row.is_current), None):
        raise ValidationError(_("%(partner)s har redan gått upp i en annan partner.") % {"partner": gone})
    return found


# ── what stands together


def relations_of(partners):
    """Relations with any of the partners, as the one or as one of several parties."""
    ids = [partner.pk for partner in partners]
    shared = Party.objects.filter(partner__in=ids).values("relation")
    return (Relation.objects.filter(partner__in=ids) | Relation.objects.filter(pk__in=shared)).in_order()


# ── persons are kept no longer than was said


@transaction.atomic
def forget_contact_persons(*, on: dt.date, by=None) -> int:
    """Blank the name, e-mail and phone of persons whose day has passed, in the rows and in their history. Gives the number of rows."""
    due = ContactPoint.objects.select_for_update().filter(keep_person_until__lt=on).exclude(person_name="")
    number = 0
    for point in due:
        point.person_name = point.email = point.phone = ""
        point.keep_person_until = None
        point.recorded(by=by, reason=_("Personens uppgifter sparades till den dag som hade angetts."))
        number += 1
    forget_in_history(on)
    return number


def forget_in_history(on):
    """The last day that was given for a person at a contact point counts, also when the row has been changed or removed since."""
    last = {}
    named = ContactPoint.history.exclude(person_name="").order_by("history_id")
    for pk, person, until in named.values_list("id", "person_name", "keep_person_until"):
        last[pk, person] = until
    for (pk, person), until in last.items():
        if until and until < on:
            ContactPoint.history.filter(id=pk, person_name=person).update(person_name="", email="", phone="")
