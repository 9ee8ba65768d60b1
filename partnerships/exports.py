"""What lists of relations and partners hold as files. That of relations has the columns that an import knows, and can come in again."""

from django.utils.translation import gettext as _

from councils.words import Words

from .countries import country_name
from .models import Partner, Relation, Visit
from .relation_columns import COLUMNS

SWEDISH = "sv"  # what an import is sure to read, whoever exports


def country_in_words(partner) -> str:
    return partner.country_text or (country_name(partner.country, SWEDISH) if partner.country else "")


def time_in_cells(on, year, text) -> str:
    return on.isoformat() if on else text or str(year or "")


def relation_cells(relation: Relation, words: Words) -> list:
    """One cell for each column of an import. An agreement of many parties, and most networks, have no partner but a name."""
    partner = relation.partner
    cells = {
        "municipality": words.municipality.name,
        "partner_as_written": partner.name if partner else relation.name,
        "relation_name": relation.name if partner and relation.name != partner.name else "",
        "kind": words.kind(relation.kind),
        "decision_year": time_in_cells(relation.started_on, relation.started_year, relation.started_text),
        "status": relation.status,
        "ended_year": time_in_cells(relation.ended_on, relation.ended_year, relation.ended_text),
    }
    if partner:
        cells |= {
            "local_name": partner.local_name, "country_code": partner.country, "country": country_in_words(partner), "partner_kind": partner.kind,
            "lat": partner.latitude, "lon": partner.longitude, "note": partner.note,
        }  # fmt: skip
    return [cells.get(column.name) for column in COLUMNS]


def relations_as_table(relations, municipality):
    """(headings, rows) of relations with their partners fetched."""
    words = Words(municipality)
    return [column.name for column in COLUMNS], [relation_cells(relation, words) for relation in relations]


def partners_as_table(partners):
    """(headings, rows) of partners."""
    fields = ("local_name", "country", "country_text", "latitude", "longitude", "population", "population_year", "web", "note")
    head = [_("namn"), _("slag"), _("land i ord"), *(Partner._meta.get_field(name).verbose_name for name in fields)]
    return head, [[one.name, one.get_kind_display(), country_in_words(one), *(getattr(one, name) for name in fields)] for one in partners]


def visits_as_table(visits):
    """(headings, rows) of visits, with their unit and relation fetched."""
    fields = ("starts_on", "ends_on", "title", "place", "purpose", "people_reached", "young_reached", "own_cost", "got", "gave")
    head = [Visit._meta.get_field(name).verbose_name for name in ("direction", "status", "container", "relation", *fields)]
    return head, [
        [
            one.get_direction_display(),
            one.get_status_display(),
            one.container.label,
            one.with_whom,
            *(getattr(one, name) for name in fields),
        ]
        for one in visits.iterator(500)
    ]
