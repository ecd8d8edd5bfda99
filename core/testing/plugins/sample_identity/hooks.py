"""What the sample identity adds to a portal under test."""

from __future__ import annotations

from core import PUBLIC, Identity, Route, hookimpl

from . import pages


@hookimpl
def register_routes() -> list[Route]:
    return [
        Route("/", pages.form, name="form", access=PUBLIC),
        Route("/", pages.sign_in, name="sign_in", access=PUBLIC, methods=("POST",)),
        Route("/keluar", pages.sign_out, name="sign_out", access=PUBLIC, methods=("POST",)),
    ]


@hookimpl
def register_identity() -> list[Identity]:
    return [Identity(pages.find, pages.officers)]
