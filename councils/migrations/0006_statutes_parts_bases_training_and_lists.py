import re

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


OF_A_FILE = re.compile(r"^(?:Profil|Lag): .*\(document (\S+)\)$")  # what the loader wrote of a document that it made


def remember(apps, schema_editor):
    """What the first version of a document says that its file called it."""
    documents, versions = apps.get_model("councils", "Document"), apps.get_model("councils", "HistoricalDocument")
    taken = set()
    for version in versions.objects.filter(history_type="+", history_change_reason__contains="(document ").order_by("history_id"):
        found = OF_A_FILE.search(version.history_change_reason)
        document = documents.objects.filter(pk=version.id).first()
        if not found or document is None or (key := (document.municipality_id, document.kind == "statute", found[1])) in taken:
            continue
        taken.add(key)
        documents.objects.filter(pk=document.pk).update(code=found[1])
        versions.objects.filter(id=document.pk).update(code=found[1])


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0005_job_result"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="slag av del")),
                ("code", models.CharField(blank=True, editable=False, max_length=60, verbose_name="kod")),
                ("title", models.CharField(max_length=300, verbose_name="rubrik")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("ordinal", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                ("indicator", models.CharField(blank=True, max_length=300, verbose_name="mått")),
                ("target", models.CharField(blank=True, max_length=300, verbose_name="målvärde")),
                ("responsible", models.CharField(blank=True, max_length=200, verbose_name="ansvarig")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="klar senast")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="councils.document", verbose_name="dokument"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
                (
                    "serves",
                    models.ForeignKey(
                        blank=True,
                        help_text="Det strategiska område, det mål eller den prioritering som delen bidrar till.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="served_by",
                        to="councils.documentpart",
                        verbose_name="knuten till",
                    ),
                ),
            ],
            options={
                "verbose_name": "del av dokument",
                "verbose_name_plural": "delar av dokument",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True), fields=("document", "code"), name="one_code_per_part_of_document"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serves", None), models.Q(("serves", models.F("id")), _negated=True), _connector="OR"),
                        name="part_serves_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBasisPart",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="del")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("answer", models.CharField(blank=True, max_length=40, verbose_name="svar")),
                ("does_not_apply", models.BooleanField(default=False, verbose_name="inte aktuellt här")),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
                ("written_on", models.DateField(blank=True, null=True, verbose_name="skrivet den")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.matter",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical del av underlag",
                "verbose_name_plural": "historical delar av underlag",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="councils_hi_history_d79198_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDocumentPart",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="slag av del")),
                ("code", models.CharField(blank=True, editable=False, max_length=60, verbose_name="kod")),
                ("title", models.CharField(max_length=300, verbose_name="rubrik")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("ordinal", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                ("indicator", models.CharField(blank=True, max_length=300, verbose_name="mått")),
                ("target", models.CharField(blank=True, max_length=300, verbose_name="målvärde")),
                ("responsible", models.CharField(blank=True, max_length=200, verbose_name="ansvarig")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="klar senast")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.document",
                        verbose_name="dokument",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
                (
                    "serves",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Det strategiska område, det mål eller den prioritering som delen bidrar till.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.documentpart",
                        verbose_name="knuten till",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical del av dokument",
                "verbose_name_plural": "historical delar av dokument",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="councils_hi_history_f03013_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTrainingOffer",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="vad")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("joint", "gemensam kompetensutveckling"),
                            ("individual", "enskild kompetensutveckling"),
                            ("basic", "grundläggande kompetensutveckling"),
                        ],
                        default="joint",
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("day", models.DateField(verbose_name="dag")),
                ("all_contacts", models.BooleanField(default=False, verbose_name="erbjuds alla kontaktpersoner")),
                ("offered_by", models.CharField(blank=True, max_length=200, verbose_name="vem som erbjuder")),
                ("link", models.URLField(blank=True, verbose_name="länk")),
                ("note", models.TextField(blank=True, verbose_name="anteckning")),
                ("cancelled", models.BooleanField(default=False, verbose_name="inställt")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "container",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.container",
                        verbose_name="hör till",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical kompetensutveckling",
                "verbose_name_plural": "historical kompetensutveckling",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="councils_hi_history_f5da10_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.SlugField(max_length=40, verbose_name="vad")),
                ("batch", models.UUIDField(db_index=True)),
                ("file_name", models.CharField(max_length=200, verbose_name="filnamn")),
                ("sha256", models.CharField(max_length=64, verbose_name="fingeravtryck")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "läses"),
                            ("read", "väntar på att genomföras"),
                            ("applied", "genomförd"),
                            ("undone", "ångrad"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="läge",
                    ),
                ),
                ("notes", models.JSONField(default=list)),
                ("lines", models.JSONField(default=list)),
                ("answers", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("left", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("applied_on", models.DateTimeField(null=True, verbose_name="genomförd")),
                ("undone_on", models.DateTimeField(null=True, verbose_name="ångrad")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="av",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="councils.storedfile",
                        verbose_name="fil",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "importer",
                "ordering": ["-created_at", "-pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "applied"), _negated=True), ("applied_on__isnull", False), _connector="OR"),
                        name="an_applied_import_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "undone"), _negated=True), ("undone_on__isnull", False), _connector="OR"),
                        name="an_undone_import_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=60)),
                ("row", models.BigIntegerField()),
                ("act", models.CharField(choices=[("new", "ny"), ("changed", "ändrad")], max_length=7)),
                ("values", models.JSONField(default=dict)),
                ("version", models.BigIntegerField(default=0)),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.municipality"),
                ),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="councils.importrun")),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("run", "model", "row"), name="an_import_names_a_row_once")],
            },
        ),
        migrations.CreateModel(
            name="BasisPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="del")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("answer", models.CharField(blank=True, max_length=40, verbose_name="svar")),
                ("does_not_apply", models.BooleanField(default=False, verbose_name="inte aktuellt här")),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
                ("written_on", models.DateField(blank=True, null=True, verbose_name="skrivet den")),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="basis", to="councils.matter", verbose_name="ärende"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
            ],
            options={
                "verbose_name": "del av underlag",
                "verbose_name_plural": "delar av underlag",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("matter", "code"), name="one_basis_part_per_code")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBasisGoal",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "basis",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.basispart",
                        verbose_name="del av underlag",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.documentpart",
                        verbose_name="mål",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical mål i underlag",
                "verbose_name_plural": "historical mål i underlag",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="councils_hi_history_20bc40_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="BasisGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
                (
                    "basis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goal_links",
                        to="councils.basispart",
                        verbose_name="del av underlag",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="basis_links",
                        to="councils.documentpart",
                        verbose_name="mål",
                    ),
                ),
            ],
            options={
                "verbose_name": "mål i underlag",
                "verbose_name_plural": "mål i underlag",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("basis", "goal"), name="goal_named_once")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTrainingInvitation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("attended", models.BooleanField(default=False, verbose_name="deltog")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical erbjudande om kompetensutveckling",
                "verbose_name_plural": "historical erbjudanden om kompetensutveckling",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="councils_hi_history_a28b8c_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TrainingOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="vad")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("joint", "gemensam kompetensutveckling"),
                            ("individual", "enskild kompetensutveckling"),
                            ("basic", "grundläggande kompetensutveckling"),
                        ],
                        default="joint",
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("day", models.DateField(verbose_name="dag")),
                ("all_contacts", models.BooleanField(default=False, verbose_name="erbjuds alla kontaktpersoner")),
                ("offered_by", models.CharField(blank=True, max_length=200, verbose_name="vem som erbjuder")),
                ("link", models.URLField(blank=True, verbose_name="länk")),
                ("note", models.TextField(blank=True, verbose_name="anteckning")),
                ("cancelled", models.BooleanField(default=False, verbose_name="inställt")),
                (
                    "container",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to="councils.container",
                        verbose_name="hör till",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
            ],
            options={
                "verbose_name": "kompetensutveckling",
                "verbose_name_plural": "kompetensutveckling",
                "ordering": ["-day", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="TrainingInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attended", models.BooleanField(default=False, verbose_name="deltog")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.municipality",
                        verbose_name="kommun",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_invitations",
                        to="councils.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="councils.trainingoffer",
                        verbose_name="kompetensutveckling",
                    ),
                ),
            ],
            options={
                "verbose_name": "erbjudande om kompetensutveckling",
                "verbose_name_plural": "erbjudanden om kompetensutveckling",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("offer", "person"), name="offered_once")],
            },
        ),
        migrations.AddField(
            model_name="BasisPart",
            name="goals",
            field=models.ManyToManyField(
                related_name="+", through="councils.BasisGoal", to="councils.documentpart", verbose_name="beslutade mål"
            ),
        ),
        migrations.AddField(
            model_name="HistoricalTrainingInvitation",
            name="offer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="councils.trainingoffer",
                verbose_name="kompetensutveckling",
            ),
        ),
        migrations.AddField(
            model_name="TrainingOffer",
            name="people",
            field=models.ManyToManyField(
                related_name="+", through="councils.TrainingInvitation", to="councils.person", verbose_name="erbjuds"
            ),
        ),
        migrations.AlterModelOptions(
            name="container",
            options={
                "base_manager_name": "objects",
                "default_permissions": (),
                "permissions": [
                    ("see", "Läsa allt i kommunen"),
                    ("log", "Logga aktiviteter"),
                    ("report", "Skriva och lämna enhetens rapport"),
                    ("appoint", "Utse och avsluta kontaktpersoner och ledamöter"),
                    ("meet", "Kalla till möten och skriva anteckningar"),
                    ("edit_documents", "Registrera styrande dokument"),
                    ("relate", "Ta hand om vänorter, avtal och nätverk"),
                    ("fund", "Ta hand om ansökningar, projekt och medel"),
                    ("compile", "Sammanställa årsrapporten"),
                    ("publish", "Publicera på den publika sidan"),
                    ("record_decisions", "Registrera beslut"),
                    ("administer", "Ställa in regler, ord och uppdrag"),
                ],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="code",
            field=models.SlugField(blank=True, db_index=False, editable=False, max_length=60, verbose_name="kod"),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="code",
            field=models.SlugField(blank=True, db_index=False, editable=False, max_length=60, verbose_name="kod"),
        ),
        migrations.AddField(
            model_name="historicalmeeting",
            name="announced_on",
            field=models.DateField(blank=True, null=True, verbose_name="justeringen tillkännagiven"),
        ),
        migrations.AddField(
            model_name="historicalmeeting",
            name="attested_on",
            field=models.DateField(blank=True, null=True, verbose_name="protokollet justerat"),
        ),
        migrations.AddField(
            model_name="historicalmunicipality",
            name="population",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="antal invånare"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="announced_on",
            field=models.DateField(blank=True, null=True, verbose_name="justeringen tillkännagiven"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="attested_on",
            field=models.DateField(blank=True, null=True, verbose_name="protokollet justerat"),
        ),
        migrations.AddField(
            model_name="municipality",
            name="population",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="antal invånare"),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("code", ""), _negated=True), models.Q(("kind", "statute"), _negated=True)),
                fields=("municipality", "code"),
                name="one_document_per_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("code", ""), _negated=True), ("kind", "statute")),
                fields=("municipality", "code"),
                name="one_statute_per_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("attested_on", None), ("attested_on__gte", models.F("day")), _connector="OR"),
                name="attested_after_the_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("announced_on", None),
                    models.Q(("announced_on__gte", models.F("attested_on")), ("attested_on__isnull", False)),
                    _connector="OR",
                ),
                name="announced_after_it_is_attested",
            ),
        ),
    ]
