"""Two forms: one with every kind of field in several steps, and one of a single question below a path parameter."""

from core import Form, Step, fields
from core.language import gettext_lazy as _


async def similar(request, answers):
    """Reports that may be the same: only for descriptions that speak of a hole."""
    return [("ADU-1", _("A hole near the market"))] if "hole" in answers["description"] else []


REPORT = Form(
    "report",
    _("Report"),
    [
        Step(
            "what",
            _("What is the problem?"),
            [
                fields.LongText("description", _("Tell what you see"), hint=_("What, since when, and who is affected."), missing=_("Tell what you see")),
                fields.Photos("photos", _("Photos"), optional=True, most=2),
                fields.File("letter", _("Letter"), optional=True),
            ],
        ),
        Step("where", _("Where?"), [fields.Place("place", _("Place"))]),
        Step("similar", _("Has it been reported?"), [fields.Choice("same_as", _("Similar reports"), options=similar, optional=True)]),
        Step(
            "kind",
            _("Which kind?"),
            [
                fields.Choice("kind", _("Kind"), options=[("road", _("Roads")), ("lamp", _("Lamps")), ("other", _("Other"))]),
                fields.Text("which", _("Which other"), when=fields.Is("kind", "other")),
            ],
        ),
        Step(
            "who",
            _("Who are you?"),
            [
                fields.Text("name", _("Name"), optional=True, longest=80),
                fields.Phone("phone", _("Telephone"), optional=True),
                fields.Nik("nik", _("NIK"), optional=True),
                fields.Group("children", _("Children"), fields=[fields.Text("name", _("Name"))], optional=True, least=0),
                fields.Consent("show_name", _("Show my name"), optional=True),
            ],
        ),
        Step("late", _("Why so late?"), [fields.Text("reason", _("Reason"))], when=fields.Is("kind", "lamp")),
    ],
)

NUMBER = Form("number", _("Take a number"), [Step("name", _("Who comes?"), [fields.Text("name", _("Name"))])])
