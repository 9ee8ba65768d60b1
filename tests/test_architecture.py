"""What keeps the house in order as it grows: sizes, names, and which way imports run."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from importlinter.cli import lint_imports

ROOT = Path(settings.BASE_DIR)
ROOMS = ("councils", "partnerships", "funding", "reports", "intl_admin")
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
ATTRACT_EVERYTHING = {"utils", "helpers", "services", "managers", "core", "common"}
LATE_IMPORTS = {("reports/pdf.py", "weasyprint")}  # without Pango it dies at import, and the site must run on
SIGNALS = {"django.dispatch", "django.db.models.signals"}


def python_of_the_rooms():
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if path.parent.name != "migrations"]


def python_files():
    return [*python_of_the_rooms(), *sorted((ROOT / "tests").rglob("*.py")), ROOT / "run", ROOT / "manage.py"]


def named(path):
    return str(path.relative_to(ROOT))


def tree(path):
    return ast.parse(path.read_text())


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def imported(node):
    """The modules that an import statement names, relative ones without their dots."""
    return {alias.name for alias in node.names} if isinstance(node, ast.Import) else {node.module or ""}


def imports(node):
    return [found for found in ast.walk(node) if isinstance(found, ast.Import | ast.ImportFrom)]


def municipalities():
    """As people write them and as addresses do, from the profiles that come with the product."""
    names = set()
    for path in sorted((ROOT / "intl_admin" / "profiles").glob("*.toml")):
        with path.open("rb") as file:
            profile = tomllib.load(file)
        names |= {path.stem, profile.get("municipality", {}).get("name", path.stem)}
    return names


def test_imports_run_one_way(capsys):
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_no_file_is_longer_than_one_sitting():
    assert [named(p) for p in python_files() if len(p.read_text().splitlines()) > LINES_OF_A_FILE] == []


def test_no_function_is_longer_than_a_screen():
    long = [f"{named(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
            for path in python_files() for node in functions(path) if node.end_lineno - node.lineno + 1 > LINES_OF_A_FUNCTION]  # fmt: skip
    assert long == []


def test_no_name_attracts_everything():
    assert [named(path) for path in python_of_the_rooms() if {path.stem, path.parent.name} & ATTRACT_EVERYTHING] == []


def test_imports_stand_at_the_top():
    late = [(named(path), module) for path in python_of_the_rooms() for function in functions(path)
            for node in imports(function) for module in imported(node)]  # fmt: skip
    assert [found for found in late if (found[0], found[1].partition(".")[0]) not in LATE_IMPORTS] == []


def test_no_signals_and_no_generic_keys_of_our_own():
    forbidden = SIGNALS | {"django.contrib.contenttypes.fields"}
    found = [
        (named(path), ast.unparse(node)) for path in python_of_the_rooms() for node in imports(tree(path)) if imported(node) & forbidden
    ]
    assert [(path, text) for path, text in found if not text.endswith("import post_migrate")] == []


def test_no_municipality_is_named_in_code():
    names = municipalities()
    assert len(names) >= 5, "the profiles are gone, and with them what this test looks for"
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})", re.IGNORECASE)
    pages = [path for folder in ("templates", "static") for path in sorted((ROOT / folder).rglob("*.*"))]
    found = [
        f"{named(path)}:{number}: {line.strip()[:80]}"
        for path in [*python_of_the_rooms(), *pages]
        if path.suffix in (".py", ".html", ".txt", ".css", ".js", ".svg")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", ["static", "templates", "tests"])
def test_what_these_tests_read_is_there(path):
    """A folder that was moved would leave nothing to complain about."""
    assert any((ROOT / path).rglob("*.*"))
