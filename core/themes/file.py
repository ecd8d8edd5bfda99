"""`theme.toml`: what a theme says of itself, checked key by key, every mistake with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from core.errors import Problem, did_you_mean
from core.reading.toml import Document, Key, parse_toml, read_text
from core.themes.colours import parse_hex

_LENGTHS = re.compile(r"[0-9a-z%./ ]{1,60}")
_FAMILY = re.compile(r"[A-Za-z0-9 ,\"'-]{1,200}")
_FILE = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)?\.svg")
_TRACKING = re.compile(r"-?[0-9]*\.?[0-9]+em|0")


def _matches(pattern: re.Pattern[str], sentence: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"{value!r} {sentence}")
        return value

    return AfterValidator(check)


def _opaque(value: str) -> str:
    colour = parse_hex(value)
    if len(colour) == 9:
        raise ValueError(f"{value!r} is translucent; its contrast would depend on what lies beneath. Write it as '#rrggbb'")
    return colour


Colour = Annotated[str, AfterValidator(_opaque)]
Veil = Annotated[str, AfterValidator(parse_hex)]
Lengths = Annotated[str, _matches(_LENGTHS, "is not a list of lengths such as '.875rem' or '65% .375rem'")]
Family = Annotated[str, _matches(_FAMILY, "is not a list of font names such as 'ui-serif, Georgia, serif'")]
Svg = Annotated[str, _matches(_FILE, "is not the name of an SVG file of this theme, such as 'pattern.svg'")]
Tracking = Annotated[str, _matches(_TRACKING, "is not a letter spacing such as '-.02em'")]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Brand(Table):
    """`primary` may be any colour: it is used as a ground, untouched, and words on it are chosen to suit."""

    primary: Colour
    accent: Colour


class Colours(Table):
    """Every colour a theme may fix; what it leaves out is derived from the brand and the accent."""

    bg: Colour | None = None
    surface: Colour | None = None
    sunken: Colour | None = None
    line: Colour | None = None
    line_strong: Colour | None = None
    text: Colour | None = None
    muted: Colour | None = None
    brand_deep: Colour | None = None
    on_brand: Colour | None = None
    on_brand_muted: Colour | None = None
    on_brand_accent: Colour | None = None
    action: Colour | None = None
    action_strong: Colour | None = None
    action_soft: Colour | None = None
    on_action: Colour | None = None
    on_accent: Colour | None = None
    accent_text: Colour | None = None
    accent_soft: Colour | None = None
    ok: Colour | None = None
    ok_soft: Colour | None = None
    info: Colour | None = None
    info_soft: Colour | None = None
    warn: Colour | None = None
    warn_soft: Colour | None = None
    danger: Colour | None = None
    danger_soft: Colour | None = None
    on_danger: Colour | None = None
    on_brand_line: Veil | None = None
    on_brand_soft: Veil | None = None
    shadow: Colour | None = None


class DarkColours(Colours):
    """In the dark the brand and the accent may be others too."""

    brand: Colour | None = None
    accent: Colour | None = None


class Tokens(Table):
    color: Colours = Field(default_factory=Colours)


class Shape(Table):
    leaf: Lengths | None = None
    radius_sm: Lengths | None = None
    radius_md: Lengths | None = None
    radius_lg: Lengths | None = None
    density: Literal["nyaman", "rapat"] | None = None


class Type(Table):
    text: Family | None = None
    display: Family | None = None
    display_weight: Annotated[int, Field(ge=100, le=900)] | None = None
    display_tracking: Tracking | None = None


class Art(Table):
    """`pattern` lies on the brand's colour, `scene` in the head of the home page, `roof` is a silhouette; `mark` and `icon` are the portal's sign."""

    pattern: Svg | None = None
    scene: Svg | None = None
    roof: Svg | None = None
    mark: Svg | None = None
    icon: Svg | None = None
    empty: Svg | None = None


class Dark(Table):
    mode: Literal["derive", "manual", "off"] | None = None
    color: DarkColours = Field(default_factory=DarkColours)


class Pwa(Table):
    theme_color: Annotated[str, AfterValidator(lambda value: value if value == "auto" else _opaque(value))] | None = None
    display: Literal["standalone", "minimal-ui", "browser"] | None = None
    shortcuts: list[str] | None = None


class Layout(Table):
    """The parts of the home page; one that is not named is not shown."""

    home: list[Literal["search", "services", "emergency", "my_cases", "news"]] | None = None


class Contrast(Table):
    level: Literal["AA", "AAA"] | None = None


class ThemeFile(Table):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    short_name: Annotated[str, Field(min_length=1, max_length=12)] | None = None
    extends: str = ""
    brand: Brand | None = None
    tokens: Tokens = Field(default_factory=Tokens)
    shape: Shape = Field(default_factory=Shape)
    type: Type = Field(default_factory=Type)
    art: Art = Field(default_factory=Art)
    dark: Dark = Field(default_factory=Dark)
    pwa: Pwa = Field(default_factory=Pwa)
    layout: Layout = Field(default_factory=Layout)
    contrast: Contrast = Field(default_factory=Contrast)


def said(table: Table) -> dict[str, Any]:
    """Only what the file says, nothing that is merely a default."""
    return table.model_dump(exclude_unset=True, exclude_none=True)


def read_theme_file(folder: Path, name: str) -> tuple[ThemeFile, Document] | list[Problem]:
    """The file and where its keys stand, or everything that is wrong with it."""
    shown = f"themes/{name}/theme.toml"
    text = read_text(folder / "theme.toml", shown, "theme")
    document = text if isinstance(text, Problem) else parse_toml(text, shown, "theme")
    if isinstance(document, Problem):
        return [document]
    try:
        file = ThemeFile.model_validate(document.values)
    except ValidationError as error:
        return list(_problems(error, document))
    if file.id != name:
        mend = "Give the folder the theme's id, or the theme the folder's name."
        return [Problem("theme.id", f"the theme in the folder {name!r} says id = {file.id!r}", document.where(("id",)), mend)]
    return file, document


def _problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    """One problem a key, in the order of the file."""
    told: set[Key] = set()
    for found in error.errors(include_url=False):
        key: Key = tuple(found["loc"])
        if key in told:
            continue
        told.add(key)
        dotted, where = ".".join(map(str, key)), document.where(key)
        if found["type"] == "extra_forbidden":
            yield Problem("theme.unknown_key", f"the theme has an unknown key {dotted!r}", where, did_you_mean(str(key[-1]), _known(key[:-1])))
        elif found["type"] == "missing":
            yield Problem("theme.missing", f"the theme does not say {dotted!r}", where, _EXAMPLES.get(dotted, ""))
        else:
            message = found["msg"].removeprefix("Value error, ")
            yield Problem("theme.value", f"{dotted}: {message}", where, _EXAMPLES.get(dotted, ""))


_EXAMPLES: Mapping[str, str] = {
    "schema": "Write `schema = 1`.",
    "id": 'Write the folder\'s name, such as `id = "blora"`.',
    "name": 'Write, for example, `name = "Kabupaten Blora"`.',
    "brand.primary": 'Write, for example, `primary = "#114e3b"`.',
    "brand.accent": 'Write, for example, `accent = "#e6ac2c"`.',
    "short_name": "At most twelve letters: it stands under the icon on a phone.",
}


def _known(table: Key) -> list[str]:
    """The keys that a table of `theme.toml` may have."""
    model: type[BaseModel] = ThemeFile
    for part in table:
        inner = model.model_fields.get(str(part))
        kinds = (inner.annotation, *get_args(inner.annotation)) if inner else ()
        model = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return [field.alias or name for name, field in model.model_fields.items()]
