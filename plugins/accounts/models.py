"""The tables of accounts. What is about a person is sealed, and found by keyed indexes; secrets are kept as digests."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import BlindIndexField, JSONTextField, SealedTextField

CITIZEN, OFFICER = "citizen", "officer"


class Account(Model):
    """Somebody who can sign in. `password` is empty until it is set; `totp_last` the last time step whose code was taken.

    `seen` is the last day on which they signed in; `represents` says that they may act for somebody (`Ward`),
    `official` that they were once found to hold an office (`Office`): only then a request asks for more."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharField(max_length=8)
    name = SealedTextField()
    email = SealedTextField(null=True)
    email_index = BlindIndexField(null=True, unique=True)
    phone = SealedTextField(null=True)
    phone_index = BlindIndexField(null=True, unique=True)
    nik = SealedTextField(null=True)
    birth_date = SealedTextField(null=True)
    district = fields.CharField(max_length=13, default="")
    village = fields.CharField(max_length=13, default="")
    password = fields.CharField(max_length=200, default="")
    totp = SealedTextField(null=True)
    totp_last = fields.BigIntField(default=0)
    administrator = fields.BooleanField(default=False)
    active = fields.BooleanField(default=True)
    created = fields.DatetimeField()
    email_proved = fields.DatetimeField(null=True)
    phone_proved = fields.DatetimeField(null=True)
    language = fields.CharField(max_length=8, default="", db_default="")
    seen = fields.DateField(null=True)
    represents = fields.BooleanField(default=False, db_default=False)
    official = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "accounts_account"


class Binding(Model):
    """A role that an officer has in an agency of the site; with `area`, only in this kecamatan or village."""

    id = fields.UUIDField(primary_key=True)
    account = fields.UUIDField()
    role = fields.CharField(max_length=16)
    agency = fields.CharField(max_length=64)
    area = fields.CharField(max_length=13, default="", db_default="")

    class Meta:
        table = "accounts_binding"
        unique_together = (("account", "role", "agency", "area"),)

    def covers(self, area: str) -> bool:
        """Whether something in `area` falls to this role. What has no area lies in none."""
        return not self.area or area == self.area or area.startswith(f"{self.area}.")


class Absence(Model):
    """An officer who is away on these days, both counted, and who stands in."""

    id = fields.UUIDField(primary_key=True)
    account = fields.UUIDField(db_index=True)
    deputy = fields.UUIDField()
    starts = fields.DateField()
    ends = fields.DateField(db_index=True)

    class Meta:
        table = "accounts_absence"


class Invitation(Model):
    """A one-time link to set a password; `id` is the SHA-256 of its secret."""

    id = fields.CharField(max_length=64, primary_key=True)
    account = fields.UUIDField(db_index=True)
    expires = fields.DatetimeField()

    class Meta:
        table = "accounts_invitation"


class RecoveryCode(Model):
    """One of the ten codes for when the authenticator is lost. A keyed digest; used once, then deleted."""

    id = fields.UUIDField(primary_key=True)
    account = fields.UUIDField()
    code = BlindIndexField()

    class Meta:
        table = "accounts_recovery"
        unique_together = (("account", "code"),)


class Tries(Model):
    """Failed tries under a key (an account by whatever it is called, a second factor, an address), and until when none is taken."""

    id = fields.CharField(max_length=64, primary_key=True)
    fails = fields.IntField(default=0)
    tried = fields.DatetimeField(db_index=True)
    until = fields.DatetimeField(null=True)

    class Meta:
        table = "accounts_tries"


class Waiting(Model):
    """What is between two pages of one session: who gave the right password and not yet the second factor, or a link shown once."""

    id = fields.UUIDField(primary_key=True)
    session = fields.CharField(max_length=64)
    purpose = fields.CharField(max_length=8)
    account = fields.UUIDField(db_index=True)
    data = SealedTextField(null=True)
    target = fields.CharField(max_length=2000, default="")
    expires = fields.DatetimeField(db_index=True)

    class Meta:
        table = "accounts_waiting"
        unique_together = (("session", "purpose"),)


class Code(Model):
    """A one-time code that was sent: a keyed digest of it, the session that asked, and how often it was guessed."""

    id = fields.UUIDField(primary_key=True)
    session = fields.CharField(max_length=64, db_index=True)
    digest = BlindIndexField(db_index=False)
    tries = fields.IntField(default=0)
    expires = fields.DatetimeField(db_index=True)

    class Meta:
        table = "accounts_code"


class Sending(Model):
    """When codes went to one contact, by its keyed index; and under `day …` how many went in all."""

    id = fields.CharField(max_length=64, primary_key=True)
    times = JSONTextField()
    count = fields.IntField(default=0)
    touched = fields.DatetimeField(db_index=True)

    class Meta:
        table = "accounts_sending"


class Consent(Model):
    """What an account agreed to, in the words that were read, and until when."""

    id = fields.UUIDField(primary_key=True)
    account = fields.UUIDField(db_index=True)
    what = fields.CharField(max_length=100)
    text = fields.TextField()
    given = fields.DatetimeField()
    withdrawn = fields.DatetimeField(null=True)

    class Meta:
        table = "accounts_consent"


class Ward(Model):
    """Somebody for whom an account may act: a child, a person (`person`, another account) who agreed, an organisation."""

    id = fields.UUIDField(primary_key=True)
    account = fields.UUIDField(db_index=True)
    kind = fields.CharField(max_length=12)
    name = SealedTextField()
    nik = SealedTextField(null=True)
    nik_index = BlindIndexField(null=True)
    nib = fields.CharField(max_length=13, default="")
    person = fields.UUIDField(null=True, db_index=True)
    until = fields.DateField(null=True)
    state = fields.CharField(max_length=8)
    created = fields.DatetimeField()
    decided = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=64, default="")

    class Meta:
        table = "accounts_ward"
        indexes = (Index(fields=("kind", "state", "created")),)


class Acting(Model):
    """For whom one session acts just now."""

    id = fields.UUIDField(primary_key=True)
    session = fields.CharField(max_length=64, unique=True)
    ward = fields.UUIDField(db_index=True)
    since = fields.DatetimeField()

    class Meta:
        table = "accounts_acting"


class Office(Model):
    """A local official: `kind` of office, over which `area`, by which decree and until when. `number` names the claim to people; `file` is the decree."""

    id = fields.UUIDField(primary_key=True)
    account = fields.UUIDField(db_index=True)
    number = fields.CharField(max_length=16)
    kind = fields.CharField(max_length=12)
    area = fields.CharField(max_length=13)
    rt = fields.IntField(default=0)
    rw = fields.IntField(default=0)
    decree = SealedTextField()
    decided_on = fields.DateField()
    file = fields.UUIDField()
    until = fields.DateField(db_index=True)
    state = fields.CharField(max_length=8)
    created = fields.DatetimeField()
    decided = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=64, default="")
    reason = fields.CharField(max_length=300, default="")

    class Meta:
        table = "accounts_office"
        indexes = (Index(fields=("state", "created", "id")),)


class Login(Model):
    """An account elsewhere with which somebody signs in; `subject` is the keyed index of what the method says never changes."""

    id = fields.UUIDField(primary_key=True)
    account = fields.UUIDField(db_index=True)
    method = fields.CharField(max_length=64)
    subject = BlindIndexField(unique=True)
    created = fields.DatetimeField()

    class Meta:
        table = "accounts_login"
