"""Names and addresses: which hosts are ours, where a redirect may lead, which links may be shown, who the client is."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?$")
_HIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts that this portal answers for: the one of `public_url`, or loopback on its own port in local mode."""

    scheme: str
    names: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, public_url: str) -> Hosts:
        """From the site's `public_url`; empty means local mode."""
        if not public_url:
            return cls("http", frozenset())
        parts = urlsplit(public_url)
        return cls(parts.scheme, frozenset({((parts.hostname or "").lower(), parts.port or _PORTS[parts.scheme])}))

    @property
    def local(self) -> bool:
        return not self.names

    def allows(self, host: str, port: int | None) -> bool:
        """Whether the `Host` header `host` is ours; `port` is the one that the request arrived at (local mode asks for it)."""
        found = split_host(host)
        if found is None:
            return False
        name, given = found
        if self.local:
            return name in LOOPBACK and (given or 80) == port
        return (name.strip("[]"), given or _PORTS[self.scheme]) in self.names

    def origin(self, host: str) -> str:
        """The origin of a page of ours that was asked for under the (allowed) `host`."""
        name, given = split_host(host) or ("", None)
        default = given is None or given == _PORTS[self.scheme]
        return f"{self.scheme}://{name}" if default else f"{self.scheme}://{name}:{given}"


@functools.lru_cache(maxsize=256)
def split_host(host: str) -> tuple[str, int | None] | None:
    """Name and port of a `Host` header, or None when it is not one."""
    match = _HOST.match(host.lower())
    if match is None or len(host) > 255:
        return None
    port = int(match[2]) if match[2] else None
    return None if port is not None and port > 65535 else (match[1], port)


def safe_next(target: str, default: str = "/") -> str:
    """`target` when it is a path of this portal, else `default`: where a redirect that the request names may lead.

    Browsers read `/\\evil`, `//evil`, and tabs or line ends inside as another host, so such a target is refused whole.
    """
    if not target.startswith("/") or target[1:2] in ("/", "\\") or len(target) > 2000:
        return default
    if "\\" in target or _HIDDEN.search(target) or not target.isascii():
        return default
    return target


def safe_url(target: str) -> str:
    """`target` when it is a link that may be shown (http, https, tel, mailto, or a path of this portal), else an empty string."""
    if _HIDDEN.search(target) or len(target) > 2000:
        return ""
    if target.startswith(("/", "#", "?")):
        return target if target.startswith(("#", "?")) else safe_next(target, "")
    scheme, colon, rest = target.partition(":")
    if not colon or scheme.lower() not in _LINK_SCHEMES or not rest:
        return ""
    if scheme.lower() in ("http", "https"):
        try:
            whole = urlsplit(target)
        except ValueError:
            return ""
        return target if rest.startswith("//") and whole.hostname and "\\" not in target else ""
    return target


def trust(networks: Iterable[str]) -> Callable[[str], bool]:
    """Whether an address is one of the proxies that the site trusts: `networks` are addresses or networks. ValueError names a wrong one."""
    known = [ipaddress.ip_network(network, strict=False) for network in networks]

    def trusted(address: str) -> bool:
        if not known:
            return False
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in known)

    return trusted


def client_address(peer: str, forwarded: str, trusted: Callable[[str], bool]) -> str:
    """The address of whoever asks: the peer, or behind trusted proxies the last address in `X-Forwarded-For` that is not one of them."""
    address = peer
    for part in reversed(forwarded.split(",")):
        if not trusted(address):
            break
        candidate = part.strip()
        try:
            address = str(ipaddress.ip_address(candidate))
        except ValueError:
            break
    return address


def limit_key(address: str) -> str:
    """What a limit counts as one address: IPv4 whole, of IPv6 the /64 that a household or a phone is given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False).network_address) + "/64"
    return str(found)


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def header(scope: Mapping[str, Any], name: bytes) -> str:
    """The first header `name` (lower case) of an ASGI scope, or an empty string; without building a mapping."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return ""
