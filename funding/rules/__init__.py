"""The claims about this room's rows. Importing the package declares them all."""

from . import allocations, applications, money, projects, watch

__all__ = ["allocations", "applications", "money", "projects", "watch"]
