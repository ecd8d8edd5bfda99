"""The portal's keys: made on first start in `data/secrets.toml`, or given by the environment; never printed.

The file is readable by its owner alone, is no part of a backup, and is refused rather than mended: a portal that quietly makes
new keys beside an old database could no longer read what it keeps.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from core.errors import Problem, SiteError, did_you_mean
from core.reading.toml import Document, Key, read_toml
from core.site.environment import variable

NAMES = ("session", "csrf", "chain", "index")
FILE = "data/secrets.toml"
SIZE = 32
_HEAD = """# Pendopo's keys. Without them nothing that is encrypted in the database can be read again.
# Keep a copy in a safe place, apart from backups; never in version control, never in a mail.
"""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys of 32 bytes. `cipher` holds every key that is still needed for reading; the last one writes."""

    session: bytes = field(repr=False)
    csrf: bytes = field(repr=False)
    chain: bytes = field(repr=False)
    index: bytes = field(repr=False)
    cipher: Mapping[str, bytes] = field(repr=False)

    @property
    def current(self) -> str:
        """The id of the cipher key that writes."""
        return list(self.cipher)[-1]

    def fingerprints(self) -> Mapping[str, str]:
        """A mark of each key, kept beside the data to notice a wrong key at start; says nothing about the key."""
        every = {**{name: getattr(self, name) for name in NAMES}, **{f"cipher.{name}": key for name, key in self.cipher.items()}}
        return {name: hashlib.blake2b(b"a mark of the key", key=key, digest_size=8).hexdigest() for name, key in every.items()}


def fresh_secrets() -> Secrets:
    """New keys, kept nowhere: for tests and for the first start."""
    return Secrets(**{name: random.token_bytes(SIZE) for name in NAMES}, cipher=MappingProxyType({"k1": random.token_bytes(SIZE)}))


def obtain_secrets(folder: Path, variables: Mapping[Key, str], environ: Mapping[str, str], database: Path | None = None) -> Secrets:
    """The site's keys: read, or made when this is the first start. `database` is the SQLite file, if that is what the site uses.

    Raises SiteError with everything that is wrong with them.
    """
    found, problems = read_secrets(folder, variables, environ)
    if problems:
        raise SiteError.of(problems)
    if found is not None:
        return found
    if database is not None and database.is_file() and database.stat().st_size:
        raise SiteError(
            f"{FILE} is missing, but there is a database: {database.name}",
            where=FILE,
            code="site.secrets.lost",
            hint="Put the file back from its safe place, or set the PENDOPO_SECRETS__… variables. To begin anew, move the database away too.",
        )
    _make(folder / FILE)
    return obtain_secrets(folder, variables, environ)


def read_secrets(folder: Path, variables: Mapping[Key, str], environ: Mapping[str, str]) -> tuple[Secrets | None, list[Problem]]:
    """The site's keys as they are, None when none were made yet, and all that is wrong with them."""
    given = {path[1:]: (environ[name], name) for path, name in variables.items() if path[0] == "secrets"}
    kept, problems = _kept(folder / FILE)
    if problems or (kept is None and not given):
        return None, problems
    texts: dict[Key, tuple[str, str]] = {**(kept or {}), **given}
    keys: dict[Key, bytes] = {}
    for path, (text, where) in texts.items():
        if path[0] not in (*NAMES, "cipher") or len(path) != (2 if path[0] == "cipher" else 1):
            problems.append(Problem("site.secrets.unknown", f"there is no key {_written(path)!r}", where, did_you_mean(str(path[0]), (*NAMES, "cipher"))))
        elif isinstance(key := _decoded(text), str):
            problems.append(Problem("site.secrets.weak", f"the key {_written(path)!r} {key}", where, _MEND))
        else:
            keys[path] = key
    problems += _missing(texts) + _repeated(keys, texts)
    if problems:
        return None, problems
    ciphers = sorted((str(path[1]) for path in keys if path[0] == "cipher"), key=lambda name: (len(name), name))
    return Secrets(**{name: keys[(name,)] for name in NAMES}, cipher=MappingProxyType({name: keys["cipher", name] for name in ciphers})), []


_MEND = "A key is 32 random bytes in base64, as `openssl rand -base64 32` prints them."


def _kept(file: Path) -> tuple[dict[Key, tuple[str, str]] | None, list[Problem]]:
    """What the file holds, None when there is none."""
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        return None, []
    except OSError as error:
        return {}, [Problem("site.secrets.unreadable", f"{FILE} cannot be read: {error.strerror}", FILE, "The user that runs the portal must own it.")]
    if os.name != "nt" and mode & 0o077:
        return {}, [Problem("site.secrets.mode", f"{FILE} can be read by others (mode {mode & 0o777:04o})", FILE, f"Run: chmod 600 {FILE}")]
    document = read_toml(file, FILE, "site.secrets", secret=True)
    if not isinstance(document, Document):
        return {}, [document]
    found: dict[Key, tuple[str, str]] = {}
    for name, value in document.values.items():
        inner = value.items() if isinstance(value, dict) else None
        for path, text in [((name, key), text) for key, text in inner] if inner is not None else [((name,), value)]:
            found[path] = (text if isinstance(text, str) else "", document.where(path))
    return found, []


def _decoded(text: str) -> bytes | str:
    """The key, or what is wrong with it."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return "is not base64"
    if len(key) != SIZE:
        return f"is {len(key)} bytes long, not {SIZE}"
    return "is not random" if len(set(key)) < 12 else key


def _missing(texts: Mapping[Key, tuple[str, str]]) -> list[Problem]:
    wanted: list[Key] = [(name,) for name in NAMES if (name,) not in texts]
    wanted += [] if any(path[0] == "cipher" for path in texts) else [("cipher", "k1")]
    if not wanted:
        return []
    named = ", ".join(_written(path) for path in wanted)
    return [
        Problem("site.secrets.missing", f"keys are missing: {named}", FILE, f"Add them there, or set {variable(('secrets', *wanted[0]))} and so on. {_MEND}")
    ]


def _repeated(keys: Mapping[Key, bytes], texts: Mapping[Key, tuple[str, str]]) -> list[Problem]:
    first: dict[bytes, Key] = {}
    return [
        Problem(
            "site.secrets.repeated",
            f"the key {_written(path)!r} is the same as {_written(first[key])!r}",
            texts[path][1],
            f"Each key serves one purpose. {_MEND}",
        )
        for path, key in keys.items()
        if first.setdefault(key, path) != path
    ]


def _written(path: Key) -> str:
    # Somebody may have put a key where its name belongs.
    return ".".join(part if re.fullmatch(r"[a-z0-9_]{1,16}", part) else "…" for part in map(str, path))


def _make(file: Path) -> None:
    """Write new keys, whole or not at all, and never over a file that is there: of two first starts at once, one makes them and both read them."""
    made = fresh_secrets()
    lines = (
        [f'{name} = "{_encoded(getattr(made, name))}"' for name in NAMES]
        + ["", "[cipher]"]
        + [f'{name} = "{_encoded(key)}"' for name, key in made.cipher.items()]
    )
    draft = file.with_name(f".{file.name}.{random.token_hex(8)}")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            os.fchmod(handle, 0o600)
            stream.write(_HEAD + "\n".join(lines) + "\n")
            stream.flush()
            os.fsync(handle)
        _publish(draft, file)
    except OSError as error:
        raise SiteError(
            f"{FILE} cannot be made: {error.strerror}",
            where=FILE,
            code="site.secrets.unwritable",
            hint="The user that runs the portal must be able to write into the site's data/ folder; or set the PENDOPO_SECRETS__… variables.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, file: Path) -> None:
    try:
        os.link(draft, file)  # fails when the file is there: exclusive, and never half written
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not file.exists():
            draft.replace(file)


def _encoded(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")
