"""The QR code of a receipt: inline SVG, so there is no picture to load."""

from __future__ import annotations

from markupsafe import Markup

SIZE = 152
"""CSS pixels of each side."""


def qr_code(address: str) -> Markup:
    """`address` as a QR code, black on white in every colour scheme. Its text alternative is the page's to give."""
    import segno

    drawn = segno.make(address, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    sized = drawn.replace("<svg ", f'<svg width="{SIZE}" height="{SIZE}" shape-rendering="crispEdges" ', 1)  # a view box alone: style would decide its size
    return Markup(sized)  # noqa: S704 - segno draws modules; nothing of the address stands in it as text
