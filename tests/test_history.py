"""Every row of the domain keeps its history, and no way round it is left open. Each model and each relation is tried."""

import pytest
from django.apps import apps
from django.core.serializers import deserialize, serialize
from django.core.serializers.base import DeserializedObject
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.db.models.fields.reverse_related import ManyToOneRel
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.history import Recorded, record_all
from councils.models import Container, Document, Matter, Person
from partnerships.models import Work
from reports.models import Activity
from tests import situations as a

ROOMS = ("councils", "partnerships", "funding", "reports")
WITHOUT_HISTORY = {
    "councils.User": "each sign-in saves the row, and it carries the password hash",
    "councils.AccountEvent": "written once: it is a history itself",
    "councils.ContainerGrant": "a copy of roles.py, made by post_group",
    "councils.Job": "progress of work under way, saved each second",
    "councils.ImportRun": "what became of a file; the rows that it wrote keep their history",
    "councils.ImportedRow": "written once: it is a history itself",
}
OURS = [model for room in ROOMS for model in apps.get_app_config(room).get_models() if not hasattr(model, "instance_type")]
RECORDED = [model for model in OURS if issubclass(model, Recorded)]
QUERYSET_WRITES = {
    "update": ((), {"pk": 1}), "aupdate": ((), {"pk": 1}), "delete": ((), {}), "adelete": ((), {}), "bulk_create": (([],), {}),
    "abulk_create": (([],), {}), "bulk_update": (([], ["pk"]), {}), "abulk_update": (([], ["pk"]), {}),
}  # fmt: skip


def by_label(item):
    return item._meta.label if isinstance(item, type) else f"{item.model._meta.label}.{item.get_accessor_name()}"


def reverse_keys():
    """The relations through which another row could write a recorded one: `area.children.add(…)`."""
    return [rel for model in RECORDED for rel in model._meta.related_objects
            if type(rel) is ManyToOneRel and not rel.hidden and issubclass(rel.related_model, Recorded)]  # fmt: skip


def many_to_many():
    return [field for model in OURS for field in model._meta.many_to_many if issubclass(model, Recorded)]


def saved(model, pk=1):
    """As if read from the database, without a database."""
    row = model(pk=pk)
    row._state.adding, row._state.db = False, "default"
    return row


def refused():
    return pytest.raises(TypeError, match="keeps history")


def test_every_model_keeps_history_or_says_why_not():
    assert {m._meta.label for m in OURS if m not in RECORDED} == set(WITHOUT_HISTORY)
    assert len(RECORDED) > 20


@pytest.mark.parametrize("model", RECORDED, ids=by_label)
def test_the_history_holds_every_column(model):
    assert {f.attname for f in model._meta.concrete_fields} <= {f.attname for f in model.history.model._meta.concrete_fields}


@pytest.mark.parametrize("model", RECORDED, ids=by_label)
@pytest.mark.parametrize("write", QUERYSET_WRITES)
def test_writes_of_many_rows_are_refused(model, write):
    args, kwargs = QUERYSET_WRITES[write]
    managers = [model.objects, model._base_manager, model._default_manager]
    querysets = [manager.filter(pk=1) for manager in managers] + [model.objects.none(), model.objects.order_by("pk")[:1]]
    for place in [*querysets, *(manager for manager in managers if hasattr(manager, write))]:
        with refused():
            getattr(place, write)(*args, **kwargs)


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDED, ids=by_label)
def test_fixtures_are_refused(model):
    with refused(), transaction.atomic():
        DeserializedObject(model(pk=1)).save()


@pytest.mark.django_db
@pytest.mark.parametrize("rel", reverse_keys(), ids=by_label)
def test_related_managers_are_refused(rel):
    rows = getattr(saved(rel.model), rel.get_accessor_name())
    writes = [lambda: rows.add(saved(rel.related_model, 2)), lambda: rows.set([saved(rel.related_model, 2)]), lambda: rows.update(pk=1),
              lambda: rows.all().delete(), lambda: rows.bulk_create([])]  # fmt: skip
    if hasattr(rows, "clear"):
        writes += [rows.clear]
    for write in writes:
        with refused(), transaction.atomic():
            write()


@pytest.mark.django_db
@pytest.mark.parametrize("field", many_to_many(), ids=str)
def test_many_to_many_goes_through_recorded_rows(field):
    through = field.remote_field.through
    assert issubclass(through, Recorded), f"{field}: name a through model that is Recorded"
    rows, other = getattr(saved(field.model), field.name), saved(field.related_model, 2)
    for write in (lambda: rows.add(other), lambda: rows.set([other]), lambda: rows.remove(other), rows.clear):
        with refused(), transaction.atomic():
            write()


@pytest.mark.parametrize("model", RECORDED, ids=by_label)
def test_nothing_goes_along_with_a_deleted_row(model):
    """CASCADE and SET_NULL would write behind the history's back; a child's link to its own parent row is the same row."""
    keys = [f for f in model._meta.local_fields if isinstance(f, models.ForeignKey) and not f.remote_field.parent_link]
    assert [f.name for f in keys if f.remote_field.on_delete not in (models.PROTECT, models.RESTRICT)] == []


@pytest.mark.django_db
def test_one_by_one_is_recorded():
    person, _ = Person.objects.get_or_create(name="Ada")
    person, _ = Person.objects.update_or_create(name="Ada", defaults={"phone": "0700"})
    person.recorded(by=None, reason="x" * 300)
    assert [(h.history_type, h.phone, h.history_change_reason) for h in person.history.all()] == [
        ("~", "0700", "x" * 300), ("~", "0700", None), ("+", "", None)]  # fmt: skip


@pytest.mark.django_db
def test_a_fixture_changes_nothing():
    fixture = serialize("json", [Person.objects.create(name="Ada")])
    for row in deserialize("json", fixture.replace("Ada", "Bo")):
        with refused(), transaction.atomic():
            row.save()
    assert list(Person.objects.values_list("name", flat=True)) == ["Ada"]


@pytest.mark.django_db
def test_many_rows_have_one_door_that_records(django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        record_all(Person, [Person(name=f"{n}", name_sort=f"{n}") for n in range(300)], by=None, reason="import")
    assert Person.history.filter(history_change_reason="import").count() == 300


# Rows of two tables: the work that activities, visits and projects have in common stands in a parent of its own.


@pytest.fixture
def activity(db):
    return a.an_activity(a.an_area(a.a_municipality()).container_ptr, title="Besök")


def test_a_row_of_two_tables_has_one_trail_with_the_fields_of_both(activity):
    activity.title, activity.description = "Studiebesök", "Vi såg ett äldreboende."
    activity.recorded(by=None)
    assert [(h.title, h.description) for h in activity.history.all()] == [("Studiebesök", "Vi såg ett äldreboende."), ("Besök", "")]
    assert Work.history.count() == 0


def test_the_bare_parent_is_never_saved(activity):
    for row, bare in ((Work.objects.get(pk=activity.pk), Work), (Container.objects.get(pk=activity.container_id), Container)):
        assert type(row) is bare
        with pytest.raises(TypeError, match="bare"):
            row.save()


def test_a_row_is_locked_with_its_parent(activity):
    """Else two transactions could each hold one half."""
    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        Activity.objects.select_for_update(of=("self", "work_ptr")).get(pk=activity.pk)
    locks = [query["sql"].partition("FOR UPDATE OF")[2] for query in seen if "FOR UPDATE OF" in query["sql"]]
    assert connection.vendor == "sqlite" or ("reports_activity" in locks[0] and "partnerships_work" in locks[0])


def test_the_past_can_be_asked_also_for_the_parents_fields(activity):
    before = timezone.now()
    activity.title = "Studiebesök"
    activity.recorded(by=None)
    assert Activity.history.as_of(before).get(pk=activity.pk).title == "Besök"


def test_what_others_point_to_is_not_deleted(activity):
    with pytest.raises(ProtectedError), transaction.atomic():
        Container.objects.get(pk=activity.container_id).delete()
    assert Activity.objects.filter(pk=activity.pk).exists()


def test_a_refused_write_leaves_nothing_behind(activity):
    """The row and its trail are one transaction."""
    activity.young_reached, activity.people_reached = 5, 3
    with pytest.raises(IntegrityError), transaction.atomic():
        activity.recorded(by=None)
    assert activity.history.count() == 1
    assert Activity.objects.get(pk=activity.pk).young_reached is None


def test_who_and_why_stand_in_the_trail(activity):
    user = a.somebody("contact", activity.container)
    activity.recorded(by=user, reason="Rättat namn")
    newest = activity.history.first()
    assert (newest.history_user, newest.history_change_reason, activity.version) == (user, "Rättat namn", newest.history_id)


def test_signing_in_leaves_no_trail_of_the_account(activity, client):
    user = a.somebody("contact", activity.container)
    client.post("/konto/login/", {"login": user.email, "password": "a long one for tests"})
    user.refresh_from_db()
    assert user.last_login is not None
    assert not hasattr(type(user), "history")


def test_an_act_in_the_browser_is_signed_by_who_was_signed_in(activity, client):
    user = a.somebody("coordinator", activity.municipality)
    client.force_login(user, backend="councils.access.ContainerBackend")
    client.post("/osby/arbete/dokument/nytt/", {"kind": "policy", "title": "Policy", "container": activity.municipality.pk})
    assert (
        set(Document.history.values_list("history_user", flat=True))
        == set(Matter.history.values_list("history_user", flat=True))
        == {user.pk}
    )
