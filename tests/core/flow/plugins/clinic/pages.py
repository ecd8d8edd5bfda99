"""What happens with what is sent."""

import json

from core import Receipt
from core.fields import Refusal
from core.language import gettext_lazy as _

from .models import Sent


async def prepare(request, answers):
    if "closed" in answers["description"]:
        raise Refusal(_("The registry is closed until {hour}."), hour="08.00")
    return "asked"


async def send(request, answers):
    said = json.dumps({"values": dict(answers.values), "extra": answers.extra, "prepared": answers.prepared}, default=str, sort_keys=True)
    made = await Sent.create(answers=said)
    if "breaks" in answers["description"]:
        raise RuntimeError("on_submit broke after writing")
    if "refused" in answers["description"]:
        raise Refusal(_("The office does not take this."))
    files = [file.id for file in answers["photos"]]
    await request.portal.files.keep(files, owner="clinic", subject=f"sent-{made.id}")
    return Receipt("ADU-7K3F-9Q2M", location="/lacak/secret", next=_("You will have an answer within three days."))


async def take_number(request, answers):
    await Sent.create(answers=f"{request.path_params['place']}: {answers['name']}")
    return Receipt("ANT-0000-0001")
