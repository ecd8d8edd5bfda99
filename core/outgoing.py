"""Asking elsewhere: the one way out for plugins, to hosts that were named before, and never inwards.

A plugin asks the hosts of its own `plugin.toml` and those that the site names in `[outgoing]`. A name is looked up once,
every address that it has must be a public one, and the connection goes to the address that was looked at, so a name that
is answered differently a moment later (DNS rebinding) leads nowhere else. Redirects are handed back, not followed; an
answer has ten seconds and 2 MiB. What stands on this computer or in the office's network is asked only if the site
names it with its port in `inside`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import OutgoingError, did_you_mean
from core.requests import running_plugin
from core.site.config import HOST

if TYPE_CHECKING:
    import ssl

    import httpx2

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
LARGEST = 2 * 1024 * 1024
AT_ONCE = 20
PORTS = {"https": 443, "http": 80}
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said, whole. `status` may be any: a redirect is an answer, too. Names of `headers` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON; OutgoingError when it is none."""
        import json

        try:
            return json.loads(self.body)
        except ValueError:
            raise OutgoingError("the answer is not JSON", hint="The other side's documentation says what it answers.", code="outgoing.answer") from None


def split(name: str) -> tuple[str, int] | None:
    """Host and port of a name in `hosts` or `inside`; None when it is not one."""
    found = HOST.fullmatch(name)
    return (found["host"].strip("[]"), int(found["port"] or 443)) if found else None


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's; an IPv4 address inside an IPv6 one is looked at, too."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.is_site_local:
            return False
        inner = found.ipv4_mapped or found.sixtofour or (ipaddress.IPv4Address(found.packed[-4:]) if found in _NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved and not found.is_unspecified


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


async def look_up(host: str, port: int) -> Sequence[str]:
    """All addresses of a host, as the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Outgoing:
    """The way out of one portal. `declared`: slug → the hosts in its `plugin.toml`; `hosts` and `inside`: the site's own."""

    def __init__(
        self,
        declared: Mapping[str, Sequence[str]],
        hosts: Sequence[str] = (),
        inside: Sequence[str] = (),
        *,
        resolve: Resolve = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._declared = {slug: _pairs(names) for slug, names in declared.items()}
        self._hosts = _pairs(hosts)
        self._inside = _pairs(inside)
        self._resolve = resolve
        self._tls = tls
        self._client: httpx2.AsyncClient | None = None
        self._room = asyncio.Semaphore(AT_ONCE)

    async def get(self, address: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for `address`. OutgoingError when it may not be asked, or does not answer."""
        return await self.request("GET", address, headers=headers)

    async def post(self, address: str, content: bytes, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Send `content` to `address`; name its `Content-Type` in `headers`."""
        return await self.request("POST", address, headers=headers, content=content)

    async def request(self, method: str, address: str, *, headers: Mapping[str, str] | None = None, content: bytes = b"") -> Answer:
        """Ask `address` with any method, as the plugin that runs just now. Not inside a transaction: it may take ten seconds."""
        url, inside = self._allowed(address)
        try:
            async with asyncio.timeout(TOTAL_SECONDS), self._room:
                return await self._ask(method, url, inside, dict(headers or {}), content)
        except TimeoutError:
            raise OutgoingError(f"{url.host} did not answer within {TOTAL_SECONDS:.0f} s", hint="Try again later.", code="outgoing.failed") from None

    async def close(self) -> None:
        """Let go of all connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _allowed(self, address: str) -> tuple[httpx2.URL, bool]:
        """The address, if the running plugin may ask it, and whether it is one of the site's own network."""
        import httpx2

        slug = running_plugin.get()
        try:
            url = httpx2.URL(address)
            port = url.port or PORTS.get(url.scheme, 0)
        except (httpx2.InvalidURL, ValueError, TypeError):
            url, port = httpx2.URL(""), 0
        pair = (url.host.lower(), port)
        if not port or not url.host or url.userinfo:
            raise OutgoingError("this is not an address that can be asked", hint="Write it as https://host/path, without a user.", code="outgoing.address")
        if pair in self._inside:
            return url, True
        allowed = self._declared.get(slug, frozenset()) | self._hosts
        if pair not in allowed:
            named = f"{url.host}:{port}" if port != 443 else url.host
            hint = did_you_mean(named, [host if at == 443 else f"{host}:{at}" for host, at in allowed])
            mend = "The plugin names it in `hosts` of its plugin.toml, or the site in [outgoing] hosts."
            raise OutgoingError(f"{slug or 'the portal'} may not ask {named}", hint=f"{hint} {mend}".strip(), code="outgoing.host")
        if url.scheme != "https":
            hint = "Only hosts in [outgoing] inside are asked without encryption."
            raise OutgoingError(f"{url.host} would be asked without encryption", hint=hint, code="outgoing.address")
        return url, False

    async def _ask(self, method: str, url: httpx2.URL, inside: bool, headers: dict[str, str], content: bytes) -> Answer:
        import httpx2

        at = await self._address_of(url, inside)
        client = self._opened()
        given = {**headers, "Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"}
        # The address stands in the URL, the name in the headers and in the certificate that is asked for.
        request = client.build_request(method, url.copy_with(host=at), headers=given, content=content or None, extensions={"sni_hostname": url.host})
        request.extensions["timeout"] = httpx2.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS).as_dict()
        try:
            response = await client.send(request, stream=True)
            try:
                return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, await _whole(response))
            finally:
                await response.aclose()
        except httpx2.HTTPError as error:
            said = str(error) or type(error).__name__
            raise OutgoingError(f"{url.host} could not be asked: {said}", hint="Is its address right, and is it there?", code="outgoing.failed") from error

    async def _address_of(self, url: httpx2.URL, inside: bool) -> str:
        """One address of the host. All of them must be public ones: an answer that mixes is a trick, not a host."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                found = await self._resolve(url.host, url.port or PORTS[url.scheme])
        except (OSError, UnicodeError) as error:
            raise OutgoingError(f"{url.host} has no address", hint="Is its name spelled right?", code="outgoing.failed") from error
        if not found:
            raise OutgoingError(f"{url.host} has no address", hint="Is its name spelled right?", code="outgoing.failed")
        if not inside and not all(is_public(address) for address in found):
            hint = "If it is meant, name it with its port in [outgoing] inside."
            raise OutgoingError(f"{url.host} leads into the portal's own network", hint=hint, code="outgoing.inward")
        return found[0]

    def _opened(self) -> httpx2.AsyncClient:
        """The client. It keeps no connection: the next name behind the same address would be answered by it unasked for its certificate."""
        import httpx2

        if self._client is None:
            import ssl

            limits = httpx2.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
            # `trust_env` off: no proxy of the environment, which would look the name up itself.
            self._client = httpx2.AsyncClient(verify=self._tls or ssl.create_default_context(), limits=limits, trust_env=False, follow_redirects=False)
        return self._client


async def _whole(response: httpx2.Response) -> bytes:
    """The body, as long as it is no longer than 2 MiB, whatever it says of its own length."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise OutgoingError("the answer is compressed, which was not asked for", hint="It could be far longer than it looks.", code="outgoing.answer")
    pieces, length = [], 0
    async for piece in response.aiter_raw():
        length += len(piece)
        if length > LARGEST:
            raise OutgoingError(f"the answer is longer than {LARGEST // 1024 // 1024} MiB", hint="Ask for less at once.", code="outgoing.answer")
        pieces.append(piece)
    return b"".join(pieces)


def _pairs(names: Sequence[str]) -> frozenset[tuple[str, int]]:
    return frozenset(pair for pair in map(split, names) if pair is not None)
