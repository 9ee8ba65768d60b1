"""The bars of a chart, as SVG for a table's cell: the table has the numbers, so the bars are decoration to a screen reader.

Colours stand as attributes for the PDF, at their values on paper; on a screen the stylesheet's classes take over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .tints import on_paper, tint_value


@dataclass(frozen=True)
class BarRow:
    """One row of a chart. Values are None when unknown; widths are per cent of the longest bar among the rows and the year before."""

    label: str
    value: float | None
    previous: float | None
    width: float
    previous_width: float
    tint: str

    def svg(self) -> SafeString:
        """The bar and, thinner and below it, the year before's. An unknown value draws nothing, and so does zero."""
        bars = [("now", tint_value(self.tint), 0, self.width, 11), ("prev", on_paper(self.tint, 0.38), 12.5, self.previous_width, 5.5)]
        return format_html(
            '<svg viewBox="0 0 100 18" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>',
            format_html_join(
                "",
                '<rect class="{}" fill="{}" y="{}" width="{}" height="{}"/>',
                ((css, fill, y, f"{width:.1f}", height) for css, fill, y, width, height in bars if width),
            ),
        )


def bar_rows(
    rows: Sequence[tuple[str, float | None]],
    previous: Mapping[str, float | None] | None = None,
    *,
    tint: str = "hav",
) -> list[BarRow]:
    """Rows of (label, value) as bars, in the order given; `previous` has last year's values by label. Raises ValueError below zero."""
    before = previous or {}
    values = [value for label, now in rows for value in (now, before.get(label)) if value is not None]
    if any(value < 0 for value in values):
        raise ValueError("a bar cannot be shorter than nothing")
    longest = max(values, default=0)

    def width(value: float | None) -> float:
        return float(100 * value / longest) if value and longest else 0.0

    return [BarRow(label, value, before.get(label), width(value), width(before.get(label)), tint) for label, value in rows]
