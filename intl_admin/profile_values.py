"""How one value of a profile is read: what fits, and the sentence that says what does not."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from councils.conditions import nearest

FIRST_YEAR, LAST_YEAR = 1800, 2200
MOST = {"number": 32_767, "many": 2_147_483_647, "kronor": 999_999_999_999}  # what the columns hold on both engines
PLACES = 200  # beyond the largest body of any municipality
MOST["places"], WHY = PLACES, {"places": ": each place becomes a row that somebody is appointed to"}


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of a file: `path` as in clause[31].rules[0].strength."""

    path: str
    sentence: str

    def line(self, file: str) -> str:
        return f"{file}: {self.path}: {self.sentence}" if self.path else f"{file}: {self.sentence}"


class Row(dict):
    """The values of one table, defaults filled in; None where a value is faulty or absent. Knows where it stands in the file."""

    def __init__(self, at: str, name: str = ""):
        super().__init__()
        self.at, self.name = at, name

    def fault(self, key: str, sentence: str) -> Fault:
        return Fault(f"{self.at}.{key}" if key else self.at, f"{sentence} (in {self.name})" if self.name else sentence)


class Wrong(Exception):
    """A value that does not fit; the message is the sentence."""


@dataclass(frozen=True)
class Key:
    """One key of a table. `kind` names how it is read; `refers` what its code must be a code of; `says` and
    `says_default` are words for the guide where the type and the default do not say it."""

    kind: str
    meaning: str
    required: bool = False
    default: Any = None
    options: tuple = ()
    refers: str = ""
    longest: int = 0
    keys: "dict[str, Key] | None" = None  # of a table inside the table
    says: str = ""
    says_default: str = ""


def shown(value) -> str:
    """A value as the author wrote it, not too long."""
    if isinstance(value, dict):
        return "a table"
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else f'"{value}"' if isinstance(value, str) else str(value)
    text = {"True": "true", "False": "false"}.get(text, text)
    return text if len(text) <= 60 else f"{text[:57]}…"


def read_text(value, key):
    if not isinstance(value, str):
        raise Wrong(f"expected a text in quotes, got {shown(value)}")
    value = value.strip()
    if not value:
        raise Wrong("expected a text, got an empty one; leave the key out when there is nothing to say")
    if hidden := next((sign for sign in value if unicodedata.category(sign) == "Cc" and sign not in "\n\t"), None):
        raise Wrong(f"expected a text that can be read, got one with the control character U+{ord(hidden):04X}; take it out")
    if "\n" in value and key.kind != "long":
        raise Wrong("expected one line of text, got several")
    if key.longest and len(value) > key.longest:
        raise Wrong(f"expected at most {key.longest} characters, got {len(value)}")
    return value


def read_code(value, key):
    text = read_text(value, key)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", text):
        raise Wrong(f"expected small letters a–z, digits, - and _, got {shown(text)}")
    return text


def read_slug(value, key):
    text = read_text(value, key)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", text):
        raise Wrong(f"expected small letters a–z, digits and -, since it becomes an address, got {shown(text)}")
    return text


def read_digits(value, key):
    text = read_text(value, key)
    if not re.fullmatch(r"\d{4}", text):
        raise Wrong(f"expected four digits in quotes, got {shown(text)}")
    return text


def read_section(value, key):
    text = read_text(value, key)
    if text.startswith("§"):
        raise Wrong(f'expected the number alone, such as "{text.lstrip("§ ")}", got {shown(text)}')
    return text


def read_number(value, key):
    if type(value) is not int or value < 0:
        raise Wrong(f"expected a whole number, 0 or more, got {shown(value)}")
    if value > (most := MOST.get(key.kind, MOST["number"])):
        raise Wrong(f"expected at most {most}, got {value}{WHY.get(key.kind, '')}")
    return value


def read_some(value, key):
    """At least one: nought of something is said by leaving the row out."""
    if read_number(value, key) == 0:
        raise Wrong("expected a whole number, 1 or more, got 0")
    return value


def read_places(value, key):
    return read_some(value, key) if key.required else read_number(value, key)


def read_year(value, key):
    if type(value) is not int or not FIRST_YEAR <= value <= LAST_YEAR:
        raise Wrong(f"expected a year with four digits, got {shown(value)}")
    return value


def read_flag(value, key):
    if not isinstance(value, bool):
        raise Wrong(f"expected true or false, got {shown(value)}")
    return value


def read_day(value, key):
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value.strip())
        except ValueError:
            raise Wrong(f"expected a day that exists, such as 2024-03-25, got {shown(value)}") from None
    if type(value) is not dt.date:
        raise Wrong(f"expected a day such as 2024-03-25, got {shown(value)}")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Wrong(f"expected a year between {FIRST_YEAR} and {LAST_YEAR}, got {shown(value)}")
    return value


def read_degrees(value, key):
    limit = 90 if key.kind == "latitude" else 180
    if type(value) not in (int, float):
        raise Wrong(f"expected degrees as a number with a decimal point, got {shown(value)}")
    if not -limit <= value <= limit:
        raise Wrong(f"expected degrees from -{limit} to {limit}, got {shown(value)}, which is outside the earth")
    return round(value, 5)


def read_choice(value, key):
    text = read_text(value, key)
    if text not in key.options:
        raise Wrong(f"unknown value {shown(text)}{nearest(text, key.options)}")
    return text


def read_country(value, key):
    text = read_text(value, key)
    if text not in key.options:
        meant = f"; did you mean {text.upper()}?" if text.upper() in key.options else ", such as FI"
        raise Wrong(f"unknown country {shown(text)}, expected two capital letters of ISO 3166-1{meant}")
    return text


def read_list(value, key):
    if not isinstance(value, list):
        raise Wrong(f"expected a list in square brackets, got {shown(value)}")
    found = [read_choice(one, key) if key.options else read_text(one, key) for one in value]
    if twice := sorted({one for one in found if found.count(one) > 1}):
        raise Wrong(f"stands twice: {', '.join(twice)}")
    return found


def read_organs(value, key):
    found = read_list(value if isinstance(value, list) else [read_text(value, key)], key)
    if not found:
        raise Wrong("expected an organ or a list of organs, got an empty list")
    return found


def by_validator(validator, says):
    def read(value, key):
        text = read_text(value, key)
        try:
            validator(text)
        except ValidationError:
            raise Wrong(f"expected {says}, got {shown(text)}") from None
        return text

    return read


def read_plain_table(value, key):
    if not isinstance(value, dict):
        raise Wrong(f"expected a table, got {shown(value)}")
    return plain(value)


def read_conditions(value, key):
    if not isinstance(value, list):
        raise Wrong(f"expected a list of {{ field, op, value }}, got {shown(value)}")
    return plain(value)


def plain(value):
    """The value as JSON has it: days as texts."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


# kind → (what the guide says, how it is read)
KINDS: dict[str, tuple[str, Callable]] = {
    "text": ("text", read_text),
    "long": ("text, may have several lines", read_text),
    "code": ("code: small letters a–z, digits, - and _", read_code),
    "slug": ("small letters a–z, digits and -", read_slug),
    "digits": ("four digits in quotes", read_digits),
    "section": ("text, the number alone", read_section),
    "number": ("whole number, 0 or more", read_number),
    "many": ("whole number, 0 or more", read_number),
    "kronor": ("whole number, 0 or more", read_number),
    "some": ("whole number, 1 or more", read_some),
    "places": (f"whole number, at most {PLACES}", read_places),
    "year": ("year", read_year),
    "flag": ("true or false", read_flag),
    "day": ("day, YYYY-MM-DD", read_day),
    "latitude": ("degrees, -90 to 90", read_degrees),
    "longitude": ("degrees, -180 to 180", read_degrees),
    "choice": ("one of", read_choice),
    "texts": ("list of", read_list),
    "organs": ("organ, or list of organs", read_organs),
    "email": ("e-mail address", by_validator(EmailValidator(), "an e-mail address")),
    "web": ("web address", by_validator(URLValidator(["http", "https"]), "a web address that begins with https://")),
    "country": ("country code, two capital letters", read_country),
    "conditions": ("list of { field, op, value }", read_conditions),
    "parameters": ("table, see the rule", read_plain_table),
}
