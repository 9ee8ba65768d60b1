"""The printed rule book is the registry's, and each rule that runs has its case table."""

from pathlib import Path

import pytest
from django.core.management import call_command

from councils.compliance import RULES
from intl_admin.management.commands.rulebook import DOCUMENT, clauses_by_rule, rulebook

TABLES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_rules_*.py")))
RUNNING = sorted(code for code, rule in RULES.items() if rule.check is not None)


def test_the_printed_book_is_current():
    assert DOCUMENT.read_text(encoding="utf-8") == rulebook(), "run ./run manage rulebook --write"


def test_the_command_prints_what_it_writes(capsys):
    call_command("rulebook")
    assert capsys.readouterr().out.strip() == rulebook().strip()


@pytest.mark.parametrize("code", RUNNING)
def test_every_rule_that_runs_has_its_cases(code):
    assert f'"{code}"' in TABLES


def test_every_rule_of_a_clause_is_declared():
    assert set(clauses_by_rule()) <= set(RULES)
    assert sum(map(len, clauses_by_rule().values())) > 0
