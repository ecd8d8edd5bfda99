"""One setting, read by a limit of the procedure."""

from __future__ import annotations

from pydantic import BaseModel

from plugins.cases.api import WorkingDays


class Settings(BaseModel):
    answer_within: WorkingDays = 3
