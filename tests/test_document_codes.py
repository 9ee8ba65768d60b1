"""A document has the code that its file calls it by: in a column, also in a database that is older than the column."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, models

from councils.models import STATUTE, Document
from tests import situations as a
from tests.profile_files import FILE, dump, full, load

pytestmark = pytest.mark.django_db
migration = import_module("councils.migrations.0006_statutes_parts_bases_training_and_lists")
APPS = SimpleNamespace(
    get_model=lambda _room, name: SimpleNamespace(
        objects=models.QuerySet(Document if name == "Document" else Document.history.model)  # a migration's rows know no history
    )
)


@pytest.fixture
def file(tmp_path):
    (tmp_path / FILE).write_text(dump(full()), encoding="utf-8")
    return tmp_path / FILE


def codes() -> dict:
    return {document.pk: document.code for document in Document.objects.all()}


def as_before_the_column():
    for mark, rows in (("Profil", Document.objects.without_law()), ("Lag", Document.objects.filter(kind=STATUTE))):
        for document in rows:
            reason = f"{mark}: {FILE} (document {document.code})"
            models.QuerySet(Document.history.model).filter(id=document.pk, history_type="+").update(history_change_reason=reason)
    models.QuerySet(Document).update(code="")
    models.QuerySet(Document.history.model).update(code="")


def test_the_code_is_the_files_and_the_law_has_its_own(file):
    load(file)
    own = {one["code"] for one in full()["document"]}
    assert {document.code for document in Document.objects.without_law()} == own
    assert all(document.code for document in Document.objects.filter(kind=STATUTE))


def test_an_older_database_remembers_and_the_file_changes_nothing(file):
    load(file)
    before = codes()
    as_before_the_column()
    drafted = a.a_document(Document.objects.first().container)
    migration.remember(APPS, None)
    assert codes() == before | {drafted.pk: ""}
    versions = Document.history.count()
    assert "no change" in load(file)
    assert Document.history.count() == versions
    assert {version.code for version in Document.history.filter(id__in=before)} == set(before.values())


def test_a_code_is_given_once_in_a_municipality():
    home, away = a.a_municipality(), a.a_municipality("lomma", "Lomma")
    a.a_document(home.container_ptr, code="policy")
    a.a_document(away.container_ptr, code="policy")
    a.a_document(home.container_ptr, code="policy", kind=STATUTE)
    a.a_document(home.container_ptr, code="")
    a.a_document(home.container_ptr, code="")
    with pytest.raises(IntegrityError):
        a.a_document(home.container_ptr, code="policy")
