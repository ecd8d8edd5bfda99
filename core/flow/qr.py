"""The QR code of a receipt: inline SVG, so there is no picture to load."""

from __future__ import annotations

from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """`address` as a QR code, black on white in every colour scheme. Its text alternative is the page's to give."""
    import segno

    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False)
    return Markup(drawn)  # noqa: S704 - segno draws modules; nothing of the address stands in it as text
