"""For tests of plugins and of this house: a fresh portal, clients, a clock, forms filled in as a person would."""

from __future__ import annotations

from core.testing.clock import FrozenClock
from core.testing.forms import PageForm, form_in, forms_in
from core.testing.portals import REGIONS, make_site, serving

__all__ = ["REGIONS", "FrozenClock", "PageForm", "form_in", "forms_in", "make_site", "serving"]
