"""A form's way through the portal: steps, drafts, uploads, the check, one submission, a receipt."""

from core.flow.drafts import sweep_drafts
from core.flow.flow import Flow

__all__ = ["Flow", "sweep_drafts"]
