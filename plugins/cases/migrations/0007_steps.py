"""The queue of one step: what stands in a state, of an agency or of all, the most urgent first."""

from tortoise import migrations

from core.models import RunSQLOn

STEPS = (
    # As those of 0004: only what is open stands in the queue.
    "CREATE INDEX cases_case_step ON cases_case (agency, state, due, id) WHERE closed IS NULL AND main IS NULL",
    "CREATE INDEX cases_case_steps ON cases_case (state, due, id) WHERE closed IS NULL AND main IS NULL",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_moderation")]

    operations = [RunSQLOn(sqlite=STEPS, postgres=STEPS)]
