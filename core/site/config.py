"""What `portal.toml` may say: one model a section, each setting described where it is declared.

`[plugins.<slug>]` tables are not here: each is checked against that plugin's own `Settings`.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from core.errors import did_you_mean
from core.language import NAMES
from core.reading.toml import Key

Say = str | dict[str, str]
"""A sentence: one for all languages, or a table of them."""


def refuse(code: str, message: str, hint: str, at: Key | None = None, *, beside: tuple[Key, ...] = ()) -> PydanticCustomError:
    """The error of a validator. A field's is put behind the field's name and value.

    A section's says all by itself, names its key in `at`, and in `beside` the keys that it was compared with.
    """
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint} | ({} if at is None else {"at": at, "beside": (at, *beside)}))


def _matching(pattern: str, code: str, message: str, hint: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise refuse(code, message, hint)
        return value

    return AfterValidator(check)


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise refuse("repeated", f"{value!r} stands there twice", "Keep one of the two.")
    return values


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        raise refuse("timezone", "no such time zone", 'Use "Asia/Jakarta" (WIB), "Asia/Makassar" (WITA) or "Asia/Jayapura" (WIT).') from None
    return value


def _language(value: str) -> str:
    if value not in NAMES:
        raise refuse("language", "no such language", did_you_mean(value, NAMES))
    return value


def _network(value: str) -> str:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise refuse("trusted_proxies", "not an address", 'Write the proxy\'s address or network: "10.0.0.7" or "10.0.0.0/24".') from None
    if network.prefixlen == 0:
        raise refuse("trusted_proxies", "that would trust everybody", "Name the proxy's own address, or nobody.")
    return str(network)


def _public(value: str) -> str:
    """An address of scheme, host and port; nothing behind it."""
    if not value:
        return value
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:.]+", host):
        raise refuse("public_url", "not an address", 'Write it as "https://portal.example.go.id".')
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise refuse("public_url", "more than a host", "The portal has a host of its own: leave out path, query and user.")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}" + (f":{port}" if port else "")


def _url(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        if urlsplit(value).scheme not in schemes or "://" not in value:
            raise refuse("url", "not an address that can be used here", f"It begins with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
        return value

    return AfterValidator(check)


Slug = Annotated[str, _matching(r"[a-z][a-z0-9_]{1,31}", "slug", "not a plugin's name", 'The bare name of a plugin, such as "complaints": a-z, 0-9 and _.')]
Segment = Annotated[
    str, _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "segment", "not one part of an address", "Lower-case letters, digits and single hyphens, without a slash.")
]
MenuId = Annotated[str, _matching(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", "menu_id", "not a menu item's name", 'Write plugin and item: "complaints.new".')]
ThemeId = Annotated[str, _matching(r"[a-z][a-z0-9_-]{0,63}", "theme", "not a theme's name", 'The bare name of a folder in themes/, such as "pendopo".')]
Region = Annotated[str, _matching(r"(\d\d\.\d\d)?", "region", "not the code of a regency", 'Four digits as the Ministry of Home Affairs writes them: "33.16".')]
Zone = Annotated[str, AfterValidator(_zone)]
PublicUrl = Annotated[str, AfterValidator(_public)]
Language = Annotated[str, AfterValidator(_language)]
Network = Annotated[str, AfterValidator(_network)]

HOST = re.compile(r"(?P<host>[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(:(?P<port>[1-9]\d{0,4}))?")
"""A host that may be asked: small letters, without a scheme, with a port unless it is 443."""

Host = Annotated[
    str,
    _matching(
        HOST.pattern,
        "host",
        "not a host",
        'A name in small letters, with a port unless it is 443, without "https://": "gateway.example.co.id".',
    ),
]

LOCKABLE = ("plugins", "paths", "menus", "theme", "limits", "mail", "help")


def _lockable(value: str) -> str:
    if value.split(".")[0] not in LOCKABLE:
        raise refuse("locked", "nothing that the console could change", did_you_mean(value.split(".")[0], LOCKABLE))
    return value


Lockable = Annotated[str, AfterValidator(_lockable)]


class Section(BaseModel):
    """One table of the file: frozen, and nothing unknown in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, validate_by_alias=True, hide_input_in_errors=True)


class PortalSection(Section):
    """Who and where the portal is."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    """The portal's name, at the top of every page."""
    regency: Annotated[str, Field(max_length=80)] = ""
    """The regency as it is written out: "Kabupaten Blora"."""
    region: Region = ""
    """The regency's code; codes in regions.csv begin with it."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(_no_repeats)] = ("id", "en")
    """The languages offered, the first for those who did not choose."""
    timezone: Zone = "Asia/Jakarta"
    theme: ThemeId = "pendopo"
    public_url: PublicUrl = ""
    """The address by which citizens reach the portal. Without it the portal is in local mode: this computer only."""
    insecure_http: bool = False
    """Allow a `public_url` with http, for a trial with a phone on the same network."""
    locked: tuple[Lockable, ...] = ()
    """What only this file decides, not the console."""
    test: bool = False
    """A site to try things on: no message leaves it, except to `test_recipients`."""
    test_recipients: tuple[str, ...] = ()
    """E-mail addresses and telephone numbers that a test site writes to all the same."""

    @model_validator(mode="after")
    def _encrypted(self) -> PortalSection:
        if self.public_url.startswith("http:") and not self.insecure_http:
            hint = "Use https. For a trial on your own network, add insecure_http = true."
            raise refuse("public_url", f"portal.public_url {self.public_url!r} is not encrypted", hint, ("public_url",), beside=(("insecure_http",),))
        return self


class PluginsSection(Section):
    """Which plugins are open. `[plugins.<slug>]` holds a plugin's own settings."""

    enabled: Annotated[tuple[Slug, ...], AfterValidator(_no_repeats)] = ()
    required: Annotated[tuple[Slug, ...], AfterValidator(_no_repeats)] = ()
    """Without these the portal does not start."""
    strict: bool = False
    """Refuse to start when any plugin fails, instead of going on without it."""

    @model_validator(mode="after")
    def _required_is_enabled(self) -> PluginsSection:
        for place, slug in enumerate(self.required):
            if slug not in self.enabled:
                hint = did_you_mean(slug, self.enabled) or f"Add {slug!r} to enabled, or take it out of required."
                raise refuse(
                    "required",
                    f"plugins.required names {slug!r}, which is not in plugins.enabled",
                    hint,
                    ("required", place),
                    beside=(("enabled",), ("required",)),
                )
        return self


class MenusSection(Section):
    """How the menus differ from what plugins propose."""

    hide: Annotated[tuple[MenuId, ...], AfterValidator(_no_repeats)] = ()
    order: Annotated[tuple[MenuId, ...], AfterValidator(_no_repeats)] = ()
    """These come first, in this order."""
    lead: MenuId | Literal[""] = ""
    """The one item that stands out: the large tile at home and the leaf in the bottom bar."""


class DatabaseSection(Section):
    """Where records are kept."""

    url: Annotated[str, _url("sqlite", "postgres", "postgresql"), Field(repr=False)] = "sqlite://data/portal.db"
    """A path of sqlite:// is relative to the site's folder."""


class StorageSection(Section):
    """Where files are kept."""

    url: Annotated[str, _url("file", "s3")] = "file://data/files"
    """A path of file:// is relative to the site's folder."""


class LimitsSection(Section):
    """How much one device or one address may ask."""

    submissions_per_device: Annotated[int, Field(ge=1, le=10_000)] = 10
    """Forms that one device may send in an hour."""
    submissions_per_address: Annotated[int, Field(ge=1, le=1_000_000)] = 300
    """Forms from one address in an hour, before it has to wait. Many people share one mobile address, so this is soft."""
    connections_per_address: Annotated[int, Field(ge=1, le=100_000)] = 50
    """Connections open at once from one address."""
    import_size: Annotated[int, Field(ge=1, le=512)] = 32
    """Megabytes of a table that officers import. Over the web it is 32 at most, whatever stands here."""
    trusted_proxies: tuple[Network, ...] = ()
    """Addresses whose X-Forwarded-For is believed. Empty: nobody's."""
    url: Annotated[str, _url("memory", "redis", "rediss"), Field(repr=False)] = "memory://"
    """Where counts are kept: redis when several processes serve."""


class MailSection(Section):
    """How mail is sent. Without a host none is."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    sender: Annotated[str, Field(alias="from", max_length=254)] = ""
    """The address that mail comes from: "portal@example.go.id", or "Blora Melayani <portal@example.go.id>"."""
    user: str = ""
    password: SecretStr = SecretStr("")
    """Only from the environment, PENDOPO_MAIL__PASSWORD."""
    encryption: Literal["starttls", "tls", "none"] = "starttls"

    @model_validator(mode="after")
    def _somebody_sends(self) -> MailSection:
        if self.host and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+|[^\r\n<>]*<[^\s@<>]+@[^\s@<>]+>", self.sender):
            raise refuse("mail", f"mail.from is {self.sender!r}, which is not an address", 'Write from = "portal@example.go.id".', ("from",))
        return self


class OutgoingSection(Section):
    """Whom plugins may ask over the network, beside the hosts that they declare themselves."""

    hosts: Annotated[tuple[Host, ...], AfterValidator(_no_repeats)] = ()
    """Public hosts, asked with https: "gateway.example.co.id", with a port unless it is 443."""
    inside: Annotated[tuple[Host, ...], AfterValidator(_no_repeats)] = ()
    """Hosts on this computer or in the office's own network, with their port: "127.0.0.1:9000"."""


class HelpSection(Section):
    """Who helps when the portal does not: shown at the foot of every page, in this order."""

    whatsapp: str = ""
    phone: str = ""
    email: str = ""
    address: Say = ""
    hours: Say = ""
    """When somebody answers: "Senin-Jumat, 07.30-16.00 WIB"."""


class ServerSection(Section):
    """Where `pendopo serve` listens, unless it is told otherwise."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1


class Config(Section):
    """The whole file."""

    portal: PortalSection
    plugins: PluginsSection = PluginsSection()
    paths: dict[Segment, Segment] = {}
    """A plugin's first path segment, and what it is called here."""
    menus: MenusSection = MenusSection()
    database: DatabaseSection = DatabaseSection()
    storage: StorageSection = StorageSection()
    limits: LimitsSection = LimitsSection()
    mail: MailSection = MailSection()
    outgoing: OutgoingSection = OutgoingSection()
    help: HelpSection = HelpSection()
    server: ServerSection = ServerSection()

    @model_validator(mode="after")
    def _reachable(self) -> Config:
        if not self.portal.public_url and self.server.host not in ("localhost", "::1") and not self.server.host.startswith("127."):
            raise refuse(
                "local_mode",
                f"server.host is {self.server.host!r}, but without portal.public_url only this computer is served",
                'Set public_url, or host = "127.0.0.1".',
                ("server", "host"),
                beside=(("portal", "public_url"),),
            )
        for segment, other in self.paths.items():
            twins = [name for name, value in self.paths.items() if value == other]
            if len(twins) > 1 and segment == twins[0]:
                raise refuse(
                    "paths", f"paths gives {' and '.join(map(repr, twins))} the same name {other!r}", "Give each a name of its own.", ("paths", twins[1])
                )
        return self


RESERVED_SECTIONS = frozenset(Config.model_fields) | frozenset(PluginsSection.model_fields) | {"secrets", "core", "site", "pendopo"}
"""Names that no plugin may have: sections of the file, and the keys that stand beside plugins' tables."""


def plain(value: Any) -> dict[str, str]:
    """A `Say` as a table of languages; empty when nothing is said."""
    return dict(value) if isinstance(value, dict) else {"id": value, "en": value} if value else {}
