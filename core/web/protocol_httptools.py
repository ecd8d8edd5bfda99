"""The patient protocol on httptools, which has no limit of its own for headers."""

from __future__ import annotations

import sys

from httptools import HttpParserInvalidMethodError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.security.gate import METHODS
from core.web.protocol import Doorkeeper

ALLOW = [(b"allow", ", ".join(METHODS).encode())]


class PatientHttpTools(Doorkeeper, HttpToolsProtocol):
    """Tells the doorkeeper what the parser finds."""

    def on_message_begin(self) -> None:
        self.head_begins()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if self.parser.get_method() == b"CONNECT":  # its address is no path, and has none to be answered under
            self.turn_away(405, ALLOW)
            return
        self.body_begins()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        self.request_ends()
        if not self.transport.is_closing():
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this while it handles the parser's error: a method that HTTP does not know is 405 rather than 400."""
        unknown = isinstance(sys.exception(), HttpParserInvalidMethodError)
        self.turn_away(405 if unknown else 400, ALLOW if unknown else None)
