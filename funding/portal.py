"""What the EU Funding & Tenders portal answers, read into calls. The answers lie in several shapes, with traps; none of it touches the database.

Source: European Union, the portal's search interface and its list grantsTenders.json (reuse allowed, Commission Decision 2011/833/EU).
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import nh3
from django.utils.translation import gettext as _

from .refusals import Refusal, Refused

BRUSSELS = ZoneInfo("Europe/Brussels")
STATUSES = {"31094501": "forthcoming", "31094502": "open", "31094503": "closed"}
MODELS = {"single-stage": "single", "two-stage": "two_stage", "multiple cut-off": "cut_off"}
GRANTS = {"1", "2", "8"}  # grant topics, calls for proposals, cascade funding; 0 is a tender, which nobody applies for
YEARS = range(2000, 2061)  # a day outside them is a slip, and a wrong deadline is worse than none
NEWEST = 5  # items of news that are kept; a long-lived call has hundreds
LONGEST = 200_000  # characters of one text
TAGS = {
    "a",
    "b",
    "br",
    "em",
    "h3",
    "h4",
    "h5",
    "i",
    "li",
    "ol",
    "p",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
}


class Unreadable(ValueError):
    """The file is not an answer of the portal; the sentence says what to do."""


@dataclass(frozen=True)
class FoundDeadline:
    at: dt.datetime
    stage: int | None = None

    @property
    def states_hour(self) -> bool:
        """Midnight, in Brussels or as UTC, is how the portal writes a day without its hour."""
        midnight = dt.time(0)
        return midnight not in (self.at.astimezone(BRUSSELS).time(), self.at.astimezone(dt.UTC).time())


@dataclass(frozen=True)
class Found:
    """One call as the portal tells it. Amounts that are 0 there are not stated, and None here."""

    reference: str
    identifier: str
    title: str
    status: str
    call_identifier: str = ""
    kind: str = ""
    opens_on: dt.date | None = None
    deadline_model: str = ""
    deadlines: tuple[FoundDeadline, ...] = ()
    programme_code: str = ""
    budget: Decimal | None = None
    currency: str = "EUR"
    grant_least: Decimal | None = None
    grant_most: Decimal | None = None
    grants_expected: int | None = None
    topics: tuple[str, ...] = ()
    summary: str = ""
    news: str = ""
    links: tuple[tuple[str, str], ...] = ()  # (title, address)
    url: str = ""

    @property
    def content_key(self) -> str:
        """Tells whether the call says something else than before; the portal's own bookkeeping is not part of it."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()


@dataclass
class Answer:
    """One file: how many records came, how many the portal says there are, the calls, and what was refused with its reason."""

    received: int = 0
    promised: int | None = None
    calls: list[Found] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    passed_over: int = 0  # tenders


def read(data: bytes) -> Answer:
    """The calls of one file, whichever of the portal's shapes it has."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise Unreadable(_("Filen är inte hel JSON. Hämta den igen. Inget är läst ur den.")) from fault
    if isinstance(document, dict) and isinstance(document.get("results"), list):
        promised = document.get("totalResults")
        return gather(document["results"], from_search, promised if isinstance(promised, int) else None)
    listed = document.get("fundingData", {}) if isinstance(document, dict) else {}
    if isinstance(listed, dict) and isinstance(listed.get("GrantTenderObj"), list):
        return gather(listed["GrantTenderObj"], from_list, None)
    raise Unreadable(_("Filen är inget svar från EU:s portal: varken results eller fundingData finns i den. Spara svaret som det kommer."))


def gather(records, reader, promised) -> Answer:
    answer = Answer(received=len(records), promised=promised)
    for number, record in enumerate(records, 1):
        try:
            if not isinstance(record, dict):
                raise Refused("no_record")
            found = reader(record)
        except Refused as fault:
            answer.refused.append(Refusal(number, named(record), fault.why, fault.value))
        else:
            if found is None:
                answer.passed_over += 1
            else:
                answer.calls.append(found)
    return answer


def named(record) -> str:
    """What a person can find the record by."""
    if not isinstance(record, dict):
        return ""
    known = record.get("reference") or record.get("identifier") or record.get("ccm2Id")
    return str(known)[:80] if known else ""


# ── the search interface: every value is a list of texts


def from_search(record) -> Found | None:
    facts = record.get("metadata")
    if not isinstance(facts, dict):
        raise Refused("no_metadata")
    if first(facts, "type") and first(facts, "type") not in GRANTS:
        return None
    identifier = first(facts, "identifier")
    reference = text(record.get("reference")) or first(facts, "REFERENCE") or identifier
    model = MODELS.get(first(facts, "deadlineModel"), "")
    money = budget_of(facts, identifier)
    return found(
        reference=reference,
        identifier=identifier,
        call_identifier=first(facts, "callIdentifier"),
        title=first(facts, "title") or text(record.get("title")) or text(record.get("summary")),
        status=STATUSES.get(first(facts, "status"), ""),
        kind=first(facts, "typesOfAction"),
        opens_on=day_of(first(facts, "startDate")),
        deadline_model=model,
        deadlines=deadlines_of(texts(facts, "deadlineDate"), model),
        programme_code=first(facts, "frameworkProgramme"),
        topics=topics_of(facts, identifier),
        summary=cleaned(first(facts, "descriptionByte")),
        news=news_of(first(facts, "latestInfos")),
        links=links_of(first(facts, "links")),
        url=address(first(facts, "url") or text(record.get("url"))),
        **money,
    )


def found(**facts) -> Found:
    """The call, once it has what a call cannot be without."""
    if not facts["reference"]:
        raise Refused("no_name")
    if not facts["title"]:
        raise Refused("no_title")
    if not facts["status"]:
        raise Refused("no_status")
    cut = {"title": 500, "reference": 200, "identifier": 200, "call_identifier": 200, "kind": 200, "programme_code": 20}
    return Found(**facts | {name: facts[name][:most] for name, most in cut.items()})


def text(value) -> str:
    """One line, without the double spaces and NULs of the source."""
    return " ".join(str(value).replace("\x00", "").split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def texts(facts, key) -> list[str]:
    values = facts.get(key)
    values = values if isinstance(values, list) else [values]
    return [str(value).replace("\x00", "") for value in values if isinstance(value, str | int)]


def first(facts, key) -> str:
    values = texts(facts, key)
    return values[0] if key in LONG_TEXTS and values else text(values[0]) if values else ""


LONG_TEXTS = {"descriptionByte", "latestInfos", "links", "budgetOverview"}


def moment(value) -> dt.datetime | None:
    """«2026-09-21T22:00:00.000+0000», or «2026-09-21», which is read as Brussels' day."""
    if not value:
        return None
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        raise Refused("no_day", value) from None
    at = at if at.tzinfo else at.replace(tzinfo=BRUSSELS)
    if at.year not in YEARS:
        raise Refused("strange_day", value)
    return at


def day_of(value) -> dt.date | None:
    at = moment(value)
    return at.astimezone(BRUSSELS).date() if at else None


def deadlines_of(values, model) -> tuple[FoundDeadline, ...]:
    """In order, each once. Of a call in two stages, the first and the second are stages of one application."""
    moments = sorted({at for value in values if (at := moment(value))})
    return tuple(FoundDeadline(at, number if model == "two_stage" else None) for number, at in enumerate(moments, 1))


def topics_of(facts, identifier) -> tuple[str, ...]:
    """Key words and tags, each once whatever its case; the identifier itself is none."""
    words = [text(word) for key in ("keywords", "tags", "crossCuttingPriorities", "focusArea") for word in texts(facts, key)]
    once = {word.casefold(): word for word in reversed(words) if word and word.casefold() != identifier.casefold()}
    return tuple(sorted(once.values(), key=str.casefold))[:100]


# ── money: 0 is how the portal says that it does not say


def number(value) -> Decimal | None:
    try:
        amount = Decimal(str(value).replace(" ", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount < 10**13 else None


def inner(value):
    """JSON that lies as a text inside the answer; what cannot be read says nothing."""
    try:
        return json.loads(value) if value else None
    except (json.JSONDecodeError, RecursionError):
        return None


def actions_of(overview, identifier) -> Iterator[dict]:
    """The overview of a call names all its topics: only the actions that begin with the identifier are this one's."""
    actions = overview.get("budgetTopicActionMap") if isinstance(overview, dict) else None
    for rows in actions.values() if isinstance(actions, dict) else ():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and text(row.get("action")).split(" ")[0] == identifier:
                yield row


def budget_of(facts, identifier) -> dict:
    actions = list(actions_of(inner(first(facts, "budgetOverview")), identifier))
    by_year = [amount for row in actions for amount in (row.get("budgetYearMap") or {}).values() if number(amount)]
    least = [n for row in actions if (n := number(row.get("minContribution")))]
    most = [n for row in actions if (n := number(row.get("maxContribution")))]
    grants = [int(n) for row in actions if (n := number(row.get("expectedGrants"))) and n < 10**6]
    plain = number(first(facts, "budget"))
    currency = first(facts, "currency") or "EUR"
    return {
        "budget": sum(map(number, by_year)) if by_year else plain if currency == "EUR" else None,
        "currency": "EUR",
        "grant_least": min(least, default=None),
        "grant_most": max(most, default=None),
        "grants_expected": sum(grants) or None,
    }


# ── texts of others: cleaned before they are kept


def cleaned(html) -> str:
    """Without scripts, styles, forms and everything that loads from elsewhere; links only to the web and to mail."""
    return nh3.clean(
        html[:LONGEST],
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style"},
    ).strip()


def news_of(value) -> str:
    items = inner(value)
    items = [i for i in items if isinstance(i, dict) and i.get("content")] if isinstance(items, list) else []
    newest = sorted(items, key=lambda i: str(i.get("lastChangeDate") or ""), reverse=True)[:NEWEST]
    return "\n".join(f"<p>{str(i.get('lastChangeDate') or '')[:10]}</p>{cleaned(str(i['content']))}" for i in newest)


def address(value) -> str:
    return value if re.fullmatch(r"https?://[^\s<>\"]{1,480}", value) else ""


def links_of(value) -> tuple[tuple[str, str], ...]:
    rows = inner(value)
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    pairs = ((text(row.get("criterionDescription")), address(text(row.get("url")))) for row in rows)
    return tuple(dict.fromkeys((title, url) for title, url in pairs if url))[:20]


# ── the whole list in one document: numbers and milliseconds, newer copies with texts


def from_list(item) -> Found | None:
    if str(item.get("type")) not in GRANTS:
        return None
    status, programme = item.get("status"), item.get("frameworkProgramme")
    programme = programme[0] if isinstance(programme, list) and programme else programme
    moments = item.get("deadlineDatesLong") or item.get("deadlineDates") or []
    procedure = item.get("sumbissionProcedure") or item.get("submissionProcedure") or {}
    model = MODELS.get(text(procedure.get("abbreviation") if isinstance(procedure, dict) else ""), "")
    ccm2 = text(item.get("ccm2Id"))
    return found(
        reference=f"{ccm2}TOPICSen" if ccm2 and str(item.get("type")) == "1" else text(item.get("identifier")),
        identifier=text(item.get("identifier")),
        call_identifier=text(item.get("callIdentifier")),
        title=text(item.get("title")),
        status=STATUSES.get(text(status.get("id")) if isinstance(status, dict) else "", ""),
        kind="",
        opens_on=day_of(as_text(item.get("plannedOpeningDateLong") or item.get("plannedOpeningDate"))),
        deadline_model=model,
        deadlines=deadlines_of([as_text(at) for at in moments if at], model),
        programme_code=text(programme.get("id")) if isinstance(programme, dict) else "",
        topics=topics_of({"keywords": [tag for tag in item.get("tags") or [] if isinstance(tag, str)]}, text(item.get("identifier"))),
    )


def as_text(value) -> str:
    """Milliseconds since 1970 as the day and hour they are; a text as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return dt.datetime.fromtimestamp(value / 1000, dt.UTC).isoformat()
        except (OverflowError, OSError, ValueError):
            raise Refused("no_day", value) from None
    return text(value)
