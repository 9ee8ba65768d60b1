"""Who gets in where, and on which days. The dated appointment is the only thing that opens anything."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from guardian.backends import ObjectPermissionBackend
from guardian.shortcuts import get_objects_for_user

from councils.access import container_ids, post_group, visible_to
from councils.history import Recorded
from councils.models import Appointment, Container, ContainerGrant, Document, Municipality, User
from councils.transitions import Transition, perform
from councils.views.trail import recorded_models
from partnerships.models import Work
from tests import situations as a

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 5, 1), dt.date(2026, 6, 30)
DAY = dt.timedelta(days=1)
END = Transition("Avsluta", frozenset({"in_force"}), "ended", "edit_documents", field="state")


@pytest.fixture
def world():
    """Two municipalities that know nothing of each other; in the first an area with a section below it."""
    home, other = a.a_municipality(), a.a_municipality("lomma", "Lomma")
    area = a.an_area(home)
    section = a.an_area(home, "hemtjanst", "Hemtjänst", parent=area.container_ptr)
    return {
        "home": home,
        "area": area,
        "section": section,
        "second": a.an_area(home, "skola", "Barn och skola"),
        "board": a.a_body(home),
        "other": other,
        "theirs": a.an_area(other),
    }


def again(user):
    """As the next request sees the account."""
    return User.objects.get(pk=user.pk)


def may(user, codename, container, on=None):
    return container.pk in container_ids(again(user), codename, on)


# ── days


@pytest.mark.parametrize(
    "day, opens", [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)], ids=["before", "first", "last", "after"]
)
def test_the_first_and_the_last_day_open_and_no_other(world, day, opens):
    user = a.somebody("contact", world["area"], starts_on=FIRST, ends_on=LAST)
    assert may(user, "log", world["area"], day) is opens
    assert may(user, "see", world["home"], day) is opens


def test_a_term_ends_at_midnight_without_anything_running(world, time_machine):
    user = a.somebody("contact", world["area"], starts_on=FIRST, ends_on=LAST)
    time_machine.move_to(dt.datetime(2026, 6, 30, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=2))))
    assert again(user).has_perm("councils.log", world["area"])
    time_machine.move_to(dt.datetime(2026, 7, 1, 0, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))))
    assert not again(user).has_perm("councils.log", world["area"])
    assert ContainerGrant.objects.exists()  # the grant outlived the term, and opens nothing


def test_a_term_of_one_day_opens_that_day(world):
    user = a.somebody("contact", world["area"], starts_on=FIRST, ends_on=FIRST)
    assert [may(user, "log", world["area"], FIRST + number * DAY) for number in (-1, 0, 1)] == [False, True, False]


def test_one_term_ended_and_another_runs(world):
    user = a.somebody("contact", world["area"], starts_on=FIRST, ends_on=LAST)
    a.an_appointment("contact", world["second"], person=user.person, starts_on=LAST + DAY)
    assert not may(user, "log", world["area"], LAST + DAY)
    assert may(user, "log", world["second"], LAST + DAY)
    assert not may(user, "log", world["second"], LAST)


# ── where


def test_a_deputy_has_the_rights_of_the_post(world):
    user = a.somebody("contact", world["area"], deputy=True)
    assert may(user, "log", world["area"])
    assert may(user, "report", world["area"])


def test_a_post_in_an_area_reaches_down_but_neither_up_nor_sideways(world):
    user = a.somebody("contact", world["area"])
    assert {name for name in world if may(user, "log", world[name])} == {"area", "section"}
    assert {name for name in world if may(user, "see", world[name])} == {"home", "area", "section", "second", "board"}


def test_a_post_in_a_section_does_not_reach_its_area(world):
    user = a.somebody("contact", world["section"])
    assert {name for name in world if may(user, "log", world[name])} == {"section"}


def test_a_post_in_the_municipality_reaches_everything_in_it_and_nothing_beside_it(world):
    user = a.somebody("coordinator", world["home"])
    assert {name for name in world if may(user, "log", world[name])} == {"home", "area", "section", "second", "board"}
    assert container_ids(again(user), "see").isdisjoint({world["other"].pk, world["theirs"].pk})


def test_posts_in_two_municipalities_do_not_mix(world):
    user = a.somebody("coordinator", world["home"])
    a.an_appointment("board_member", a.a_body(world["other"]), person=user.person)
    assert may(user, "see", world["theirs"])
    assert not may(user, "log", world["theirs"])
    assert not may(user, "compile", world["other"])


@pytest.mark.parametrize(
    "model", [model for model in recorded_models().values() if hasattr(model, "municipality_id")], ids=lambda m: m.__name__
)
def test_every_kind_of_row_can_be_filtered_by_who_may_see_it(world, model):
    """A model that names its container only through another row must not break the pages that list any row."""
    assert issubclass(model, Recorded)
    assert list(visible_to(model.objects.all(), a.somebody("board_member", world["other"])).filter(municipality=world["home"])) == []


def test_a_list_shows_what_the_pages_open(world):
    rows = [a.a_document(world[name].container_ptr) for name in ("home", "area", "other")]
    user = again(a.somebody("contact", world["area"]))
    assert set(visible_to(Document.objects.all(), user)) == {row for row in rows if user.has_perm("councils.see", row)} == set(rows[:2])


# ── who never


def test_a_deactivated_account_opens_nothing_and_asks_nothing(world, django_assert_num_queries):
    user = a.somebody("contact", world["area"])
    user.is_active = False
    with django_assert_num_queries(0):
        assert not user.has_perm("councils.log", world["area"])
        assert container_ids(user, "see") == frozenset()


def test_a_deactivated_account_is_signed_out_everywhere(world, client):
    user = a.somebody("coordinator", world["home"])
    client.force_login(user, backend="councils.access.ContainerBackend")
    user.is_active = False
    user.save()
    response = client.get("/osby/arbete/kontaktpersoner/")
    assert (response.status_code, response["Location"]) == (302, "/konto/login/?next=/osby/arbete/kontaktpersoner/")


def test_anonymous_opens_nothing_and_asks_nothing(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not AnonymousUser().has_perm("councils.see", world["area"])
        assert container_ids(AnonymousUser(), "see") == frozenset()


def test_a_superuser_opens_nothing(world):
    user = User.objects.create_superuser("s", "s@example.org", "a long one for tests")
    assert user.has_perm("councils.view_container")  # set-up in the admin, by Django's own permissions
    assert not user.has_perm("councils.see", world["home"])
    assert container_ids(user, "see") == frozenset()
    assert not visible_to(Work.objects.all(), user).exists()


def test_an_account_that_is_nobody_opens_nothing(world):
    assert container_ids(User.objects.create_user("n", "n@example.org"), "see") == frozenset()


def test_guardians_own_backend_opens_nothing(world):
    """It knows no dates; since nobody is in a group it fails closed, should somebody put it into the settings."""
    user = a.somebody("contact", world["area"])
    assert not ObjectPermissionBackend().has_perm(user, "councils.log", Container.objects.get(pk=world["area"].pk))
    assert not get_objects_for_user(user, "log", Container, accept_global_perms=False).exists()


# ── the answer is never older than the request


def test_a_right_withdrawn_a_second_ago_does_not_act(world):
    user = again(a.somebody("coordinator", world["home"], starts_on=FIRST))
    document = a.a_document_in_force(world["home"].container_ptr)
    assert user.has_perm("councils.edit_documents", document)  # remembered on the account for this request
    appointment = Appointment.objects.get(person=user.person)
    appointment.ends_on = FIRST
    appointment.recorded(by=None)
    with pytest.raises(PermissionDenied):
        perform(END, document, by=user, reason="Inte längre")
    document.refresh_from_db()
    assert document.state == "in_force"


def test_an_act_is_judged_on_its_own_day(world):
    user = a.somebody("coordinator", world["home"], starts_on=FIRST, ends_on=LAST)
    document = a.a_document_in_force(world["home"].container_ptr)
    with pytest.raises(PermissionDenied):
        perform(END, document, by=user, on=LAST + DAY)
    assert perform(END, document, by=user, on=LAST).state == "ended"


# ── what it costs


@pytest.mark.parametrize("number", [1, 50])
def test_two_queries_for_any_number_of_rows(world, number, django_assert_num_queries):
    user = again(a.somebody("contact", world["area"]))
    rows = [a.an_activity(world["area"].container_ptr, title=str(n)) for n in range(number)]
    with django_assert_num_queries(2):
        assert all(user.has_perm("councils.log", row) for row in rows)
    with django_assert_num_queries(1):
        assert visible_to(Work.objects.all(), user).count() == number


def test_grants_grow_with_responsibilities_not_with_people_or_rows(world):
    for _ in range(5):
        a.an_activity(world["area"].container_ptr)
        a.a_contact_person(world["area"])
    assert ContainerGrant.objects.count() == 3  # log and report in the area, see in the municipality


def test_a_group_belongs_to_one_container(world):
    assert post_group("contact", world["area"]) != post_group("contact", world["theirs"])
    assert set(ContainerGrant.objects.values_list("content_object__municipality", flat=True)) <= {None, world["home"].pk, world["other"].pk}
    assert Municipality.objects.count() == 2
