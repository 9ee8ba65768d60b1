"""Small rows that belong to a row: one form page for all kinds, with the parent's rights."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from councils.models import User
from partnerships.models import Gift, Promise
from partnerships.row_forms import form_of
from partnerships.rows import PARENTS, ROW_KINDS, RowKind, declare, keep_row
from tests import situations as s

pytestmark = pytest.mark.django_db


def a_client(user) -> Client:
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


@pytest.fixture
def home():
    return s.a_municipality()


@pytest.fixture
def coordinator(home):
    return a_client(s.somebody("coordinator", home))


@pytest.fixture
def relation(home):
    return s.a_relation(home.container_ptr)


def new(relation, kind="gift", slug="osby", parent="relation"):
    return reverse("row_new", args=[slug, parent, relation.pk, kind])


# ── every kind


@pytest.mark.parametrize("name", sorted(ROW_KINDS))
def test_every_kind_has_a_form_and_a_parent_with_a_page(name):
    kind = ROW_KINDS[name]
    assert set(kind.fields) <= set(form_of(kind).base_fields)
    assert any(issubclass(parent.model, kind.parent_model) for parent in PARENTS.values())


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        declare(RowKind(model=Gift, parent_field="relation", fields=("what",)))


# ── adding, changing, removing


def test_a_row_is_added_to_its_parent_and_leads_back_to_its_section(coordinator, relation):
    answer = coordinator.post(new(relation), {"direction": "given", "what": "En vas av glas", "day": "2026-05-02"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("relation", args=["osby", relation.pk]) + "#gifts"
    gift = Gift.objects.get()
    assert (gift.relation, gift.what, gift.worth) == (relation, "En vas av glas", None)
    assert gift.history.get().history_user is not None


def test_the_address_fills_in_what_it_names(coordinator, relation):
    page = coordinator.get(new(relation) + "?direction=received&relation=99").content.decode()
    assert '<option value="received" selected>' in page


def test_a_row_is_changed_with_its_reason(coordinator, relation):
    gift = s.a_gift(relation)
    facts = {"direction": "given", "what": "En skål", "version": gift.version, "reason": "Fel föremål"}
    assert coordinator.post(reverse("row_edit", args=["osby", "gift", gift.pk]), facts).status_code == 302
    gift.refresh_from_db()
    assert (gift.what, gift.history.first().history_change_reason) == ("En skål", "Fel föremål")


def test_a_stale_change_is_told_and_loses_nothing(coordinator, relation):
    gift = s.a_gift(relation)
    facts = {"direction": "given", "what": "En skål", "version": gift.version}
    gift.what = "En bok"
    s.saved(gift)
    answer = coordinator.post(reverse("row_edit", args=["osby", "gift", gift.pk]), facts)
    assert answer.status_code == 409
    assert "En skål" in answer.content.decode()
    assert "En bok" in answer.content.decode()
    assert Gift.objects.get().what == "En bok"


def test_a_removed_row_is_told_of_in_the_history_of_its_parent(coordinator, relation):
    gift = s.a_gift(relation)
    url = reverse("row_remove", args=["osby", "gift", gift.pk])
    assert coordinator.post(url, {}).status_code == 200
    assert Gift.objects.exists(), "a removal says why"
    assert coordinator.post(url, {"reason": "Registrerad två gånger."}).status_code == 302
    assert not Gift.objects.exists()
    assert relation.history.first().history_change_reason == "”En vas av glas” togs bort. Registrerad två gånger."


def test_what_is_missing_is_said_by_the_field(coordinator, relation):
    answer = coordinator.post(new(relation), {"direction": "given"})
    assert answer.status_code == 200
    assert answer.context["form"].has_error("what")


# ── who may


def test_without_the_right_it_is_refused(home, relation):
    gift, contact = s.a_gift(relation), a_client(s.somebody("contact", s.an_area(home)))
    for url in (new(relation), *(reverse(name, args=["osby", "gift", gift.pk]) for name in ("row_edit", "row_remove"))):
        assert (contact.get(url).status_code, contact.post(url, {}).status_code) == (403, 403)


def test_another_municipalitys_row_does_not_exist(coordinator, home):
    other = s.a_relation(s.a_municipality("lomma", "Lomma").container_ptr)
    gift = s.a_gift(other)
    for url in (new(other), *(reverse(name, args=["osby", "gift", gift.pk]) for name in ("row_edit", "row_remove"))):
        assert (coordinator.get(url).status_code, coordinator.post(url, {}).status_code) == (404, 404)


def test_unknown_kinds_and_parents_do_not_exist(coordinator, relation):
    for url in (new(relation, kind="relation"), new(relation, kind="nothing"), new(relation, parent="nothing")):
        assert coordinator.get(url).status_code == 404


def test_what_can_be_chosen_is_the_municipalitys_own(coordinator, relation):
    elsewhere = s.an_area(s.a_municipality("lomma", "Lomma"), name="Deras område")
    assert "Deras område" not in coordinator.get(new(relation, "promise")).content.decode()
    answer = coordinator.post(new(relation, "promise"), {"text": "Skicka program", "promised_by": "us", "container": elsewhere.pk})
    assert answer.status_code == 200
    assert not Promise.objects.exists()


def test_a_right_that_was_just_withdrawn_does_not_act(home, relation):
    by = s.somebody("coordinator", home)
    post = by.person.appointments.get()
    assert User.objects.get(pk=by.pk).has_perm("relate", home)
    post.ends_on = s.LONG_AGO
    s.saved(post)
    with pytest.raises(PermissionDenied):
        keep_row(row=Gift(relation=relation, direction="given", what="En vas"), by=by)
    assert not Gift.objects.exists()


# ── where the page stands


@pytest.mark.parametrize("make, entry", [("a_relation", "Vänorter och nätverk"), ("a_visit", "Besök"), ("an_application", "Ansökningar"),
                                         ("a_project", "Projekt")])  # fmt: skip
def test_the_page_of_a_row_stands_where_its_parent_stands(coordinator, home, make, entry):
    parent = getattr(s, make)((home if make == "a_relation" else s.an_area(home)).container_ptr)
    pages = [
        new(parent, kind, parent=parent._meta.model_name)
        for kind in {"a_relation": ["gift"], "a_visit": ["cost"]}.get(make, ["workpartner"])
    ]
    if make == "a_relation":
        pages.append(reverse("row_edit", args=["osby", "gift", s.a_gift(parent).pk]))
    if make == "a_project":
        line = s.a_budget_line(parent)
        pages += [new(line, "bookedamount", parent="budgetline"), reverse("row_remove", args=["osby", "budgetline", line.pk])]
    for page in pages:
        items = coordinator.get(page).context["sub_items"]
        assert [item.label for item in items if item.current] == [entry], page
