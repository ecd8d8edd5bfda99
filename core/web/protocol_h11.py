"""The patient protocol on h11, for where httptools is missing. h11 limits headers itself, and checks methods nowhere: the gate does."""

from __future__ import annotations

import sys

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from core.web.protocol import BETWEEN, BODY, HEADERS, Doorkeeper


class PatientH11(Doorkeeper, H11Protocol):
    """Tells the doorkeeper what h11's state says."""

    def handle_events(self) -> None:
        super().handle_events()
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            if self.sending != BODY:
                self.body_begins()
        elif state is h11.IDLE and self.conn.trailing_data[0]:
            if self.sending != HEADERS:
                self.head_begins()
        elif self.sending != BETWEEN or self._timer is not None:
            self.request_ends()

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this while it handles h11's error, which knows a better status for too long a head."""
        error = sys.exception()
        self.turn_away(error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400)
