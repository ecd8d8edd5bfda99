"""Broken on purpose: its field for another plugin's form depends on what that form never asks."""

from core import FormFields, fields, hookimpl
from core.language import gettext_lazy as _


@hookimpl
def register_form_fields():
    return [FormFields("dummy.ticket", "who", [fields.Text("reason", _("Reason"), when=fields.Is("urgent", True))])]
