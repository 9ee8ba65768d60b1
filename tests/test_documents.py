"""Governing documents: the header box, the way into force, two people at one document, and what may be sent as a file."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from councils import uploads
from councils.models import Document, Matter
from tests import situations as a

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
FIELDS = (
    "kind",
    "title",
    "title_en",
    "parent",
    "valid_from",
    "valid_to",
    "applies_to",
    "responsible",
    "prepared_by",
    "summary",
    "summary_en",
)


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def coordinator(home):
    return a.somebody("coordinator", home)


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator, backend="councils.access.ContainerBackend")
    return client


def open_page(page, document):
    return page.get(reverse("document", args=["osby", document.pk]))


def sent(document, **more):
    """The edit form as the browser sends it when nothing was changed."""
    facts = {name: getattr(document, name) or "" for name in FIELDS if name != "parent"} | {"parent": document.parent_id or ""}
    return {**facts, "container": document.container_id, "version": document.version, "reason": "", **more}


def new(home, **more):
    return {**dict.fromkeys(FIELDS, ""), "kind": "policy", "title": "Policy", "container": home.pk, "version": "", **more}


def errors(response):
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def cells(response):
    return {str(label): str(value or "uppgift saknas") for label, value in response.context["cells"]}


# ── the header box


def test_the_header_box_says_what_is_not_known(page, home):
    response = open_page(page, a.a_document(home.container_ptr))
    assert set(cells(response).values()) == {"uppgift saknas"}
    assert response.content.decode().count('<span class="unknown">uppgift saknas</span>') == 8


def test_the_header_box_says_by_whom_when_and_what_it_replaces(page, home):
    assembly = a.an_assembly(home)
    before = a.a_document_in_force(home.container_ptr, assembly, title="Gammal policy")
    facts = {"until_further_notice": True, "applies_to": "Alla nämnder", "responsible": "Kommunchefen", "valid_from": dt.date(2026, 3, 1)}
    document = a.a_document(home.container_ptr, state="in_force", **facts)
    decision = a.a_decision(document.matter, assembly, dt.date(2026, 2, 9), section="17", diary_number="KS 2026/12")
    a.saved(decision.replaces.model(newer=decision, older=before.adoption))
    assert cells(open_page(page, document)) == {
        "Antagen av": "Kommunfullmäktige",
        "Datum och paragraf": "9\u00a0februari 2026, § 17",
        "Diarienummer": "KS 2026/12",
        "Gäller för": "Alla nämnder",
        "Ansvarig": "Kommunchefen",
        "Gäller från": "2026-03-01",
        "Gäller till": "Tills vidare",
        "Ersätter": "Kommunfullmäktige, 1 januari 2020",
    }


def test_only_a_confirmed_yes_adopts(page, home):
    document = a.a_document(home.container_ptr)
    a.a_decision(document.matter, outcome="refused")
    a.a_decision(document.matter, state="draft")
    a.a_decision(document.matter, act="prepare")
    assert cells(open_page(page, document))["Antagen av"] == "uppgift saknas"


# ── registering


def test_a_document_is_kept_as_a_draft_with_the_matter_that_will_adopt_it(page, home):
    facts = new(home, upload=SimpleUploadedFile("policy.pdf", PDF), valid_from="2026-01-01", until_further_notice="on")
    page.post(reverse("document_new", args=["osby"]), facts)
    document = Document.objects.get()
    assert (document.state, document.matter.code, document.matter.title) == ("draft", "document.adopt", "Policy")
    response = page.get(reverse("file", args=["osby", document.file_id]))
    assert (response["Content-Type"], b"".join(response.streaming_content)) == ("application/pdf", PDF)
    assert response["Content-Disposition"] == 'attachment; filename="policy.pdf"'


REFUSED = [
    ("a picture", {"upload": SimpleUploadedFile("policy.pdf", PNG)}, {"upload": "Filtypen kan inte tas emot. Skicka någon av dessa: PDF."}),
    ("a text", {"upload": SimpleUploadedFile("policy.pdf", b"hej")}, {"upload": "Filtypen kan inte tas emot. Skicka någon av dessa: PDF."}),
    ("an empty file", {"upload": SimpleUploadedFile("policy.pdf", b"")}, {"upload": "Filen är tom. Välj en annan fil."}),
    ("no title", {"title": ""}, {"title": "Fyll i ”Titel”."}),
    ("ends before it starts", {"valid_from": "2026-05-01", "valid_to": "2026-04-30"}, {"valid_to": "Sista dagen kan inte vara före första dagen."}),
    ("an end and none", {"valid_to": "2026-04-30", "until_further_notice": "on"},
     {"until_further_notice": "Välj antingen en sista dag eller tills vidare."}),
]  # fmt: skip


@pytest.mark.parametrize("wrong, says", [line[1:] for line in REFUSED], ids=[line[0] for line in REFUSED])
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(page, home, wrong, says):
    response = page.post(reverse("document_new", args=["osby"]), new(home, summary="Det viktigaste", **wrong))
    assert errors(response) == {field: [sentence] for field, sentence in says.items()}
    assert "Det viktigaste" in response.content.decode()
    assert not Document.objects.exists()
    assert not Matter.objects.exists()


def test_a_file_that_is_too_large_is_refused(page, home, monkeypatch):
    monkeypatch.setattr(uploads, "HIGHEST_SIZE", len(PDF) - 1)
    response = page.post(reverse("document_new", args=["osby"]), new(home, upload=SimpleUploadedFile("policy.pdf", PDF)))
    assert "Filen är för stor" in errors(response)["upload"][0]


def test_a_unit_of_another_municipality_cannot_own_it(page, home):
    theirs = a.a_document(a.a_municipality("lomma", "Lomma").container_ptr)
    response = page.post(reverse("document_new", args=["osby"]), new(home, container=theirs.container_id, parent=theirs.pk))
    assert set(errors(response)) == {"container", "parent"}


# ── into force


def adoption_is_needed(home, strength="must"):
    """The assembly adopts: the route, and the rule that holds documents against it."""
    assembly = a.an_assembly(home)
    a.a_step(home, "document.adopt", "kf", strength=strength)
    a.a_setting(home, "matter_is_decided_by_its_route", strength=strength, matter="document.adopt")
    return assembly


def bring_into_force(page, document, **sent):
    response = page.post(reverse("document_in_force", args=["osby", document.pk]), sent, follow=True)
    document.refresh_from_db()
    return response.content.decode()


def test_the_gate_is_closed_until_the_right_body_has_decided(page, home):
    assembly = adoption_is_needed(home)
    draft = a.a_document(home.container_ptr, kind="strategy", title="Strategi")
    shown = open_page(page, draft).content.decode()
    assert "Kan inte sättas i kraft än" in shown
    assert "OSBY-" in shown  # the clause by which it is closed
    assert "Sätt dokumentet i kraft" not in shown
    bring_into_force(page, draft, reason="Det är bråttom")
    assert draft.state == "draft"
    a.a_decision(draft.matter, a.a_body(home), a.LONG_AGO)
    bring_into_force(page, draft)
    assert draft.state == "draft"  # a body decided, but another one than the route says
    a.a_decision(draft.matter, assembly, dt.date(2026, 2, 9))
    assert "Sätt dokumentet i kraft" in open_page(page, draft).content.decode()
    assert "Dokumentet gäller nu." in bring_into_force(page, draft)
    assert (draft.state, draft.valid_from) == ("in_force", dt.date(2026, 2, 9))


def test_a_softer_rule_asks_for_a_reason_and_keeps_it(page, home, coordinator):
    adoption_is_needed(home, "should")
    draft = a.a_document(home.container_ptr, kind="strategy", title="Strategi")
    assert "Varför går det bra ändå?" in open_page(page, draft).content.decode()
    bring_into_force(page, draft)
    assert draft.state == "draft"
    bring_into_force(page, draft, reason="Fullmäktige tar det i juni")
    assert draft.state == "in_force"
    trail = page.get(reverse("history", args=["osby", "document", draft.pk])).context["entries"]
    assert "Fullmäktige tar det i juni" in trail[0].why
    assert trail[0].who == coordinator.called


def test_what_is_in_force_is_not_brought_into_force_again(page, home):
    document = a.a_document_in_force(home.container_ptr)
    assert "det går inte från läget gäller" in bring_into_force(page, document)
    assert document.history.count() == 1


# ── two people at one document


def test_a_stale_save_shows_both_texts_and_loses_none(page, home):
    document = a.a_document(home.container_ptr, title="Policy", responsible="Kommunchefen")
    mine = sent(document, responsible="Kanslichefen", summary="Min text", until_further_notice="on")
    other = a.somebody("registrar", a.a_body(home))
    document.responsible = "Förvaltningschefen"
    document.recorded(by=other, reason="Ny organisation")
    url = reverse("document_edit", args=["osby", document.pk])
    response = page.post(url, mine)
    shown = response.content.decode()
    assert response.status_code == 409
    assert other.called in shown
    differing = {str(change.label): (change.saved, change.mine) for change in response.context["changes"]}
    assert differing == {"Ansvarig": ("Förvaltningschefen", "Kanslichefen"), "Sammanfattning": ("", "Min text"),
                         "Gäller tills vidare": ("nej", "ja")}  # fmt: skip
    document.refresh_from_db()
    assert document.responsible == "Förvaltningschefen"
    newest = response.context["form"]["version"].value()
    assert page.post(url, {**mine, "version": newest}).status_code == 302  # saved on top of the newer one, knowingly
    document.refresh_from_db()
    assert (document.responsible, document.summary) == ("Kanslichefen", "Min text")


@pytest.mark.parametrize("version", ["", "x", "0", "99999999999999999999"])
def test_a_form_that_does_not_know_its_version_is_stale(page, home, version):
    document = a.a_document(home.container_ptr)
    response = page.post(reverse("document_edit", args=["osby", document.pk]), sent(document, version=version, container="x", parent="y"))
    assert response.status_code == 409
    assert document.history.count() == 1


def test_an_edit_keeps_its_reason(page, home, coordinator):
    document = a.a_document(home.container_ptr)
    page.post(reverse("document_edit", args=["osby", document.pk]), sent(document, title="Policy, rättad", reason="Stavfel"))
    newest = document.history.first()
    assert (newest.title, newest.history_change_reason, newest.history_user) == ("Policy, rättad", "Stavfel", coordinator)


def test_the_trail_says_field_by_field_what_was_and_became(page, home):
    document = a.a_document(home.container_ptr, title="Policy")
    parent = a.a_document(home.container_ptr, title="Överordnad policy")
    document.title, document.parent, document.published, document.valid_from = "Ny", parent, True, dt.date(2026, 3, 1)
    document.recorded(by=None)
    entry = page.get(reverse("history", args=["osby", "document", document.pk])).context["entries"][0]
    assert sorted(entry.changes) == [
        ("Gäller från", "", "1\u00a0mars 2026"),
        ("Hör till dokumentet", "", "Överordnad policy"),
        ("Titel", "Policy", "Ny"),
        ("Visas för alla", "nej", "ja"),
    ]


# ── clause by clause


def test_each_clause_says_how_it_is_handled(page, home):
    policy = a.a_document_in_force(home.container_ptr, a.an_assembly(home))
    checked, shown = a.a_clause(policy, "OSBY-1"), a.a_clause(policy, "OSBY-2", "may")
    a.a_setting(home, "matter_is_decided_by_its_route", clause=checked, matter="document.adopt")
    a.a_step(home, "document.adopt", "kf", clause=checked)
    [(_section, rows)] = open_page(page, policy).context["sections"]
    assert [(row.clause.code, row.state) for row, _place in rows] == [("OSBY-1", "kept"), ("OSBY-2", "shown")]
    assert shown.handled == "shown"
