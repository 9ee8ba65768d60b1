"""Partners: under every name they have, never merged in silence, and nothing lost when they become one."""

import unicodedata

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils.models import Municipality
from partnerships import register
from partnerships.models import ContactPoint, Partner, PartnerName, Party, Relation, RelationEvent
from partnerships.names import likely_same, name_key
from partnerships.partner_card import local_name_of
from tests import situations as s
from tests.situations import TODAY, days, saved
from tests.visits import a_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return s.a_municipality(slug="storby", name="Storby")


@pytest.fixture
def coordinator(home):
    return s.somebody("coordinator", home.container_ptr)


@pytest.fixture
def client(coordinator):
    return a_client(coordinator)


def url(name, home, *arguments):
    return reverse(name, args=[home.slug, *arguments])


def a_name(partner, name, kind="official", **facts):
    return saved(PartnerName(partner=partner, name=name, kind=kind, **facts))


def a_contact_point(partner, function="Internationella enheten", **facts):
    return saved(ContactPoint(partner=partner, function=function, **facts))


def written(**facts):
    """The form as a browser sends it."""
    return {"name": "Borgå", "kind": "city", "country": "FI", **facts}


# ── names


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("Borgå", unicodedata.normalize("NFD", "BORGÅ"), True),
        ("Cēsis", "Cesis", True),
        ("Bømlo", "Bömlo", True),
        ("Aabenraa", "Åbenrå", True),
        ("Borgå", "Borgå stad", True),
        ("Rapa Nui", "Rapa-nui", True),
        ("Grosskrotzenburg", "Großkrotzenburg", True),
        ("Gribskov", "Gribskow", True),
        ("Lund", "Lunde", False),
        ("Borgå", "Porvoo", False),
        ("", "Borgå", False),
        ("Stad", "Kommun", False),
    ],
)
def test_spellings_of_one_name_are_recognised(one, other, same):
    assert likely_same(one, other) is same
    assert likely_same(other, one) is same


@given(st.text(max_size=40))
def test_a_name_has_one_key_however_its_letters_are_put_together(text):
    assert name_key(text) == name_key(unicodedata.normalize("NFD", text)) == name_key(unicodedata.normalize("NFC", text))
    assert name_key(name_key(text)) == name_key(text)


def test_the_language_of_a_local_name_is_marked_only_when_it_is_known(home):
    assert local_name_of(s.a_partner(home, "Kretinga", "LT", local_name="Kretingos rajonas")) == ("Kretingos rajonas", "lt")
    assert local_name_of(s.a_partner(home, "Borgå", "FI", local_name="Porvoo")) == ("Porvoo", "")
    easter = s.a_partner(home, "Påskön", "CL")
    a_name(easter, "Rapa Nui", kind="local", language="rap")
    assert local_name_of(easter) == ("Rapa Nui", "rap")
    assert local_name_of(s.a_partner(home, "Skjern", "DK", local_name="Skjern")) == ("", "")


# ── the list and the page


def test_the_list_finds_a_partner_by_any_of_its_names(client, home):
    borga, easter = s.a_partner(home, "Borgå", "FI", kind="city"), s.a_partner(home, "Påskön", "CL", kind="district")
    a_name(borga, "Porvoo", language="fi")
    a_name(easter, "Rapa Nui", kind="local", language="rap")
    for wanted in ("porvoo", "BORGÅ", unicodedata.normalize("NFD", "borgå"), "orvo"):
        page = client.get(url("partners", home), {"namn": wanted}).content.decode()
        assert "Borgå" in page
        assert "Påskön" not in page
    assert "Påskön" not in client.get(url("partners", home), {"slag": "city"}).content.decode()
    page = client.get(url("partners", home), {"land": "CL"}).content.decode()
    assert "Påskön" in page
    assert ">Borgå<" not in page
    assert "Ingen partner stämmer" in client.get(url("partners", home), {"namn": "Atlantis"}).content.decode()


def test_countries_are_named_in_the_language_of_the_page(coordinator, home):
    partner = s.a_partner(home, "Borgå", "FI", kind="city")
    assert ">Finland<" in a_client(coordinator).get(url("partners", home)).content.decode()
    s.a_partner(home, "Altona", "DE")
    assert "Tyskland" in a_client(coordinator).get(url("partners", home)).content.decode()
    assert "Germany" in a_client(coordinator, "en").get(url("partners", home)).content.decode()
    assert "Finland" in a_client(coordinator, "en").get(url("partner", home, partner.pk)).content.decode()


@pytest.mark.parametrize("name", ["partners", "partner"])
def test_the_number_of_queries_does_not_follow_the_number_of_rows(client, home, django_assert_max_num_queries, name):
    def fill(*numbers):
        for n in numbers:
            row = s.a_partner(home, f"Ort {n}", "FI")
            a_name(row, f"Paikka {n}")
            one = s.a_relation(home.container_ptr, f"Avtal {n}", partner=partner)
            saved(Party(relation=one, partner=row))
            a_contact_point(partner, f"Enhet {n}")
            a_name(partner, f"Namn {n}")

    partner = s.a_partner(home, "Borgå", "FI")
    address = url(name, home, *([partner.pk] if name == "partner" else []))
    fill(0)
    client.get(address)
    with django_assert_max_num_queries(100) as few:
        client.get(address)
    number = len(few)
    fill(*range(1, 51))
    with django_assert_max_num_queries(number):
        client.get(address)


# ── written down


def test_the_documents_spelling_is_kept_and_the_country_is_chosen_by_name(client, home):
    page = client.get(url("partner_new", home)).content.decode()
    assert '<option value="FI">Finland</option>' in page
    answer = client.post(url("partner_new", home), written(name="Borgå ", latitude="60,393", longitude="25,663", population="51000",
                                                           population_year="2024", web="https://borga.example"))  # fmt: skip
    partner = Partner.objects.get()
    assert answer.url == url("partner", home, partner.pk)
    assert (partner.name, partner.country, partner.code, float(partner.latitude)) == ("Borgå", "FI", "borga", 60.393)
    assert "51\u202f000 invånare 2024" in client.get(answer.url).content.decode().replace("\xa0", "\u202f")


@pytest.mark.parametrize(
    "facts, field",
    [
        ({"name": ""}, "name"),
        ({"country": "XX"}, "country"),
        ({"latitude": "60,3"}, "longitude"),
        ({"longitude": "25"}, "latitude"),
        ({"latitude": "91", "longitude": "25"}, "latitude"),
        ({"latitude": "nord", "longitude": "25"}, "latitude"),
        ({"population": "500"}, "population_year"),
        ({"population": "500", "population_year": "2999"}, "population_year"),
        ({"population": "-1"}, "population"),
        ({"web": "nätet"}, "web"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, home, facts, field):
    answer = client.post(url("partner_new", home), written(**facts))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Partner.objects.exists()


def test_a_country_without_a_code_is_written_out(client, home):
    client.post(url("partner_new", home), written(name="Leningrad", country="", country_text="Sovjetunionen"))
    assert "Sovjetunionen" in client.get(url("partner", home, Partner.objects.get().pk)).content.decode()


def test_a_likely_duplicate_is_asked_about_and_never_merged(client, home):
    borga = s.a_partner(home, "Borgå", "FI")
    a_name(borga, "Porvoo", language="fi")
    answer = client.post(url("partner_new", home), written(name="porvoo stad"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Är det samma som" in page
    assert url("partner", home, borga.pk) in page
    assert Partner.objects.count() == 1
    assert client.post(url("partner_new", home), written(name="porvoo stad", another="on")).status_code == 302
    assert Partner.objects.count() == 2
    assert not Partner.objects.exclude(successor=None).exists()


def test_the_same_name_in_another_country_or_municipality_is_no_duplicate(client, home):
    s.a_partner(home, "Halmstad", "SE")
    s.a_partner(s.a_municipality(slug="lillby", name="Lillby"), "Borgå", "FI")
    assert client.post(url("partner_new", home), written(name="Halmstad", country="DE")).status_code == 302
    assert client.post(url("partner_new", home), written()).status_code == 302


def test_an_edit_that_touches_no_name_asks_nothing(client, home):
    s.a_partner(home, "Borgå", "FI")
    twin = s.a_partner(home, "Borga", "FI", kind="city")
    answer = client.post(url("partner_edit", home, twin.pk), written(name="Borga", note="Skriven för hand", version=twin.version))
    assert answer.status_code == 302


def test_two_editors_are_told_of_each_other(client, home):
    partner = s.a_partner(home, "Borgå", "FI")
    assert client.post(url("partner_edit", home, partner.pk), written(version=0)).status_code == 409


# ── what happens to a partner


def test_a_former_name_is_kept_and_still_found(client, home):
    partner = s.a_partner(home, "Christiania", "NO")
    client.post(url("partner_rename", home, partner.pk), {"name": "Oslo", "until": "1925"})
    partner.refresh_from_db()
    assert partner.name == "Oslo"
    assert [(row.name, row.kind, row.until) for row in partner.names.all()] == [("Christiania", "former", "1925")]
    assert "Oslo" in client.get(url("partners", home), {"namn": "christiania"}).content.decode()
    assert client.post(url("partner_rename", home, partner.pk), {"name": "Oslo"}).status_code == 200


def test_a_dissolved_partner_keeps_its_relations_and_leads_to_its_successor(client, home):
    perna, lovisa = s.a_partner(home, "Pernå", "FI"), s.a_partner(home, "Lovisa", "FI")
    relation = s.a_relation(home.container_ptr, "Pernå", partner=perna, started_year=1980)
    ended = s.a_relation(home.container_ptr, "Pernå, förr", partner=perna, status="ended")
    answer = client.post(url("partner_dissolve", home, perna.pk), {"partner": lovisa.pk, "year": "2010"})
    assert answer.status_code == 302
    perna.refresh_from_db(), relation.refresh_from_db()
    assert (perna.successor, perna.succession, perna.dissolved_year) == (lovisa, "dissolved", 2010)
    assert (relation.partner, relation.started_year) == (perna, 1980)
    (event,) = RelationEvent.objects.all()
    assert (event.relation, event.kind, event.year) == (relation, "succeeded", 2010)
    assert not ended.events.exists()
    assert url("partner", home, lovisa.pk) in client.get(url("partner", home, perna.pk)).content.decode()
    page = client.get(url("partner", home, lovisa.pk)).content.decode()
    assert url("partner", home, perna.pk) in page
    assert url("relation", home, relation.pk) in page


def test_a_dissolution_by_mistake_is_undone(client, home):
    perna, lovisa = s.a_partner(home, "Pernå", "FI"), s.a_partner(home, "Lovisa", "FI")
    register.dissolve_into(partner=perna, successor=lovisa, year=2010, by=None)
    client.post(url("partner_undissolve", home, perna.pk))
    perna.refresh_from_db()
    assert perna.is_current
    with pytest.raises(ValidationError):
        register.undo_dissolution(partner=perna, by=None)


def test_the_page_shows_what_will_move_before_it_moves(client, home):
    one, other = s.a_partner(home, "Borgå", "FI"), s.a_partner(home, "Porvoo", "FI")
    s.a_relation(home.container_ptr, "Vänorten Porvoo", partner=other)
    a_contact_point(other, "Kulturenheten")
    page = client.get(url("partner_merge", home, other.pk)).content.decode()
    assert "Vänorten Porvoo" in page
    assert "Kulturenheten" in page
    assert "Det går inte att ångra" in page
    unsure = client.post(url("partner_merge", home, other.pk), {"partner": one.pk, "reason": "Två språk"})
    assert unsure.status_code == 200
    assert Partner.objects.current().count() == 2
    client.post(url("partner_merge", home, other.pk), {"partner": one.pk, "reason": "Två språk", "sure": "on"})
    assert Partner.objects.current().get() == one
    assert Relation.objects.get().partner == one
    assert one.names.get().name == "Porvoo"
    assert ContactPoint.objects.get().partner == one


def test_a_merge_fills_what_was_missing_and_keeps_what_was_known(home):
    one = s.a_partner(home, "Borgå", "FI", population=50000, population_year=2020)
    other = s.a_partner(
        home, "Porvoo", "FI", latitude="60.39", longitude="25.66", population=1, population_year=1900, web="https://p.example"
    )
    register.merge_partners(duplicate=other, into=one, by=None)
    one.refresh_from_db()
    assert (one.population, one.web, float(one.latitude)) == (50000, "https://p.example", 60.39)


def test_two_parties_of_one_agreement_become_one(home):
    one, other = s.a_partner(home, "Borgå", "FI"), s.a_partner(home, "Porvoo", "FI")
    ring = s.a_relation(home.container_ptr, "Ringen", partner=None)
    saved(Party(relation=ring, partner=one))
    saved(Party(relation=ring, partner=other, approved_on=TODAY))
    register.merge_partners(duplicate=other, into=one, by=None)
    party = Party.objects.get()
    assert (party.partner, party.approved_on) == (one, TODAY)


def test_parties_that_say_different_things_stop_the_merge_before_anything_moved(home):
    one, other = s.a_partner(home, "Borgå", "FI"), s.a_partner(home, "Porvoo", "FI")
    ring = s.a_relation(home.container_ptr, "Ringen", partner=None)
    relation = s.a_relation(home.container_ptr, "Porvoo", partner=other)
    saved(Party(relation=ring, partner=one, approved_on=TODAY - days(9)))
    saved(Party(relation=ring, partner=other, approved_on=TODAY))
    with pytest.raises(ValidationError):
        register.merge_partners(duplicate=other, into=one, by=None)
    relation.refresh_from_db()
    assert relation.partner == other
    assert Partner.objects.current().count() == 2


def test_nobody_is_merged_with_itself_elsewhere_or_twice(home):
    one, other = s.a_partner(home, "Borgå", "FI"), s.a_partner(home, "Porvoo", "FI")
    elsewhere = s.a_partner(s.a_municipality(slug="lillby", name="Lillby"), "Borgå", "FI")
    for into in (other, elsewhere):
        with pytest.raises(ValidationError):
            register.merge_partners(duplicate=other, into=into, by=None)
    register.merge_partners(duplicate=other, into=one, by=None)
    with pytest.raises(ValidationError):
        register.merge_partners(duplicate=other, into=one, by=None)
    with pytest.raises(ValidationError):
        register.dissolve_into(partner=one, successor=other, by=None)


def test_only_who_takes_care_of_relations_may(home):
    one, other = s.a_partner(home, "Borgå", "FI"), s.a_partner(home, "Porvoo", "FI")
    board = s.somebody("board_member", s.a_body(home))
    with pytest.raises(PermissionDenied):
        register.merge_partners(duplicate=other, into=one, by=board)
    with pytest.raises(PermissionDenied):
        register.rename_partner(partner=one, name="Ny", by=board)
    with pytest.raises(PermissionDenied):
        register.keep_partner(partner=one, by=board)


LINKS = st.lists(st.tuples(st.sampled_from(["relation", "party", "both", "name", "contact", "event", "former"]), st.booleans()), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(links=LINKS)
def test_merging_never_loses_a_relation_or_an_event(db, links):
    number = next(s.NUMBERS)
    home = s.a_municipality(slug=f"m{number}", name=f"Kommun {number}")
    one, other = s.a_partner(home, "Borgå", "FI"), s.a_partner(home, "Porvoo", "FI")
    for n, (what, mine) in enumerate(links):
        owner = one if mine else other
        if what in ("relation", "event"):
            relation = s.a_relation(home.container_ptr, f"Avtal {n}", partner=owner)
            saved(RelationEvent(relation=relation, kind="entered", year=1980)) if what == "event" else None
        elif what in ("party", "both"):
            ring = s.a_relation(home.container_ptr, f"Ring {n}", partner=None)
            for party in (one, other) if what == "both" else (owner,):
                saved(Party(relation=ring, partner=party))
        elif what == "name":
            a_name(owner, "Samma namn" if not owner.names.filter(name="Samma namn").exists() else f"Namn {n}")
        elif what == "contact":
            a_contact_point(owner, f"Enhet {n}")
        else:
            s.a_partner(home, f"Del {n}", "FI", successor=owner, succession="dissolved")

    def everything():
        return {
            "relations": set(Relation.objects.of(home).values_list("pk", "name")),
            "events": set(RelationEvent.objects.filter(municipality=home).values_list("pk", "relation")),
            "reach": set(register.relations_of([one, other]).values_list("pk", flat=True)),
            "contacts": set(ContactPoint.objects.filter(municipality=home).values_list("pk", flat=True)),
            "names": set(PartnerName.objects.filter(municipality=home).values_list("name", flat=True)) | {"Borgå", "Porvoo"},
        }

    before = everything()
    register.merge_partners(duplicate=other, into=one, by=None)
    after = everything()
    assert {key: before[key] - after[key] for key in before} == {key: set() for key in before}
    assert set(register.relations_of([one]).values_list("pk", flat=True)) == before["reach"]
    assert [rows for _kind, rows in register.what_moves(other)] == []
    assert set(one.predecessors.values_list("succession", flat=True)) >= {"duplicate"}


def test_a_named_relation_is_found_by_any_spelling_and_by_its_successor(home):
    a_clause = s.a_clause(s.policy_of(home))
    names = ("Pernå", "Lovisa", "Loviisa", "Pernaja", unicodedata.normalize("NFD", "pernå"))
    s.a_setting(home, "named_relation_is_in_the_register", clause=a_clause, kind="twin_town",
                partners=[{"name": name, "country": "FI"} for name in names])  # fmt: skip
    perna, lovisa = s.a_partner(home, "Pernå", "FI"), s.a_partner(home, "Lovisa", "FI")
    a_name(perna, "Pernaja", language="fi"), a_name(lovisa, "Loviisa", language="fi")
    s.a_relation(home.container_ptr, "Avtalet från 1980", partner=perna)
    register.dissolve_into(partner=perna, successor=lovisa, year=2010, by=None)
    assert s.states(home) == ["kept"] * len(names)
    moved = Relation.objects.get()
    moved.partner = lovisa
    saved(moved)
    assert s.states(home) == ["kept"] * len(names)


def test_every_municipality_has_its_own_partners(home):
    assert Municipality.objects.count() == 1
    elsewhere = s.a_partner(s.a_municipality(slug="lillby", name="Lillby"), "Borgå", "FI")
    client = a_client(s.somebody("coordinator", home.container_ptr))
    for name in ("partner", "partner_edit", "partner_rename", "partner_merge", "partner_dissolve"):
        assert client.get(url(name, home, elsewhere.pk)).status_code == 404
