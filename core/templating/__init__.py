"""Templates: one environment a language, namespaces, layers of themes, blocks for htmx."""

from __future__ import annotations

from core.templating.assets import Asset, Assets
from core.templating.environment import Surroundings, build_environment
from core.templating.layers import LayeredLoader, PortalEnvironment, render_block
from core.templating.owners import owner_of
from core.templating.rendering import Rendered, Templates, render, render_fragment

__all__ = [
    "Asset",
    "Assets",
    "LayeredLoader",
    "PortalEnvironment",
    "Rendered",
    "Surroundings",
    "Templates",
    "build_environment",
    "owner_of",
    "render",
    "render_block",
    "render_fragment",
]
