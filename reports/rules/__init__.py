"""The claims about the log, the reports and the public page. Importing the package declares them all."""

from . import answers, counts, deliveries, information, pages

__all__ = ["answers", "counts", "deliveries", "information", "pages"]
