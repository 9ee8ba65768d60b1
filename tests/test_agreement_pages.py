"""The pages of agreements: put forward, blocked and then in force, ended one by one and many at once, with parties and papers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Party, Relation, RelationEvent
from tests.situations import (
    a_body,
    a_decision,
    a_matter,
    a_municipality,
    a_partner,
    a_relation,
    a_setting,
    a_step,
    an_assembly,
    days,
    saved,
    somebody,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def osby():
    osby = a_municipality()
    an_assembly(osby)
    a_body(osby)
    return osby


@pytest.fixture
def visit(osby, client):
    client.force_login(somebody("coordinator", osby), backend="councils.access.ContainerBackend")

    def go(name, *args, data=None):
        url = reverse(name, args=["osby", *args])
        return client.post(url, data, follow=True) if data is not None else client.get(url)

    return go


def text_of(response):
    return " ".join(response.content.decode().split())


def errors(response):
    return {name: " ".join(found) for name, found in response.context["form"].errors.items()}


# ── put forward


def test_a_new_agreement_with_a_new_partner_and_more_parties(osby, visit):
    known = a_partner(osby, "Visby")
    data = {"kind": "cooperation", "new_partner": "Lovisa", "country": "FI", "container": osby.pk, "review": "none", "currency": "SEK",
            "fee_currency": "SEK", "others": "visby kommun\nVisby\nHansaby", "term_funder": "Sida", "has_obligation": "0"}  # fmt: skip
    page = visit("agreement_new", data=data)
    relation = Relation.objects.get()
    assert (relation.name, relation.partner.country, relation.has_obligation, relation.terms) == ("Lovisa", "FI", False, {"funder": "Sida"})
    assert [str(party) for party in relation.parties.all()][:2] == ["Osby", "Lovisa"]
    assert {party.partner for party in relation.parties.all()} >= {known}
    assert "Ingen beslutsväg" in text_of(page) or "Samarbetsavtal" in text_of(page)


def test_a_partner_that_is_perhaps_known_is_asked_about(osby, visit):
    a_partner(osby, "Borgå", "FI")
    data = {
        "kind": "twin_town",
        "new_partner": "Borgå stad",
        "container": osby.pk,
        "review": "none",
        "currency": "SEK",
        "fee_currency": "SEK",
    }
    assert "Är det samma som Borgå?" in errors(visit("agreement_new", data=data))["another"]
    visit("agreement_new", data=data | {"another": "on"})
    assert Relation.objects.get().partner.name == "Borgå stad"


@pytest.mark.parametrize(
    "more, field, sentence",
    [
        ({}, "partner", "Välj en partner"),
        ({"name": "Ringen", "review": "months"}, "review_months", "hur många månader"),
        ({"name": "Ringen", "has_obligation": "0", "amount": "5"}, "has_obligation", "Det står ett belopp"),
    ],
)
def test_what_is_missing_is_said(osby, visit, more, field, sentence):
    data = {"kind": "twin_town", "container": osby.pk, "review": "none", "currency": "SEK", "fee_currency": "SEK", **more}
    assert sentence in errors(visit("agreement_new", data=data))[field]


def test_a_vague_year_is_kept_in_the_sources_words(osby, visit):
    relation = a_relation(osby, started_year=1977)
    facts = {"kind": "twin_town", "partner": relation.partner_id, "name": "Gribskov", "container": osby.pk, "review": "none",
             "currency": "SEK", "version": relation.version}  # fmt: skip
    visit("agreement_edit", relation.pk, data=facts | {"since": "197?"})
    relation.refresh_from_db()
    assert (relation.started_year, relation.started_text, relation.status) == (None, "197?", "in_force")
    assert "197?" in text_of(visit("relation", relation.pk))


# ── what closes the gate is said, and opens by the decision


@pytest.mark.parametrize("act", ["beslutad", "i-kraft"])
def test_that_no_route_is_adopted_is_said_and_a_reason_is_asked_for(osby, visit, act):
    relation = a_relation(osby, status="proposed", matter=a_matter(osby, "agreement.enter"))
    assert "Ingen beslutsväg är antagen" in text_of(visit("relation", relation.pk))
    assert "Ingen beslutsväg är antagen för avtalet med Gribskov" in text_of(visit("agreement_act", relation.pk, act))
    data = {"day": timezone.localdate().isoformat()}
    assert "skriv varför det går bra utan" in errors(visit("agreement_act", relation.pk, act, data=data))["reason"]
    visit("agreement_act", relation.pk, act, data=data | {"reason": "Beslutet har inte hittats"})
    relation.refresh_from_db()
    assert relation.status in ("decided", "in_force")
    assert "Beslutet har inte hittats" in relation.history.first().history_change_reason


def test_into_force_when_the_right_body_has_decided(osby, visit):
    a_step(osby, "agreement.enter", "kf")
    a_setting(osby, "matter_is_decided_by_its_route", matter="agreement.enter")
    relation = a_relation(osby, "Skjern", status="proposed", matter=a_matter(osby, "agreement.enter", "Skjern"))
    assert "ska beslutas av Kommunfullmäktige" in text_of(visit("relation", relation.pk))
    act = {"day": timezone.localdate().isoformat()}
    assert "ska beslutas av Kommunfullmäktige" in text_of(visit("agreement_act", relation.pk, "i-kraft", data=act))
    decision = a_decision(relation.matter, osby.containers.get(code="kf").body, decided_on=timezone.localdate())
    page = visit("agreement_act", relation.pk, "i-kraft", data=act | {"decision": decision.pk})
    relation.refresh_from_db()
    assert (relation.status, relation.events.get().decision) == ("in_force", decision)
    assert "Sparat: sätt i kraft." in text_of(page)
    assert "Det går inte när läget är ”gäller”" in text_of(visit("agreement_act", relation.pk, "i-kraft"))


def test_who_has_not_approved_is_named(osby, visit):
    relation = a_relation(osby, "Ringen", status="proposed", force_needs_all=True)
    saved(Party(relation=relation, name="Hansaby"))
    assert "Saknas: Hansaby." in text_of(visit("relation", relation.pk))
    data = {"day": timezone.localdate().isoformat()}
    assert "Saknas: Hansaby." in text_of(visit("agreement_act", relation.pk, "i-kraft", data=data))
    assert Relation.objects.get().status == "proposed"


def test_a_warning_asks_for_its_reason(osby, visit):
    a_setting(osby, "new_agreements_follow_the_stance", "should", stance="discouraged")
    relation = a_relation(osby, "Skjern", status="proposed")
    assert "Skriv varför det går bra ändå" in text_of(visit("agreement_act", relation.pk, "i-kraft"))
    data = {"day": timezone.localdate().isoformat()}
    visit("agreement_act", relation.pk, "i-kraft", data=data)
    visit("agreement_act", relation.pk, "i-kraft", data=data | {"reason": "Gemensam industri"})
    assert RelationEvent.objects.get(kind="entered").text == "Gemensam industri"


# ── ended


def test_ending_wakes_the_matter_first(osby, visit):
    a_step(osby, "agreement.end", "kf")
    a_setting(osby, "matter_is_decided_by_its_route", matter="agreement.end")
    relation = a_relation(osby, "Skjern")
    data = {"ended_by": "decision", "day": timezone.localdate().isoformat(), "reason": "Ingen kontakt"}
    assert "Ärendet om att avsluta är väckt" in text_of(visit("agreement_act", relation.pk, "avsluta", data=data))
    relation.refresh_from_db()
    assert (relation.status, relation.ending_matter.facts) == ("in_force", {"reason": "decision"})
    assert "Kan inte avslutas än" in text_of(visit("relation", relation.pk))
    a_decision(relation.ending_matter, osby.containers.get(code="kf").body, decided_on=timezone.localdate())
    visit("agreement_act", relation.pk, "avsluta", data=data)
    relation.refresh_from_db()
    assert relation.status == "ended"


def test_a_change_is_put_forward_on_the_page(osby, visit):
    a_step(osby, "agreement.change", "kf", where=[{"field": "kind", "op": "eq", "value": "twin_town"}])
    relation = a_relation(osby, matter=a_matter(osby, "agreement.enter"))
    assert "Föreslå en ändring" in text_of(visit("relation", relation.pk))
    page = text_of(visit("agreement_act", relation.pk, "andring", data={"reason": "Det ska gälla till 2030"}))
    assert "Vägen till beslut om ändringen" in page
    assert "Kommunfullmäktige" in page
    assert "Föreslå en ändring" not in page
    relation.refresh_from_db()
    assert (relation.changing_matter.code, relation.status) == ("agreement.change", "in_force")


def test_it_ran_out_and_nothing_changed_by_itself(osby, visit):
    relation = a_relation(osby, valid_to=timezone.localdate() - days(1))
    assert "Löpte ut" in text_of(visit("relation", relation.pk))
    visit("agreement_act", relation.pk, "forlang", data={"day": timezone.localdate().isoformat(), "valid_to": "2040-01-01"})
    assert "Löpte ut" not in text_of(visit("relation", relation.pk))
    visit("agreement_act", relation.pk, "avsluta", data={"ended_by": "lapsed", "since": "1990-talet"})
    assert "1990-talet" in text_of(visit("relation", relation.pk))


def test_several_by_one_decision(osby, visit):
    towns = [a_relation(osby, name) for name in ("Skjern", "Kretinga", "Gribskov")]
    decision = a_decision(a_matter(osby, "agreement.end", "Avsluta vänorter"), outcome="ended")
    data = {
        "relations": [town.pk for town in towns[:2]],
        "decision": decision.pk,
        "day": timezone.localdate().isoformat(),
        "reason": "Nytt",
    }
    page = visit("agreements_end", data=data)
    assert "Avslutade: Kretinga, Skjern." in text_of(page)
    assert [Relation.objects.get(pk=town.pk).status for town in towns] == ["ended", "ended", "in_force"]


# ── parties, papers, changes


def test_parties_changes_and_papers(osby, visit):
    relation = a_relation(osby)
    for data, field, words in (
        ({}, "partner", "Välj en partner"),
        ({"itself": "on", "name": "Visby"}, "itself", "Kryssa inte för kommunen"),
    ):
        assert words in errors(visit("row_new", "relation", relation.pk, "party", data=data))[field]
    assert not relation.parties.exists()
    visit("row_new", "relation", relation.pk, "party", data={"itself": "on"})
    assert "redan part" in errors(visit("row_new", "relation", relation.pk, "party", data={"itself": "on"}))["name"]
    party = relation.parties.get()
    assert visit("row_edit", "party", party.pk).context["form"]["itself"].value() is True
    visit("row_edit", "party", party.pk, data={"itself": "on", "role": "värd", "version": party.version})
    assert relation.parties.get().role == "värd"
    visit("row_new", "relation", relation.pk, "relationevent", data={"kind": "amended", "amendment": "scope", "when_text": "1980-talet"})
    pdf = SimpleUploadedFile("avtal.pdf", b"%PDF-1.7 signed", "application/pdf")
    visit("agreement_paper", relation.pk, data={"upload": pdf, "caption": "Avtalet", "is_signed": "on"})
    page = text_of(visit("relation", relation.pk))
    assert all(said in page for said in ("innehåll eller inriktning", "1980-talet", "Undertecknat", "Avtalet"))
    assert (relation.parties.count(), relation.files.get().is_signed) == (1, True)
    assert "Välj vad som ändrades" in str(
        errors(visit("row_new", "relation", relation.pk, "relationevent", data={"kind": "amended", "day": "2026-01-01"}))
    )


def test_an_act_that_does_not_exist_is_not_there(osby, visit):
    assert visit("agreement_act", a_relation(osby).pk, "hoppa").status_code == 404
