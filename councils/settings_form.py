"""The form of a rule's setting, made from the parameters that the rule declares."""

import tomllib
from dataclasses import MISSING, fields
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .compliance import RULES
from .condition_rows import ConditionsField, WithConditions
from .conditions import FIELDS, nearest
from .editing import VersionedForm
from .forms import DayField
from .models import Document, RuleSetting
from .parameters import parameter_faults, parameter_of
from .route_words import conditions_in_words
from .rule_values import WHERE, Codes, as_lines, label_of, subject_of_conditions

PREFIX = "p_"
UNITS = (
    ("days", gettext_lazy("dagar")),
    ("weeks", gettext_lazy("veckor")),
    ("months", gettext_lazy("månader")),
    ("years", gettext_lazy("år")),
)
YEARS = ((0, gettext_lazy("samma år")), (1, gettext_lazy("året efter")), (2, gettext_lazy("två år efter")))
PERIODS = (
    ("month", gettext_lazy("månader")),
    ("year", gettext_lazy("år")),
    ("term", gettext_lazy("mandatperioder")),
    ("meeting", gettext_lazy("möten")),
)
BASES = (("calendar", gettext_lazy("efter kalendern")), ("rolling", gettext_lazy("räknat från förra gången")))
CODES = {
    "matter", "role", "post", "body", "container", "organ", "document_kind", "relation_kind", "matters", "roles", "unit_kinds", "containers",
    "organs", "receivers", "document_kinds",
}  # fmt: skip
ONE_OF = {"matter", "role", "post", "body", "container", "organ", "document_kind", "relation_kind"}
# How each kind of table is written, one on each line, as in a profile.
EXAMPLES = {
    "table": 'kod = 1',
    "amount": 'value = 10000\ncurrency = "SEK"',
    "share": 'part = 1\nof = 2',
    "parts": '{ part = "text", at_least = 1 }',
    "seats": '{ role = "coordinator", number = 1 }',
    "partners": '{ name = "Namn", country = "DK" }',
    "rates": '{ amount = 500, per = "person" }',
    "caps": '{ amount = 20000, per = "year" }',
}  # fmt: skip
TABLES = {"table", "amount", "share"}  # the others are lists of tables


def labelled(widget, label):
    """A control of several: the legend names the whole, this names the part."""
    widget.attrs |= {"aria-label": str(label), "class": "ds-input"}
    return widget


class Parts(forms.MultiWidget):
    """Several controls for one value; the field takes the value apart."""

    def __init__(self, widgets, take_apart):
        super().__init__(widgets)
        self.take_apart = take_apart

    def decompress(self, value):
        return self.take_apart(value) if isinstance(value, dict) else [None] * len(self.widgets)


class PartsField(forms.MultiValueField):
    """A number and what it counts. Without the number there is no value."""

    def __init__(self, *choices, labels, **kwargs):
        number = forms.IntegerField(min_value=0, widget=labelled(forms.NumberInput(), labels[0]))
        rest = [
            forms.ChoiceField(choices=one, widget=labelled(forms.Select(), label)) for one, label in zip(choices, labels[1:], strict=True)
        ]
        widget = Parts([field.widget for field in (number, *rest)], self.take_apart)
        kwargs["required"] = kwargs.get("required", True)
        super().__init__([number, *rest], require_all_fields=False, widget=widget, **kwargs)
        for field in self.fields:
            field.required = False

    def compress(self, values):
        if not values or values[0] is None:
            if self.required:
                raise ValidationError(_("Skriv ett antal."))
            return None
        return self.put_together(*values)

    def clean(self, value):
        """An empty number is no value, whatever the other controls say."""
        if isinstance(value, list | tuple) and value and value[0] in (None, "") and not self.required:
            return None
        return super().clean(value)


class SpanField(PartsField):
    def __init__(self, **kwargs):
        super().__init__(UNITS, labels=(_("Antal"), _("Tidsenhet")), **kwargs)

    @staticmethod
    def take_apart(value):
        (unit, number), *_rest = value.items()
        return [number, unit]

    def put_together(self, number, unit):
        return {unit or "days": number}


class DueField(PartsField):
    """A time after the event, or a day of a month in that or a later year."""

    def __init__(self, **kwargs):
        after = [(code, _("%(unit)s efter") % {"unit": label}) for code, label in UNITS]
        months = [(f"{number:02}", name) for number, name in MONTHS.items()]
        units = [(_("Tid efter"), after), (_("Fast dag"), months)]
        super().__init__(units, YEARS, labels=(_("Antal eller dag"), _("Tidsenhet eller månad"), _("Vilket år")), **kwargs)

    @staticmethod
    def take_apart(value):
        if "day" not in value:
            return [*SpanField.take_apart(value), 0]
        month, day = value["day"].split("-")
        return [int(day), month, value.get("years_after", 0)]

    def put_together(self, number, unit, years):
        if not unit.isdigit():
            return {unit: number}
        return {"day": f"{unit}-{number:02}", "years_after": int(years or 0)}


class PeriodField(PartsField):
    def __init__(self, **kwargs):
        super().__init__(PERIODS, BASES, labels=(_("Antal"), _("Tidsenhet"), _("Räknas")), **kwargs)

    @staticmethod
    def take_apart(value):
        return [value["every"], value["unit"], value.get("basis", "calendar")]

    def put_together(self, number, unit, basis):
        return {"every": number, "unit": unit, "basis": basis}


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value):
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return list(initial or []) != self.to_python(data)


class TablesField(forms.CharField):
    """A table, or a list of them, written as in a profile: one on each line."""

    def __init__(self, *, kind, **kwargs):
        self.kind = kind
        example = EXAMPLES[kind].replace("\n", "; ")
        kwargs["help_text"] = _("En på varje rad, så här: %(example)s") % {"example": example}
        super().__init__(widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}), **kwargs)

    def prepare_value(self, value):
        return as_lines(value) if isinstance(value, dict | list | tuple) else value

    def to_python(self, value):
        lines = [line.strip().removesuffix(",") for line in str(value or "").splitlines() if line.strip()]
        if not lines:
            return None
        try:
            if self.kind in TABLES:
                return as_json(tomllib.loads("\n".join(lines)))
            return [as_json(tomllib.loads(f"row = {line}")["row"]) for line in lines]
        except (tomllib.TOMLDecodeError, KeyError) as fault:
            raise ValidationError(_("Det går inte att läsa. Skriv så här: %(example)s") % {"example": EXAMPLES[self.kind]}) from fault


def as_json(value):
    """Days as texts, as the database keeps them."""
    if isinstance(value, dict):
        return {name: as_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def in_words(codes: Codes, kind: str, value) -> str:
    """For the page of a stale save, which also shows what was typed and not understood."""
    if isinstance(value, str) and kind not in ("date", "text", *ONE_OF, "choice"):
        return value
    return codes.in_words(kind, value.isoformat() if kind == "date" and hasattr(value, "isoformat") else value)


def field_for(declared, current, codes: Codes, subject="") -> forms.Field:
    """The field of one declared parameter. `current` is its value today, which stays possible whatever the register says.

    `subject` is the one on whose fields conditions are set.
    """
    kind, facts = declared.metadata["type"], {"label": label_of(declared.name), "required": is_required(declared)}
    if kind in ("choice", "choices"):
        choices = [(code, codes.called(kind, code)) for code in declared.metadata["options"]]
        return choice(choices, many=kind == "choices", **facts)
    if kind in CODES:
        choices = codes.choices(kind)
        known = {code for code, _label in choices}
        present = current if isinstance(current, list) else [current] if current else []
        choices += [(code, codes.called(kind, code)) for code in present if code not in known and code != "none"]
        return choice(choices, many=kind not in ONE_OF, **facts)
    if kind == "conditions":
        return conditions_field(subject, codes, **facts)
    if kind == "boolean":
        return forms.BooleanField(label=facts["label"], required=False)
    plain = {"integer": partial(forms.IntegerField, min_value=0), "date": DayField, "span": SpanField, "due": DueField,
             "period": PeriodField, "list": LinesField, "text": partial(forms.CharField, max_length=300)}  # fmt: skip
    return plain[kind](**facts) if kind in plain else TablesField(kind=kind, **facts)


def conditions_field(subject, codes: Codes, **facts):
    field = ConditionsField(subject=subject, words=codes.words, **facts)
    field.in_words = lambda value: conditions_in_words(value or [], codes.words, subject)
    return field


def choice(choices, *, many, **facts):
    if many:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **facts)
    return forms.ChoiceField(choices=choices if facts["required"] else [("", _("inget")), *choices], **facts)


def is_required(declared) -> bool:
    """A list that the rule fills by itself cannot be emptied: then the rule would fill it again."""
    return (declared.default is MISSING and declared.default_factory is MISSING) or bool(
        isinstance(declared.default, tuple) and declared.default
    )


def is_nothing(value) -> bool:
    return value is None or value == "" or value == []


class SettingForm(WithConditions, VersionedForm):
    """What a setting gives its rule. In force it changes from a day; in a draft, which never acts, it just changes."""

    in_force_from = DayField(
        label=gettext_lazy("Gäller från"), initial=timezone.localdate,
        help_text=gettext_lazy("Till och med dagen före gäller det som gällde förut. Välj gärna en dag som kommer."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Varför?"), max_length=500, help_text=gettext_lazy("Syns i historiken. Nämn beslutet om det finns ett.")
    )

    class Meta:
        model = RuleSetting
        fields = ("strength", "on")

    def __init__(self, *args, codes=None, **kwargs):
        super().__init__(*args, **kwargs)
        setting = self.instance
        self.rule = RULES[setting.rule]
        self.codes = codes or Codes(setting.municipality)
        self.stored = dict(setting.parameters)
        self.fields["on"].label = _("Regeln är på")
        self.declared = {
            PREFIX + one.name: one for one in fields(self.rule.parameters) if one.metadata["supported"] or one.name in self.stored
        }
        own = {}
        if FIELDS.get(self.rule.subject):
            own["where"] = conditions_field(self.rule.subject, self.codes, label=WHERE[self.rule.where_on], required=False)
        for name, one in self.declared.items():
            field = field_for(one, self.stored.get(one.name), self.codes, subject_of_conditions(self.rule, one.name))
            if not isinstance(field, ConditionsField):
                field.in_words = partial(in_words, self.codes, one.metadata["type"])
            if one.name in setting.assumed:
                field.help_text = " ".join(filter(None, [_("Värdet är antaget: dokumentet anger inget."), str(field.help_text)]))
            own[name] = field
        self.initial |= self.stored_values(setting)
        self.fields = {"strength": self.fields["strength"], **own, **{n: f for n, f in self.fields.items() if n != "strength"}}
        if setting.clause.document.state == Document.State.DRAFT:
            del self.fields["in_force_from"]
            self.fields["reason"].required = False

    def stored_values(self, stored):
        """Each parameter as it is given, else as the rule has it by itself."""
        given = {PREFIX + one.name: stored.parameters.get(one.name, shown_default(one)) for one in fields(self.rule.parameters)}
        given = {name: None if value == "none" and not self.offers_none(name) else value for name, value in given.items()}
        return {"strength": stored.strength, "on": stored.on, "where": stored.where, **given}

    def offers_none(self, name) -> bool:
        return "none" in self.declared[name].metadata["options"]

    def clean(self):
        cleaned = super().clean()
        self.parameters = {}
        for name, one in self.declared.items():
            if name in cleaned and self.is_given(one, value := self.value(name, one, cleaned[name])):
                self.parameters[one.name] = value
        for path, fault in parameter_faults(self.rule.parameters, self.parameters):
            self.refuse(parameter_of(path), fault if path == parameter_of(path) else f"{path}: {fault}")
        for name, fault in self.faults_of_tables():
            self.refuse(name, fault)
        self.assumed = [
            name for name in self.instance.assumed if self.parameters.get(name) == self.stored.get(name) and name in self.parameters
        ]
        return cleaned

    def value(self, name, one, value):
        """As the database keeps it. What the form cannot say of a value (an anchor, «no limit») stays as it was."""
        before = self.stored.get(one.name)
        if is_nothing(value) and before == "none":
            return "none"
        if one.metadata["type"] == "period" and value and isinstance(before, dict) and "anchor" in before:
            return value | {"anchor": before["anchor"]}
        return value.isoformat() if one.metadata["type"] == "date" and value else value

    def is_given(self, one, value) -> bool:
        """A value that is what the rule has by itself need not be given, but stays where it was."""
        if one.name in self.stored and not is_nothing(value):
            return True
        return not is_nothing(value) and value != shown_default(one)

    def faults_of_tables(self):
        """What the types do not see: seats of a unit that is not there."""
        for one in self.declared.values():
            value = self.parameters.get(one.name)
            if one.metadata["type"] == "seats" and isinstance(value, list):
                for seat in value:
                    for word in ("unit", "body"):
                        if isinstance(seat, dict) and word in seat and seat[word] not in self.codes.containers:
                            yield one.name, f"no such {word}: {seat[word]!r}{nearest(seat[word], self.codes.containers)}"

    def refuse(self, name, fault):
        target = PREFIX + name
        if target not in self.errors and target in self.fields:
            self.add_error(target, _("Det går inte att använda: %(fault)s") % {"fault": fault})

    @property
    def values(self) -> dict:
        """What the setting will say, for the action."""
        facts = self.cleaned_data
        where = facts.get("where", self.instance.where)
        return {"strength": facts["strength"], "on": facts["on"], "where": where, "parameters": self.parameters, "assumed": self.assumed}


def shown_default(one):
    """The rule's own value as the database would keep it; one that has no such form is left to the rule."""
    default = one.default
    if default is MISSING or default is None:
        return None
    if isinstance(default, tuple):
        return [str(item) for item in default]
    return default if isinstance(default, bool | int | str) else None
