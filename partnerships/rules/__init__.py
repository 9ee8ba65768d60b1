"""The claims about this room's rows. Importing the package declares them all."""

from .. import rules_waiting
from . import agreements, alive, costs, relations, visits, work

__all__ = ["agreements", "alive", "costs", "relations", "rules_waiting", "visits", "work"]
