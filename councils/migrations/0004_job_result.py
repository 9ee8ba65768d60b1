from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("councils", "0003_meetings_are_called")]

    operations = [migrations.AddField("job", "result", models.JSONField(blank=True, default=dict))]
