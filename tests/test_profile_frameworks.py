"""What a profile says that its documents lean on, and what becomes of it when the file or the product changes."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from councils import reviewing
from councils.models import Document, DocumentFramework, Framework, Municipality
from tests.profile_files import FILE, dump, full, load
from tests.situations import said, saved

pytestmark = pytest.mark.django_db


def loaded(tmp_path, profile=None) -> str:
    file = tmp_path / FILE
    file.write_text(dump(profile or full()), encoding="utf-8")
    return load(file)


def leaning() -> list:
    return [(link.document.code, link.framework.code) for link in DocumentFramework.objects.select_related("document", "framework")]


def test_the_framework_and_who_leans_on_it(tmp_path):
    loaded(tmp_path)
    framework = Framework.objects.get()
    assert (framework.name, framework.name_en, framework.ends_on) == ("Världens mål", "Goals of the world", dt.date(2030, 12, 31))
    assert leaning() == [("new", "goals")]
    assert "no change" in loaded(tmp_path)


def test_what_has_gone_from_the_file_stays_and_is_named(tmp_path):
    loaded(tmp_path)
    profile = full()
    del profile["framework"], profile["document"][1]["frameworks"]
    notes = loaded(tmp_path, profile)
    assert "the framework Världens mål is no longer in the file: it stays" in notes
    assert "Program för världen no longer leans on Världens mål in the file: it stays" in notes
    assert leaning() == [("new", "goals")]


def test_what_somebody_took_away_stays_away(tmp_path):
    loaded(tmp_path)
    document = Document.objects.get(code="new")
    reviewing.remove_framework(framework=Framework.objects.get(), document=document, by=None, reason="Texten nämner det inte.")
    assert "no change" in loaded(tmp_path)
    assert (leaning(), Framework.objects.exists()) == ([], False)


def test_one_that_somebody_has_entered_already_is_the_same(tmp_path):
    profile = full()
    del profile["framework"], profile["document"][1]["frameworks"]
    loaded(tmp_path, profile)
    entered = saved(Framework(municipality=Municipality.objects.get(), name="Världens mål"))
    loaded(tmp_path)
    assert (Framework.objects.get().pk, leaning()) == (entered.pk, [("new", "goals")])


def test_the_policy_that_leans_on_europe_2020_is_due_since_2021():
    load(Path(settings.BASE_DIR) / "intl_admin" / "profiles" / "upplands-bro.toml")
    home = Municipality.objects.get(slug="upplands-bro")
    (finding,) = said(home, dt.date(2026, 11, 24), rule="document_is_reviewed_in_time", clause__code="UPBRO-06")
    assert (finding.state, finding.verdict.key, finding.verdict.since) == ("due", "revise:framework", dt.date(2021, 1, 1))
    assert finding.verdict.sentence.endswith("Kommunfullmäktige svarar för det.")
