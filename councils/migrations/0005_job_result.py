from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("councils", "0004_matter_facts")]

    operations = [migrations.AddField("job", "result", models.JSONField(blank=True, default=dict))]
