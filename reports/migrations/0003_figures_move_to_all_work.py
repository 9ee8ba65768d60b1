from django.db import migrations
from django.db.models import OuterRef, Subquery

MOVED = ("description", "got", "gave", "people_reached", "young_reached", "own_cost")


def move(apps, schema_editor):
    """In one statement: a log of a million entries is copied inside the database."""
    own = apps.get_model("reports", "Activity")._base_manager.filter(pk=OuterRef("pk"))
    work = apps.get_model("partnerships", "Work")._base_manager.filter(row="activity")
    work.update(**{name: Subquery(own.values(f"old_{name}")[:1]) for name in MOVED})


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_figures_make_room"), ("partnerships", "0002_the_life_of_relations_and_visits")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
