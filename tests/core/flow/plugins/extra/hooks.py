"""One field more for the clinic's report."""

from core import FormFields, fields, hookimpl
from core.language import gettext_lazy as _


@hookimpl
def register_form_fields():
    return [FormFields("clinic.report", "who", [fields.Text("name", _("Neighbourhood unit"), optional=True)])]
