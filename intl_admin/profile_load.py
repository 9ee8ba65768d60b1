"""Writing profiles into the database: what is new, what differs and what has gone from the file, in one transaction for all files.

Nothing is deleted. What has gone from a file ends the day before: rules, steps of decision, seats, units and bodies. The rest
stays, and is named.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from councils.access import post_group
from councils.models import Area, Body, Container, Decision, Municipality, Seat, Word
from partnerships.models import Partner, Party, Relation
from reports.models import PublicPage

from .profile_checks import check
from .profile_format import HOME, TABLES
from .profile_frameworks import Frameworks
from .profile_functions import Functions
from .profile_law import Law, read_law
from .profile_lists import Lists
from .profile_policy import Policy, known_documents, locked_decision
from .profile_reading import read_file, read_tables
from .profile_rows import Keeper, Outcome, Refused, ordered, texts
from .profile_values import Fault, Row, shown

NOTES = ("council", "management_group")  # bodies that write notes where the file does not say


@dataclass(frozen=True)
class Profile:
    """A file that was read and holds to the format."""

    file: str
    tables: dict


def read_profiles(paths: list[Path]) -> list[Profile]:
    """The profiles, or Refused with a line for every fault of every file."""
    profiles, lines, slugs = [], [], {}
    for path in paths:
        data, faults = read_file(path)
        if not faults:
            tables, faults = read_tables(data)
            faults += check(tables)
            slug = tables["municipality"]["slug"] if tables["municipality"] else None
            if slug in slugs:
                faults.append(Fault("municipality.slug", f"{shown(slug)} is also the address in {slugs[slug]}"))
            slugs |= {slug: path.name} if slug else {}
            faults = faults or conflicts(tables)
            profiles.append(Profile(path.name, tables))
        lines += [fault.line(path.name) for fault in faults]
    if lines:
        raise Refused(lines)
    return profiles


@transaction.atomic
def load_profiles(paths: list[Path]) -> list[Outcome]:
    """All of the files, or none of them."""
    profiles, law = read_profiles(paths), read_law()
    return [Loading(profile, law).run() for profile in profiles]


# ───────────────────────── what can no longer change


def conflicts(tables: dict) -> list[Fault]:
    """Where a sound file contradicts what stands in the database and can no longer change."""
    row = tables["municipality"]
    same = Q(name=row["name"]) | (Q(scb_code=row["scb_code"]) if row["scb_code"] else Q(pk=None))
    if other := Municipality.objects.exclude(slug=row["slug"]).filter(same).first():
        return [
            row.fault("slug", f"{other.name} is loaded as {shown(other.slug)}, and an address never changes; put {shown(other.slug)} back")
        ]
    home = Municipality.objects.filter(slug=row["slug"]).first()
    if home is None:
        return []
    if row["scb_code"] and home.scb_code not in ("", row["scb_code"]):
        return [row.fault("slug", f"{shown(home.slug)} is the address of {home.name}, {home.scb_code}; choose another")]
    found = [*changed_sorts(home, tables)]
    documents = known_documents(home)
    codes = {document.matter_id: code for code, document in documents.items()}
    for one in tables["document"]:
        if one["adoption"] and (decision := locked_decision(documents.get(one["code"]))):
            found += changed_facts(one["adoption"], decision, codes)
    return found


def changed_sorts(home: Municipality, tables: dict):
    for name, other in (("body", Container.Sort.AREA), ("unit", Container.Sort.BODY)):
        taken = set(Container.objects.of(home).filter(sort=other).values_list("code", flat=True))
        for row in tables[name]:
            if row["code"] in taken:
                yield row.fault(
                    "code", f"{shown(row['code'])} is loaded as {'a unit' if name == 'body' else 'a body'}; give this one a code of its own"
                )


def changed_facts(row: Row, decision: Decision, codes: dict):
    """A confirmed decision is locked: the file must say what it says."""
    older = decision.supersedes.values_list("matter", flat=True)
    same = ("outside_party", "section", "diary_number", "outcome", "prepared_by", "text", "link", "as_in_source")
    locked = {
        "body": decision.body.code if decision.body else None,
        "date": decision.decided_on,
        "supersedes": sorted(codes[matter] for matter in older if matter in codes),
        "not_stated": sorted(decision.not_stated),
        **{name: getattr(decision, name) for name in same},
    }
    for name, value in locked.items():
        given = sorted(row[name] or ()) if isinstance(value, list) else row[name]
        if (given or None) != (value or None):
            said = f"locked with {shown(value)}: put that back" if value else "locked without it: take it out"
            yield row.fault(name, f"the decision is confirmed and {said}, and register a correction as a new decision in the product")


# ───────────────────────── writing


OF_RELATIONS = (
    "kind", "status", "started_on", "started_year", "valid_to", "ended_on", "ended_year", "has_obligation", "force_needs_all", "approve_by",
    "review", "review_months", "published",
)  # fmt: skip


def position(row: Row) -> dict:
    degrees = {name: row[name] for name in ("latitude", "longitude")}
    return {name: None if value is None else Decimal(str(value)).quantize(Decimal("0.00001")) for name, value in degrees.items()}


class Loading:
    """One profile on its way into the database, and the law with it."""

    def __init__(self, profile: Profile, law: dict):
        self.tables, self.law = profile.tables, law
        self.keeper = Keeper(profile.file, self.tables["municipality"]["slug"])
        self.keep = self.keeper.keep
        self.containers: dict[str, Container] = {}

    def run(self) -> Outcome:
        self.home()
        self.words()
        self.bodies_and_units()
        self.seats()
        Functions(self.keeper, self.tables, self.municipality, self.containers).write()
        Lists(self.keeper, self.tables, self.municipality).write()
        policy = Policy(self.keeper, self.tables, self.municipality, self.containers)
        policy.write()
        Frameworks(self.keeper, self.tables, self.municipality, policy.documents).write()
        Law(self.keeper, self.law, self.municipality, self.containers).write()
        self.partners_and_relations()
        self.public_page()
        return self.keeper.outcome

    def home(self):
        row = self.tables["municipality"]
        values = {"official_name": row["official_name"] or f"{row['name']} kommun", "tint": row["tint"]}
        values |= {"population": row["population"]} if row["population"] is not None else {}
        self.municipality = self.containers[HOME] = self.keep(
            Municipality, Municipality.objects.filter(slug=row["slug"]).first(), slug=row["slug"], code=row["slug"], kind="municipality",
            name=row["name"], **values, **texts(row, "official_name_en", "scb_code"), **position(row),
        )  # fmt: skip

    def of_home(self, model):
        return model.objects.filter(municipality=self.municipality)

    def words(self):
        known = {word.code: word for word in self.of_home(Word)}
        kept = {
            self.keep(Word, known.get(code), municipality=self.municipality, code=code, **texts(row, *TABLES["words"].keys)).pk
            for code, row in self.tables["words"].items()
        }
        self.keeper.left(self.of_home(Word), kept, "the word")

    def bodies_and_units(self):
        known = {row.code: row for model in (Body, Area) for row in self.of_home(model)}
        places = {row["code"]: 10 * number for name in ("body", "unit") for number, row in enumerate(self.tables[name], 1)}
        bodies = {row["code"] for row in self.tables["body"]}
        for row in ordered([*self.tables["body"], *self.tables["unit"]], lambda row: [row["parent"]]):
            code, is_body = row["code"], row["code"] in bodies
            if is_body:
                own = {"mode": row["mode"] or (Body.Mode.NOTES if row["kind"] in NOTES else Body.Mode.FORMAL).value}
            else:
                own = {"has_ambition": row["ambition"], "staff_count": row["staff"]}
            values = {name: row[name] for name in ("kind", "name", "active_from", "active_to")}
            self.containers[code] = self.keep(
                Body if is_body else Area, known.get(code), municipality=self.municipality, code=code, position=places[code],
                parent=self.containers[row["parent"]], **values, **texts(row, "name_en", "task", "task_en", "email"), **own,
            )  # fmt: skip
        for code, row in known.items():
            if code not in self.containers:
                self.keeper.end(row, f"{row.name} ({code})", last="active_to", first="active_from")

    def seats(self):
        known = {(seat.container_id, seat.role, seat.deputy, seat.position): seat for seat in self.of_home(Seat)}
        kept = set()
        for container, row in self.places():
            post_group(row["role"], container)
            for deputy, last in ((False, row["number"]), (True, row["deputies"])):
                for number in range(1, last + 1):
                    seat = known.get((container.pk, row["role"], deputy, number))
                    values = {"container": container, "role": row["role"], "deputy": deputy, "position": number}
                    kept.add(self.keep(Seat, seat, **values, closed_on=None).pk)
        for seat in known.values():
            if seat.pk not in kept:
                self.keeper.end(seat, f"the place {seat}", last="closed_on")

    def places(self):
        """(container, the row that says how many); a row for one container goes before one for its kind."""
        found = {}
        for row in sorted(self.tables["seats"], key=lambda row: row["container"] is not None):
            if row["container"]:
                every = [self.containers[row["container"]]]
            else:
                every = Container.objects.of(self.municipality).filter(kind=row["every_kind"]).active(self.keeper.today).in_order()
            found |= {(one.pk, row["role"]): (one, row) for one in every}
        return found.values()

    def partners_and_relations(self):
        known = {row.code: row for row in self.of_home(Partner)}
        partners = {}
        for row in self.tables["partner"]:
            values = {name: row[name] for name in ("name", "kind", "country_is_general_knowledge")}
            partners[row["code"]] = self.keep(
                Partner, known.get(row["code"]), municipality=self.municipality, code=row["code"], **values,
                **texts(row, "local_name", "country", "web", "note"), **position(row),
            )  # fmt: skip
        self.keeper.left(self.of_home(Partner), {row.pk for row in partners.values()}, "the partner")
        known = {row.code: row for row in self.of_home(Relation)}
        kept = set()
        for row in self.tables["relation"]:
            partner = partners.get(row["partner"])
            relation = self.keep(
                Relation, known.get(row["code"]), code=row["code"], container=self.containers[row["owner"]], partner=partner,
                name=row["name"] or partner.name, amount=None if row["obligation"] is None else Decimal(row["obligation"]),
                **{name: row[name] for name in OF_RELATIONS},
                **texts(row, "started_text", "ended_text", "ended_by", "initiator", "theme", "level", "about", "about_en"),
            )  # fmt: skip
            kept.add(relation.pk)
            self.parties(relation, row["parties"] or (), partners)
        self.keeper.left(self.of_home(Relation), kept, "the relation")

    def parties(self, relation, rows, partners):
        known = {(party.partner_id, party.name): party for party in relation.parties.all()}
        for row in rows:
            partner = partners.get(row["partner"])
            party = known.get((partner.pk if partner else None, row["name"] or ""))
            values = {"approved_on": row["approved_on"], **texts(row, "name", "role", "approval")}
            self.keep(Party, party, relation=relation, partner=partner, **values)

    def public_page(self):
        row = self.tables["public_page"]
        if row is not None:
            names = [name for name in TABLES["public_page"].keys if name != "checked_on"]
            page = self.of_home(PublicPage).first()
            self.keep(PublicPage, page, municipality=self.municipality, checked_on=row["checked_on"], **texts(row, *names))
