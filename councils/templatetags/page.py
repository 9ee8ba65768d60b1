"""What all pages say alike: days, amounts, small counts, states, languages.

Everything follows the active language. A value that is missing is said ("uppgift saknas"), never left out.
"""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext_lazy

register = template.Library()

LONGEST_WORD = 12  # letters that half the width of a phone holds beside the box, also in bold
SHORT, FEW = 6, 2  # so many stand open of a long list; a list is long when more than a few others would be folded
NBSP, THIN = "\u00a0", "\u202f"

# In the order in which they are always shown. The fills are for paper, where no stylesheet reaches into an SVG.
STATES = {
    "breached": (gettext_lazy("Följs inte"), "#a51d1d"),
    "overdue": (gettext_lazy("Försenat"), "#8a4b00"),
    "due": (gettext_lazy("Ska göras"), "#14507a"),
    "closed": (gettext_lazy("Kan inte göras än"), "#8a4b00"),
    "unknown": (gettext_lazy("Uppgift saknas"), "#dcd8cf"),
    "waits": (gettext_lazy("Väntar"), "#dcd8cf"),
    "kept": (gettext_lazy("Följs"), "#1c6b3a"),
    "excepted": (gettext_lazy("Undantag"), "#6f9a80"),
    "asked": (gettext_lazy("Frågas"), "#545c60"),
    "shown": (gettext_lazy("Till kännedom"), "#857f74"),
    "not_applicable": (gettext_lazy("Gäller inte"), "#b5b0a5"),
}

STRENGTHS = {
    "must": pgettext_lazy("klausulens styrka", "ska"),
    "should": pgettext_lazy("klausulens styrka", "bör"),
    "may": pgettext_lazy("klausulens styrka", "får"),
    "fact": "–",
}

COUNTS = [
    pgettext_lazy("antal", "en"),
    pgettext_lazy("antal", "två"),
    pgettext_lazy("antal", "tre"),
    pgettext_lazy("antal", "fyra"),
    pgettext_lazy("antal", "fem"),
    pgettext_lazy("antal", "sex"),
    pgettext_lazy("antal", "sju"),
    pgettext_lazy("antal", "åtta"),
    pgettext_lazy("antal", "nio"),
    pgettext_lazy("antal", "tio"),
    pgettext_lazy("antal", "elva"),
    pgettext_lazy("antal", "tolv"),
]
ONE_NEUTER = pgettext_lazy("antal", "ett")


# Missing values ------------------------------------------------------------------------------------------------------


def unknown():
    return format_html('<span class="unknown">{}</span>', gettext("uppgift saknas"))


def missing(value):
    return value is None or value == ""


@register.filter
def or_unknown(value):
    """The value, days written out; None and empty text become *uppgift saknas*."""
    if missing(value):
        return unknown()
    if isinstance(value, dt.datetime):
        return day_time(value)
    return day(value) if isinstance(value, dt.date) else value


# Days ----------------------------------------------------------------------------------------------------------------


def swedish():
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0] == "sv"


def as_date(value):
    """The Swedish day of a moment (timezone.localdate), or the day itself."""
    if isinstance(value, dt.datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value


def bound(text):
    """A day and its month never part at the end of a line."""
    return text.replace(" ", NBSP, 1)


def clock(moment):
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return date_format(local, "H.i" if swedish() else "H:i")


@register.filter
def day(value):
    """25 mars 2004"""
    return unknown() if missing(value) else bound(date_format(as_date(value), "j F Y"))


@register.filter
def weekday(value):
    """Tisdag 24 november"""
    if missing(value):
        return unknown()
    value = as_date(value)
    return f"{capfirst(date_format(value, 'l'))} {bound(date_format(value, 'j F'))}"


@register.filter
def short_day(value, today=None):
    """14 okt, with the year when it is another year than today's."""
    if missing(value):
        return unknown()
    value, today = as_date(value), today or timezone.localdate()
    month = "j N" if swedish() else "j M"
    return bound(date_format(value, month if value.year == today.year else f"{month} Y"))


@register.filter
def day_time(value):
    """27 februari 2026 kl. 14.02"""
    if missing(value):
        return unknown()
    return gettext("%(day)s kl. %(time)s") % {"day": day(value), "time": clock(value)}


@register.filter
def when(value):
    """How one speaks of something that has happened: i dag 09.12, i går, 20 nov."""
    if missing(value):
        return unknown()
    past = (timezone.localdate() - as_date(value)).days
    if past == 0:
        return f"{gettext('i dag')} {clock(value)}" if isinstance(value, dt.datetime) else gettext("i dag")
    return gettext("i går") if past == 1 else short_day(value)


@register.filter
def in_days(value, today=None):
    """The distance in days to a day that is due or gone: Om 7 dagar, I morgon, I dag, 27 dagar sen."""
    if missing(value):
        return unknown()
    days = (as_date(value) - (today or timezone.localdate())).days
    near = {0: gettext("I dag"), 1: gettext("I morgon"), -1: gettext("En dag sen")}
    if days in near:
        return near[days]
    return (gettext("Om %(days)s dagar") if days > 0 else gettext("%(days)s dagar sen")) % {"days": abs(days)}


@register.filter
def latest(value, today=None):
    """Senast 15 jan"""
    return unknown() if missing(value) else gettext("Senast %(day)s") % {"day": short_day(value, today)}


@register.simple_tag
def day_range(first, last=None):
    """14–16 april 2027, or one day when there is no last one."""
    if missing(first) or missing(last) or as_date(first) == as_date(last):
        return day(first)
    first, last = as_date(first), as_date(last)
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    return f"{date_format(first, 'j' if first.month == last.month else 'j F')}–{day(last)}"


# Numbers -------------------------------------------------------------------------------------------------------------


@register.filter
def thousands(value):
    """14 400, with a thin space that does not break and a minus sign; decimals stay as they are, with a comma in Swedish."""
    if missing(value):
        return unknown()
    places = 0 if value == int(value) else max(0, -Decimal(str(value)).as_tuple().exponent)
    whole, dot, decimals = f"{Decimal(str(value)):,.{places}f}".partition(".")
    return whole.replace("-", "−").replace(",", THIN if swedish() else ",") + (("," if swedish() else ".") + decimals if dot else "")


@register.filter
def amount(value, unit="kr"):
    """62 000 kr; another unit can be given: amount:"€"."""
    return unknown() if missing(value) else f"{thousands(value)}{NBSP}{unit}"


@register.filter
def count_word(number, one=""):
    """Small counts as words, en to tolv, larger ones as figures. `count_word:"ett"` for things that are ett."""
    if number == 1 and one == "ett":
        return str(ONE_NEUTER)
    return str(COUNTS[number - 1]) if 1 <= number <= len(COUNTS) else thousands(number)


# States --------------------------------------------------------------------------------------------------------------


@register.filter
def state_word(code):
    return STATES[code][0]


@register.filter
def state_shape(code):
    """The shape is the same for what we do not know and what waits for a part that is not built."""
    return "unknown" if code == "waits" else code


@register.filter
def strength_word(code):
    """ska, bör, får as the clause's strength"""
    return STRENGTHS[code]


@register.filter
def in_state_order(counts):
    """A dict or pairs of (state, number) in the order in which states are always shown."""
    pairs = counts.items() if isinstance(counts, dict) else counts
    order = list(STATES)
    return sorted(pairs, key=lambda pair: order.index(pair[0]))


@register.filter
def segments(counts):
    """The bar's pieces (state, fill, x, width) in a view box 400 wide; widths are the shares, less a hairline gap."""
    pairs = [(state, number) for state, number in in_state_order(counts) if number]
    total, x, pieces = sum(number for _, number in pairs), 0.0, []
    for state, number in pairs:
        width = 400 * number / total
        pieces.append({"state": state_shape(state), "fill": STATES[state][1], "x": f"{x:.1f}", "width": f"{max(width - 1.5, 1):.1f}"})
        x += width
    return pieces


# Forms ---------------------------------------------------------------------------------------------------------------


class Folded(NamedTuple):
    """A list of which the beginning stands open and the others behind one line."""

    first: list
    rest: list


@register.filter
def folded(rows, key=None):
    """A short list stands whole. Of a long one the first stand open, by `key` the most pressing of them, in the order of the list."""
    rows = list(rows)
    if len(rows) <= SHORT + FEW:
        return Folded(rows, [])
    first = sorted(sorted(range(len(rows)), key=(lambda n: key(rows[n])) if key else None)[:SHORT])
    return Folded([rows[n] for n in first], [row for n, row in enumerate(rows) if n not in first])


@register.filter
def has_long_words(field):
    """Whether a choice has a word too long for half a phone's width."""
    return any(len(word) > LONGEST_WORD for option in field for word in str(option.choice_label).split())


@register.filter
def error_heading(form):
    """Tre uppgifter behöver rättas"""
    number = sum(len(errors) for errors in form.errors.values())
    text = ngettext("%(count)s uppgift behöver rättas", "%(count)s uppgifter behöver rättas", number)
    return text % {"count": capfirst(count_word(number))}


# Languages -----------------------------------------------------------------------------------------------------------


@register.filter
def swedish_text(text):
    """Text that exists in Swedish only: marked as Swedish where the page is in another language."""
    if missing(text) or swedish():
        return text
    return format_html('<span lang="sv">{}</span>', text)


@register.simple_tag
def lang_sv():
    """The same mark as an attribute, for an element that holds Swedish text: <section{% lang_sv %}>."""
    return "" if swedish() else mark_safe(' lang="sv"')


@register.filter
def localised(row, field):
    """The field in the page's language where somebody wrote it (field_en), else the Swedish text marked as Swedish."""
    if not swedish() and (translated := getattr(row, f"{field}_{get_language()}", "")):
        return translated
    return swedish_text(getattr(row, field))


@register.simple_tag
def other_language():
    """The code of the language that the page is not in."""
    return "en" if swedish() else "sv"


@register.simple_tag(takes_context=True)
def url_in_language(context, language):
    """This page's address in the language, by the address patterns; "" where the page has no request."""
    request = context.get("request")
    return translate_url(request.get_full_path(), language) if request else ""


@register.simple_tag(takes_context=True)
def other_language_url(context):
    return url_in_language(context, other_language())
