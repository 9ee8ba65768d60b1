"""Which municipality a list means: one that is set up here, or another of Sweden's, by name, genitive or number."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from councils.models import Municipality

from .names import PLAIN, name_key

# From Statistics Sweden's list of municipalities; positions from Wikidata. Facts, free to use.
FILE = Path(settings.BASE_DIR) / "councils" / "data" / "municipalities.csv"
KINDS = ("kommuns", "kommun", "stads", "stad", "municipality")


@dataclass(frozen=True)
class Swedish:
    """One of Sweden's municipalities, as the state numbers and names it."""

    code: str
    name: str
    official_name: str
    county: str
    latitude: str
    longitude: str

    def as_new(self, slug) -> Municipality:
        """Set up with nothing but its name and place."""
        return Municipality(
            slug=slug, code=slug, kind="municipality", name=self.name, official_name=self.official_name, scb_code=self.code,
            latitude=self.latitude or None, longitude=self.longitude or None,
        )  # fmt: skip


@cache
def swedish_municipalities() -> tuple[Swedish, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Swedish(**row) for row in csv.DictReader(file))


def plainly(text: str) -> str:
    """Accents kept: two of Sweden's municipalities differ by nothing else."""
    return " ".join(text.casefold().replace("-", " ").split())


def spellings(key: str) -> list[str]:
    """The key, without the word for what it is, and without the genitive."""
    words = key.split()
    bare = " ".join(words[:-1]) if len(words) > 1 and words[-1] in KINDS else key
    bare = bare.removeprefix("region ")
    return [key, bare, bare.removesuffix("s")]


class Homes:
    """All that a list may mean. Read once, in one query; `named` then asks nothing of the database."""

    FOLDS = (plainly, name_key)

    def __init__(self):
        self.here = list(Municipality.objects.order_by("pk"))
        codes = {one.scb_code for one in self.here} - {""}
        elsewhere = [one for one in swedish_municipalities() if one.code not in codes]
        self.known = {fold: defaultdict(dict) for fold in self.FOLDS}  # key → {name: who}; those set up here come first
        for one in (*self.here, *elsewhere):
            code = one.scb_code if isinstance(one, Municipality) else one.code
            for name in filter(None, (one.name, one.official_name, code)):
                self._index(one, name)
        for one in self.here:
            if not any(self.known[fold].get(fold(one.slug)) for fold in self.FOLDS):
                self._index(one, one.slug)

    def _index(self, one, name):
        for fold in self.FOLDS:
            for key in spellings(fold(name))[:2]:
                self.known[fold][key].setdefault(one.name, one)

    def named(self, text: str) -> Municipality | Swedish | None:
        """The one that is meant; None when nobody, or more than one, is called so."""
        if text.isdecimal():
            text = text.zfill(4)  # Excel takes the nought away
        for fold in self.FOLDS:
            for key in spellings(fold(text)):
                found = list(self.known[fold].get(key, {}).values())
                if len(found) == 1:
                    return found[0]
        return None

    def nearest(self, text: str) -> str:
        """The name that is most like it, or nothing."""
        names = {name_key(one.name): one.name for one in (*swedish_municipalities(), *self.here)}
        close = get_close_matches(spellings(name_key(text))[1], names, n=1, cutoff=0.6)
        return names[close[0]] if close else ""

    def why_not(self, text: str, home) -> str:
        """Why a line that names `text`, which is `home` if anybody, is not taken in."""
        if not text:
            return _("Kommunen saknas.")
        if home is not None:
            return _("Raden hör till en annan kommun: %(name)s.") % {"name": home.name}
        nearest = self.nearest(text)
        facts = {"name": text[:60], "nearest": nearest}
        return (
            _("Kommunen ”%(name)s” känns inte igen. Menas %(nearest)s?") if nearest else _("Kommunen ”%(name)s” känns inte igen.")
        ) % facts

    def set_up(self, swedish: Swedish, *, by, reason) -> Municipality:
        """A municipality with nothing but its name; somebody else may have set it up in the meantime."""
        known = Municipality.objects.filter(Q(scb_code=swedish.code) | Q(name=swedish.name)).first()
        if known:
            return known
        slug = slugify(swedish.name.casefold().translate(PLAIN))
        if Municipality.objects.filter(slug=slug).exists():
            slug = f"{slug}-{swedish.code}"
        return swedish.as_new(slug).recorded(by=by, reason=reason)
