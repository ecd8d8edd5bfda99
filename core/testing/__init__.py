"""For tests of plugins and of this house: a fresh portal, clients, a clock, forms filled in as a person would.

`core.testing.fixtures` is a pytest plugin of the distribution, so this package must cost nothing to whoever does not use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazy

if TYPE_CHECKING:
    from core.testing.clock import FrozenClock as FrozenClock
    from core.testing.forms import PageForm as PageForm
    from core.testing.forms import form_in as form_in
    from core.testing.forms import forms_in as forms_in
    from core.testing.portals import REGIONS as REGIONS
    from core.testing.portals import make_site as make_site
    from core.testing.portals import serving as serving

_HOME = {
    "REGIONS": "core.testing.portals",
    "FrozenClock": "core.testing.clock",
    "PageForm": "core.testing.forms",
    "form_in": "core.testing.forms",
    "forms_in": "core.testing.forms",
    "make_site": "core.testing.portals",
    "serving": "core.testing.portals",
}

__all__ = ["REGIONS", "FrozenClock", "PageForm", "form_in", "forms_in", "make_site", "serving"]

__getattr__, __dir__ = lazy(__name__, _HOME)
