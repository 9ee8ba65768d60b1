"""What several rules ask for, read once while they are judged together."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from inspect import isgenerator

KEPT: ContextVar[dict | None] = ContextVar("kept", default=None)


@contextmanager
def reading():
    """While it lasts, each `read_once` is asked once with the same arguments. Nothing is saved meanwhile."""
    token = KEPT.set({})
    try:
        yield
    finally:
        KEPT.reset(token)


def read_once(source):
    """A function of hashable arguments whose answer is kept for the next who asks; outside `reading` it just answers."""

    @wraps(source)
    def answer(*asked):
        kept = KEPT.get()
        if kept is None:
            return source(*asked)
        if (source, asked) not in kept:
            found = source(*asked)
            kept[source, asked] = list(found) if isgenerator(found) else found
        return kept[source, asked]

    return answer
