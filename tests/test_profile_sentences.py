"""Faults as a person makes them, and the sentence that person reads."""

import datetime as dt

import pytest

from intl_admin.profile_reading import LARGEST
from tests.profile_files import FILE, at, dump, faults_of, full, load

pytestmark = pytest.mark.django_db

RULE = ("clause", 0, "rules", 0)
NEW = ("document", 1)
ADOPTION = (*NEW, "adoption")


def value(*path_and_value):
    *path, last = path_and_value

    def spoil(profile):
        at(profile, path[:-1])[path[-1]] = last

    return spoil


def also(*path, **facts):
    """One more row in the list at the path."""
    return lambda profile: at(profile, path).append(facts)


def both(*spoils):
    return lambda profile: [spoil(profile) for spoil in spoils]


DEPUTY_STEP = {"matter": "agreement.enter", "organ": "kf", "order": 2, "act": "approve"}
NAMED = {
    "the slug is an address of the product": (
        value("municipality", "slug", "konto"),
        'municipality.slug: "konto" is an address of the product itself; choose another',
    ),
    "the slug has a Swedish letter": (
        value("municipality", "slug", "ödeby"),
        'municipality.slug: expected small letters a–z, digits and -, since it becomes an address, got "ödeby"',
    ),
    "the code of Statistics Sweden lost its nought": (
        value("municipality", "scb_code", 999),
        "municipality.scb_code: expected a text in quotes, got 999",
    ),
    "latitude and longitude changed places": (
        value("municipality", "latitude", 150.25),
        "municipality.latitude: expected degrees from -90 to 90, got 150.25, which is outside the earth",
    ),
    "a table in the plural": (
        lambda profile: profile.update(bodies=profile.pop("body"), document=[], clause=[], seats=[], relation=[], unit=[]),
        "bodies: no such table; did you mean body?",
    ),
    "one bracket too few": (
        lambda profile: profile.update(question=profile["question"][0]),
        "question: expected [[question]] in double brackets, since there may be several, got a table",
    ),
    "a document that leans on what the file has not": (
        value(*NEW, "frameworks", ["goal"]),
        'document[1].frameworks: no such framework: "goal"; did you mean goals? (in new)',
    ),
    "a framework that ends before it begins": (
        value("framework", 0, "ends_on", dt.date(1999, 12, 31)),
        "framework[0].ends_on: 1999-12-31 is before starts_on, 2000-01-01 (in goals)",
    ),
    "two frameworks of one name": (
        also("framework", code="agenda", name="Världens mål"),
        'framework[1].name: "Världens mål" stands twice; framework[0] has it already (in agenda)',
    ),
    "a body under the wrong heading": (
        value("unit", 1, "kind", "board"),
        'unit[1].kind: unknown value "board"; known: administration, area, company, department, office (in skolan)',
    ),
    "a unit that lies under itself": (
        both(value("unit", 0, "parent", "skolan"), value("unit", 1, "parent", "bolaget")),
        'unit[0].parent: "bolaget" lies under itself: bolaget → skolan → bolaget (in bolaget)',
    ),
    "a body and a unit with one code": (
        value("unit", 1, "code", "kf"),
        'unit[1].code: "kf" stands twice; body[0] has it already (in kf)',
    ),
    "a code that a route already understands": (
        value("body", 0, "code", "nobody"),
        'body[0].code: "nobody" already means something in a route; choose another code (in nobody)',
    ),
    "a unit that ended before it began": (
        value("body", 1, "active_to", dt.date(1999, 1, 1)),
        "body[1].active_to: 1999-01-01 is before active_from, 2000-01-01 (in ks)",
    ),
    "a role where it is not held": (
        value("seats", 0, "role", "management_group"),
        "seats[0].role: management_group is not held in a place of kind office; it is held in management_group",
    ),
    "places given twice": (
        also("seats", container="skolan", role="contact", number=3),
        "seats[2].role: contact in skolan stands twice; seats[0] has it already",
    ),
    "a function with nobody": (
        also("function", role="coordinating_function"),
        "function[2].unit: give either unit or provider, and only one of them (in coordinating_function)",
    ),
    "a function outside without an agreement": (
        also("function", role="coordinating_function", provider="Byrån"),
        "function[2].agreement: must be given with a provider: somebody outside has a function by agreement (in coordinating_function)",
    ),
    "a function that nobody knows": (
        value("function", 0, "role", "samordning"),
        'function[0].role: unknown value "samordning"; known: coordinating_function, expert_support (in samordning)',
    ),
    "a function twice with one unit": (
        also("function", role="coordinating_function", unit="skolan"),
        "function[2].role: coordinating_function with skolan stands twice; function[0] has it already (in coordinating_function)",
    ),
    "a function for a kind that is not": (
        value("function", 1, "serves", ["bolag"]),
        'function[1].serves: no such kind of unit or body: "bolag"; did you mean board? (in expert_support)',
    ),
    "a post that nobody knows": (
        value("clause", 0, "rules", 1, "parameters", "role", "eu_strateg"),
        'clause[0].rules[1].parameters.role: no such role or function: "eu_strateg"; known: administrator, board_member, contact, '
        "convener, coordinating_function, coordinator, council_member, expert_support, management_group, registrar, responsible; "
        "give the one that fits the municipality's own name under [words.…] (in ÖDEBY-1)",
    ),
    "a post where nobody can be appointed to it": (
        value("clause", 0, "rules", 1, "parameters", {"role": "convener"}),
        "clause[0].rules[1].parameters.in_container: post_is_held: convener is not held in a place of kind municipality; it is held in "
        "assembly, board, committee, company_board, council, executive_board, management_group (in ÖDEBY-1)",
    ),
    "a part that no account has": (
        value("clause", 0, "rules", 1, {"code": "account_is_given_afterwards", "parameters": {"parts": [{"part": "text"}, {"part": "sang"}]}}),
        'clause[0].rules[1].parameters.parts[1].part: an account has no part "sang"; '
        "known: text, got, gave, follow_up, participants, costs (in ÖDEBY-1)",
    ),
    "no places at all": (value("seats", 0, "number", 0), "seats[0].number: expected a whole number, 1 or more, got 0"),
    "a day that does not exist": (
        value(*NEW, "valid_from", "2024-02-30"),
        'document[1].valid_from: expected a day that exists, such as 2024-03-25, got "2024-02-30" (in new)',
    ),
    "a document that ends before it starts": (
        value("document", 0, "valid_to", dt.date(1989, 1, 1)),
        "document[0].valid_to: 1989-01-01 is before valid_from, 1990-01-01 (in old)",
    ),
    "an end and until further notice": (
        value(*NEW, "valid_to", dt.date(2030, 1, 1)),
        "document[1].until_further_notice: the document ends 2030-01-01; give either a last day or until further notice (in new)",
    ),
    "a draft that is decided": (
        value("document", 2, "adoption", {"body": "ks"}),
        'document[2].adoption: a draft has no decision yet; leave the table out, or set state = "in_force" (in plan)',
    ),
    "the old document still in force": (
        value("document", 0, "state", "in_force"),
        'document[0].state: expected "replaced", since document[1] replaces it (in old)',
    ),
    "the § with its sign": (
        value(*ADOPTION, "section", "§ 41"),
        'document[1].adoption.section: expected the number alone, such as "41", got "§ 41" (in new)',
    ),
    "a decision ahead of its day": (
        value(*ADOPTION, "date", dt.date(2199, 1, 1)),
        "document[1].adoption.date: 2199-01-01 has not come yet, and nothing is decided ahead (in new)",
    ),
    "a fact both given and missing": (
        value(*ADOPTION, "not_stated", ["section"]),
        "document[1].adoption.not_stated: section is given, so the source does state it; take one of them out (in new)",
    ),
    "one § for two decisions": (
        both(
            value(*ADOPTION, "as_in_source", False),
            also("document", code="more", kind="policy", title="Policy", adoption={"body": "kf", "date": dt.date(2009, 2, 1), "section": "41"}),
        ),
        "document[3].adoption.section: kf already has § 41 of 2009 in document[1].adoption; check it, or set as_in_source = true (in more)",
    ),
    "a kind of document without its word": (
        value("document", 2, "kind", "strateg"),
        'document[2].kind: no such kind of document: "strateg"; did you mean strategy?; a new kind comes in by its word, [words.strateg] (in plan)',
    ),
    "a word with a slip of the pen": (
        lambda profile: profile["words"].update(kontact=profile["words"].pop("contact")),
        "words.kontact: no such word, and no document, relation or rule uses it as a kind; did you mean contact?",
    ),
    "a body that is not in the file": (
        value(*ADOPTION, "body", "kfu"),
        'document[1].adoption.body: no such body: "kfu"; did you mean kf? (in new)',
    ),
    "a number in words": (
        value(*RULE, "parameters", "number", "två"),
        "clause[0].rules[0].parameters.number: unit_has_its_contact_persons: expected a whole number, 0 or more, got 'två' (in ÖDEBY-1)",
    ),
    "a rule with a slip of the pen": (
        value(*RULE, "code", "unit_has_contact_persons"),
        'clause[0].rules[0].code: no such rule: "unit_has_contact_persons"; did you mean unit_has_its_contact_persons? (in ÖDEBY-1)',
    ),
    "a parameter left out": (
        lambda profile: at(profile, (*RULE, "parameters")).pop("number"),
        "clause[0].rules[0].parameters.number: unit_has_its_contact_persons: must be given: least number per unit (in ÖDEBY-1)",
    ),
    "an assumed value that is not given": (
        value(*RULE, "assumed", ["warn_before"]),
        'clause[0].rules[0].assumed: "warn_before" is not among the parameters given; did you mean warn_before_end? (in ÖDEBY-1)',
    ),
    "a field that the rule's rows do not have": (
        value(*RULE, "where", 0, "field", "color"),
        "clause[0].rules[0].where[0].field: Container has no field 'color'; known: has_ambition, has_running_work, kind, parent_kind, "
        "staff_count (in ÖDEBY-1)",
    ),
    "an operator from another language": (
        value(*RULE, "where", 0, "op", "=="),
        "clause[0].rules[0].where[0].op: unknown operator '=='; known: eq, gt, gte, in, is_empty, is_set, lt, lte, ne, not_in (in ÖDEBY-1)",
    ),
    "a fact that gives a rule no strength": (
        value("clause", 1, "rules", [{"code": "post_is_held", "parameters": {"role": "coordinator"}}]),
        "clause[1].rules[0].strength: must be given, since the clause is a fact and has no strength of its own (in ÖDEBY-2)",
    ),
    "the same rule twice": (
        lambda profile: at(profile, RULE[:-1]).append(at(profile, RULE)),
        "clause[0].rules[4]: is the same as rules[0] (in ÖDEBY-1)",
    ),
    "rules of a draft": (
        also("clause", document="plan", id="P-1", section="1", strength="must", text="x", rules=[{"code": "post_is_held", "parameters": {"role": "contact"}}]),
        "clause[2].rules[0]: document[2] is a draft, and nothing runs on a draft; take it out, or set the document in force (in P-1)",
    ),
    "two organs for one step": (
        also("clause", 0, "routes", **DEPUTY_STEP),
        "clause[0].routes[2].organ: two different organs decide agreement.enter at step 2 when kind is \"twin_town\": kf here, ks or kf there "
        "(clause[0].routes[0], ÖDEBY-1) (in ÖDEBY-1)",
    ),
    "a limit that leaves the rest unsaid": (
        value("clause", 0, "routes", 0, "where", [{"field": "amount", "op": "gte", "value": 50000}]),
        "clause[0].routes[0].where: nobody decides agreement.enter when amount is 49999, which the step leaves out; add a step with otherwise = true; "
        'organ = "nobody" says that it is free (in ÖDEBY-1)',
    ),
    "free and yet decided": (
        also("clause", 0, "routes", matter="agreement.enter", organ="nobody", strength="may"),
        'clause[0].routes[2].organ: agreement.enter is free and yet decided when kind is "twin_town": nobody here, ks or kf there '
        "(clause[0].routes[0], ÖDEBY-1) (in ÖDEBY-1)",
    ),
    "nobody and somebody": (
        value("clause", 0, "routes", 1, "organ", ["nobody", "ks"]),
        'clause[0].routes[1].organ: "nobody" means that no decision is needed, and stands alone (in ÖDEBY-1)',
    ),
    "a country that is a word": (
        value("partner", 0, "country", "FIN"),
        'partner[0].country: unknown country "FIN", expected two capital letters of ISO 3166-1, such as FI (in vasa)',
    ),
    "half a position": (
        lambda profile: at(profile, ("partner", 0)).pop("longitude"),
        "partner[0].longitude: latitude and longitude are given together, or neither (in vasa)",
    ),
    "a text that is too long for its place": (
        value("clause", 0, "text", "å" * 401),
        "clause[0].text: expected at most 400 characters, got 401 (in ÖDEBY-1)",
    ),
    "an address of a person who is no address": (
        value("public_page", "contact_email", "växeln"),
        'public_page.contact_email: expected an e-mail address, got "växeln"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_the_sentence(tmp_path, name):
    spoil, sentence = NAMED[name]
    profile = full()
    spoil(profile)
    file = tmp_path / FILE
    file.write_text(dump(profile), encoding="utf-8")
    assert f"{FILE}: {sentence}" in faults_of(file)


def test_they_are_thirty_or_more():
    assert len(NAMED) >= 30


def test_what_stands_twice_in_both_spellings_of_a_letter(tmp_path):
    """ö as one sign or as o with two dots is the same ö."""
    profile = full()
    profile["clause"][1]["id"] = "O\u0308DEBY-1"
    (tmp_path / FILE).write_text(dump(profile), encoding="utf-8")
    assert faults_of(tmp_path / FILE) == [f'{FILE}: clause[1].id: "ÖDEBY-1" stands twice; clause[0] has it already (in ÖDEBY-1)']


@pytest.mark.parametrize(
    "raw, sentence",
    [
        (b'[municipality]\nslug = "odeby\n', "line 2: is not TOML: Illegal character '\\n', at slug = \"odeby"),
        (b'[municipality]\nslug = "odeby"\n[municipality]\n', "line 3: is not TOML: the table stands twice, or is both [one] and [[several]], at [municipality]"),
        (b"[municipality]\nsince = 2024-02-30\n", "line 2: is not TOML: Invalid date or datetime, at since = 2024-02-30"),
        ("# en rad\nname = 'Ödeby'".encode("latin-1"), "line 2: is not UTF-8; save the file as UTF-8 text"),
        (b"#" * (LARGEST + 1), f"is too large: {LARGEST + 1} bytes, at most {LARGEST}"),
        (b"", "municipality: must be given as [municipality]: Who it is. Exactly one."),
        (b"\x00\x01", "line 1: is not TOML: Invalid statement, at \x00\x01"),
    ],
    ids=["quote", "twice", "no such day", "not UTF-8", "too large", "empty", "no text"],
)  # fmt: skip
def test_a_file_that_is_no_profile(tmp_path, raw, sentence):
    file = tmp_path / FILE
    file.write_bytes(raw)
    assert faults_of(file) == [f"{FILE}: {sentence}"]


def test_no_file_and_a_folder(tmp_path):
    assert faults_of(tmp_path / "borta.toml") == ["borta.toml: there is no such file"]
    (tmp_path / "mapp.toml").mkdir()
    assert faults_of(tmp_path / "mapp.toml") == ["mapp.toml: is a folder; a profile is one TOML file"]


def test_a_file_from_notepad_is_read(tmp_path):
    """With a byte order mark and Windows line ends."""
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + dump(full()).replace("\n", "\r\n").encode())
    assert "new" in load(tmp_path / FILE)
