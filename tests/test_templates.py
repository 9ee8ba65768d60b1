"""Every template can be read, and everything it names exists: other templates, addresses, static files."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template, engines
from django.template.defaulttags import URLNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_resolver

from tests.strict_templates import UndefinedVariable

FOLDER = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))


def constant(expression):
    """What the tag names, when it is a text and not a variable."""
    return None if expression is None or (expression.is_var and expression.var.lookups) else str(expression.resolve(Context()))


def nodes(name, kind):
    return engines["django"].engine.get_template(name).nodelist.get_nodes_by_type(kind)


def known_addresses(resolver=None, prefix=""):
    resolver = resolver or get_resolver()
    names = {prefix + key for key in resolver.reverse_dict if isinstance(key, str)}
    for namespace, (_, inner) in resolver.namespace_dict.items():
        names |= known_addresses(inner, f"{prefix}{namespace}:")
    return names


def test_there_are_templates():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_names_exists(name):
    for node in nodes(name, IncludeNode):
        if named := constant(node.template):
            engines["django"].get_template(named)
    for node in nodes(name, ExtendsNode):
        if named := constant(node.parent_name):
            engines["django"].get_template(named)
    for node in nodes(name, StaticNode):
        named = constant(node.path)
        assert named is None or finders.find(named), named
    addresses = {named for node in nodes(name, URLNode) if (named := constant(node.view_name))}
    assert addresses <= known_addresses(), sorted(addresses - known_addresses())


def ours(source):
    """The source as if it stood in a file of the product."""
    template = engines["django"].from_string(source)
    for node in template.template.nodelist.get_nodes_by_type(object):
        node.origin.name = str(FOLDER / "made-up.html")
    return template


@pytest.mark.parametrize("source", ["{{ gone }}", "{{ there.gone }}", "{{ gone|upper }}", "{% with a=gone %}{% endwith %}",
                                    "{% load i18n %}{% blocktranslate %}Hej {{ gone }}{% endblocktranslate %}"])  # fmt: skip
def test_an_undefined_variable_fails(source):
    with pytest.raises(UndefinedVariable, match=r"made-up\.html:1"):
        ours(source).render({"there": "x"})


MAY_BE_MISSING = [
    ("{{ there }}", "x"),
    ("{% if gone %}a{% else %}b{% endif %}", "b"),
    ("{% if there.gone == 1 %}a{% endif %}", ""),
    ("{{ gone|default:'c' }}", "c"),
    ("{{ none }}", "None"),
]


@pytest.mark.parametrize("source, shown", MAY_BE_MISSING)
def test_what_may_be_missing_may(source, shown):
    assert ours(source).render({"there": "x", "none": None}) == shown


def test_packages_may_be_careless():
    assert Template("{{ gone }}{{ gone|default:'d' }}").render(Context()) == "d"


def test_a_wrong_address_is_noticed():
    with pytest.raises(NoReverseMatch):
        Template("{% url 'no-such-page' %}").render(Context())
