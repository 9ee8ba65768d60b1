"""The programmes that everybody knows, from one file. What somebody has renamed in the product stands."""

import functools
import tomllib
from pathlib import Path

from .models import Programme

FILE = Path(__file__).with_name("programmes.toml")


@functools.cache
def programmes_of_the_file() -> tuple[dict, ...]:
    rows = tomllib.loads(FILE.read_text("utf-8"))["programme"]
    return tuple(
        {name: value for name, value in row.items() if name != "period"}
        | dict(zip(("period_from", "period_to"), row.get("period", ()), strict=False))
        for row in rows
    )


def keep_programmes(*, by=None) -> int:
    """Add those that are missing; returns how many. Run twice, the second run adds none."""
    missing = {row["code"]: row for row in programmes_of_the_file()}
    known = Programme.objects.filter(code__in=missing).values_list("code", flat=True)
    for code in missing.keys() - set(known):
        Programme(**missing[code]).recorded(by=by, reason="Programlistan")
    return len(missing) - len(known)
