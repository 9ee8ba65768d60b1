"""What the texts of conditions may be: words of the product, codes of the municipality's own. A value that no row can have stands out.

A field for which nothing is declared takes any text: people write what they like there, or the steps themselves say what there is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from .conditions import FIELDS, faults

LIST = "list "  # before the code of a list, among the sorts of codes


@dataclass(frozen=True)
class Values:
    """Words that are the same everywhere, and the sorts of the municipality's own codes that count beside them."""

    words: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def __or__(self, other):
        return Values(self.words | other.words, self.own | other.own)

    def known(self, codes: Mapping[str, Iterable[str]]) -> set[str]:
        return self.words.union(*(codes.get(sort, ()) for sort in self.own))


def words(*several) -> Values:
    """Each is a word, or the class of a choice."""
    return Values(frozenset(str(word) for one in several for word in ([one] if isinstance(one, str) else one.values)))


def own(*sorts) -> Values:
    return Values(own=frozenset(sorts))


def of_list(code: str) -> Values:
    return own(f"{LIST}{code}")


VALUES: dict[tuple[str, str], Values] = {}


def declare_values(subject: str, **fields: Values):
    """Say what texts a field can be. Two rooms that have rows of the same subject add to each other."""
    for name, values in fields.items():
        VALUES[subject, name] = VALUES.get((subject, name), Values()) | values


@dataclass(frozen=True)
class Never:
    """A value of a condition that the field can never have. `known`: what it can be; nothing for a number below nought."""

    place: str
    field: str
    value: object
    known: frozenset[str] = frozenset()

    @property
    def meant(self) -> str:
        return next(iter(get_close_matches(str(self.value), sorted(self.known), 1, 0.5)), "")

    @property
    def sentence(self) -> str:
        if isinstance(self.value, int):
            return f"{self.field} is never below 0; got {self.value}"
        hint = f"did you mean {self.meant}?" if self.meant else f"known: {', '.join(sorted(self.known)) or 'none, since the file has none'}"
        return f'{self.field} is never "{self.value}"; {hint}'


def never(subject: str, conditions, codes: Mapping[str, Iterable[str]]) -> Iterator[Never]:
    """Each value that would never come. A condition with a fault of another kind is left to `conditions.faults`."""
    for number, one in enumerate(conditions if isinstance(conditions, list) else ()):
        if not isinstance(one, dict) or "value" not in one or any(faults(subject, [one])):
            continue
        many = isinstance(one["value"], list)
        for place, value in enumerate(one["value"] if many else [one["value"]]):
            at = f"where[{number}].value{f'[{place}]' if many else ''}"
            if FIELDS[subject][one["field"]].type is int and value < 0:
                yield Never(at, one["field"], value)
            elif isinstance(value, str) and (values := VALUES.get((subject, one["field"]))):
                known = values.known(codes)
                if value not in known:
                    yield Never(at, one["field"], value, frozenset(known))
