"""Reading a profile into the rows of its tables. Faults are collected, never raised: the author gets all of them at once."""

import re
import tomllib
import unicodedata
from pathlib import Path

from councils.conditions import nearest

from .profile_format import TABLES
from .profile_values import KINDS, Fault, Row, Wrong, shown

LARGEST = 2_000_000  # bytes; the longest of the profiles that come with the product is a tenth of it


def read_file(path: Path) -> tuple[dict, list[Fault]]:
    """The tables of a TOML file as they stand, or what is wrong with the file as a whole."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}, [Fault("", "there is no such file")]
    except IsADirectoryError:
        return {}, [Fault("", "is a folder; a profile is one TOML file")]
    except OSError as fault:
        return {}, [Fault("", f"cannot be read: {fault.strerror}")]
    if len(raw) > LARGEST:
        return {}, [Fault("", f"is too large: {len(raw)} bytes, at most {LARGEST}")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return {}, [Fault(f"line {raw.count(10, 0, fault.start) + 1}", "is not UTF-8; save the file as UTF-8 text")]
    text = unicodedata.normalize("NFC", text)
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as fault:
        return {}, [toml_fault(text, str(fault))]
    except RecursionError:
        return {}, [Fault("", "is not TOML: tables inside tables without end")]


def toml_fault(text: str, said: str) -> Fault:
    """What the parser said, with the line that it stopped at."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", said, re.DOTALL)
    what, line = found.groups() if found else (said, None)
    if what.startswith(("Cannot overwrite", "Cannot mutate")):
        what = "the key stands twice"
    elif what.startswith("Cannot declare"):
        what = "the table stands twice, or is both [one] and [[several]]"
    here = text.splitlines()[int(line) - 1].strip() if line and int(line) <= len(text.splitlines()) else ""
    return Fault(f"line {line}" if line else "end of the file", f"is not TOML: {what}{f', at {here[:60]}' if here else ''}")


def read_tables(data: dict, law=False) -> tuple[dict, list[Fault]]:
    """The rows of each table, with defaults, and every fault of shape: unknown and missing keys, wrong types, empty values.

    The law's file is no municipality's, so it needs none.
    """
    faults = [Fault(name, f"no such table{nearest(name, TABLES)}") for name in data if name not in TABLES]
    profile = {}
    for name, table in TABLES.items():
        given = data.get(name)
        if given is None:
            if table.required and not law:
                faults.append(Fault(name, f"must be given as [{name}]: {table.meaning}"))
            profile[name] = {"many": [], "named": {}, "one": None}[table.form]
        elif table.form == "many":
            profile[name] = read_rows(table.keys, given, name, faults, called=table.called)
        elif not isinstance(given, dict):
            faults.append(
                Fault(name, f"expected [{name}] in single brackets{'' if table.form == 'one' else ' with a code'}, got {shown(given)}")
            )
            profile[name] = {} if table.form == "named" else None
        elif table.form == "one":
            profile[name] = read_row(table.keys, given, name, faults)
        else:
            rows = {code: read_row(table.keys, one, f"{name}.{code}", faults) for code, one in given.items()}
            profile[name] = {code: row for code, row in rows.items() if row is not None}
    return profile, faults


def read_rows(keys, given, at, faults, called="", name=""):
    if not isinstance(given, list):
        head = re.sub(r"\[\d+\]", "", at)
        faults.append(Fault(at, f"expected [[{head}]] in double brackets, since there may be several, got {shown(given)}"))
        return []
    rows = []
    for number, one in enumerate(given):
        word = one.get(called) if called and isinstance(one, dict) else None
        row = read_row(keys, one, f"{at}[{number}]", faults, word if isinstance(word, str) else name)
        if row is not None:
            rows.append(row)
    return rows


def read_row(keys, given, at, faults, name=""):
    row = Row(at, name)
    if not isinstance(given, dict):
        faults.append(row.fault("", f"expected a table, got {shown(given)}"))
        return None
    faults += [row.fault(word, f"no such key{nearest(word, keys)}") for word in given if word not in keys]
    for word, key in keys.items():
        if word in given:
            row[word] = read_value(row, word, key, given[word], faults)
        else:
            if key.required:
                faults.append(row.fault(word, f"must be given: {key.meaning}"))
            row[word] = [] if key.kind == "tables" else key.default
    return row


def read_value(row, word, key, value, faults):
    if key.kind == "tables":
        return read_rows(key.keys, value, f"{row.at}.{word}", faults, name=row.name)
    if key.kind == "table":
        return read_row(key.keys, value, f"{row.at}.{word}", faults, row.name)
    try:
        return KINDS[key.kind][1](value, key)
    except Wrong as wrong:
        faults.append(row.fault(word, str(wrong)))
        return None
