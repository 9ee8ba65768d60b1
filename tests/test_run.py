"""The command `run`: what it skips, what it adds up, what it takes for an address."""

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="module")
def run():
    path = Path(settings.BASE_DIR) / "run"
    module = types.ModuleType("run")
    module.__file__ = str(path)
    exec(compile(path.read_bytes(), path, "exec"), module.__dict__)
    return module


@pytest.fixture
def do(run, tmp_path):
    """Do a step on a file; says whether it was done."""
    source = tmp_path / "lock.txt"
    source.write_text("one")

    def once(text=None, **options):
        if text:
            source.write_text(text)
        with run.step("lock", source, stamps=tmp_path / "stamps", **options) as needed:
            return needed

    return once


def test_a_step_is_done_once_and_again_after_a_change(do):
    assert [do(), do(), do("two"), do("two")] == [True, False, True, False]


def test_a_step_is_done_again_when_what_it_made_is_gone(do):
    assert [do(), do(made=False), do()] == [True, True, False]


def test_a_step_that_failed_is_not_done(run, tmp_path):
    with pytest.raises(SystemExit), run.step("s", "source", stamps=tmp_path):
        raise SystemExit(1)
    with run.step("s", "source", stamps=tmp_path) as needed:
        assert needed


def test_the_digest_sees_every_file_of_a_folder(run, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.toml").write_text("a")
    before = run.digest(tmp_path)
    (tmp_path / "in" / "b.toml").write_text("")
    assert run.digest(tmp_path) != before


@pytest.mark.parametrize(
    "results, line", [([(3, 0, 0), (2, 0, 0)], "5 passed, 0 failed"), ([(3, 1, 2), (2, 0, 1)], "5 passed, 1 failed, 3 skipped")]
)
def test_the_sum_of_both_engines(run, results, line):
    assert run.summary(results) == line


@pytest.mark.parametrize("results, codes, status", [
    ([(3, 0, 0), (2, 0, 0)], [0, 0], 0), ([(3, 0, 0), (0, 0, 0)], [0, 5], 0), ([(0, 0, 0), (0, 0, 0)], [5, 5], 1),
    ([(3, 1, 0), (2, 0, 0)], [1, 0], 1), ([(3, 0, 0), (2, 0, 0)], [0, 3], 3), ([(0, 1, 0), (2, 0, 0)], [0, 0], 1)])  # fmt: skip
def test_the_exit_status(run, results, codes, status):
    assert run.verdict(results, codes) == status


def test_a_report_is_counted(run, tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>')
    assert run.counts(report) == (3, 3, 3)


def test_a_run_that_died_has_failed(run, tmp_path):
    (tmp_path / "cut.xml").write_text("<testsuites><testsuite")
    assert run.counts(tmp_path / "cut.xml") == run.counts(tmp_path / "none.xml") == (0, 1, 0)


@pytest.mark.parametrize("given, made", [
    (["-x"], ["-m", "smoke", "-x"]), (["-m", "browser", "-x"], ["-m", "(browser) and (smoke)", "-x"]), ([], ["-m", "smoke"])])  # fmt: skip
def test_markers_of_the_caller_are_kept(run, given, made):
    assert run.with_markers(given, "smoke") == made


ADDRESSES = {
    "8001": ("127.0.0.1", 8001),
    "0.0.0.0": ("0.0.0.0", 8000),
    "localhost:81": ("localhost", 81),
    "[::1]:8000": ("[::1]", 8000),
}


@pytest.mark.parametrize("address, made", ADDRESSES.items())
def test_addresses(run, address, made):
    assert run.host_and_port(address) == made


@pytest.mark.parametrize("address", ["host:port", "host:99999", "host:0"])
def test_no_addresses(run, address):
    with pytest.raises(SystemExit, match="is no address"):
        run.host_and_port(address)


def test_tables_made_from_the_models_leave_nothing_to_migrate_and_are_made_once(tmp_path):
    env = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}
    steps = (["make_tables"], ["migrate", "--check"], ["make_tables"])
    done = [subprocess.run([sys.executable, "manage.py", *step], cwd=settings.BASE_DIR, env=env, capture_output=True) for step in steps]
    assert [one.returncode for one in done] == [0, 0, 1]
    assert "has tables already" in done[2].stderr.decode()


def test_what_is_being_prepared_is_said_beside_the_answer(run, capsys):
    run.progress("Installing …")
    run.say("[]")
    assert capsys.readouterr().out == "[]\n"
