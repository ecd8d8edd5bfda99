"""Themes: a few lines of TOML and a few drawings become the look of a portal, and none of it can be unreadable."""

from core.themes.bundle import stylesheet
from core.themes.chain import find_themes
from core.themes.theme import Theme, load_theme

__all__ = ["Theme", "find_themes", "load_theme", "stylesheet"]
