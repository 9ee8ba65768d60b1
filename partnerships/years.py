"""Years as sources give them: «1977», «197?», «1980-talet», «ca 1990». What is not a certain year is kept in the source's words."""

import re

EXACT = re.compile(r"(?:år\s+)?(1\d{3}|2\d{3})(?:-\d{2}(?:-\d{2})?)?", re.IGNORECASE | re.ASCII)
YEAR_IN_TEXT = re.compile(r"(?<!\d)[12]\d{3}(?!\d)", re.ASCII)
WITH_GAPS = re.compile(r"(?<!\d)([12]\d{1,2})([?x_*]{1,2}|--?)(?![\d-])", re.IGNORECASE | re.ASCII)
SHORT_DECADE = re.compile(r"(?<!\d)(\d)0[- ]?tal", re.IGNORECASE | re.ASCII)
UNKNOWN = 9999  # last, where nobody has said


def read_year(text: str) -> tuple[int | None, str]:
    """(the year when the source gives it for certain, else None; the source's own words when they say more than the year)."""
    text = " ".join(text.split())
    found = EXACT.fullmatch(text)
    return (int(found[1]), "") if found else (None, text)


def earliest(text: str) -> int | None:
    """The first year that the words can mean, for sorting and for nothing else; None when they name none."""
    found = YEAR_IN_TEXT.search(text)
    if found:
        return int(found[0])
    found = WITH_GAPS.search(text)
    if found:
        return int(found[1].ljust(4, "0"))
    found = SHORT_DECADE.search(text)
    return 1900 + 10 * int(found[1]) if found else None


def sorting(year: int | None, text: str = "") -> tuple[int, str]:
    """Key of a list by age: certain years and vague ones among each other, the unknown last."""
    known = year if year is not None else earliest(text)
    return (UNKNOWN if known is None else known, text)
