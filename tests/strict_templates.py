"""A template of ours that asks for a variable nobody gave fails the test."""

import sys
from pathlib import Path

from django.conf import settings
from django.template.base import FilterExpression, Node

MAY_BE_MISSING = {"default", "default_if_none"}
NOT_OURS = {".venv", "node_modules"}


class UndefinedVariable(AssertionError):
    pass


def of_ours(name):
    path = Path(str(name))
    return path.is_relative_to(settings.BASE_DIR) and path.relative_to(settings.BASE_DIR).parts[0] not in NOT_OURS


def template_being_rendered():
    """The file in which the innermost tag or variable on the stack was written, with its line."""
    frame = sys._getframe(1)
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin.name, getattr(getattr(node, "token", None), "lineno", "?")
        frame = frame.f_back
    return None, None


class Undefined(str):
    """Stands in `string_if_invalid`. Django asks for its truth when a lookup failed, which is where it is caught;
    `{% if x %}`, `{% for … in x %}` and `{{ x|default:… }}` may ask for what is not there. Packages' templates are let off."""

    __slots__ = ()

    def __bool__(self):
        asked_by = sys._getframe(1)
        if asked_by.f_code is FilterExpression.resolve.__code__:
            expression = asked_by.f_locals["self"]
            filters = [function.__name__ for function, _ in expression.filters]
            if not filters or filters[0] not in MAY_BE_MISSING:
                self.refuse(expression.token)
        return False

    def __html__(self):
        """Reached by what Django hands over unasked: {% blocktranslate %}, and calls that failed."""
        self.refuse("in a translated block, or a call that failed")
        return ""

    def refuse(self, what):
        name, line = template_being_rendered()
        if name and of_ours(name):
            raise UndefinedVariable(f"{Path(name).relative_to(settings.BASE_DIR)}:{line}: undefined template variable: {what}")
