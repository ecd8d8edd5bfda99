"""`plugin.toml`: a plugin's identity and needs, readable without running any of its code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from core.errors import PluginError, did_you_mean
from core.language import Text, text_of
from core.site.config import RESERVED_SECTIONS

SLUG = re.compile(r"^[a-z][a-z0-9_]{1,31}$")
SEGMENT = re.compile(r"^[a-z0-9][a-z0-9-]{0,47}$")
RESERVED_SLUGS = RESERVED_SECTIONS | {"macros", "themes", "static", "fields"}
RESERVED_SEGMENTS = frozenset(
    {"layanan", "cari", "konsol", "tampilan", "sehat", "siap", "metrics", "static", "tema", "berkas", "sw.js", "offline", "manifest.webmanifest"}
)
"""First segments of the core's own pages. `segment="konsol"` of a route is the way below the console."""

Words = Annotated[Any, BeforeValidator(lambda value: text_of(value))]


class Keeping(BaseModel):
    """Why a column about a person is kept, and for how long."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    why: str
    keep: str


class Manifest(BaseModel):
    """The file's content. `data` is the plugin's data passport: what it keeps of a person, why, how long."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    slug: str
    version: str
    plugin_api: int
    title: Words
    summary: Words = Text("")
    requires: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    category: str = ""
    icon: str = ""
    commands: tuple[str, ...] = ()
    author: str = ""
    homepage: str = ""
    license: str = ""
    csp: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    data: Mapping[str, Keeping] = Field(default_factory=dict)

    @field_validator("slug")
    @classmethod
    def _slug(cls, value: str) -> str:
        if not SLUG.match(value):
            raise ValueError("use a-z, 0-9 and _, beginning with a letter, at most 32 characters")
        if value in RESERVED_SLUGS:
            raise ValueError(f"{value!r} is a name of the core's")
        return value

    @field_validator("version")
    @classmethod
    def _version(cls, value: str) -> str:
        try:
            Version(value)
        except InvalidVersion as error:
            raise ValueError("write it as '1.0.0'") from error
        return value

    @field_validator("requires")
    @classmethod
    def _requires(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for line in value:
            try:
                Requirement(line)
            except InvalidRequirement as error:
                raise ValueError(f"{line!r} is not a requirement such as 'cases>=1,<2'") from error
        return value

    @field_validator("segments")
    @classmethod
    def _segments(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for segment in value:
            if not SEGMENT.match(segment):
                raise ValueError(f"{segment!r} is not a path segment: a-z, 0-9 and -")
            if segment in RESERVED_SEGMENTS:
                raise ValueError(f"{segment!r} is a path of the core's")
        return value

    @field_validator("csp")
    @classmethod
    def _csp(cls, value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for directive, sources in value.items():
            if directive not in ("img-src", "connect-src"):
                raise ValueError(f"{directive!r} may not be widened; only img-src and connect-src")
            for source in sources:
                if not re.match(r"^https://[a-z0-9.-]+(:\d+)?$", source):
                    raise ValueError(f"{source!r} must be an https address without path or wildcard")
        return value

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(Requirement(line) for line in self.requires)


def read_manifest(file: Path, expected: str) -> Manifest:
    """Read `plugin.toml`; its slug must be `expected` (the folder's name, or the entry point's)."""
    try:
        text = file.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except FileNotFoundError:
        raise PluginError(
            "plugin.toml is missing", where=str(file), hint="A plugin's folder begins with it: slug, version, plugin_api, title.", code="manifest.missing"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PluginError(f"plugin.toml cannot be read: {error}", where=f"{file}{_line_of(error)}", hint="Mend the TOML.", code="manifest.syntax") from None
    try:
        manifest = Manifest.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        hint = did_you_mean(key, Manifest.model_fields) if first["type"] == "extra_forbidden" else ""
        said = f"unknown key {key!r}" if first["type"] == "extra_forbidden" else f"{key}: {first['msg'].removeprefix('Value error, ')}"
        raise PluginError(f"plugin.toml: {said}", where=f"{file}:{_line(text, str(first['loc'][0]))}", hint=hint, code="manifest.value") from None
    if manifest.slug != expected:
        raise PluginError(
            f"plugin.toml says slug {manifest.slug!r}, but it was found as {expected!r}",
            where=f"{file}:{_line(text, 'slug')}",
            hint="Give the folder (or the entry point) the slug's name.",
            code="manifest.slug",
        )
    return manifest


def _line(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*(\[?{re.escape(key)}\b)", line):
            return number
    return 1


def _line_of(error: Exception) -> str:
    found = re.search(r"line (\d+)", str(error))
    return f":{found[1]}" if found else ""
