"""What the commands' arguments mean, with faults that say what to do."""

import argparse
import datetime as dt

from django.core.management.base import CommandError

from councils.models import Municipality


def municipality_called(slug: str) -> Municipality:
    found = Municipality.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Municipality.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"No municipality has the address {slug!r}. {f'Known: {known}.' if known else 'Load a profile first.'}")
    return found


def a_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2026-03-01") from None
