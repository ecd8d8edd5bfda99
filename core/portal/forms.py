"""The flow through a form: where a declaration meets the machinery."""

from __future__ import annotations

from collections.abc import Sequence

from core.forms import CompiledForm, FormRoute
from core.plugins.plugin import Plugin
from core.routes import Route


def flow_routes(plugin: Plugin, opened: FormRoute, form: CompiledForm) -> Sequence[Route]:
    """The pages of a form's way through the portal. Imported here: a portal without forms does not pay for them."""
    from core.flow import Flow

    return Flow(plugin.slug, opened, form).routes()
