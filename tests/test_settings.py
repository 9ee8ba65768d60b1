"""What a production site gets from the environment, seen from a process of its own; and what a page is sent with."""

import json
import os
import subprocess
import sys
from functools import cache

import pytest
from django.conf import settings
from django.db import connection

LOOK = """
import django, json
django.setup()
from django.conf import settings
from django.urls import NoReverseMatch, reverse
def registered(name):
    try: return bool(reverse(name))
    except NoReverseMatch: return False
assert settings.SECRET_KEY
print(json.dumps({"demo": registered("demo_sign_in"), "home": registered("home"), "session": settings.SESSION_COOKIE_NAME,
    "csrf": settings.CSRF_COOKIE_NAME, "static": settings.STORAGES["staticfiles"]["BACKEND"], "hosts": settings.ALLOWED_HOSTS,
    "hsts": settings.SECURE_HSTS_SECONDS, "database": settings.DATABASES["default"]["OPTIONS"]}))
"""
# What a municipality's whole domain does is not for one site of it to say.
LEFT_TO_THE_DOMAIN = {"security.W005", "security.W021"}


def in_production(*command, **more):
    environment = {key: value for key, value in os.environ.items() if key not in ("DEBUG", "ALLOWED_HOSTS", "DATABASE_URL", "SECRET_KEY")}
    environment |= {"DJANGO_SETTINGS_MODULE": "intl_admin.settings", "SECRET_KEY": "long-and-random-" * 4 + "0123456789"} | more
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@cache
def seen(**more):
    done = in_production("-c", LOOK, **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_production_has_no_demo_and_keeps_cookies_to_itself():
    found = seen()
    assert (found["demo"], found["home"]) == (False, True)
    assert (found["session"], found["csrf"]) == ("__Host-session", "__Host-csrf")
    assert found["hsts"] == 365 * 24 * 60 * 60
    assert "Manifest" in found["static"]
    assert "*" not in found["hosts"]


def test_the_demo_can_be_signed_in_to():
    assert seen(DEBUG="1")["demo"]


def test_production_needs_its_own_secret():
    done = in_production("-c", LOOK, SECRET_KEY="")
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_sqlite_is_safe_to_write_to_and_postgresql_gives_up_in_time():
    lite = seen()["database"]
    assert lite["transaction_mode"] == "IMMEDIATE"
    assert all(
        pragma in lite["init_command"] for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")
    )
    postgres = seen(DATABASE_URL="postgres://somebody@/place?host=folder", STATEMENT_TIMEOUT_MS="1234")["database"]
    assert postgres == {"host": "folder", "options": "-c statement_timeout=1234"}


def test_django_finds_nothing_unsafe():
    done = in_production("manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING")
    named = {word.strip("?:()") for word in done.stderr.split() if word.startswith("(security.")}
    assert named <= LEFT_TO_THE_DOMAIN, done.stderr


@pytest.mark.django_db
def test_sqlite_is_a_file_in_tests_too():
    """In memory, threads would share one connection, and the tests would see other faults than a site does."""
    if connection.vendor == "sqlite":
        assert "memory" not in str(connection.settings_dict["NAME"])
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_a_page_allows_nothing_inline(client):
    policy = dict(part.strip().partition(" ")[::2] for part in client.get("/healthz").headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["img-src"] == "'self' data:"
