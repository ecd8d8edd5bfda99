"""`plugin.toml`: a plugin's identity and needs, readable without running any of its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from core.errors import PluginError, Problem
from core.language import Text, text_of
from core.reading import Values, checked, read_toml
from core.site.config import HOST, RESERVED_SECTIONS

SLUG = re.compile(r"^[a-z][a-z0-9_]{1,31}$")
SEGMENT = re.compile(r"^[a-z0-9][a-z0-9-]{0,47}$")
RESERVED_SLUGS = RESERVED_SECTIONS | {"macros", "themes", "static", "fields", "impor"}
RESERVED_SEGMENTS = frozenset(
    {"layanan", "cari", "konsol", "tampilan", "sehat", "siap", "metrics", "static", "tema", "berkas", "sw.js", "offline", "manifest.webmanifest"}
)
"""First segments of the core's own pages. `segment="konsol"` of a route is the way below the console."""


def _words(value: Any) -> Text:
    sentences = [value] if isinstance(value, str) else list(value.values()) if isinstance(value, Mapping) else []
    if not sentences or not all(isinstance(one, str) and one.strip() for one in sentences):
        raise ValueError('write a sentence, or one for each language: { id = "…", en = "…" }')
    return text_of(value)


def _version(value: str) -> str:
    try:
        Version(value)
    except InvalidVersion as error:
        raise ValueError("write it as '1.0.0'") from error
    return value


def _requirement(value: str) -> str:
    try:
        Requirement(value)
    except InvalidRequirement as error:
        raise ValueError("write a requirement such as 'cases>=1,<2'") from error
    return value


def _slug(value: str) -> str:
    if not SLUG.match(value):
        raise ValueError("use a-z, 0-9 and _, beginning with a letter, at most 32 characters")
    if value in RESERVED_SLUGS:
        raise ValueError("this is a name of the core's")
    return value


def _segment(value: str) -> str:
    if not SEGMENT.match(value):
        raise ValueError("a path segment has a-z, 0-9 and -")
    if value in RESERVED_SEGMENTS:
        raise ValueError("this is a path of the core's")
    return value


Words = Annotated[Any, BeforeValidator(_words)]


class Keeping(BaseModel):
    """Why a column about a person is kept, and for how long: in words, and where a time ends it by itself, in `days` after a named moment."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    why: Words
    keep: Words
    days: int | None = Field(None, ge=1, le=36_525)
    after: str = ""

    @model_validator(mode="after")
    def _both(self) -> Keeping:
        if (self.days is None) != (not self.after):
            raise ValueError('write `days` and `after` together: days = 1826, after = "closing"')
        return self


class Manifest(BaseModel):
    """The file's content. `data` is the plugin's data passport: what it keeps of a person, why, how long."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    slug: Annotated[str, AfterValidator(_slug)]
    version: Annotated[str, AfterValidator(_version)]
    plugin_api: int
    title: Words
    summary: Words = Text("")
    requires: tuple[Annotated[str, AfterValidator(_requirement)], ...] = ()
    uses: tuple[Annotated[str, AfterValidator(_requirement)], ...] = ()
    segments: tuple[Annotated[str, AfterValidator(_segment)], ...] = ()
    category: str = ""
    icon: str = ""
    commands: tuple[str, ...] = ()
    author: str = ""
    homepage: str = ""
    license: str = ""
    csp: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    data: Mapping[str, Keeping] = Field(default_factory=dict)

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

    @field_validator("hosts")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not HOST.fullmatch(host):
                raise ValueError(f"{host!r} must be a host in small letters, with a port unless it is 443, and nothing else")
        return value

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(Requirement(line) for line in self.requires)

    @property
    def optional(self) -> tuple[Requirement, ...]:
        """Plugins that it works with when they are there."""
        return tuple(Requirement(line) for line in self.uses)


def read_manifest(file: Path, expected: str) -> Manifest:
    """Read `plugin.toml`; its slug must be `expected` (the folder's name, or the entry point's). Raises PluginError with every mistake in it."""
    document = read_toml(file, str(file), "manifest")
    if isinstance(document, Problem):
        raise PluginError.of([_unreadable(document, file)])
    values = Values(document.values, document)
    manifest, problems = checked(Manifest, values, "manifest")
    slug = values.get("slug")
    if isinstance(slug, str) and slug != expected:
        problems.append(
            Problem(
                "manifest.slug",
                f"plugin.toml says slug {slug!r}, but it was found as {expected!r}",
                values.where("slug"),
                "Give the folder (or the entry point) the slug's name.",
            )
        )
    if manifest is None or problems:
        raise PluginError.of(problems)
    return manifest


def _unreadable(problem: Problem, file: Path) -> Problem:
    if problem.code == "manifest.missing":
        return Problem(problem.code, "plugin.toml is missing", str(file), "A plugin's folder begins with it: slug, version, plugin_api, title.")
    return replace(problem, message=problem.message.replace(str(file), file.name))
