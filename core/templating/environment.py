"""One Jinja environment a language: the words, addresses and dates of a template are bound to it.

Bound, so that a macro which is imported without context still speaks the reader's language. Sync, for `enable_async`
costs 10 %. Plugins cannot bring an environment of their own: autoescape and StrictUndefined hold everywhere.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from core.language import Catalogue, Text, format_date, format_datetime, format_number, format_rupiah, format_time
from core.templating.layers import LayeredLoader, PortalEnvironment
from core.templating.once import Once
from core.templating.owners import owner_of

if TYPE_CHECKING:
    from jinja2 import BytecodeCache

TIME = Markup('<time datetime="{}">{}</time>')
LINKED = Markup('<script type="application/ld+json">{text}</script>')
ICON = Markup('<svg class="icon" width="{size}" height="{size}" aria-hidden="true" focusable="false"><use href="{address}"/></svg>')


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What templates need from the portal: functions, not the portal itself."""

    url: Callable[..., str]
    static: Callable[[str], str]
    icons: str
    zone: tzinfo
    slot: Callable[[Context, str], Markup]
    nav: Callable[[Context, str], object]
    menu: Callable[[Context], object]
    csrf: Callable[[Context], Markup]
    safe_url: Callable[[str], str]
    globals: Mapping[str, object]


def build_environment(
    catalogue: Catalogue, loader: LayeredLoader, around: Surroundings, *, cache: BytecodeCache | None = None, reload: bool = False
) -> PortalEnvironment:
    """The environment of one language."""
    environment = PortalEnvironment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reload,
        bytecode_cache=cache,
        cache_size=-1,
        extensions=["jinja2.ext.do", Once],
    )
    environment.globals.update(_globals(catalogue, around))
    environment.filters.update(_filters(catalogue, around))
    environment.say = catalogue.say
    return environment


def _globals(catalogue: Catalogue, around: Surroundings) -> dict[str, Any]:
    say, say_number = catalogue.say, catalogue.say_number

    @pass_context
    def translate(context: Context, message: str, **values: object) -> str:
        said = say(message, owner_of(context.name or ""))
        return said.format(**values) if values else said

    @pass_context
    def translate_number(context: Context, one: str, many: str, n: int, **values: object) -> str:
        return say_number(one, many, n, owner_of(context.name or "")).format(n=format_number(n, catalogue.language), **values)

    icons = around.icons

    def json_ld(data: Mapping[str, object]) -> Markup:
        """What a page says to programs (schema.org): data that no browser runs, with nothing in it that could end it."""
        text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
        for letter in "<>&":
            text = text.replace(letter, f"\\u{ord(letter):04x}")
        return LINKED.format(text=Markup(text))  # noqa: S704 - every letter that means something in HTML is written as its number

    @functools.lru_cache(maxsize=512)
    def icon(name: str, size: int = 22) -> Markup:
        return ICON.format(size=size, address=f"{icons}#{name}")

    return {
        **around.globals,
        "_": translate,
        "ngettext": translate_number,
        "url": around.url,
        "static": around.static,
        "icon": icon,
        "json_ld": json_ld,
        "language": catalogue.language,
        "slot": pass_context(around.slot),
        "nav": pass_context(around.nav),
        "menu": pass_context(around.menu),
        "csrf": pass_context(around.csrf),
    }


def _filters(catalogue: Catalogue, around: Surroundings) -> dict[str, Callable[..., Any]]:
    language, zone = catalogue.language, around.zone

    def local_date(value: date | datetime, weekday: bool = False) -> str:
        day = value.astimezone(zone).date() if isinstance(value, datetime) else value
        return format_date(day, language, weekday=weekday)

    def iso(value: date | datetime) -> str:
        return value.astimezone(zone).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()

    @functools.lru_cache(maxsize=1024)
    def when(value: date | datetime, weekday: bool = True) -> Markup:
        """A moment or a day for people and for machines. The same days stand on many pages."""
        said = format_datetime(value, zone, language, weekday=weekday) if isinstance(value, datetime) else format_date(value, language, weekday=weekday)
        return TIME.format(iso(value), said)

    @pass_context
    def say(context: Context, text: Text | str, owner: str | None = None) -> str:
        return catalogue.say(text, owner_of(context.name or "") if owner is None else owner)

    return {
        "date": local_date,
        "datetime": lambda value, weekday=True: format_datetime(value, zone, language, weekday=weekday),
        "time": lambda value: format_time(value, zone),
        "iso": iso,
        "when": when,
        "number": lambda value: format_number(value, language),
        "rupiah": format_rupiah,
        "say": say,
        "safe_url": around.safe_url,
    }
