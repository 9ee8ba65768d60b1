"""The claims about this room's rows. Importing the package declares them all."""

from . import applications, money, projects, watch

__all__ = ["applications", "money", "projects", "watch"]
