"""What an operator may set, in `[plugins.datasette]`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}\.db$")]


class Settings(BaseModel):
    """Files are named, never found: what is published is a decision."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: tuple[Name, ...] = Field((), description="SQLite files in the folder opendata/ of the site.")
    public: bool = Field(True, description="Whether everybody may read them; else officers with the permission.")
    sql: bool = Field(False, description="Whether readers may write queries of their own.")
