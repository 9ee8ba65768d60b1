"""The claims about this room's rows. Importing the package declares them all."""

from .. import rules_waiting
from . import agreements, relations

__all__ = ["agreements", "relations", "rules_waiting"]
