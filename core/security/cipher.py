"""The cipher for personal data at rest, and the blind index that finds it again.

AES-256-GCM with a random nonce. Table, column and row are bound into every sealed text, so one that is moved to another
row opens nothing. The key's id stands before it: several keys can be known at once, the newest seals, all open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.errors import PendopoError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "p1"
_NONCE = 12


class CipherError(PendopoError):
    """A sealed text cannot be opened: another row's, changed, or its key is not known here."""

    code = "cipher"


class Cipher:
    """`keys` is key id → 32 bytes, `current` the id that seals (default: the last one); `index_key` is for the blind index."""

    def __init__(self, keys: Mapping[str, bytes], index_key: bytes, *, current: str = "") -> None:
        if not keys:
            raise CipherError("there is no cipher key", hint="Restore the site's secrets, or let the first start make them.", code="cipher.key")
        for name, key in keys.items():
            if len(key) != 32 or not name.isalnum() or not name.isascii():
                raise CipherError(f"the cipher key {name!r} is not usable", hint="A key has 32 bytes, and an id of letters and digits.", code="cipher.key")
        if len(index_key) < 32:
            raise CipherError("the index key is too short", hint="It has 32 bytes.", code="cipher.key")
        self._keys = dict(keys)
        self._ready: dict[str, AESGCM] = {}
        self._index_key = index_key
        self.current = current or list(keys)[-1]
        if self.current not in self._keys:
            raise CipherError(f"the current cipher key {self.current!r} is not known", code="cipher.key")

    def seal(self, table: str, column: str, row: str, text: str) -> str:
        """`p1.<key id>.<base64url of nonce and sealed text>`, for this place only."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._gcm(self.current).encrypt(nonce, text.encode(), _place(table, column, row))
        return f"{FORMAT}.{self.current}.{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode()}"

    def open(self, table: str, column: str, row: str, sealed: str) -> str:
        """The text that was sealed for this place. CipherError if it was not, or was changed."""
        from cryptography.exceptions import InvalidTag

        name, raw = self._parts(sealed)
        if name not in self._keys:
            message = f"{table}.{column} is sealed with the key {name!r}, which is not known here"
            raise CipherError(message, hint="Add that key to the site's secrets.", code="cipher.key")
        try:
            return self._gcm(name).decrypt(raw[:_NONCE], raw[_NONCE:], _place(table, column, row)).decode()
        except InvalidTag:
            raise CipherError(f"{table}.{column} of row {row} does not open: it was changed, or belongs to another row", code="cipher.seal") from None

    def stale(self, sealed: str) -> bool:
        """Whether the text is sealed with an older key and is to be sealed anew."""
        return self._parts(sealed)[0] != self.current

    def index(self, text: str, purpose: str = "") -> str:
        """The blind index of `text` (64 hex digits): equal texts, equal index, and no way back without the key.

        The space of NIKs is small enough to try out (10^10), so the hash must be keyed.
        """
        return hmac.new(self._index_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def _gcm(self, name: str) -> AESGCM:
        """The key made ready; once, for a page opens several."""
        found = self._ready.get(name)
        if found is None:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            found = self._ready[name] = AESGCM(self._keys[name])
        return found

    def _parts(self, sealed: str) -> tuple[str, bytes]:
        try:
            form, name, encoded = sealed.split(".")
            raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        except ValueError:
            raise CipherError("this is not a sealed text", code="cipher.format") from None
        if form != FORMAT or len(raw) < _NONCE + 16:
            raise CipherError("this is not a sealed text", code="cipher.format")
        return name, raw


def mask_nik(nik: str) -> str:
    """A NIK as it may be shown: `3316••••••••1234`. Anything that is not one becomes dots only."""
    return f"{nik[:4]}••••••••{nik[-4:]}" if len(nik) == 16 and nik.isdigit() else "•" * len(nik)


def _place(table: str, column: str, row: str) -> bytes:
    return f"{table}|{column}|{row}".encode()
