"""What the officers' desk keeps: who has a case, what it is a duplicate of, saved views, reply templates, bundles, results."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import JSONTextField, RunSQLOn

QUEUE = (
    # Only what is open stands in the queue, so that its indexes stay small however old the portal gets.
    "CREATE INDEX cases_case_queue ON cases_case (agency, due, id) WHERE closed IS NULL AND main IS NULL",
    "CREATE INDEX cases_case_open ON cases_case (due, id, visibility) WHERE closed IS NULL AND main IS NULL",
    "CREATE INDEX cases_case_hidden ON cases_case (agency, due, id) WHERE closed IS NULL AND main IS NULL AND visibility = 'confidential'",
    "CREATE INDEX cases_case_mine ON cases_case (assignee, due, id) WHERE closed IS NULL AND main IS NULL AND assignee <> ''",
    "CREATE INDEX cases_case_main ON cases_case (main) WHERE main IS NOT NULL",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_matter")]

    operations = [
        ops.AddField("Case", "assignee", fields.CharField(max_length=64, default="", db_default="")),
        ops.AddField("Case", "main", fields.UUIDField(null=True)),
        # The partial ones below take its place.
        ops.RemoveIndex("Case", fields=["closed", "due", "id"]),
        RunSQLOn(sqlite=QUEUE, postgres=QUEUE),
        ops.CreateModel(
            name="Assignee",
            fields=[("id", fields.CharField(primary_key=True, max_length=64)), ("name", fields.CharField(max_length=200))],
            options={"table": "cases_assignee"},
        ),
        ops.CreateModel(
            name="SavedView",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("owner", fields.CharField(max_length=64)),
                ("title", fields.CharField(max_length=60)),
                ("query", fields.CharField(max_length=500)),
                ("made", fields.DatetimeField()),
            ],
            options={"table": "cases_view", "indexes": [Index(fields=["owner", "made", "id"])]},
        ),
        ops.CreateModel(
            name="Reply",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("title", fields.CharField(max_length=80)),
                ("text", fields.TextField()),
                ("agency", fields.CharField(default="", max_length=64)),
                ("service", fields.CharField(default="", max_length=100)),
                ("changed", fields.DatetimeField()),
            ],
            options={"table": "cases_reply"},
        ),
        ops.CreateModel(
            name="Bundle",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("title", fields.CharField(max_length=120)),
                ("instruction", fields.TextField(default="")),
                ("agency", fields.CharField(default="", max_length=64)),
                ("visibility", fields.CharField(default="public", max_length=12)),
                ("made", fields.DatetimeField()),
                ("made_by", fields.CharField(default="", max_length=64)),
            ],
            options={"table": "cases_bundle", "indexes": [Index(fields=["agency", "made", "id"])]},
        ),
        ops.CreateModel(
            name="Bundled",
            fields=[("case", fields.UUIDField(primary_key=True)), ("bundle", fields.UUIDField(db_index=True))],
            options={"table": "cases_bundled"},
        ),
        ops.CreateModel(
            name="Run",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("actor", fields.CharField(max_length=64)),
                ("made", fields.DatetimeField(db_index=True)),
                ("title", fields.CharField(max_length=200)),
                ("lines", JSONTextField()),
            ],
            options={"table": "cases_run"},
        ),
    ]
