"""Routes as pure functions: one route for every complete subject, the fact that decides for every other, and no contradictions."""

from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.models import Act, RouteStep
from councils.routes import Step, TooManyCases, cases, contradictions, decides, deciding_fields, is_free, reached, route, values_of
from tests.profile_files import load

RUTESTA = Path(__file__).parent / "data" / "rutesta.toml"


def when(field, op, value=None):
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def step(order, *organs, act="decide", where=(), **more):
    return Step(order, organs, act, tuple(where), **more)


# ── the rules of a municipality that exists as data alone


@pytest.fixture(scope="module")
def rutesta(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load(RUTESTA)
        found = {}
        for one in RouteStep.objects.filter(municipality__slug="rutesta").select_related("clause").order_by("order", "pk"):
            found.setdefault(one.matter_code, []).append(one)
        transaction.set_rollback(True)
    return found


BOARDS_THEN_KS = [(1, ("every_board_concerned",), "approve"), (2, ("ks",), "decide")]
BOARD = [(1, ("board_concerned",), "decide")]
ENTERED = [(1, ("au",), "prepare"), (2, ("kf",), "decide"), (3, ("outside_party",), "consent")]
ROUTES = [
    # matter, facts, legs; "free"; or the fields that decide
    ("project.start", {"amount": 500_001, "areas_concerned": 1, "duration_years": 1}, BOARDS_THEN_KS),
    ("project.start", {"amount": 500_000, "areas_concerned": 2, "duration_years": 4}, BOARD),
    ("project.start", {"amount": 0, "areas_concerned": 3, "duration_years": 1}, BOARDS_THEN_KS),
    ("project.start", {"amount": 0, "areas_concerned": 0, "duration_years": 5}, BOARDS_THEN_KS),
    ("project.start", {"amount": 9_000_000, "areas_concerned": 9, "duration_years": 9}, BOARDS_THEN_KS),
    ("project.start", {"amount": 500_001}, BOARDS_THEN_KS),  # one of three is enough, whatever the others say
    ("project.start", {"amount": 1}, ("areas_concerned", "duration_years")),
    ("project.start", {"amount": 1, "areas_concerned": 1}, ("duration_years",)),
    ("travel.book", {"traveller": "elected", "duration_days": 8}, [(1, ("kf",), "decide")]),
    ("travel.book", {"traveller": "elected", "duration_days": 7}, "free"),
    ("travel.book", {"traveller": "employee"}, "free"),  # then the days decide nothing
    ("travel.book", {"duration_days": 3}, "free"),
    ("travel.book", {"traveller": "elected"}, ("duration_days",)),
    ("travel.book", {}, ("traveller", "duration_days")),
    ("agreement.enter", {}, ENTERED),
    ("agreement.end", {}, [(1, ("vanort",), "decide")]),
    ("visit.answer_invitation", {}, [(1, ("coordinator",), "consult"), (2, ("administrator",), "decide")]),
    ("membership.join", {"scope": "municipality"}, [(1, ("ks", "kultur"), "decide")]),
    ("membership.join", {"scope": "unit"}, "free"),
    ("membership.join", {"scope": "region"}, []),
    ("membership.join", {}, ("scope",)),
    ("commitment.take_on", {"amount": 5}, []),
]


@pytest.mark.django_db
@pytest.mark.parametrize("matter, facts, expected", ROUTES)
def test_the_routes_of_rutesta(rutesta, matter, facts, expected):
    found = route(rutesta.get(matter, []), facts)
    if expected == "free":
        assert (found.free, found.legs, found.missing) == (True, (), ())
    elif isinstance(expected, tuple):
        assert (found.missing, found.legs) == (expected, ())
    else:
        assert ([(leg.order, leg.organs, leg.act) for leg in found.legs], found.missing, found.free) == (expected, (), False)
        assert found.is_adopted is bool(expected)


@pytest.mark.django_db
def test_every_step_says_why_and_equal_steps_name_every_clause(rutesta):
    found = route(rutesta["project.start"], {"amount": 600_000, "areas_concerned": 3, "duration_years": 1})
    assert [[(s.clause.code, s.where[0]["field"]) for s in leg.steps] for leg in found.legs] == [
        [("R-1", "amount"), ("R-1", "areas_concerned")]
    ] * 2


@pytest.mark.django_db
def test_the_routes_of_rutesta_do_not_contradict_themselves(rutesta):
    assert [list(contradictions(steps)) for steps in rutesta.values()] == [[]] * len(rutesta)


# ── equal, strict, otherwise


def test_the_strictest_of_equal_steps_is_the_one_that_holds():
    (leg,) = route([step(1, "ks", "kf", strength="should"), step(1, "kf", "ks")], {}).legs
    assert (leg.strength, len(leg.steps)) == ("must", 2)


def test_otherwise_gives_way_to_any_step_that_decides_but_not_to_one_that_prepares():
    steps = [step(1, "au", act="prepare"), step(2, "kf", where=[when("amount", "gt", 5)]), step(2, "ks", otherwise=True)]
    assert [leg.organs for leg in route(steps, {"amount": 6}).legs] == [("au",), ("kf",)]
    assert [leg.organs for leg in route(steps, {"amount": 5}).legs] == [("au",), ("ks",)]


def test_a_consent_takes_nobodys_place():
    steps = [step(1, "ks", otherwise=True), step(2, "outside_party", act="consent", where=[when("joint", "eq", True)])]
    assert [leg.organs for leg in route(steps, {"joint": True}).legs] == [("ks",), ("outside_party",)]
    assert list(contradictions(steps)) == []


def test_a_fact_that_changes_nothing_does_not_decide():
    steps = [step(1, "ks", where=[when("amount", "gt", 5)]), step(1, "ks", where=[when("amount", "lte", 5)])]
    assert [leg.organs for leg in route(steps, {}).legs] == [("ks",)]
    assert deciding_fields(steps, {}) == []


# ── contradictions

TWO = "two organs"
GAP = "a gap"
KIND, LARGE, SMALL = when("kind", "eq", "twin_town"), when("amount", "gt", 10), when("amount", "lte", 10)
REFUSED = [
    ("no conditions", [step(1, "ks"), step(1, "kf")], TWO, {}),
    ("one has none", [step(1, "ks"), step(1, "kf", where=[KIND])], TWO, {"kind": "twin_town"}),
    ("limits that overlap", [step(1, "ks", where=[when("amount", "gte", 10)]), step(1, "kf", where=[SMALL])], TWO, {"amount": 10}),
    ("one limit by one", [step(1, "ks", where=[LARGE]), step(1, "kf", where=[when("amount", "lt", 12)])], TWO, {"amount": 11}),
    ("two fields", [step(1, "ks", where=[KIND]), step(1, "kf", where=[when("country", "eq", "DK")])], TWO, {"kind": "twin_town", "country": "DK"}),
    ("what is not", [step(1, "ks", where=[when("kind", "ne", "network")]), step(1, "kf", where=[KIND])], TWO, {"kind": "twin_town"}),
    ("what nobody named", [step(1, "ks", where=[when("kind", "ne", "a")]), step(1, "kf", where=[when("kind", "ne", "b")])], TWO, {}),
    ("decides and approves", [step(1, "ks"), step(1, "kf", act="approve")], TWO, {}),
    ("one list and its part", [step(1, "ks", "kf"), step(1, "kf")], TWO, {}),
    ("several values at once", [step(1, "ks", where=[when("geography", "eq", "eu")]), step(1, "kf", where=[when("geography", "eq", "nordic")])],
     TWO, {"geography": frozenset({"eu", "nordic"})}),
    ("two otherwise", [step(1, "bun", where=[LARGE]), step(1, "ks", otherwise=True), step(1, "kf", otherwise=True)], TWO, {"amount": 9}),
    ("free and decided", [step(1, "nobody", strength="may"), step(2, "kf", where=[KIND])], TWO, {"kind": "twin_town"}),
    ("an empty fact", [step(1, "ks", where=[when("kind", "is_empty")]), step(1, "kf", where=[when("amount", "is_empty")])], TWO, {"kind": None, "amount": None}),
    ("below the limit", [step(1, "ks", where=[LARGE])], GAP, {"amount": 9}),
    ("between two limits", [step(1, "ks", where=[LARGE]), step(1, "kf", where=[when("amount", "lt", 10)])], GAP, {"amount": 10}),
    ("no", [step(1, "ks", where=[when("joint", "eq", True)])], GAP, {"joint": False}),
    ("in one kind", [step(1, "ks", where=[KIND, LARGE])], GAP, {"kind": "twin_town", "amount": 9}),
]  # fmt: skip
SOUND = [
    ("one kind of several", [step(1, "kf", where=[KIND])]),
    ("kinds apart", [step(1, "kf", where=[KIND]), step(1, "ks", where=[when("kind", "in", ["network", "cooperation"])])]),
    ("limits that meet", [step(1, "ks", where=[LARGE]), step(1, "kf", where=[SMALL])]),
    ("otherwise", [step(1, "ks", where=[LARGE]), step(1, "kf", otherwise=True)]),
    ("free below", [step(1, "ks", where=[LARGE]), step(1, "nobody", otherwise=True)]),
    ("a chain", [step(1, "bun", act="approve"), step(2, "ks")]),
    ("prepared by two", [step(1, "bun", act="prepare"), step(1, "ks", act="prepare"), step(2, "kf")]),
    ("the same twice", [step(1, "kf", where=[KIND]), step(1, "kf")]),
    ("a preparation with a limit", [step(1, "au", act="prepare", where=[LARGE]), step(2, "kf")]),
    ("all of a limit at nought", [step(1, "kf", where=[when("amount", "gte", 0)])]),
]


@pytest.mark.parametrize("steps, kind, case", [line[1:] for line in REFUSED], ids=[line[0] for line in REFUSED])
def test_refused(steps, kind, case):
    found = [one for one in contradictions(steps) if (one.other is None) is (kind == GAP)]
    assert [one.case for one in found] == [case]


@pytest.mark.parametrize("steps", [line[1] for line in SOUND], ids=[line[0] for line in SOUND])
def test_sound(steps):
    assert list(contradictions(steps)) == []


def test_more_cases_than_can_be_tried_are_said_and_not_guessed():
    fields = ("amount", "fee", "own_share", "staff_needed", "budget_years", "parties")
    steps = [step(1, "ks", where=[when(name, "gt", 10 * n)]) for name in fields for n in range(1, 9)]
    with pytest.raises(TooManyCases):
        list(contradictions(steps))


# ── any route, any subject

CONDITIONS = st.one_of(
    st.builds(when, st.sampled_from(["amount", "duration_years"]), st.sampled_from(["gt", "gte", "lt", "lte", "eq", "ne"]), st.integers(0, 4)),
    st.builds(when, st.just("kind"), st.sampled_from(["eq", "ne"]), st.sampled_from(["twin_town", "network"])),
    st.builds(when, st.just("kind"), st.sampled_from(["in", "not_in"]), st.lists(st.sampled_from(["twin_town", "cooperation"]), min_size=1, max_size=2)),
    st.builds(when, st.just("joint"), st.just("eq"), st.booleans()),
    st.builds(when, st.just("geography"), st.sampled_from(["eq", "ne"]), st.sampled_from(["eu", "nordic"])),
)  # fmt: skip
STEPS = st.builds(
    lambda order, organs, act, where, otherwise: Step(order, tuple(organs), act, tuple(where), otherwise),
    st.integers(1, 2), st.lists(st.sampled_from(["kf", "ks", "bun"]), min_size=1, max_size=2, unique=True) | st.just(["nobody"]),
    st.sampled_from(list(Act.values)), st.lists(CONDITIONS, max_size=2), st.booleans(),
)  # fmt: skip
ADOPTED = st.lists(STEPS, min_size=1, max_size=5)
KINDS = st.sampled_from(["twin_town", "network", "cooperation", "friendship"])
SUBJECT = {
    "amount": st.integers(0, 6), "duration_years": st.integers(0, 6), "kind": KINDS, "joint": st.booleans(),
    "geography": st.frozensets(st.sampled_from(["eu", "nordic", "asia"]), min_size=1),
}  # fmt: skip
COMPLETE = st.fixed_dictionaries(SUBJECT)
SOME = st.fixed_dictionaries({}, optional=SUBJECT)


@settings(max_examples=300, deadline=None)
@given(ADOPTED, COMPLETE)
def test_every_complete_subject_gets_exactly_one_route_or_none(steps, facts):
    found = route(steps, facts)
    assert found.missing == ()
    if list(contradictions(steps)):
        return
    alone = [leg for leg in found.legs if leg.act in ("decide", "approve")]
    assert len({leg.order for leg in alone}) == len({(leg.order, frozenset(leg.organs)) for leg in alone}), (
        "one set of organs at each place"
    )
    assert not (found.free and alone)
    assert found.is_adopted is bool(reached(steps, facts))


@settings(max_examples=300, deadline=None)
@given(ADOPTED, COMPLETE)
def test_no_subject_contradicts_what_was_found_sound(steps, facts):
    """What trying the values and their neighbours finds nothing against holds for every value there is."""
    found = list(contradictions(steps))
    alone = [s for s in reached(steps, facts) if decides(s)]
    clashes = [(a, b) for a in alone for b in alone if is_free(a) != is_free(b) or (
        a.order == b.order and set(a.organs) != set(b.organs) and not is_free(a))]  # fmt: skip
    if clashes:
        assert any(one.other is not None for one in found)


def end_of(steps, facts):
    found = route(steps, facts)
    return frozenset((leg.place, leg.strength) for leg in found.legs), found.free, found.missing


@settings(max_examples=300, deadline=None)
@given(ADOPTED, SOME, COMPLETE)
def test_what_does_not_hang_on_anything_is_the_route_whatever_the_rest_says(steps, known, rest):
    if not route(steps, known).missing:
        assert end_of(steps, known) == end_of(steps, rest | known)


@settings(max_examples=300, deadline=None)
@given(ADOPTED, SOME)
def test_an_incomplete_subject_names_only_facts_that_decide(steps, known):
    for name in route(steps, known).missing:
        assert name not in known
        others = [one for one in SUBJECT if one != name and one not in known]
        tried = ([known | case | {name: value} for value in values_of(name, steps)] for case in cases(steps, others))
        assert any(len({end_of(steps, facts) for facts in near}) > 1 for near in tried), name
