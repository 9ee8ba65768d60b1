"""The history page says what an act changed, also where no form has the field."""

import pytest

from councils.views.trail import entries_of
from tests import situations as a

pytestmark = pytest.mark.django_db


def test_a_change_of_state_is_said_field_by_field():
    document = a.a_document(a.a_municipality())
    document.state = "in_force"
    document.recorded(by=None, reason="Sätt i kraft. Antaget")
    newest = entries_of(document)[0]
    assert ("Läge", "utkast", "gäller") in newest.changes
    assert newest.why == "Sätt i kraft. Antaget"


def test_what_nobody_reads_is_not_told():
    area = a.an_area(a.a_municipality())
    area.name = "Omsorg"
    area.recorded(by=None)
    assert [label for label, _old, _new in entries_of(area)[0].changes] == ["Namn"]
