"""The demo's time: it can be loaded on any day, and nothing in it has yet to happen."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Max
from django.utils import timezone

from councils.history import Recorded
from councils.models import Appointment, Decision, Municipality
from intl_admin.demo.days import as_of, day_of
from intl_admin.demo.rounds import add_yearly_reports
from intl_admin.demo.world import address, names
from intl_admin.management.commands.load_demo import fill
from reports.models import Activity, Delivery, Report

RECORDED = [model for model in apps.get_models() if issubclass(model, Recorded)]
HAPPENED = [(Activity, "starts_on"), (Activity, "ends_on"), (Appointment, "starts_on"), (Appointment, "ends_on"),
            (Decision, "decided_on"), (Report, "submitted_on"), (Delivery, "delivered_on")]  # fmt: skip


def latest_moments():
    """The latest day of everything that has happened, and the latest moment of every history."""
    days = [model.objects.aggregate(day=Max(field))["day"] for model, field in HAPPENED]
    moments = [model.history.aggregate(at=Max("history_date"))["at"] for model in RECORDED]
    return max(filter(None, days)), max(filter(None, moments))


@pytest.mark.parametrize("month, day", [(1, 1), (2, 20), (7, 15)])
def test_it_can_be_loaded_on_any_day_of_the_year(db, month, day):
    today = dt.date(timezone.localdate().year - 1, month, day)
    with as_of(today) as now:
        world, _activities = fill(names()[0], today)
        for years_ago in (2, 1):
            add_yearly_reports([world], years_ago, None)
        assert latest_moments() <= (today, now)


def test_it_is_refused_outside_the_demo(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("load_demo")
    assert not Municipality.objects.exists()


@pytest.mark.parametrize("text, day", [
    ("0/04-01", (2026, 4, 1)), ("3/04-01", (2023, 4, 1)), ("-1/12-31", (2027, 12, 31)),
    ("last/10-01", (2025, 10, 1)), ("last/09-30", (2026, 9, 30)), ("last/09-29", (2026, 9, 29))])  # fmt: skip
def test_days_are_counted_from_the_year(text, day):
    assert day_of(text, dt.date(2026, 9, 30)) == dt.date(*day)


def test_the_clock_comes_back_and_never_runs_ahead(db):
    real = timezone.now
    with as_of(dt.date(2020, 5, 1), 9, 30) as moment:
        assert timezone.localtime() == moment
        assert (moment.year, moment.hour, moment.minute) == (2020, 9, 30)
    assert timezone.now is real
    with as_of(timezone.localdate() + dt.timedelta(days=3)) as moment:
        assert moment <= real()


def test_the_clock_comes_back_after_a_fault(db):
    real, clock = timezone.now, as_of(dt.date(2020, 5, 1))
    clock.__enter__()
    assert not clock.__exit__(ValueError, ValueError(), None)
    assert timezone.now is real


def test_addresses_have_no_letters_that_mail_cannot_carry():
    assert address("Sven-Åke Lökvall", "by.example") == "sven-ake.lokvall@by.example"
