"""Change `portal.toml` for the operator, so that what was written by hand stays: comments, order, line ends."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from core.errors import SiteError
from core.site.load import FILE
from core.site.site import Site


def enable_plugin(site: Site, slug: str) -> bool:
    """Add `slug` to `plugins.enabled`; answer whether the file changed."""
    text, document = _open(site)
    enabled = _enabled(document)
    if slug in enabled:
        return False
    _append(enabled, slug)
    _replace(site.folder / FILE, text, tomlkit.dumps(document))
    return True


def disable_plugin(site: Site, slug: str) -> bool:
    """Take `slug` out of `plugins.enabled`; answer whether the file changed. Its settings stay, for the day it comes back."""
    text, document = _open(site)
    enabled = _enabled(document)
    if slug in site.config.plugins.required:
        where = site.where("plugins.required")
        raise SiteError(f"the portal does not run without {slug!r}", where=where, hint="Take it out of required first.", code="site.required")
    if slug not in enabled:
        return False
    enabled.remove(slug)
    _replace(site.folder / FILE, text, tomlkit.dumps(document))
    return True


def _open(site: Site) -> tuple[str, tomlkit.TOMLDocument]:
    source = site.source("plugins.enabled")
    if source.startswith("PENDOPO_"):
        raise SiteError("the environment decides which plugins are enabled", where=source, hint="Change the variable, or unset it.", code="site.locked")
    with (site.folder / FILE).open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    try:
        return text, tomlkit.parse(text.removeprefix("\ufeff"))
    except TOMLKitError as error:
        raise SiteError(f"{FILE} cannot be changed: {error}", where=FILE, hint="Change it by hand.", code="site.syntax") from error


def _enabled(document: tomlkit.TOMLDocument) -> Array:
    plugins: Any = document.setdefault("plugins", tomlkit.table())
    enabled: Any = plugins.setdefault("enabled", tomlkit.array())
    assert isinstance(enabled, Array)  # the site was loaded from this file
    return enabled


def _append(enabled: Array, slug: str) -> None:
    """A member more, on a line of its own where the others have theirs."""
    written = enabled.as_string()
    if "\n" in written:
        indent = next((line[: len(line) - len(line.lstrip())] for line in written.splitlines()[1:] if line.strip().startswith(('"', "'"))), "    ")
        enabled.add_line(slug, indent=indent, newline=True)
    else:
        enabled.append(slug)


def _replace(file: Path, before: str, after: str) -> None:
    """Write whole or not at all; a byte order mark and the file's mode stay."""
    if "\r\n" in before:
        after = after.replace("\r\n", "\n").replace("\n", "\r\n")
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8", newline="") as stream:
            stream.write(("\ufeff" if before.startswith("\ufeff") else "") + after)
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(file.stat().st_mode & 0o7777)
        draft.replace(file.resolve())
    except OSError as error:
        hint = "This user must be able to write into the site's folder."
        raise SiteError(f"{file.name} cannot be written: {error.strerror}", where=str(file), hint=hint, code="site.unwritable") from error
    finally:
        draft.unlink(missing_ok=True)
