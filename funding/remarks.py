"""What the rules say of one row as its page shows it: two clauses that say the same are one remark with two clauses."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    state: str
    sentence: str
    clauses: tuple[tuple[str, str], ...]  # code and strength
    due: dt.date | None


def remarks_of(findings) -> list[Remark]:
    """In the order of the findings."""
    same: dict[tuple, list] = {}
    for one in findings:
        same.setdefault((one.state, str(one.verdict.sentence)), []).append(one)
    return [
        Remark(state, sentence, tuple((one.setting.clause.code, one.strength) for one in found), found[0].verdict.due)
        for (state, sentence), found in same.items()
    ]
