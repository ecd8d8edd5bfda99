"""A client that behaves as a browser without JavaScript does: keeps cookies, follows redirects by hand, fills in forms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import httpx2

from core.testing.forms import PageForm, form_in

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HOST = "http://127.0.0.1:8000"


class Client(httpx2.AsyncClient):
    """Asks `app` in the same process (what escapes the portal fails the test), or without one whoever serves at `address`."""

    def __init__(self, app: ASGIApp | None = None, *, address: str = HOST, **options: Any) -> None:
        self.address = address
        self.app = app
        if app is not None:
            options["transport"] = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000))
        super().__init__(base_url=address, **options)

    def another(self) -> Client:
        """Another browser at the same portal, which knows nothing of this one."""
        return Client(self.app, address=self.address)

    async def follow(self, response: httpx2.Response) -> httpx2.Response:
        """Go where a redirect leads, until there is a page."""
        for _ in range(10):
            if response.status_code not in (301, 302, 303, 307, 308):
                return response
            response = await self.get(urljoin(str(response.url), response.headers["location"]))
        raise httpx2.TooManyRedirects("ten redirects", request=response.request)

    async def fill(
        self,
        page: httpx2.Response,
        *,
        button: tuple[str, str] | None = None,
        files: Sequence[tuple[str, tuple[str, bytes, str]]] = (),
        holding: str = "",
        **values: str | Sequence[str],
    ) -> httpx2.Response:
        """Fill in the form of `page` and send it, as the browser would; the answer to the POST, not followed."""
        form = form_in(page.text, holding)
        sent = form.filled(**values) + ([button] if button else [])
        return await self.send_form(page, form, sent, files)

    async def send_form(
        self, page: httpx2.Response, form: PageForm, sent: Sequence[tuple[str, str]], files: Sequence[tuple[str, tuple[str, bytes, str]]] = ()
    ) -> httpx2.Response:
        target = urljoin(str(page.url), form.action or str(page.url))
        headers = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"}
        data: dict[str, list[str]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        if form.multipart or files:
            chosen = {name for name, _file in files}
            empty = [(name, ("", b"", "application/octet-stream")) for name in form.files if name not in chosen]
            return await self.post(target, data=data, files=[*files, *empty], headers=headers)
        return await self.post(target, data=data, headers=headers)

    async def sign_in(
        self,
        who: str,
        *,
        kind: str = "citizen",
        permissions: Sequence[str] = (),
        agencies: Sequence[str] = (),
        posts: Sequence[tuple[str, Sequence[str], Sequence[str]]] = (),
        name: str = "",
    ) -> None:
        """Become `who`, through the plugin `sample_identity`. A post: agency, permissions there, areas."""
        page = await self.get("/masuk")
        if 'name="permissions"' not in page.text:
            raise AssertionError("this portal has another way to sign in than tests have: its plugins bring an identity of their own. Sign in on its pages.")
        held = json.dumps(posts) if posts else ""
        answer = await self.fill(page, who=who, kind=kind, name=name, permissions=",".join(permissions), agencies=",".join(agencies), posts=held)
        if answer.status_code != 303:
            raise AssertionError(f"signing in answered {answer.status_code}: {answer.text[:300]}")
