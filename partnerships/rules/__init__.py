"""The claims about this room's rows. Importing the package declares them all."""

from . import agreements, alive, costs, networks, relations, visits, work

__all__ = ["agreements", "alive", "costs", "networks", "relations", "visits", "work"]
