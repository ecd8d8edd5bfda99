"""What other plugins may use of information: the satisfaction index, from answers alone and without a database."""

from __future__ import annotations

from .skm import ELEMENTS, Ikm, ikm

__all__ = ["ELEMENTS", "Ikm", "ikm"]
