"""The portal: gather what plugins declare, check it against each other, freeze it."""

from __future__ import annotations

from core.portal.build import build_portal
from core.portal.menus import MenuView
from core.portal.portal import Portal

__all__ = ["MenuView", "Portal", "build_portal"]
