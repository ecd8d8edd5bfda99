"""What an operator may set."""

from pydantic import BaseModel, Field


class Settings(BaseModel):
    """Settings of the sample."""

    page_size: int = Field(default=20, ge=1, le=100, description="Clinics on a page, 1 to 100.")
