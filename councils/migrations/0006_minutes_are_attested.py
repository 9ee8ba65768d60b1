from django.db import migrations, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

DAYS = {"attested_on": _("protokollet justerat"), "announced_on": _("justeringen tillkännagiven")}


class Migration(migrations.Migration):
    dependencies = [("councils", "0005_job_result")]

    operations = [
        *[
            migrations.AddField(model, name, models.DateField(blank=True, null=True, verbose_name=label))
            for model in ("meeting", "historicalmeeting")
            for name, label in DAYS.items()
        ],
        migrations.AddConstraint(
            "meeting",
            models.CheckConstraint(condition=Q(attested_on=None) | Q(attested_on__gte=F("day")), name="attested_after_the_meeting"),
        ),
        migrations.AddConstraint(
            "meeting",
            models.CheckConstraint(
                condition=Q(announced_on=None) | Q(announced_on__gte=F("attested_on"), attested_on__isnull=False),
                name="announced_after_it_is_attested",
            ),
        ),
    ]
