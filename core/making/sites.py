"""A site, made from a few answers or from a copy of one that is there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import SiteError, UsageError, did_you_mean

PORTAL = """\
# Your portal. `pendopo check` names every mistake in this file with its line and its mend.
[portal]
name = {name}
region = {region}                        # the regency's code; regions.csv holds its kecamatan and villages
languages = {languages}
timezone = {timezone}
theme = {theme}
# public_url = "https://…"                # where citizens reach it; without it, this computer only

[plugins]
enabled = {enabled}
required = {required}
"""
REGIONS = """\
# Replace these examples by your kecamatan and villages, with the codes of the Ministry of Home Affairs.
code,name,kind,postal_code
{region}.01,Contoh,kecamatan,
{region}.01.1001,Contoh Kota,kelurahan,
{region}.01.2001,Contoh Lor,desa,
{region}.01.2002,Contoh Kidul,desa,
"""
AGENCIES = """\
# The regency's agencies. The id is what other files call them by.
id,name,short
dinkominfo,Dinas Komunikasi dan Informatika,Dinkominfo
"""
EMERGENCY = """\
# Whom to call. Check which of the national numbers answer in your regency, and add its own.
number,name_id,name_en,icon
110,Polisi,Police,shield
113,Pemadam kebakaran,Fire brigade,flame
119,Ambulans,Ambulance,ambulance
"""
PLACEHOLDER = "00.00"
CENTRAL = ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76")
EASTERN = ("81", "82", "91", "92", "93", "94", "95", "96", "97")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; empty where nothing was said."""

    name: str = ""
    region: str = ""
    languages: tuple[str, ...] = ()
    theme: str = ""


def make_site(folder: Path, wanted: Wanted, source: Path | None = None) -> list[str]:
    """Make the site beside its place, read it as a start would, and only then put it there. Answers the names of its files."""
    from core.site import load_site

    folder = folder.absolute()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as around:
            draft = Path(around) / folder.name
            _copied(draft, source, wanted) if source else _written(draft, wanted, folder.name)
            (draft / ".gitignore").write_text("# Everything that a running portal writes, its keys too.\n/data/\n", encoding="utf-8")
            load_site(draft, {})
            draft.replace(folder)
    except SiteError as error:
        raise _as_usage(error) from error
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}", hint="Name a folder in a place where this user may write.", code="new.folder") from error
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def refuse_full(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        what = "is not empty" if folder.is_dir() else "is there already, and no folder"
        raise UsageError(f"{folder} {what}", hint="Name a folder that does not exist yet.", code="new.folder")


def _as_usage(error: SiteError) -> UsageError:
    """A mistake in what was asked for, told by the option that said it."""
    options = {"portal.name": "--name", "portal.region": "--region", "portal.languages": "--language", "portal.theme": "--theme"}
    option = next((option for key, option in options.items() if f"'{key}" in error.message), f"--from, {error.where}")
    return UsageError(error.message, where=option, hint=error.hint, code="new.value")


def site_to_copy(named: str) -> Path:
    from core.site.shipped import shipped

    known = shipped("sites")
    if named in known:
        return known[named]
    if (Path(named) / "portal.toml").is_file():
        return Path(named)
    raise UsageError(f"there is no site {named!r} to copy", where="--from", hint=did_you_mean(named, known), code="new.source")


def themes(source: Path | None = None) -> Mapping[str, Path]:
    from core.site.shipped import shipped

    return shipped("themes", source)


def _check_theme(theme: str, source: Path | None) -> None:
    if theme and theme not in (known := themes(source)):
        raise UsageError(f"there is no theme {theme!r}", where="--theme", hint=did_you_mean(theme, known), code="new.theme")


# ---- from answers


def _written(draft: Path, wanted: Wanted, called: str) -> None:
    from tomlkit import item

    _check_theme(wanted.theme, None)
    region = wanted.region or PLACEHOLDER
    enabled, required, brought = _plugins()
    values: dict[str, Any] = {
        "name": wanted.name or name_from(called),
        "region": region,
        "languages": list(wanted.languages or ("id", "en")),
        "timezone": _zone(region),
        "theme": wanted.theme or "pendopo",
        "enabled": enabled,
        "required": required,
    }
    draft.mkdir()
    (draft / "portal.toml").write_text(PORTAL.format(**{key: item(value).as_string() for key, value in values.items()}), encoding="utf-8")
    for file, text in (("regions.csv", REGIONS.format(region=region)), ("agencies.csv", AGENCIES), ("emergency.csv", EMERGENCY)):
        (draft / file).write_text(text, encoding="utf-8")
    for folder in brought:
        shutil.copytree(folder, draft, dirs_exist_ok=True, ignore=_left_behind(folder))


def _zone(region: str) -> str:
    return "Asia/Makassar" if region[:2] in CENTRAL else "Asia/Jayapura" if region[:2] in EASTERN else "Asia/Jakarta"


def name_from(called: str) -> str:
    return f"Portal {called.replace('-', ' ').replace('_', ' ').title()}"[:60]


def _plugins() -> tuple[list[str], list[str], list[Path]]:
    """What a new portal opens: the counters of the first bundled site that are installed; and the files each brings for a site, in its folder `site/`."""
    import tomllib

    from core.plugins.finding import BUNDLED
    from core.site.shipped import shipped

    model = shipped("sites").get("blora")
    chosen = tomllib.loads((model / "portal.toml").read_text(encoding="utf-8")).get("plugins", {}) if model else {}
    there = [slug for slug in chosen.get("enabled", []) if (BUNDLED / slug / "plugin.toml").is_file()]
    brought = [BUNDLED / slug / "site" for slug in there if (BUNDLED / slug / "site").is_dir()]
    return there, [slug for slug in chosen.get("required", []) if slug in there], brought


# ---- from a copy


def _left_behind(source: Path) -> Callable[[str, list[str]], set[str]]:
    """What a copy leaves: what the portal wrote, what tells of the original alone, and hidden files."""

    def choose(folder: str, names: list[str]) -> set[str]:
        top = {"data", "README.md"} if Path(folder) == source else set()
        return {name for name in names if name in top or name == "__pycache__" or name.startswith(".")}

    return choose


def _copied(draft: Path, source: Path, wanted: Wanted) -> None:
    """Copy a site. Another regency's copy leaves the places and the contacts behind, which would be wrong there."""
    import tomlkit

    from core.site import load_site

    load_site(source, {})
    _check_theme(wanted.theme, source)
    shutil.copytree(source, draft, ignore=_left_behind(source))
    file = draft / "portal.toml"
    document: Any = tomlkit.parse(file.read_text(encoding="utf-8-sig"))
    portal = document["portal"]
    moved = wanted.region and wanted.region != portal.get("region")
    for key, value in (("name", wanted.name), ("region", wanted.region), ("languages", list(wanted.languages)), ("theme", wanted.theme)):
        if value:
            portal[key] = value
    if moved:
        portal.pop("regency", None)
        document.pop("help", None)
        portal["timezone"] = _zone(wanted.region)
        (draft / "regions.csv").write_text(REGIONS.format(region=wanted.region), encoding="utf-8")
        (draft / "regions.LICENSE.txt").unlink(missing_ok=True)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
