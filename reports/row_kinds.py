"""An entry of the log has small rows too: those of partnerships, on its own page."""

from partnerships.rows import Parent, declare

from .models import Activity

declare(Parent(model=Activity, may=("log",)))
