"""`pendopo users`: the first administrator, and help for whoever cannot get in."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import UsageError

if TYPE_CHECKING:
    from core import Portal

    from .models import Account

app = typer.Typer(help="Add officers, make links for passwords, disable accounts, reset second factors.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Who = Annotated[str, typer.Argument(help="The e-mail address or telephone number that the person signs in with, or the account's id.")]


@app.command("list")
def list_(
    ctx: typer.Context,
    citizens: Annotated[bool, typer.Option("--citizens", help="Citizens instead of officers, without their contacts.")] = False,
    as_json: AsJson = False,
) -> None:
    """The officers, with roles and state. Example: pendopo users list --json"""
    rows: list[dict[str, Any]] = ctx.obj.run(lambda portal: _list(portal, citizens), plugin="accounts")
    if as_json:
        _json(rows)
        return
    for row in rows:
        _say("  ".join(str(part) for part in (row["id"], row["state"], row.get("who", ""), row.get("name", ""), " ".join(row.get("roles", ()))) if part))


async def _list(portal: Portal, citizens: bool) -> list[dict[str, Any]]:
    from . import people
    from .models import CITIZEN, Account
    from .rights import written

    if citizens:
        found = await Account.filter(kind=CITIZEN).order_by("created")
        return [{"id": str(row.id), "kind": row.kind, "state": _state(row), "created": row.created.isoformat()} for row in found]
    found = list(await people.officers())
    bound = await people.bindings_of([row.id for row in found])
    return [
        {
            "id": str(row.id), "kind": row.kind, "state": _state(row), "name": people.opened(portal, row, "name"),
            "who": people.contact_of(portal, row).value, "administrator": row.administrator, "second_factor": row.totp is not None,
            "roles": (["administrator"] if row.administrator else []) + written(bound.get(row.id, [])),
            "created": row.created.isoformat(),
        }
        for row in found
    ]  # fmt: skip


@app.command()
def add(
    ctx: typer.Context,
    email: Annotated[str, typer.Option(help="The address that the officer signs in with.")],
    admin: Annotated[str, typer.Option(metavar="NAME", help="The name of a new administrator.")] = "",
    officer: Annotated[str, typer.Option(metavar="NAME", help="The name of a new officer; give --role and --agency too.")] = "",
    role: Annotated[list[str] | None, typer.Option(help="verifier, handler, supervisor, treasurer or regent; may be given several times.")] = None,
    agency: Annotated[list[str] | None, typer.Option(help="An agency's id; may be given several times.")] = None,
    area: Annotated[str, typer.Option(help="Only in this kecamatan or village, by its code: 33.16.09.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make an officer's account and print its one-time link. Example: pendopo users add --admin "Sari Dewi" --email sari@contoh.id"""
    if bool(admin) == bool(officer):
        raise UsageError("say whom to add", hint='Either --admin "NAME" or --officer "NAME".', code="usage.user")
    made: dict[str, Any] = ctx.obj.run(
        lambda portal: _add(portal, admin or officer, email, tuple(role or ()), tuple(agency or ()), area=area, administrator=bool(admin)), plugin="accounts"
    )
    _show_link(made, as_json=as_json)


async def _add(
    portal: Portal, name: str, email: str, roles: tuple[str, ...], agencies: tuple[str, ...], *, area: str = "", administrator: bool
) -> dict[str, Any]:
    from core import transaction
    from core.errors import did_you_mean

    from . import people
    from .contacts import read_contact
    from .invitations import new_link
    from .models import OFFICER
    from .rights import written
    from .roles import READING, ROLES

    try:
        contact = read_contact(email)
    except ValueError:
        contact = None
    if contact is None or contact.kind != "email" or not name.strip():
        raise UsageError("an officer needs a name and an e-mail address", hint="Like --email sari@contoh.id.", code="usage.user")
    for given, known, what in ((roles, ROLES, "role"), (agencies, portal.site.agencies, "agency")):
        for one in given:
            if one not in known:
                raise UsageError(f"there is no {what} {one!r}", hint=did_you_mean(one, known), code="usage.user")
    reading, roles = [one for one in roles if one in READING], tuple(one for one in roles if one not in READING)
    if bool(roles) != bool(agencies) or not (roles or reading or administrator):
        raise UsageError("a role is held in an agency", hint="Give --role and --agency together. The regent's is held in none.", code="usage.user")
    if area and not (portal.site.regions.district(area) or portal.site.regions.village(area)):
        raise UsageError(f"there is no kecamatan or village {area!r}", hint="Its code stands in regions.csv.", code="usage.user")
    held = [*(people.Given(one, each, area) for one in roles for each in agencies), *(people.Given(one, "") for one in reading)]
    try:
        async with transaction():
            account = await people.create(portal, people.NewAccount(OFFICER, name.strip()[:100], contact, administrator=administrator))
            await people.bind(portal, account.id, held)
            await _note(portal, "invite", account, rights=written(held), administrator=administrator)
    except people.Taken:
        raise UsageError("somebody has this address already", hint="`pendopo users link` makes a new link for them.", code="usage.user") from None
    return {"id": str(account.id), "link": await new_link(portal, account.id)}


@app.command()
def link(ctx: typer.Context, who: Who, as_json: AsJson = False) -> None:
    """Print a one-time link with which somebody sets a new password; check who they are first. Example: pendopo users link 0812-3456-7890"""
    _show_link(ctx.obj.run(lambda portal: _link(portal, who), plugin="accounts"), as_json=as_json)


async def _link(portal: Portal, who: str) -> dict[str, Any]:
    from .invitations import new_link

    account = await _find(portal, who)
    if not account.active:
        raise UsageError("this account is disabled", hint="An administrator lets the person in again, under Officers.", code="usage.user")
    await _note(portal, "make_link", account)
    return {"id": str(account.id), "link": await new_link(portal, account.id)}


@app.command()
def disable(ctx: typer.Context, who: Who, as_json: AsJson = False) -> None:
    """Shut somebody out at once: all their sessions end. Example: pendopo users disable sari@contoh.id"""
    _done(ctx.obj.run(lambda portal: _disable(portal, who), plugin="accounts"), "disabled", as_json=as_json)


async def _disable(portal: Portal, who: str) -> str:
    from core import transaction

    from . import people

    account = await _find(portal, who)
    async with transaction():
        await people.activate(account.id, active=False, portal=portal)
        await _note(portal, "disable", account)
    return str(account.id)


@app.command("reset-mfa")
def reset_mfa(ctx: typer.Context, who: Who, as_json: AsJson = False) -> None:
    """Take an officer's second factor away; the next sign-in makes a new one. Example: pendopo users reset-mfa sari@contoh.id"""
    _done(ctx.obj.run(lambda portal: _reset(portal, who), plugin="accounts"), "reset", as_json=as_json)


async def _reset(portal: Portal, who: str) -> str:
    from core import transaction

    from . import people

    account = await _find(portal, who)
    async with transaction():
        await people.forget_second_factor(portal, account.id)
        await _note(portal, "reset_mfa", account)
    return str(account.id)


async def _note(portal: Portal, action: str, account: Account, **details: Any) -> None:
    """Nobody is signed in here: it is whoever may use this computer's command line."""
    from core import Context

    from .noting import note

    await note(Context(portal, "accounts"), action, account.id, command_line=True, **details)


async def _find(portal: Portal, who: str) -> Account:
    from . import people
    from .contacts import read_contact

    account = await people.find_id(who)
    if account is None:
        try:
            account = await people.find(portal, read_contact(who))
        except ValueError:
            account = None
    if account is None:
        raise UsageError("nobody signs in with this", hint="`pendopo users list` names the officers.", code="usage.user")
    return account


def _state(account: Account) -> str:
    return "disabled" if not account.active else "active" if account.password else "invited"


def _show_link(made: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        _json(made)
    else:
        _say(made["link"])
        sys.stderr.write("Good for 24 hours and once. Hand it over in person or by a way that only this person reads.\n")


def _done(id: str, what: str, *, as_json: bool) -> None:
    if as_json:
        _json({"id": id, "done": what})
    else:
        _say(f"{what}: {id}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _json(value: Any) -> None:
    _say(json.dumps(value, ensure_ascii=False, indent=2))
