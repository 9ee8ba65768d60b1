"""`./run manage rulebook [--write]`: the rules with their parameters and the clauses that use them, printed from the registry."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from councils.compliance import RULES
from intl_admin.profile_guide import code, listed, parameter_default, parameter_type, required, table
from intl_admin.profile_law import STATUTES

DOCUMENT = settings.BASE_DIR / "docs" / "rulebook.md"
PROFILES = settings.BASE_DIR / "intl_admin" / "profiles"


class Command(BaseCommand):
    help = "Prints the rule book, or writes docs/rulebook.md with --write."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help="write docs/rulebook.md")

    def handle(self, *, write, **options):
        if write:
            DOCUMENT.write_text(rulebook(), encoding="utf-8")
        else:
            self.stdout.write(rulebook())


def rulebook() -> str:
    """The whole book as Markdown. The titles are the Swedish ones that the pages show."""
    with override("sv"):
        return "\n".join(pages())


def pages() -> Iterator[str]:
    uses = clauses_by_rule()
    running = sum(rule.check is not None for rule in RULES.values())
    yield "# The rule book\n"
    yield "Made by `./run manage rulebook --write`; a test keeps it current. How a rule is switched on for a municipality: [profile.md](profile.md).\n"
    yield f"{len(RULES)} rules, of which {running} run. The others wait for rows that do not exist yet; their clauses say «Väntar» and are never green.\n"
    for rule in sorted(RULES.values(), key=lambda one: one.code):
        yield f"## {rule.title}\n"
        gates = f" Closes {listed(rule.gates)}." if rule.gates else ""
        waits = f" Waits: {rule.waits_for}" if rule.waits_for else ""
        yield f"{code(rule.code)} judges {code(rule.subject)}.{gates}{waits}\n"
        rows = [
            [code(one.name), parameter_type(one), "must be given" if required(one) else parameter_default(one), one.metadata["meaning"]]
            for one in fields(rule.parameters)
        ]
        yield from table(["parameter", "type", "default", "meaning"], rows)
        yield f"Clauses: {', '.join(uses[rule.code]) or 'none yet'}.\n"


def clauses_by_rule() -> dict[str, list[str]]:
    """{rule: the clauses of the profiles at hand, and of the law, that use it}."""
    found = defaultdict(list)
    for path in [*sorted(PROFILES.glob("*.toml")), STATUTES]:
        for clause in tomllib.loads(path.read_text(encoding="utf-8"))["clause"]:
            for rule in dict.fromkeys(setting["code"] for setting in clause.get("rules", ())):
                found[rule].append(clause["id"])
    return found
