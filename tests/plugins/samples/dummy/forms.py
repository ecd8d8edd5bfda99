"""Its forms."""

from core import Form, FormFields, Step, fields
from core.language import gettext_lazy as _

TICKET = Form("ticket", _("Take a number"), (Step("who", _("Who comes?"), (fields.Text("name", _("Name")),)),))
NOTE = Form("note", _("A note"), (Step("note", _("What happened?"), (fields.LongText("text", _("Note")),)),))
MORE = FormFields("dummy.ticket", "who", (fields.Text("rt", _("RT/RW"), optional=True),))
