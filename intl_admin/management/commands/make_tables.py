"""The tables of an empty database straight from the models, in seconds where the migrations take a minute (docs/adr/0011)."""

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection


class Command(BaseCommand):
    help = "Make the tables of an empty database straight from the models, and note the migrations as run."

    def handle(self, *args, **options):
        if connection.introspection.table_names():
            raise CommandError("The database has tables already: run migrate instead.")
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
        call_command("migrate", run_syncdb=True, verbosity=0)
        settings.MIGRATION_MODULES = {}
        call_command("migrate", fake=True, verbosity=0)
