import django.db.models.deletion
import kith.record.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("therapist", "Therapist"),
                            ("supervisor", "Supervisor"),
                            ("lead", "Service lead"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=13,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name_plural": "staff",
            },
        ),
        migrations.CreateModel(
            name="Client",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("code", models.CharField(max_length=12)),
                ("given_name", models.CharField(max_length=80)),
                ("family_name", models.CharField(max_length=80)),
                ("known_as", models.CharField(blank=True, max_length=80)),
                ("pronouns", models.CharField(blank=True, max_length=30)),
                ("born_on", models.DateField()),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("address", models.TextField(blank=True, max_length=400)),
                ("emergency_contact", models.CharField(blank=True, max_length=200)),
                ("contact_wishes", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("crisis_lines", models.JSONField(default=list)),
                ("contact", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("at", models.DateTimeField(default=kith.record.clock.now)),
                ("actor", models.CharField(max_length=60)),
                ("action", models.CharField(max_length=60)),
                ("target", models.CharField(max_length=80)),
                ("client_id", models.BigIntegerField(blank=True, null=True)),
                ("details", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client_id", "at"], name="record_audi_client__240e21_idx"),
                    models.Index(
                        fields=["organisation_id", "at"], name="record_audi_organis_b66626_idx"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Episode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("protocol", models.CharField(max_length=40)),
                ("protocol_version", models.PositiveSmallIntegerField()),
                ("opened_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("disposition", models.CharField(blank=True, max_length=40)),
                ("ending_words", models.TextField(blank=True, max_length=4000)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
                        to="record.client",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervised",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DiaryDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("on", models.DateField()),
                ("entries", models.JSONField(blank=True, default=dict)),
                ("mood", models.SmallIntegerField(blank=True, null=True)),
                ("asleep", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("woke", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("slept", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("elsewhere", models.BooleanField(default=False)),
                ("aside_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diary_days",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["on"],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("name", models.CharField(max_length=120)),
                ("protocol", models.CharField(max_length=40)),
                ("protocol_version", models.PositiveSmallIntegerField()),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        null=True,
                    ),
                ),
                ("starts_at", models.TimeField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=160)),
                ("starts_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "leaders",
                    models.ManyToManyField(related_name="groups", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="record.episode",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Medication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                ("name", models.CharField(max_length=120)),
                ("on", models.DateField()),
                ("purpose", models.CharField(blank=True, max_length=160)),
                ("prescriber", models.CharField(blank=True, max_length=160)),
                ("started_on", models.DateField()),
                ("stopped_on", models.DateField(blank=True, null=True)),
                ("stopped_because", models.CharField(blank=True, max_length=300)),
                ("adherence", models.TextField(blank=True, max_length=1000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="medications",
                        to="record.episode",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["started_on", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MedicalReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                ("on", models.DateField()),
                ("reviewer", models.CharField(max_length=160)),
                ("found", models.TextField(blank=True, max_length=2000)),
                ("next_on", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="medical_reviews",
                        to="record.episode",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("referrer", "Letter to the referrer"),
                            ("client", "Letter to the client"),
                        ],
                        default="referrer",
                        max_length=8,
                    ),
                ),
                ("recipient", models.CharField(max_length=160)),
                ("address", models.TextField(blank=True, max_length=400)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField(max_length=20000)),
                ("scores", models.JSONField(blank=True, default=list)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="record.episode",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="InterpersonalFocus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pattern", "Interpersonal-affective focus"),
                            ("schema", "Interpersonal schema"),
                        ],
                        max_length=7,
                    ),
                ),
                ("parts", models.JSONField(default=dict)),
                ("words", models.TextField(blank=True, max_length=4000)),
                (
                    "client_view",
                    models.CharField(
                        choices=[
                            ("not_yet", "Not talked about yet"),
                            ("agreed", "Agreed"),
                            ("amend", "Wants it changed"),
                        ],
                        default="not_yet",
                        max_length=7,
                    ),
                ),
                ("client_words", models.TextField(blank=True, max_length=2000)),
                ("recorded_on", models.DateField(blank=True, null=True)),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="focuses",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("joined_on", models.DateField()),
                ("rules_agreed_on", models.DateField(blank=True, null=True)),
                ("left_on", models.DateField(blank=True, null=True)),
                ("left_because", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="record.episode",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="record.group",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["joined_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GroupMeeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("number", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=90)),
                ("held", models.BooleanField(default=False)),
                ("called_off_because", models.CharField(blank=True, max_length=300)),
                ("agenda_done", models.JSONField(blank=True, default=list)),
                ("notes", models.TextField(blank=True, max_length=8000)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="record.group",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Formulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=8000)),
                (
                    "client_view",
                    models.CharField(
                        choices=[
                            ("not_yet", "Not talked about yet"),
                            ("agreed", "Agreed"),
                            ("amend", "Wants it changed"),
                        ],
                        default="not_yet",
                        max_length=7,
                    ),
                ),
                ("client_words", models.TextField(blank=True, max_length=2000)),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="formulations",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("sessions", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(max_length=2000)),
                ("agreed_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EndingPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("answers", models.JSONField(default=dict)),
                ("disposition", models.CharField(blank=True, max_length=40)),
                ("disposition_words", models.TextField(blank=True, max_length=4000)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ending_plan",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Dose",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("on", models.DateField()),
                ("words", models.CharField(max_length=160)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "medication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doses",
                        to="record.medication",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DiaryTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("anchor", models.CharField(max_length=20)),
                ("at", models.PositiveSmallIntegerField()),
                ("start", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("agreed_on", models.DateField()),
                ("left_on", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "left_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diary_targets",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["agreed_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DiaryLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diary_links",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Diary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("begun_on", models.DateField()),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diary",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "diaries",
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("number", models.PositiveSmallIntegerField()),
                ("sessions", models.PositiveSmallIntegerField()),
                ("every_days", models.PositiveSmallIntegerField(default=7)),
                ("minutes", models.PositiveSmallIntegerField(default=50)),
                ("place", models.CharField(blank=True, max_length=160)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("goals", models.JSONField(default=list)),
                ("missed_sessions", models.TextField(blank=True, max_length=1000)),
                ("confidentiality", models.TextField(blank=True, max_length=2000)),
                ("in_a_crisis", models.TextField(blank=True, max_length=1000)),
                ("afterwards", models.TextField(blank=True, max_length=1000)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("agreed_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guardian", "Parent or guardian"),
                            ("school", "School"),
                            ("partner", "Partner"),
                            ("prescriber", "Prescriber"),
                            ("gp", "General practitioner"),
                            ("family", "Family or friend"),
                            ("other", "Another service"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("relation", models.CharField(blank=True, max_length=80)),
                ("place", models.CharField(blank=True, max_length=160)),
                ("reach", models.CharField(blank=True, max_length=200)),
                ("on", models.DateField()),
                ("consent_on", models.DateField(blank=True, null=True)),
                ("role", models.TextField(blank=True, max_length=1000)),
                ("shared", models.TextField(blank=True, max_length=1000)),
                ("confidential", models.TextField(blank=True, max_length=1000)),
                ("notes", models.TextField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConditionMet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                ("condition", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("words", models.TextField(max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions_met",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "conditions met",
                "ordering": ["on", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not asked yet"),
                            ("enough", "There were enough good ties"),
                            ("few", "Ties were few or unfulfilling for a long time"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("lonely_now", models.BooleanField(blank=True, null=True)),
                ("withdrew", models.BooleanField(blank=True, null=True)),
                ("words", models.TextField(blank=True, max_length=2000)),
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="company",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "company",
            },
        ),
        migrations.AddField(
            model_name="client",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="record.organisation",
            ),
        ),
        migrations.CreateModel(
            name="Baby",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("lost_on", models.DateField(blank=True, null=True)),
                ("feeding", models.TextField(blank=True, max_length=1000)),
                ("sleep", models.TextField(blank=True, max_length=1000)),
                ("notes", models.TextField(blank=True, max_length=2000)),
                ("on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="babies",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "babies",
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("complaint", models.TextField(blank=True, max_length=4000)),
                ("icd11", models.CharField(blank=True, max_length=12)),
                ("icd10", models.CharField(blank=True, max_length=12)),
                ("diagnosis", models.CharField(blank=True, max_length=160)),
                ("onset_on", models.DateField(blank=True, null=True)),
                (
                    "onset_precision",
                    models.CharField(
                        choices=[
                            ("day", "The day"),
                            ("month", "The month"),
                            ("season", "The season"),
                            ("year", "The year"),
                        ],
                        default="month",
                        max_length=6,
                    ),
                ),
                ("earlier_episodes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("history", models.TextField(blank=True, max_length=8000)),
                ("treatments", models.TextField(blank=True, max_length=4000)),
                ("medication", models.TextField(blank=True, max_length=4000)),
                ("substances", models.TextField(blank=True, max_length=2000)),
                ("strengths", models.TextField(blank=True, max_length=2000)),
                ("cautions", models.JSONField(blank=True, default=dict)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("open", "Not decided yet"),
                            ("proceed", "Go ahead with this therapy"),
                            ("conditions", "Go ahead, with conditions"),
                            ("refer", "Another kind of help first"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decision_reason", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessment",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="staff",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="record.organisation",
            ),
        ),
        migrations.CreateModel(
            name="PackAcceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("instrument", models.CharField(max_length=40)),
                ("instrument_version", models.PositiveSmallIntegerField()),
                ("terms", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["instrument", "-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("label", models.CharField(max_length=60)),
                ("relation", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "A person"),
                            ("group", "A group"),
                            ("pet", "An animal"),
                        ],
                        default="person",
                        max_length=6,
                    ),
                ),
                ("died_on", models.DateField(blank=True, null=True)),
                (
                    "died_precision",
                    models.CharField(
                        choices=[
                            ("day", "The day"),
                            ("month", "The month"),
                            ("season", "The season"),
                            ("year", "The year"),
                        ],
                        default="day",
                        max_length=6,
                    ),
                ),
                ("mourning", models.CharField(blank=True, max_length=10)),
                ("lost_touch", models.BooleanField(default=False)),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("expects", models.TextField(blank=True, max_length=1000)),
                ("expected_of", models.TextField(blank=True, max_length=1000)),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("unknown", "Not known yet"),
                            ("matched", "They fit"),
                            ("mismatched", "They do not fit"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("support_received", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("support_given", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("confiding", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("conflict", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("trouble_since", models.DateField(blank=True, null=True)),
                (
                    "trouble_precision",
                    models.CharField(
                        choices=[
                            ("day", "The day"),
                            ("month", "The month"),
                            ("season", "The season"),
                            ("year", "The year"),
                        ],
                        default="month",
                        max_length=6,
                    ),
                ),
                ("long_standing", models.BooleanField(blank=True, null=True)),
                (
                    "safety",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not asked yet"),
                            ("safe", "Asked alone: no concern"),
                            ("concern", "Asked alone: there is a concern"),
                        ],
                        default="",
                        max_length=7,
                    ),
                ),
                ("safety_words", models.TextField(blank=True, max_length=1000)),
                ("change_since_onset", models.TextField(blank=True, max_length=1000)),
                ("wish", models.TextField(blank=True, max_length=1000)),
                ("notes", models.TextField(blank=True, max_length=4000)),
                ("removed_on", models.DateField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="record.client",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LifeEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("title", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=20)),
                ("on", models.DateField()),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("day", "The day"),
                            ("month", "The month"),
                            ("season", "The season"),
                            ("year", "The year"),
                        ],
                        default="month",
                        max_length=6,
                    ),
                ),
                (
                    "valence",
                    models.CharField(
                        choices=[("bad", "Hard"), ("mixed", "Mixed"), ("good", "Good")],
                        default="bad",
                        max_length=5,
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=4000)),
                ("removed_on", models.DateField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="record.client",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(blank=True, related_name="events", to="record.person"),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Closeness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("on", models.DateField()),
                ("ring", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("wished_ring", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("angle", models.FloatField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="record.person",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PhaseStart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("phase", models.CharField(max_length=40)),
                ("on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phases",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProblemArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("area", models.CharField(max_length=40)),
                ("rank", models.PositiveSmallIntegerField()),
                ("reasons", models.TextField(max_length=4000)),
                ("set_aside", models.JSONField(blank=True, default=dict)),
                ("details", models.JSONField(blank=True, default=dict)),
                ("agreed_on", models.DateField()),
                ("left_on", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="areas",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="focus_of",
                        to="record.person",
                    ),
                ),
            ],
            options={
                "ordering": ["rank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProtocolChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("protocol", models.CharField(max_length=40)),
                ("protocol_version", models.PositiveSmallIntegerField()),
                ("previous", models.CharField(max_length=40)),
                ("suggested", models.CharField(blank=True, max_length=40)),
                ("verdict", models.CharField(blank=True, max_length=5)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protocol_choices",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("received_on", models.DateField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("gp", "General practitioner"),
                            ("self", "The client"),
                            ("hospital", "Hospital or community team"),
                            ("other", "Somebody else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("referrer", models.CharField(blank=True, max_length=160)),
                ("referrer_address", models.TextField(blank=True, max_length=400)),
                ("reason", models.TextField(blank=True, max_length=4000)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="record.client",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="episode",
            name="referral",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="episode",
                to="record.referral",
            ),
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("instrument", models.CharField(max_length=40)),
                ("instrument_version", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField()),
                ("scores", models.JSONField(blank=True, default=dict)),
                ("results", models.JSONField(blank=True, default=dict)),
                (
                    "total",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True),
                ),
                ("band", models.CharField(blank=True, max_length=60)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("link", "By the client, on a link"),
                            ("paper", "On paper, entered by staff"),
                            ("interview", "Asked aloud, entered by staff"),
                        ],
                        max_length=9,
                    ),
                ),
                ("given_on", models.DateField()),
                ("submitted_at", models.DateTimeField()),
                ("comment", models.TextField(blank=True, max_length=2000)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("instrument", models.CharField(max_length=40)),
                ("instrument_version", models.PositiveSmallIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                ("draft", models.JSONField(blank=True, default=dict)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="record.episode",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="record.invitation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment",
                        to="record.response",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("watch", models.CharField(blank=True, max_length=40)),
                ("instrument", models.CharField(blank=True, max_length=40)),
                ("item", models.CharField(max_length=40)),
                ("answer", models.CharField(max_length=40)),
                (
                    "level",
                    models.CharField(
                        choices=[("urgent", "Urgent"), ("review", "For review")], max_length=6
                    ),
                ),
                ("why", models.CharField(max_length=300)),
                ("raised_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_because", models.TextField(blank=True, max_length=4000)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_alerts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="record.assignment",
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="record.diaryday",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="record.response",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RiskReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("on", models.DateField()),
                ("found", models.TextField(max_length=4000)),
                ("protective", models.TextField(blank=True, max_length=2000)),
                ("agreed", models.TextField(max_length=4000)),
                ("care", models.CharField(max_length=20)),
                ("shared_with", models.CharField(blank=True, max_length=300)),
                ("next_on", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_reviews",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SafetyPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("number", models.PositiveSmallIntegerField()),
                ("steps", models.JSONField()),
                ("obstacles", models.JSONField(blank=True, default=dict)),
                ("set_aside", models.JSONField(blank=True, default=dict)),
                ("copy_given", models.BooleanField(default=False)),
                ("agreed_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_plans",
                        to="record.client",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True, related_name="safety_plans", to="record.person"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=50)),
                (
                    "medium",
                    models.CharField(
                        choices=[
                            ("room", "In person"),
                            ("video", "By video"),
                            ("phone", "By telephone"),
                        ],
                        default="room",
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled by the client"),
                            ("absent", "Client did not come"),
                            ("called_off", "Called off by the clinic"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300)),
                ("agenda_done", models.JSONField(blank=True, default=list)),
                ("techniques", models.JSONField(blank=True, default=list)),
                ("strategies", models.JSONField(blank=True, default=list)),
                ("opening", models.TextField(blank=True, max_length=4000)),
                ("mood", models.TextField(blank=True, max_length=2000)),
                ("event", models.TextField(blank=True, max_length=2000)),
                ("link", models.TextField(blank=True, max_length=2000)),
                ("next_time", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="record.episode",
                    ),
                ),
                (
                    "group_meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="record.groupmeeting",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("text", models.TextField(blank=True, max_length=40000)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="note",
                        to="record.session",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Narrative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("told_on", models.DateField()),
                ("text", models.TextField(max_length=4000)),
                ("feeling", models.CharField(blank=True, max_length=200)),
                ("shows_focus", models.BooleanField(default=False)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narratives",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narratives",
                        to="record.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narratives",
                        to="record.session",
                    ),
                ),
            ],
            options={
                "ordering": ["told_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("text", models.CharField(max_length=400)),
                ("set_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To try"), ("done", "Tried"), ("dropped", "Let go")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("outcome", models.TextField(blank=True, max_length=2000)),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="record.session",
                    ),
                ),
            ],
            options={
                "ordering": ["set_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("name", models.CharField(max_length=120)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="referral",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals",
                to="record.team",
            ),
        ),
        migrations.AddField(
            model_name="group",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="groups", to="record.team"
            ),
        ),
        migrations.AddField(
            model_name="episode",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="episodes",
                to="record.team",
            ),
        ),
        migrations.AddField(
            model_name="staff",
            name="teams",
            field=models.ManyToManyField(blank=True, related_name="staff", to="record.team"),
        ),
        migrations.CreateModel(
            name="Weight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                ("on", models.DateField()),
                ("height_cm", models.DecimalField(decimal_places=1, max_digits=4)),
                ("weight_kg", models.DecimalField(decimal_places=1, max_digits=4)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weights",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NoteVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=40000)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="record.note",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("note", "number"), name="note_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("name", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("words", models.TextField(blank=True, max_length=4000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("episode", "name"), name="milestone_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=kith.record.clock.now)),
                ("kind", models.CharField(max_length=40)),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=30)),
                (
                    "medium",
                    models.CharField(
                        choices=[
                            ("room", "In person"),
                            ("video", "By video"),
                            ("phone", "By telephone"),
                        ],
                        default="room",
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled by the client"),
                            ("absent", "Client did not come"),
                            ("called_off", "Called off by the clinic"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300)),
                ("came", models.CharField(blank=True, max_length=300)),
                ("agenda_done", models.JSONField(blank=True, default=list)),
                ("note", models.TextField(blank=True, max_length=20000)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="record.episode",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(
                        fields=["episode", "starts_at"], name="record_meet_episode_b261d2_idx"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_by__isnull", True), ("withdrawn_on__isnull", True)),
                    models.Q(("withdrawn_by__isnull", False), ("withdrawn_on__isnull", False)),
                    _connector="OR",
                ),
                name="medication_withdrawn_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True),
                    models.Q(("withdrawn_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="medication_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="medicalreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_by__isnull", True), ("withdrawn_on__isnull", True)),
                    models.Q(("withdrawn_by__isnull", False), ("withdrawn_on__isnull", False)),
                    _connector="OR",
                ),
                name="medicalreview_withdrawn_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="medicalreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True),
                    models.Q(("withdrawn_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="medicalreview_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                    models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                    _connector="OR",
                ),
                name="letter_signed_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="interpersonalfocus",
            constraint=models.UniqueConstraint(fields=("episode", "number"), name="focus_once"),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("episode",),
                name="one_group_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_on__isnull", True),
                    models.Q(("left_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="left_group_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("called_off_because", "")),
                fields=("group", "number"),
                name="group_meeting_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="formulation",
            constraint=models.UniqueConstraint(
                fields=("episode", "number"), name="formulation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="diarytarget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_by__isnull", True), ("left_on__isnull", True)),
                    models.Q(("left_by__isnull", False), ("left_on__isnull", False)),
                    _connector="OR",
                ),
                name="diarytarget_left_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="diarytarget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("episode", "anchor"),
                name="one_target_for_an_anchor",
            ),
        ),
        migrations.AddConstraint(
            model_name="diarylink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("episode",),
                name="one_open_diary_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="diaryday",
            constraint=models.UniqueConstraint(fields=("episode", "on"), name="diary_day_once"),
        ),
        migrations.AddConstraint(
            model_name="diaryday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mood__isnull", True), ("mood__range", (-5, 5)), _connector="OR"
                ),
                name="diary_mood_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(fields=("episode", "number"), name="contract_once"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_by__isnull", True), ("withdrawn_on__isnull", True)),
                    models.Q(("withdrawn_by__isnull", False), ("withdrawn_on__isnull", False)),
                    _connector="OR",
                ),
                name="contact_withdrawn_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True),
                    models.Q(("withdrawn_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="contact_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="conditionmet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_by__isnull", True), ("withdrawn_on__isnull", True)),
                    models.Q(("withdrawn_by__isnull", False), ("withdrawn_on__isnull", False)),
                    _connector="OR",
                ),
                name="conditionmet_withdrawn_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="conditionmet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True),
                    models.Q(("withdrawn_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="conditionmet_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="conditionmet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on__isnull", True)),
                fields=("episode", "condition"),
                name="condition_met_once",
            ),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                fields=["organisation", "family_name", "given_name"],
                name="record_clie_organis_2a957e_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.UniqueConstraint(
                fields=("organisation", "code"), name="client_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="baby",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_by__isnull", True), ("withdrawn_on__isnull", True)),
                    models.Q(("withdrawn_by__isnull", False), ("withdrawn_on__isnull", False)),
                    _connector="OR",
                ),
                name="baby_withdrawn_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="baby",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True),
                    models.Q(("withdrawn_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="baby_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="baby",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on__isnull", False), ("born_on__isnull", False), _connector="OR"
                ),
                name="baby_due_or_born",
            ),
        ),
        migrations.AddConstraint(
            model_name="packacceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="packacceptance_withdrawn_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="packacceptance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("organisation", "instrument", "terms"),
                name="pack_accepted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="closeness",
            constraint=models.UniqueConstraint(fields=("person", "on"), name="one_place_a_day"),
        ),
        migrations.AddConstraint(
            model_name="closeness",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ring__isnull", True), ("ring__range", (1, 4)), _connector="OR"
                ),
                name="ring_1_to_4",
            ),
        ),
        migrations.AddConstraint(
            model_name="closeness",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wished_ring__isnull", True), ("wished_ring__range", (1, 4)), _connector="OR"
                ),
                name="wished_ring_1_to_4",
            ),
        ),
        migrations.AddConstraint(
            model_name="phasestart",
            constraint=models.UniqueConstraint(fields=("episode", "phase"), name="phase_once"),
        ),
        migrations.AddConstraint(
            model_name="problemarea",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("episode", "rank"),
                name="one_area_a_rank",
            ),
        ),
        migrations.AddConstraint(
            model_name="problemarea",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__in", (1, 2))), name="two_areas_at_most"
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                fields=["episode", "instrument", "given_on"], name="record_resp_episode_edbfa3_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("invitation", "instrument"), name="asked_once_in_a_link"
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                fields=["settled_at", "owner"], name="record_aler_settled_0f8ec6_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                    models.Q(
                        ("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="alert_acknowledged_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="alert_settled_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled_at__isnull", True),
                    models.Q(("settled_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="alert_settled_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyplan",
            constraint=models.UniqueConstraint(
                fields=("client", "number"), name="safety_plan_once"
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                fields=["episode", "starts_at"], name="record_sess_episode_ceef3d_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["state", "starts_at"], name="record_sess_state_4ea8e3_idx"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="session_changed_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                fields=("episode", "group_meeting"), name="one_session_a_group_meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                    models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                    _connector="OR",
                ),
                name="note_signed_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                fields=("organisation", "name"), name="team_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True)),
                fields=("team", "name"),
                name="group_name_once",
            ),
        ),
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(
                fields=["organisation", "ended_on"], name="record_epis_organis_a1dd7c_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(
                fields=["therapist", "ended_on"], name="record_epis_therapi_afa0e4_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(fields=["team", "ended_on"], name="record_epis_team_id_e12f77_idx"),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("client", "team"),
                name="one_open_episode",
            ),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_by__isnull", True), ("ended_on__isnull", True)),
                    models.Q(("ended_by__isnull", False), ("ended_on__isnull", False)),
                    _connector="OR",
                ),
                name="episode_ended_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disposition", ""), ("ended_on__isnull", True)),
                    models.Q(
                        ("ended_on__isnull", False), models.Q(("disposition", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="episode_ended_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="weight",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_by__isnull", True), ("withdrawn_on__isnull", True)),
                    models.Q(("withdrawn_by__isnull", False), ("withdrawn_on__isnull", False)),
                    _connector="OR",
                ),
                name="weight_withdrawn_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="weight",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True),
                    models.Q(("withdrawn_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="weight_withdrawn_with_reason",
            ),
        ),
    ]
