"""./run manage import_projects FILE [--apply] : bring existing projects of one or many municipalities in from one list.

Without --apply nothing is written. The columns: docs/import.md, or --describe.
"""

from funding.imports import PROJECTS

from .import_relations import Command as ImportCommand


class Command(ImportCommand):
    help = "Import existing projects from CSV or Excel. The columns: docs/import.md, or --describe."
    importer = PROJECTS
