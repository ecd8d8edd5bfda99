"""Jobs: a vacancy, the forms in which officers and employers enter one, an application of an employer for whom nobody here acts, and a job-seeker card.

The site's labour agency is the handler's."""

from __future__ import annotations

from plugins.cases.api import Case, keys_of
from plugins.jobs.models import Vacancy
from tests.plugins.jobs.cards import asked
from tests.plugins.jobs.conftest import PLAIN, fill
from tests.plugins.jobs.test_applications import applied

from .world import NO_SECRET, World

TOML = '[plugins.jobs]\nagency = "dpupr"\n'


async def things(world: World) -> None:
    await fill(world.portal, PLAIN)
    vacancy = await Vacancy.get()
    for route in ("vacancy", "decide"):
        world.ask_for(f"jobs:{route}", "a vacancy", code=vacancy.code)
        world.ask_for(f"jobs:{route}", "absent", code="nobody", form={"deed": "fill"})
    for form, first in (("enter", "work"), ("register", "employer"), ("post", "work")):
        for route in ("step", "save"):
            world.ask_for(f"jobs:{form}_{route}", "first", step=first)
            world.ask_for(f"jobs:{form}_{route}", "absent", step="nobody")
        world.ask_for(f"jobs:{form}_receipt", "absent", secret=NO_SECRET)
    world.ask_for("jobs:filled", "a vacancy that nobody here posted", code=vacancy.code)
    world.ask_for("jobs:filled", "absent", code="nobody")
    await Vacancy.filter(id=vacancy.id).update(nib="1234567890123")
    await applied(world.people["owner"], vacancy.code)
    case = await Case.get(service="jobs.apply")
    for route in ("application", "decide_application", "cv"):
        world.ask_for(f"jobs:{route}", "of the owner", ticket=case.ticket, form={"deed": "see"})
        world.ask_for(f"jobs:{route}", "absent", ticket="LAM-2222-2222")
    for route in ("offer", "apply", "apply_check", "apply_send"):
        world.ask_for(f"jobs:{route}", "a vacancy", code=vacancy.code)
    world.ask_for("jobs:offer", "absent", code="nobody")
    for route in ("step", "save"):
        world.ask_for(f"jobs:apply_{route}", "first", code=vacancy.code, step="applicant")
        world.ask_for(f"jobs:apply_{route}", "absent", code=vacancy.code, step="nobody")
    world.ask_for("jobs:apply_receipt", "absent", code=vacancy.code, secret=NO_SECRET)
    world.ask_for("jobs:apply_file", "absent", code=vacancy.code, file=NO_SECRET)
    await card(world)
    world.ask_for("jobs:delete_alert", "absent", id=NO_SECRET)


async def card(world: World) -> None:
    """The owner's application for a card, which the handler's agency looks at."""
    await asked(world.people["owner"])
    case = await Case.get(service="jobs.card")
    secret = keys_of(world.portal, case).secret
    for route in ("card_report", "card_again"):
        world.ask_for(f"jobs:{route}", "still looked at", secret=secret, form={"deed": "looking"})
        world.ask_for(f"jobs:{route}", "absent", secret=NO_SECRET)
    for route, more in (("card_desk", {}), ("card_paper", {"paper": "ktp", "n": "0"})):
        world.ask_for(f"jobs:{route}", "of the owner", ticket=case.ticket, **more)
        world.ask_for(f"jobs:{route}", "absent", ticket="AKI-2222-2222", **more)
    for route in ("step", "save"):
        world.ask_for(f"jobs:card_{route}", "first", step="identity")
        world.ask_for(f"jobs:card_{route}", "absent", step="nobody")
    world.ask_for("jobs:card_receipt", "absent", secret=NO_SECRET)
    world.ask_for("jobs:card_file", "absent", file=NO_SECRET)
