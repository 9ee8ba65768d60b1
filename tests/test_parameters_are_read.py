"""A parameter that is declared and accepted, and then ignored, promises what nobody judges: each is read, or said to be not yet supported."""

import ast
import inspect
import sys
from dataclasses import fields, is_dataclass
from functools import cache

import pytest

from councils.compliance import RULES

ROOMS = ("councils", "partnerships", "funding", "reports")
PARAMETERS = {"p", "parameters", "self"}  # what functions call them; «self» in the declaration's own methods


@cache
def defined_in(module: str) -> dict[int, list]:
    """{first line: the functions and lambdas that begin there}."""
    found: dict[int, list] = {}
    for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            found.setdefault(first, []).append(node)
    return found


def is_written_here(found) -> bool:
    """A function of the product's own; one that a dataclass was given has no text."""
    return inspect.isfunction(found) and found.__module__.split(".")[0] in ROOMS and found.__code__.co_filename != "<string>"


def nodes_of(function) -> list:
    return [inner for node in defined_in(function.__module__)[function.__code__.co_firstlineno] for inner in ast.walk(node)]


def named_in(function) -> list:
    """What of its module a function names: other functions, the tables that hold them, and small objects with their methods."""
    names = {node.id for node in nodes_of(function) if isinstance(node, ast.Name)}
    return [function.__globals__[name] for name in names if name in function.__globals__]


def parts_of(value) -> list:
    if isinstance(value, dict):
        return list(value.values())
    return list(vars(value).values()) if isinstance(value, type) and is_dataclass(value) else [value]


def on_the_way_from(start) -> set:
    found, left = set(), list(start)
    while left:
        one = inspect.unwrap(left.pop())
        if is_written_here(one) and one not in found:
            found.add(one)
            for value in named_in(one):
                left += parts_of(value)
    return found


def reads(function) -> set[str]:
    """Names read off the parameters, or looked up one by one in a table of terms."""
    nodes = nodes_of(function)
    read = {n.attr for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id in PARAMETERS}
    if any(isinstance(node, ast.Name) and node.id == "getattr" for node in nodes):
        read |= {name for table in named_in(function) if isinstance(table, dict) for name in table}
    return read


@pytest.mark.parametrize("code", RULES)
def test_every_parameter_is_read_or_said_to_be_not_yet_supported(code):
    rule = RULES[code]
    own = [one.fget for one in vars(rule.parameters).values() if isinstance(one, property)]
    read = {name for function in on_the_way_from([rule.check, rule.concerns, *own]) for name in reads(function)}
    declared = {one.name for one in fields(rule.parameters) if one.metadata["supported"]}
    assert declared - read == set()
