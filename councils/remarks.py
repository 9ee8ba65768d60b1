"""What the rules say of one row as its page shows it: which clauses say so, and the way to put it right for who has the right to it.

Two clauses that say the same are one remark. The same at a gate, in a list of findings and in the list of what is to be done.
"""

import datetime as dt
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from .access import container_ids
from .compliance import Fix
from .models import Container
from .roles import ROLES
from .words import Words


@dataclass(frozen=True)
class Said:
    """One clause that asks for it."""

    code: str
    strength: str
    url: str


@dataclass(frozen=True)
class Remark:
    state: str
    sentence: str
    clauses: tuple[Said, ...]
    due: dt.date | None
    title: str = ""
    url: str = ""  # where the reader puts it right; "" for who may not, or where there is no such place
    act: str = ""
    who: str = ""  # the roles that may, told to who may not


@dataclass(frozen=True)
class Reader:
    """Who reads, and at which address: a way that leads to the page one is on leads nowhere. Without a user nobody is offered anything."""

    municipality: object
    user: object = None
    here: str = ""
    container_id: int | None = None  # that the page's row belongs to, and with it the rows that are parts of it

    @classmethod
    def of(cls, view, row) -> "Reader":
        return cls(view.municipality, view.request.user, view.request.path, row.container_id)

    def place_of(self, row) -> int:
        own = row.pk if isinstance(row, Container) else getattr(row, "container_id", None)
        return own or self.container_id or self.municipality.pk


def remarks_of(findings, reader: Reader) -> list[Remark]:
    """In the order of the findings."""
    same: dict[tuple, list] = {}
    for one in findings:
        same.setdefault((one.state, str(one.verdict.sentence)), []).append(one)
    words = Words(reader.municipality)
    return [remark_of(found, reader, words) for found in same.values()]


def remark_of(found, reader: Reader, words) -> Remark:
    first, slug = found[0], reader.municipality.slug
    clauses = tuple(
        Said(clause.code, one.strength, f"{reverse('document', args=[slug, clause.document_id])}#{clause.code}")
        for one in found
        for clause in (one.setting.clause,)
    )
    url, act, who = way_out(first, reader, words)
    return Remark(first.state, str(first.verdict.sentence), clauses, first.verdict.due, str(first.verdict.title), url, act, who)


def way_out(finding, reader: Reader, words) -> tuple[str, str, str]:
    """(address, act, who else may): the verdict's own way, else the one of those who work in the unit itself."""
    ways = [fix for fix in (finding.verdict.fix, finding.verdict.own_fix) if fix]
    if reader.user is None or not ways:
        return "", "", ""
    place = reader.place_of(finding.row)
    for fix in ways:
        if fix.permission == "see" or place in container_ids(reader.user, fix.permission):
            url, act = onward(fix, reader)
            return url, act, ""
    return "", "", who_may(ways[0].permission, words)


def onward(fix: Fix, reader: Reader) -> tuple[str, str]:
    """Address and label. Of the page one is on it is the form, where the page has one; a part of that page is named by itself."""
    url = address_of(fix, reader.municipality)
    if url != reader.here:
        return url, str(fix.label)
    form = address_of(Fix("", f"{fix.view}_edit", fix.kwargs), reader.municipality)
    return (form, _("Ändra")) if form else ("", "")


def address_of(fix: Fix, municipality) -> str:
    """Where the fix leads; "" where there is no such page."""
    try:
        url = reverse(fix.view, kwargs={"slug": municipality.slug, **dict(fix.kwargs)})
    except NoReverseMatch:
        return ""
    return f"{url}{f'?{fix.query}' if fix.query else ''}{f'#{fix.part}' if fix.part else ''}"


def who_may(permission, words) -> str:
    """The roles that have the right, as the municipality calls them; nobody in particular when all of them have."""
    if permission in ("", "see"):
        return ""
    return _(" eller ").join(words.role(code) for code, role in ROLES.items() if permission in role.may | role.may_in_municipality)
