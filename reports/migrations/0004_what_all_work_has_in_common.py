
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0005_job_result'),
        ('reports', '0003_figures_move_to_all_work'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='activity',
            name='old_description',
        ),
        migrations.RemoveField(
            model_name='activity',
            name='old_gave',
        ),
        migrations.RemoveField(
            model_name='activity',
            name='old_got',
        ),
        migrations.RemoveField(
            model_name='activity',
            name='old_own_cost',
        ),
        migrations.RemoveField(
            model_name='activity',
            name='old_people_reached',
        ),
        migrations.RemoveField(
            model_name='activity',
            name='old_young_reached',
        ),
        migrations.AddField(
            model_name='historicalactivity',
            name='is_development',
            field=models.BooleanField(blank=True, null=True, verbose_name='är utvecklingsarbete'),
        ),
        migrations.AddField(
            model_name='historicalactivity',
            name='is_outside',
            field=models.BooleanField(blank=True, null=True, verbose_name='någon utanför förvaltningarna åtar sig något'),
        ),
        migrations.AddField(
            model_name='historicalactivity',
            name='is_work_related',
            field=models.BooleanField(blank=True, null=True, verbose_name='rör det vanliga arbetet'),
        ),
        migrations.AddField(
            model_name='historicalactivity',
            name='responsible',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='councils.person', verbose_name='ansvarig person'),
        ),
        migrations.AddField(
            model_name='historicalactivity',
            name='status',
            field=models.CharField(blank=True, choices=[('idea', 'idé'), ('analysis', 'behovsanalys'), ('draft', 'utkast'), ('planned', 'planerat'), ('submitted', 'inlämnad'), ('granted', 'beviljad'), ('refused', 'avslagen'), ('withdrawn', 'återkallad'), ('running', 'pågår'), ('held', 'genomfört'), ('closed', 'avslutat'), ('cancelled', 'inställt')], editable=False, max_length=10, verbose_name='läge'),
        ),
    ]
