"""Names as people write them: the same town in other letters, with other accents, with or without «kommun»."""

import re
import unicodedata
from difflib import SequenceMatcher

# Letters that Unicode does not take apart into a plain one and an accent.
PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"})
# What sort of place it is says little about which place it is.
SORTS = (
    "kommun kommune kommuun kunta kaupunki stad stadt staden by city town municipality commune comune comuna concello gemeinde gmina "
    "miasto powiat vald linn pagasts novads savivaldybe rajono rajons opstina obec mesto raion socken forsamling sn sogn lan fylke amt "
    "county region regionen district landkreis kreis borough council parish"
)
SORT_WORDS = frozenset(SORTS.split())
SHORTEST_GUESS = 5  # letters; shorter names differ by one letter without being the same
ALIKE = 0.86


def name_key(name: str) -> str:
    """The name without case, accents, punctuation and needless space: two spellings of one name have the same key."""
    text = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN)).translate(PLAIN)
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", text.replace("'", "").replace("’", "")))


def spelling_key(name: str) -> str:
    """The name without case, punctuation and needless space, with every letter as it is written: «Wismår» is not «Wismar»."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(re.findall(r"\w+", text.replace("'", "").replace("’", "")))


def core_key(name: str) -> str:
    """The key without the words that say what sort of place it is; the whole key when nothing else is left. «aa» is «å»."""
    words = [word for word in name_key(name).split() if word not in SORT_WORDS]
    return (" ".join(words) or name_key(name)).replace("aa", "a")


def likely_same(one: str, other: str) -> bool:
    """Whether two names may well be of the same place. A guess that somebody is asked about, never more."""
    a, b = core_key(one), core_key(other)
    if not a or not b:
        return False
    if a == b or _without_genitive(a) == _without_genitive(b):
        return True
    if min(len(a), len(b)) < SHORTEST_GUESS:
        return False
    return SequenceMatcher(None, a, b).ratio() >= ALIKE


def _without_genitive(key: str) -> str:
    """«borgås» as in «Borgås stad» → «borgå»."""
    return key[:-1] if len(key) > SHORTEST_GUESS - 1 and key.endswith("s") else key
