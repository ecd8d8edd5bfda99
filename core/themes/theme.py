"""A theme, ready to be shown: its colours proven, its drawings looked at, its style sheet compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from core.errors import Problem, ThemeError
from core.themes.art import drawing_problems, inline, sheet_problems
from core.themes.chain import Chain, art, find_themes, merged, read_chain
from core.themes.file import said
from core.themes.palette import Palette, Scheme
from core.themes.proof import Proof, prove
from core.themes.tokens import mood_properties, scheme_properties, theme_layer

HOME = ("search", "services", "emergency", "my_cases", "news")
Address = Callable[[str, Path], str]
"""Where a drawing is served: `blora/pattern.svg` and its file → its address."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What the portal needs of a theme; everything in it is final."""

    name: str
    title: str
    short_name: str
    folder: Path
    chain: tuple[Path, ...]
    """This theme's folder, then its parents'."""
    css: str
    """The layer `theme`: custom properties for both schemes, then the theme's own sheets."""
    colours: Mapping[Scheme, Palette]
    mark: Markup
    """The portal's sign, to stand in a page as it is."""
    static_files: Mapping[str, Path]
    """`blora/pattern.svg` → its file: every drawing of the chain."""
    icon: str
    """The address of the square icon; empty when there is none."""
    empty: str
    """The address of the drawing for pages with nothing on them; empty when there is none."""
    theme_color: str
    theme_color_dark: str
    display: str
    shortcuts: tuple[str, ...]
    home: tuple[str, ...]
    """The parts of the home page that are shown."""
    warnings: tuple[Problem, ...] = ()

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Folders of templates, this theme's first."""
        return tuple(folder / "templates" for folder in self.chain if (folder / "templates").is_dir())

    @property
    def has_dark(self) -> bool:
        return "dark" in self.colours


def static_path(path: str, _file: Path) -> str:
    """Where drawings are served when nobody says otherwise."""
    return f"/static/themes/{path}"


def load_theme(name: str, folders: Sequence[Path], *, address: Address = static_path, where: str = "") -> Theme:
    """The theme `name` out of `folders` (the site's first), as the place `where` names it. Raises ThemeError with every problem it has."""
    chain = read_chain(name, find_themes(folders), where)
    proof = prove(chain)
    drawings, sheets = _drawings(chain), _sheets(chain)
    problems = [*proof.problems, *_drawing_problems(chain), *(found for shown, text in sheets.items() for found in sheet_problems(text, shown))]
    if problems:
        raise ThemeError.of(problems)
    shown = art(chain)
    addresses = {key: address(path, drawings[path]) for key, path in shown.items()}
    warnings: list[Problem] = []
    if not proof.patterned and addresses.pop("pattern", ""):
        why = "words on the brand's colour can only just be read there, so the pattern is left out"
        warnings.append(Problem("theme.pattern", why, chain[0].document.name, "A darker or lighter brand leaves room for it.", "warning"))
    mark = _mark(drawings[shown["mark"]]) if "mark" in shown else Markup("")
    return _assemble(chain, proof, drawings, addresses, _layer(chain, proof, addresses, list(sheets.values())), mark, warnings)


def _layer(chain: Chain, proof: Proof, addresses: Mapping[str, str], sheets: Sequence[str]) -> str:
    mood = mood_properties(merged(chain, "shape"), merged(chain, "type"), addresses)
    properties = {scheme: scheme_properties(palette, scheme == "dark") for scheme, palette in proof.palettes.items()}
    return theme_layer(mood, properties["light"], properties.get("dark"), sheets)


def _assemble(
    chain: Chain, proof: Proof, drawings: Mapping[str, Path], addresses: Mapping[str, str], css: str, mark: Markup, warnings: Sequence[Problem]
) -> Theme:
    own, pwa = chain[0], merged(chain, "pwa")
    bar = pwa.get("theme_color", "auto")
    light, dark = proof.palettes["light"], proof.palettes.get("dark", proof.palettes["light"])
    return Theme(
        name=own.name,
        title=own.file.name,
        short_name=own.file.short_name or own.file.name[:12].strip(),
        folder=own.folder,
        chain=tuple(layer.folder for layer in chain),
        css=css,
        colours=proof.palettes,
        mark=mark,
        static_files=drawings,
        icon=addresses.get("icon", ""),
        empty=addresses.get("empty", ""),
        theme_color=light["brand"] if bar == "auto" else bar,
        theme_color_dark=dark["brand"] if bar == "auto" else bar,
        display=pwa.get("display", "standalone"),
        shortcuts=tuple(pwa.get("shortcuts", ())),
        home=tuple(merged(chain, "layout").get("home", HOME)),
        warnings=tuple(warnings),
    )


def _drawings(chain: Chain) -> dict[str, Path]:
    return {f"{layer.name}/{file}": layer.folder / file for layer in chain for file in said(layer.file.art).values()}


def _drawing_problems(chain: Chain) -> list[Problem]:
    found = []
    for layer in chain:
        for key, file in said(layer.file.art).items():
            where = layer.document.where(("art", key))
            found += [Problem(wrong.code, f"art.{key}: {wrong.message}", where, wrong.hint) for wrong in drawing_problems(layer.folder / file, file)]
    return found


def _sheets(chain: Chain) -> dict[str, str]:
    """The themes' own sheets by name, the eldest first."""
    files = {f"themes/{layer.name}/css/extra.css": layer.folder / "css" / "extra.css" for layer in reversed(chain)}
    return {shown: file.read_text("utf-8", errors="replace") for shown, file in files.items() if file.is_file()}


def _mark(file: Path) -> Markup:
    box, inner = inline(file)
    # Safe as markup: the drawing was looked at before, and `inline` writes it anew from its parsed tree.
    return Markup(f'<svg class="brand-mark" viewBox="{box}" width="36" height="36" aria-hidden="true" focusable="false">{inner}</svg>')  # noqa: S704
