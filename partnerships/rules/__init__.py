"""The claims about this room's rows. Importing the package declares them all."""

from .. import rules_waiting
from . import agreements, costs, relations, work

__all__ = ["agreements", "costs", "relations", "rules_waiting", "work"]
