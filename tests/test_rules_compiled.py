"""The reports are compiled: in time, with what is missing named, and with the rows that the account must take up (OSBY-42, UPBRO-24, TYRESO-71)."""

import datetime as dt

import pytest

from tests.situations import (
    a_municipality,
    a_project,
    a_relation,
    a_report,
    a_setting,
    a_yearly_report,
    an_application,
    an_area,
    an_edition,
    said,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
YEARLY = {"every": 1, "unit": "year", "basis": "calendar"}


@pytest.fixture
def osby():
    return a_municipality()


@pytest.fixture
def compiled_by_march(osby):
    a_setting(
        osby, "reports_are_compiled", by="coordinator", from_unit_kinds=["area"], every=YEARLY, due={"day": "03-31", "years_after": 1}
    )  # fmt: skip
    return osby


@pytest.mark.parametrize("on, state", [("2026-03-31", "due"), ("2026-04-01", "overdue")])
def test_not_compiled_names_who_has_not_reported(compiled_by_march, on, state):
    an_area(compiled_by_march)
    a_report(an_area(compiled_by_march, "skola", "Skola"), submitted_on=D("2026-01-20"))
    (finding,) = said(compiled_by_march, D(on))
    assert (finding.state, finding.verdict.title) == (state, "Sammanställ årsrapporten för 2025")
    assert "Vård och omsorg har inte lämnat sin rapport" in finding.verdict.sentence
    assert "Skola" not in finding.verdict.sentence


@pytest.mark.parametrize(
    "submitted_on, missing, state",
    [
        ("2026-01-20", [], "kept"),
        (None, ["Vård och omsorg"], "kept"),  # closed with a part missing, and says so
        (None, [], "breached"),
        ("2026-02-02", [], "breached"),  # came the day after it was frozen
    ],
)
def test_it_may_lack_a_report_only_if_it_says_so(compiled_by_march, submitted_on, missing, state):
    a_report(an_area(compiled_by_march), submitted_on=submitted_on and D(submitted_on))
    an_edition(a_yearly_report(compiled_by_march), D("2026-02-01"), missing=missing)
    assert states(compiled_by_march, D("2026-10-01")) == [state]
    assert states(compiled_by_march, D("2026-01-31")) == ["due"]  # not frozen yet, that day


KINDS = ("relations", "memberships", "projects", "applications")


@pytest.fixture
def accounts_for_all(osby):
    """As OSBY-42, UPBRO-24 and TYRESO-71 ask of the compilation."""
    a_setting(osby, "reports_are_compiled", by="ks", covers=list(KINDS), every={"every": 12, "unit": "month", "basis": "rolling"})
    return osby


def rows_of(home) -> dict:
    school = an_area(home, "skola", "Skola")
    return {
        "relations": a_relation(home.container_ptr, "Gribskov", started_year=2025),
        "memberships": a_relation(home.container_ptr, "Nätverket", "network", partner=None, started_on=D("1999-01-01")),
        "projects": a_project(school, D("2025-12-31"), title="Biblioteket", status="running"),
        "applications": an_application(school, "Skolgården", "submitted", submitted_on=D("2025-12-31")),
    }


@pytest.mark.parametrize("left_out", KINDS)
def test_the_compilation_takes_up_what_it_must(accounts_for_all, left_out):
    rows = rows_of(accounts_for_all)
    told = {kind: [row.pk] for kind, row in rows.items()}
    report = a_yearly_report(accounts_for_all)
    an_edition(report, D("2026-02-01"), tells_of=told | {left_out: []})
    (finding,) = said(accounts_for_all, D("2026-10-01"))
    assert finding.state == "breached"
    assert finding.verdict.sentence == f"Sammanställningen för 2025 tar inte upp ”{rows[left_out]}”. Gör en ny utgåva."
    an_edition(report, D("2026-03-01"), number=2, tells_of=told)
    assert states(accounts_for_all, D("2026-10-01")) == ["kept"]


def test_what_was_not_of_the_year_need_not_be_taken_up(accounts_for_all):
    school = an_area(accounts_for_all)
    a_project(school, D("2026-01-01"), status="running")
    a_project(school, D("2025-01-01"), status="planned")
    an_application(school, status="submitted", submitted_on=D("2026-01-01"))
    a_relation(accounts_for_all.container_ptr, "Gribskov", started_year=2026)
    a_relation(accounts_for_all.container_ptr, "Sedan gammalt")  # nobody knows from when
    rows_of(a_municipality("lomma", "Lomma"))
    an_edition(a_yearly_report(accounts_for_all), tells_of={})
    assert states(accounts_for_all, D("2026-10-01")) == ["kept"]


def test_an_edition_that_never_kept_what_it_has_is_not_known(accounts_for_all):
    an_edition(a_yearly_report(accounts_for_all))
    assert states(accounts_for_all, D("2026-10-01")) == ["unknown"]


def test_many_that_are_left_out_are_said_in_short(accounts_for_all):
    school = an_area(accounts_for_all)
    for number in range(5):
        a_project(school, D("2025-03-01"), title=f"Projekt {number}", status="running")
    an_edition(a_yearly_report(accounts_for_all), tells_of={})
    assert "”Projekt 0”, ”Projekt 1”, ”Projekt 2” och 2 till." in said(accounts_for_all, D("2026-10-01"))[0].verdict.sentence
