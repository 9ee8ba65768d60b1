"""A small profile that uses every key there is, and ways to write it, walk it and break it."""

import copy
import datetime as dt
import io
import json

from django.core.management import CommandError, call_command

FILE = "odeby.toml"
INLINE = ("parameters", "where")
FULL = {
    "municipality": {
        "slug": "odeby", "name": "Ödeby", "official_name": "Ödeby kommun", "official_name_en": "Ödeby Municipality", "scb_code": "0999", "population": 12000,
        "tint": "ljung", "latitude": 58.5, "longitude": 15.25,
    },
    "words": {
        "contact": {
            "singular": "ombud", "definite": "ombudet", "plural": "ombud", "definite_plural": "ombuden", "singular_en": "envoy",
            "plural_en": "envoys",
        },
        "programme": {"singular": "program", "definite": "programmet", "plural": "program", "definite_plural": "programmen"},
    },
    "body": [
        {"code": "kf", "kind": "assembly", "name": "Kommunfullmäktige"},
        {
            "code": "ks", "kind": "executive_board", "name": "Kommunstyrelsen", "name_en": "Executive Board", "parent": "municipality",
            "task": "Leder arbetet.", "task_en": "Leads the work.", "email": "ks@example.org", "active_from": dt.date(2000, 1, 1),
            "active_to": dt.date(2099, 12, 31), "mode": "formal",
        },
    ],
    "unit": [
        {
            "code": "bolaget", "kind": "company", "name": "Ödebybolaget", "name_en": "The Company", "parent": "ks", "task": "Hamnen.",
            "task_en": "The harbour.", "email": "hamn@example.org", "active_from": dt.date(2000, 1, 1), "active_to": dt.date(2099, 12, 31),
            "ambition": True, "staff": 12,
        },
        {"code": "skolan", "kind": "office", "name": "Skolkontoret"},
    ],
    "seats": [
        {"container": "skolan", "role": "contact", "number": 2, "deputies": 1},
        {"every_kind": "company", "role": "contact", "number": 1},
    ],
    "function": [
        {"role": "coordinating_function", "unit": "skolan", "from": dt.date(2011, 1, 1), "to": dt.date(2098, 12, 31), "note": "Enligt programmet."},
        {"role": "expert_support", "provider": "Hamnbyrån", "agreement": "KS 2011/4", "serves": ["company", "office"]},
    ],
    "document": [
        {
            "code": "old", "kind": "programme", "title": "Program 1990", "state": "replaced", "valid_from": dt.date(1990, 1, 1),
            "valid_to": dt.date(2009, 12, 31), "adoption": {"outside_party": "Vänortsföreningen"},
        },
        {
            "code": "new", "kind": "programme", "title": "Program för världen", "title_en": "Programme for the world", "owner": "municipality",
            "state": "in_force", "valid_from": dt.date(2010, 1, 1), "until_further_notice": True, "applies_to": "Alla",
            "responsible": "Kommunkansliet", "summary": "Vi lär av andra.", "summary_en": "We learn from others.", "published": True,
            "adoption": {
                "body": "kf", "date": dt.date(2009, 11, 30), "section": "41", "diary_number": "KS 2009/7", "outcome": "adopted",
                "prepared_by": "Kansliet", "text": "Programmet antas.", "link": "https://example.org/protokoll", "not_stated": [],
                "as_in_source": True, "supersedes": ["old"],
            },
            "frameworks": ["goals"],
            "parts": [
                {"code": "meetings", "kind": "strategic_area", "title": "Möten"},
                {
                    "code": "youth_abroad", "kind": "goal", "title": "Unga ut", "text": "Fler unga reser.", "serves": "meetings",
                    "indicator": "Unga som rest", "target": "40", "responsible": "Skolkontoret", "deadline": dt.date(2014, 12, 31),
                },
            ],
        },
        {"code": "plan", "kind": "action_plan", "title": "Plan", "parent": "new", "state": "draft"},
    ],
    "framework": [
        {
            "code": "goals", "name": "Världens mål", "name_en": "Goals of the world", "starts_on": dt.date(2000, 1, 1),
            "ends_on": dt.date(2030, 12, 31), "web": "https://example.org/mal", "note": "Sjutton mål.",
        },
    ],
    "list": [
        {"code": "priorities", "values": [{"code": "europe", "name": "Europa", "name_en": "Europe"}, {"code": "youth", "name": "Unga"}]},
    ],
    "partner": [
        {
            "code": "vasa", "name": "Vasa", "local_name": "Vaasa", "kind": "city", "country": "FI", "country_is_general_knowledge": False,
            "latitude": 63.1, "longitude": 21.6, "web": "https://example.org/vasa", "note": "Hamnstad.",
        },
    ],
    "relation": [
        {
            "code": "vasa", "kind": "twin_town", "name": "Vasa", "partner": "vasa", "owner": "bolaget", "status": "in_force",
            "started_on": dt.date(1988, 5, 1), "started_year": 1988, "started_text": "våren 1988", "ended_on": dt.date(2090, 1, 1),
            "valid_to": dt.date(2089, 12, 31), "ended_year": 2090, "ended_text": "nyåret 2090", "ended_by": "lapsed", "initiator": "association",
            "theme": "hamnar", "level": "european", "has_obligation": True, "obligation": 5000, "force_needs_all": True,
            "approve_by": dt.date(1988, 4, 30), "review": "months", "review_months": 24,
            "parties": [{"name": "Hamnförbundet", "role": "värd", "approved_on": dt.date(1988, 4, 1), "approval": "årsmötet § 4"}, {"partner": "vasa"}],
            "about": "Hamnarna.", "about_en": "The harbours.", "published": True,
        },
    ],
    "public_page": {
        "title": "Ödeby och världen", "title_en": "Ödeby and the world", "lead": "Välkommen.", "lead_en": "Welcome.",
        "contact_function": "Växeln", "contact_function_en": "Switchboard", "contact_unit": "Kansliet", "contact_email": "vaxel@example.org",
        "contact_phone": "0123-456 78", "owner": "Kansliet", "checked_on": dt.date(2024, 1, 1),
    },
    "question": [
        {
            "code": "learning", "text": "Vad har ni lärt?", "text_en": "What did you learn?", "report": "both", "section": "Nytta",
            "section_en": "Benefit",
        },
    ],
    "clause": [
        {
            "document": "new", "id": "ÖDEBY-1", "section": "1", "strength": "must", "modal": "ska", "actor": "kontoret", "text": "Två ombud",
            "text_en": "Two envoys", "shown_on": "contacts", "questions": ["learning"],
            "rules": [
                {
                    "code": "unit_has_its_contact_persons", "strength": "should", "where": [{"field": "kind", "op": "ne", "value": "company"}],
                    "parameters": {"unit_kinds": ["office"], "number": 2, "which_units": "all", "warn_before_end": {"days": 30}},
                    "assumed": ["warn_before_end"], "from": dt.date(2011, 1, 1),
                },
                {"code": "post_is_held", "parameters": {"role": "coordinator", "in_container": "municipality", "home_unit": ["skolan"]}},
                {"code": "matter_is_decided_by_its_route", "parameters": {"matter": "agreement.enter"}, "gate": "agreement.enter"},
                {"code": "required_document_is_in_force", "parameters": {"document_kind": "action_plan", "end_date_required": True}},
            ],
            "routes": [
                {
                    "matter": "agreement.enter", "order": 2, "organ": ["ks", "kf"], "act": "decide", "strength": "must", "otherwise": False,
                    "where": [{"field": "kind", "op": "eq", "value": "twin_town"}], "from": dt.date(2012, 1, 1),
                },
                {"matter": "agreement.enter", "organ": "unit_concerned", "act": "prepare"},
            ],
        },
        {"document": "new", "id": "ÖDEBY-2", "section": "2", "strength": "fact", "text": "Vi har en hamn"},
    ],
}  # fmt: skip


def full() -> dict:
    return copy.deepcopy(FULL)


def dump(table: dict, at: tuple = ()) -> str:
    """TOML, plain values before the tables inside."""
    inside = {name: value for name, value in table.items() if name not in INLINE and value and is_table(value)}
    lines = [f"{quoted(name)} = {toml(value)}" for name, value in table.items() if name not in inside]
    for name, value in inside.items():
        path = ".".join([*at, quoted(name)])
        for one in value if isinstance(value, list) else [value]:
            brackets = ("[[", "]]") if isinstance(value, list) else ("[", "]")
            lines += [f"{brackets[0]}{path}{brackets[1]}", dump(one, (*at, quoted(name)))]
    return "\n".join(lines)


def is_table(value) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(one, dict) for one in value))


def quoted(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else json.dumps(name)


def toml(value) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{quoted(name)} = {toml(one)}' for name, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)


def paths(value=FULL, at: tuple = ()):
    """Each key of the file, also inside rows, as ("clause", 0, "rules", 1, "code")."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in pairs:
        if isinstance(value, dict):
            yield (*at, name)
        if isinstance(one, dict | list):
            yield from paths(one, (*at, name))


def written(path: tuple) -> str:
    """As a fault writes it: clause[0].rules[1].code"""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def at(profile: dict, path: tuple):
    for step in path:
        profile = profile[step]
    return profile


def load(*files, **options) -> str:
    """What the command says when it is content."""
    out = io.StringIO()
    call_command("load_profile", *map(str, files), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def faults_of(*files, **options) -> list[str]:
    """The lines that the command says when it refuses; none when it loads."""
    err = io.StringIO()
    try:
        call_command("load_profile", *map(str, files), stdout=io.StringIO(), stderr=err, **options)
    except CommandError as refused:
        lines = err.getvalue().splitlines()
        return lines if refused.returncode == 1 and "nothing was loaded" in str(refused) else [f"another end: {refused!r}", *lines]
    return []
