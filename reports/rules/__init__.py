"""The claims about the log, the reports and the public page. Importing the package declares them all."""

from . import answers, counts, deliveries, pages

__all__ = ["answers", "counts", "deliveries", "pages"]
