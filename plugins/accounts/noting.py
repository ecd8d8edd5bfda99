"""What somebody did to somebody's account, written into the audit: whoever it is about reads it under "my data"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from core import Context, Request


async def note(context: Request | Context, action: str, account: UUID, *, reason: str = "", **details: Any) -> None:
    """`accounts.<action>` about an account, with `details` that hold no name, number or address."""
    await context.portal.audit.write(context, f"accounts.{action}", about=f"accounts:{account}", subject=str(account), reason=reason, details=details)
