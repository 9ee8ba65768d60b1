from django.db import migrations

MOVED = ("description", "got", "gave", "people_reached", "young_reached", "own_cost")


class Migration(migrations.Migration):
    """What all work has in common moves to the parent, so that a visit and an activity are counted alike. First out of the way …"""

    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="activity", name="young_are_among_people"),
        migrations.RemoveConstraint(model_name="activity", name="cost_is_not_negative"),
        *[migrations.RenameField(model_name="activity", old_name=name, new_name=f"old_{name}") for name in MOVED],
    ]
