"""Broken on purpose."""

from core import PUBLIC, Form, Receipt, Step, fields, hookimpl
from core.language import gettext_lazy as _


def choices(plugin):
    raise LookupError("the list of markets is empty")


async def send(request, answers):
    return Receipt("BRK-0000-0001")


FORM = Form("stall", _("A stall"), [Step("market", _("Which market?"), [fields.Choice("market", _("Market"), options=choices)])])


@hookimpl
def register_routes():
    return [*FORM.routes("/", on_submit=send, access=PUBLIC)]
