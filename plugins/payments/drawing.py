"""The QRIS of a charge as a picture: exactly the payload that the provider gave, and only while it can be paid."""

from __future__ import annotations

from markupsafe import Markup

SIZE = 264
"""CSS pixels of each side: a QRIS has some 60 modules, and a telephone reads it off another one."""


def draw_qris(payload: str) -> Markup:
    """Black on white in every colour scheme. Its text alternative is the page's to give."""
    import segno

    drawn = segno.make(payload, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return Markup(drawn.replace("<svg ", f'<svg width="{SIZE}" height="{SIZE}" shape-rendering="crispEdges" ', 1))  # noqa: S704 - segno draws modules only
