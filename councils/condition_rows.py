"""Conditions as people write them: one row for each, of a declared field, a comparison and a value. The last row is always empty."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .condition_values import never
from .conditions import FIELDS, PRESENCE, TEXT_OPERATORS
from .roles import ROLES
from .route_words import OPERATORS, VALUES, value_in_words
from .rule_values import Codes
from .words import GENERAL

MORE = "_more"  # the button that gives one more empty row
COLUMNS = 3
SHOWN = 8  # words that a fault names, when there is none like the one that was written


class ConditionRows(forms.MultiWidget):
    """As many rows as were filled in, and an empty one. Each row is three controls: name_0, name_1, name_2, then name_3 …"""

    template_name = "forms/conditions.html"

    def __init__(self, fields, words=()):
        self.fields, self.words = fields, words  # the words that a value may be are suggested as one writes
        super().__init__([])
        self.grow(1)

    def grow(self, rows):
        operators = list(OPERATORS.items())
        self.widgets = []
        for number in range(1, rows + 1):
            labels = _("Uppgift, rad %(number)s"), _("Jämförelse, rad %(number)s"), _("Värde, rad %(number)s")
            controls = forms.Select(choices=self.fields), forms.Select(choices=operators), forms.TextInput(attrs={"maxlength": 200})
            for control, label in zip(controls, labels, strict=True):
                control.attrs |= {"aria-label": label % {"number": number}, "class": "ds-input"}
            self.widgets += controls
        self.widgets_names = [f"_{number}" for number in range(len(self.widgets))]

    def decompress(self, value):
        return value or []

    def value_from_datadict(self, data, files, name):
        sent = 0
        while f"{name}_{sent}" in data or f"{name}_{sent + COLUMNS - 1}" in data:
            sent += COLUMNS
        self.grow(sent // COLUMNS)
        return filled(super().value_from_datadict(data, files, name))

    def value_omitted_from_data(self, data, files, name):
        return f"{name}_0" not in data

    def get_context(self, name, value, attrs):
        value = filled(self.decompress(value))
        self.grow(len(value) // COLUMNS + 1)
        context = super().get_context(name, value, attrs)
        context["rows"] = in_rows(context["widget"]["subwidgets"])
        for *_field_and_operator, written in context["rows"]:
            written["attrs"]["list"] = f"{name}_words"
        return context | {"more": f"{name}{MORE}", "words": self.words, "words_id": f"{name}_words"}


def in_rows(values) -> list[tuple]:
    return list(zip(*[iter(values)] * COLUMNS, strict=True))


def filled(values) -> list:
    """The rows in which something stands beside the comparison, which always has a choice."""
    return [one for row in in_rows(values) if row[0] or row[2] for one in row]


class ConditionsField(forms.Field):
    """A list of {field, op, value} on the declared fields of a subject; all of them must hold. A code is read and written as its word."""

    def __init__(self, *, subject, words, **kwargs):
        self.declared, self.subject, self.municipality = FIELDS.get(subject, {}), subject, words.municipality
        fields = sorted(((name, capfirst(str(one.label))) for name, one in self.declared.items()), key=lambda pair: pair[1])
        help_text = gettext_lazy("Alla rader ska stämma. Ett värde är ett tal, ja eller nej, eller ett av orden som föreslås; flera skiljs åt "
                                 "med komma. Välj ”Inget villkor” och töm värdet för att ta bort en rad.")  # fmt: skip
        self.word_of = words_of_codes(words)
        self.code_of = {word.casefold(): code for code, word in self.word_of.items()}
        widget = ConditionRows([("", _("Inget villkor")), *fields], sorted(self.word_of.values(), key=str.casefold))
        super().__init__(widget=widget, help_text=help_text, **kwargs)

    def prepare_value(self, value):
        if value and isinstance(value[0], dict):
            return [one for row in value for one in (row["field"], row["op"], self.as_text(row.get("value")))]
        return value or []

    def to_python(self, value):
        found, faults = [], []
        for number, (name, op, text) in enumerate(in_rows(value or []), 1):
            try:
                found.append(self.condition(name, op, text or ""))
            except ValidationError as fault:
                faults.append(_("Rad %(number)s: %(fault)s") % {"number": number, "fault": fault.message})
        if faults:
            raise ValidationError(faults)
        return found

    def condition(self, name, op, text) -> dict:
        """One row as the database keeps it, or a sentence that says what to do."""
        if name not in self.declared:
            raise ValidationError(_("Välj vilken uppgift villkoret gäller, eller töm värdet."))
        if op not in OPERATORS:
            raise ValidationError(_("Välj hur uppgiften ska jämföras."))
        if op in PRESENCE:
            return {"field": name, "op": op}
        kind = self.declared[name].type
        if kind in (str, bool) and op not in TEXT_OPERATORS:
            raise ValidationError(_("Uppgiften är inget tal. Välj ”är”, ”är inte”, ”är någon av” eller ”är ingen av”."))
        parts = [part.strip() for part in text.split(",") if part.strip()]
        many = op in ("in", "not_in")
        if not parts or (len(parts) > 1 and not many):
            raise ValidationError(_("Skriv ett värde att jämföra med."))
        values = [self.code_of.get(part.casefold(), part) if kind is str else typed(kind, part) for part in parts]
        found = {"field": name, "op": op, "value": values if many else values[0]}
        for one in never(self.subject, [found], self.codes):
            raise ValidationError(never_in_words(one, self.word_of))
        return found

    def as_text(self, value) -> str:
        if isinstance(value, list):
            return ", ".join(map(self.as_text, value))
        return self.word_of.get(value, value) if isinstance(value, str) else as_text(value)

    @cached_property
    def codes(self):
        """What is there to compare with; read only when somebody sends rows."""
        return Codes(self.municipality).by_sort() if self.municipality else {}

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != (data or [])


def words_of_codes(words) -> dict[str, str]:
    """{code: its word} of what conditions name; a word that two codes share, or that a list could not hold, stays a code."""
    said = {code: str(value_in_words(code, words)) for code in dict.fromkeys([*VALUES, *GENERAL, *ROLES, *words.own])}
    shared = Counter(word.casefold() for word in said.values())
    return {code: word for code, word in said.items() if shared[word.casefold()] == 1 and "," not in word and word.casefold() not in said}


def never_in_words(one, word_of) -> str:
    meant = word_of.get(one.meant, one.meant)
    if meant:
        return _("Uppgiften kan aldrig vara ”%(value)s”. Menade du ”%(meant)s”?") % {"value": one.value, "meant": meant}
    if not one.known:
        return _("Uppgiften kan aldrig vara ”%(value)s”: kommunen har inga sådana värden än.") % {"value": one.value}
    known = ", ".join(sorted(word_of.get(code, code) for code in one.known)[:SHOWN])
    return _("Uppgiften kan aldrig vara ”%(value)s”. Skriv till exempel något av: %(known)s.") % {"value": one.value, "known": known}


def typed(kind, text):
    if kind is int:
        plain = "".join(text.split())
        if not plain.isdecimal():
            raise ValidationError(_("Skriv ett helt tal, till exempel 50000."))
        return int(plain)
    if kind is bool:
        answer = {_("ja"): True, _("nej"): False, "ja": True, "nej": False}.get(text.casefold())
        if answer is None:
            raise ValidationError(_("Skriv ja eller nej."))
        return answer
    return text


def as_text(value) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return "" if value is None else str(value)


class WithConditions:
    """A form with rows of conditions: whoever asks for one more row saves nothing, and nothing is refused."""

    @property
    def asks_for_a_row(self) -> bool:
        rows = [name for name, field in self.fields.items() if isinstance(field, ConditionsField)]
        return self.is_bound and any(self.add_prefix(name) + MORE in self.data for name in rows)

    def is_valid(self):
        return not self.asks_for_a_row and super().is_valid()

    def full_clean(self):
        if not self.asks_for_a_row:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
