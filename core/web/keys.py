"""Are the site's keys the ones that the database was written with?

The database remembers a mark of each key that says nothing about the key. With a wrong one the portal refuses to start:
it could read nothing of what is sealed, and would seal what follows so that the right key could not read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from core.database.tables import Setting
from core.errors import SiteError

REMEMBERED = "core.key_marks"


async def check_keys(marks: Mapping[str, str], now: datetime) -> None:
    """Compare `marks` (name → mark) with what the database remembers, and remember new ones. SiteError names each key that is another or missing."""
    row = await Setting.get_or_none(key=REMEMBERED)
    known: dict[str, str] = json.loads(row.value) if row is not None else {}
    wrong = sorted(name for name, mark in known.items() if marks.get(name, mark) != mark)
    lost = sorted(name for name in known if name not in marks)
    if wrong or lost:
        said = [f"another than before: {', '.join(wrong)}"] * bool(wrong) + [f"missing: {', '.join(lost)}"] * bool(lost)
        raise SiteError(
            f"The site's keys do not fit its database ({'; '.join(said)})",
            where="data/secrets.toml",
            hint="Put back the keys that this database was written with. An old cipher key stays in the file beside the new one.",
            code="site.secrets.foreign",
        )
    text = json.dumps({**known, **marks})
    if row is None:
        await Setting.bulk_create([Setting(key=REMEMBERED, value=text, changed=now, changed_by="")], ignore_conflicts=True)
    elif known.keys() != marks.keys():
        await Setting.filter(key=REMEMBERED, version=row.version).update(value=text, version=row.version + 1, changed=now)
