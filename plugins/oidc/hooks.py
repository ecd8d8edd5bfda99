"""What the plugin adds: one way to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import hookimpl

from .provider import Provider
from .settings import Settings

if TYPE_CHECKING:
    from core import Plugin
    from plugins.accounts.api import LoginMethod


@hookimpl
def register_login_methods(plugin: Plugin) -> list[LoginMethod]:
    settings = plugin.settings(Settings)
    return [Provider(settings)] if settings.issuer and settings.client_id else []
