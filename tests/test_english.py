"""English is whole: every text has its English one, and no page shows a Swedish one that is not marked as Swedish.

The pages are read without a browser. What stands under lang="sv" and what somebody wrote in the municipality may be Swedish; a text of
the interface may not: a text node that is a Swedish msgid, or begins or ends with one's words, is named with its page.
"""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings

from tests.visits import VISITS, a_client, path_of, unvisited
from tests.world_for_browser import a_world, furnished

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
READ_ALOUD = ("aria-label", "title", "alt", "placeholder")
# The municipality's words, the columns of lists and what the EU portal says stand there in both languages.
IN_BOTH = {"words", "word_edit", "imports", "calls", "call", "call_assess", "application", "note", "watch", "harvest", "work"}
SHORTEST = 4  # letters: shorter words are often both languages'
TITLE = 20  # letters: shorter ones may be words of the text itself


def messages():
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, abort_invalid=False) if message.id]


def singular(text):
    return text[0] if isinstance(text, (tuple, list)) else text


def forms(text):
    return list(text) if isinstance(text, (tuple, list)) else [text]


# ── the catalogue


def test_every_text_has_its_english():
    assert [singular(one.id) for one in messages() if not all(forms(one.string))] == []
    assert [singular(one.id) for one in messages() if one.fuzzy] == []


def test_the_english_takes_the_same_facts():
    """A plural may leave out the number that it has written in words."""
    different = []
    for one in messages():
        wanted = [set(PLACEHOLDER.findall(form)) for form in forms(one.id)]
        for number, form in enumerate(forms(one.string)):
            known = wanted[min(number, len(wanted) - 1)]
            if set(PLACEHOLDER.findall(form)) != known and not (len(wanted) > 1 and set(PLACEHOLDER.findall(form)) <= set().union(*wanted)):
                different.append(form)
    assert not different, "\n".join(different)


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed: apt-get install gettext")
def test_no_text_of_the_code_is_missing_from_the_catalogue(tmp_path):
    """Django's own extraction, on a copy of the source."""
    for name in ("councils", "partnerships", "funding", "reports", "intl_admin", "templates"):
        shutil.copytree(Path(settings.BASE_DIR) / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    (tmp_path / "locale").mkdir()
    command = ["django-admin", "makemessages", "--locale", "en", "--no-wrap", "--no-location", "--extension", "html,py,txt"]
    program = Path(settings.BASE_DIR) / ".venv" / "bin" / command[0]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path)}
    subprocess.run([str(program if program.exists() else command[0]), *command[1:]], cwd=tmp_path, check=True, capture_output=True, env=env)
    with (tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        used = {(one.context, singular(one.id)) for one in read_po(file) if one.id}
    known = {(one.context, singular(one.id)) for one in messages()}
    missing = sorted(text for _context, text in used - known)
    assert not missing, "\n".join(missing)


# ── the pages


class Texts(HTMLParser):
    """The texts of a page, with what is read aloud, that are not under another lang than the page's own."""

    def __init__(self, page):
        super().__init__()
        self.open, self.texts, self.languages = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.languages.append(attrs.get("lang"))
        silent = bool(self.open and self.open[-1][1]) or tag in ("script", "style") or (tag != "html" and "lang" in attrs)
        if not silent:
            self.texts += [attrs[name] for name in READ_ALOUD if attrs.get(name)]
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag):
        while self.open:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if data.strip() and not (self.open and self.open[-1][1]):
            self.texts.append(data)


def pattern_of(msgid):
    """What the msgid looks like on a page, with anything in place of its facts."""
    words = [re.escape(re.sub(r"\s+", " ", part)) for part in PLACEHOLDER.split(msgid.strip())]
    return re.compile(r"\s*" + r".{1,200}?".join(words) + r"\s*", re.IGNORECASE)


@pytest.fixture(scope="module")
def swedish():
    """[(msgid, pattern)] of what reads otherwise in English and has words of its own to be known by."""
    found = {}
    for one in messages():
        for form, english in zip(forms(one.id), [*forms(one.string), *forms(one.string)], strict=False):
            own = PLACEHOLDER.sub(" ", form)
            if form != english and sum(map(str.isalpha, own)) >= SHORTEST:
                found[form] = pattern_of(form)
    english = {form.casefold() for one in messages() for form in forms(one.string)}
    return [(form, pattern) for form, pattern in found.items() if form.casefold() not in english]


@pytest.fixture
def world(db):
    return furnished(a_world())


def read(client, path):
    reply = client.get(path)
    assert reply.status_code == 200, path
    return (reply.getvalue() if reply.streaming else reply.content).decode()


def own_words(world) -> set[str]:
    """What stands in the rows: written by people, or by a job in the language of who started it."""
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in ("councils", "partnerships", "funding", "reports") and not model.__name__.startswith("Historical"):
            written = ("CharField", "TextField", "JSONField")
            columns = [field.name for field in model._meta.concrete_fields if field.get_internal_type() in written and not field.choices]
            for values in model.objects.values_list(*columns) if columns else ():
                found |= {" ".join(text.split()).casefold() for text in strings_in(values)}
    return found


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_in(one)


def is_swedish(text, swedish, own):
    said = " ".join(text.split()).casefold()
    found = said not in own and next((msgid for msgid, pattern in swedish if pattern.fullmatch(said)), None)
    if found and (titles := [title for title in own if len(title) >= TITLE and title in said]):
        rest = said.replace(max(titles, key=len), "x")  # a title written by people stands inside the text
        found = next((msgid for msgid, pattern in swedish if pattern.fullmatch(rest)), None)
    return found


@pytest.mark.django_db
def test_no_page_shows_a_text_that_is_not_translated(world, swedish):
    assert unvisited() == set()
    own, known, left = own_words(world), {}, set()
    for role, names in VISITS.items():
        client = a_client(world.users.get(role), "en")
        for name in names:
            page = Texts(read(client, path_of(world, name, "en")))
            for text in page.texts:
                if text not in known:
                    known[text] = is_swedish(text, swedish, own)
                if known[text]:
                    left.add(f"{name}: {' '.join(text.split())[:120]}")
    assert not left, "\n".join(sorted(left))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_says_its_language(world, language):
    """On the page itself, in the answer's header, and for what stands in the other one."""
    for role, names in VISITS.items():
        client = a_client(world.users.get(role), language)
        for name in names:
            path = path_of(world, name, language)
            reply = client.get(path)
            text = (reply.getvalue() if reply.streaming else reply.content).decode()
            assert re.findall(r"<html[^>]* lang=\"(\w+)\"", text) == [language], path
            inside = set(re.findall(r"<(?!html)\w+[^>]* lang=\"(\w*)\"", text))
            assert inside <= {"sv", "en"} - (set() if name in IN_BOTH else {language}), path
