"""Transition tables of the reports. Which rules close a gate is data, never listed here."""

from django.utils.translation import gettext_lazy as _

from councils.spoken import spoken
from councils.transitions import Transition

from .models import Report, YearlyReport

State, Year = Report.Status, YearlyReport.Status

REPORT = {
    "submit": Transition(_("Lämna in rapporten"), frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED, "report"),
    "return": Transition(_("Lämna tillbaka rapporten"), frozenset({State.SUBMITTED}), State.RETURNED, "compile", asks_reason=True),
}

YEARLY = {
    "compile": Transition(
        spoken(_("Sammanställ %(the_yearly_report)s")),
        frozenset({Year.COLLECTING, Year.COMPILED, Year.PUBLISHED}),
        Year.COMPILED,
        "compile",
        gate="report.freeze",
    ),
    "publish": Transition(spoken(_("Publicera %(the_yearly_report)s")), frozenset({Year.COMPILED}), Year.PUBLISHED, "publish"),
}
