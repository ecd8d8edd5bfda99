"""The front door."""

from core import PUBLIC, hookimpl

from . import forms, pages


@hookimpl
def register_routes():
    return [
        *forms.REPORT.routes("/lapor", on_submit=pages.send, prepare=pages.prepare, access=PUBLIC),
        *forms.NUMBER.routes("/{place}/antre", on_submit=pages.take_number, access=PUBLIC),
    ]
