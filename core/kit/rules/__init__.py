"""The rules, by tier: each one small function, with a page of the same name in docs/plugins/rules."""

from __future__ import annotations

from core.kit.rules import data, pages, source

RULES = (*source.RULES, *data.RULES, *pages.RULES)
