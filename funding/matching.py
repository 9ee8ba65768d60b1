"""Words against calls: one way to compare for the list's search and for what units watch. No database folds Swedish letters alike."""

from collections.abc import Iterable

FIELDS = ("title", "identifier", "call_identifier", "topics")  # of a call, for what follows


def folded(text: str) -> str:
    return " ".join(str(text).casefold().split())


def text_of(title, identifier, call_identifier, topics) -> str:
    """What a call is searched in."""
    return folded(" ".join([title, identifier, call_identifier, *map(str, topics)]))


def has_all(words: str, text: str) -> bool:
    """Each of the words, in any order: a search narrows."""
    return all(word in text for word in folded(words).split())


def watched_words(words: str) -> list[str]:
    """«ungdom, demokrati» is two; a word may be several words long."""
    return [word for part in words.split(",") if (word := folded(part))]


def has_any(words: Iterable[str], text: str) -> bool:
    """One of them is enough: a watch widens. A word is found at the beginning of a word, so that «unga» does not find «tunga»."""
    return any(f" {word}" in f" {text}" for word in words)
