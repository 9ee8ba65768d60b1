"""The municipality's own words: changed by the administrator, used everywhere, kept in the history."""

import pytest
from django.test import Client
from django.urls import reverse

from councils.models import Word
from councils.words import Words
from tests.situations import a_municipality, a_word, somebody

pytestmark = pytest.mark.django_db
SENT = {
    "singular": "ombud",
    "definite": "ombudet",
    "plural": "ombud",
    "definite_plural": "ombuden",
    "singular_en": "envoy",
    "plural_en": "envoys",
}


@pytest.fixture
def osby():
    return a_municipality()


@pytest.fixture
def client(osby):
    client = Client()
    client.force_login(somebody("administrator", osby), backend="councils.access.ContainerBackend")
    return client


def test_a_general_word_becomes_the_municipalitys_own(osby, client):
    page = reverse("word_edit", args=["osby", "contact"])
    assert 'value="kontaktpersonerna"' in client.get(page).text
    client.post(page, SENT | {"version": "0", "reason": "Så säger vi"})
    word = Word.objects.get()
    assert (word.municipality, word.code, str(word)) == (osby, "contact", "ombud")
    assert word.history.first().history_change_reason == "Så säger vi"
    assert Words(osby).contact.definite_plural == "ombuden"
    assert "ombudet" in client.get(reverse("words", args=["osby"])).text


def test_a_word_is_changed_where_it_stands_and_a_stale_save_is_told(osby, client):
    word = a_word(osby, "contact", "a", "b", "c", "d")
    page = reverse("word_edit", args=["osby", "contact"])
    old = word.version
    assert client.post(page, SENT | {"version": str(old)}).status_code == 302
    assert client.post(page, SENT | {"version": str(old), "singular": "x"}).status_code == 409
    assert list(Word.objects.values_list("pk", "singular")) == [(word.pk, "ombud")]


def test_all_four_forms_are_asked_for(osby, client):
    answer = client.post(reverse("word_edit", args=["osby", "contact"]), SENT | {"plural": ""})
    assert answer.status_code == 200
    assert not Word.objects.exists()


def test_a_word_for_nothing_is_not_there(osby, client):
    assert client.get(reverse("word_edit", args=["osby", "nonsense"])).status_code == 404
    a_word(a_municipality("lomma", "Lomma"), "programme", "program", "programmet", "program", "programmen")
    assert client.get(reverse("word_edit", args=["osby", "programme"])).status_code == 404
    assert client.get(reverse("word_edit", args=["osby", "administrator"])).status_code == 200


def test_a_list_of_many_words_takes_no_more_queries(osby, client, django_assert_max_num_queries):
    for number in range(20):
        a_word(osby, f"kind_{number}", "a", "b", "c", "d")
    with django_assert_max_num_queries(18):
        client.get(reverse("words", args=["osby"]))
