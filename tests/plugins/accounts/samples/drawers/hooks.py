"""A colour of everybody; while the file `drawers.jammed` lies in the data folder it opens for nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import Context, Erasure, PersonalData, Subject, hookimpl


def _open(context: Context) -> None:
    if (context.portal.site.data / "drawers.jammed").exists():
        raise OSError("the drawer is jammed")


async def export(context: Context, _subject: Subject) -> Mapping[str, Any]:
    _open(context)
    return {"colour": "biru"}


async def erase(context: Context, _subject: Subject) -> Erasure:
    _open(context)
    return Erasure(("warna kesukaan",))


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(export, erase)]
