"""Read a site: every file and every variable, and every mistake in them at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.errors import Problem, SiteError, did_you_mean, nearest
from core.reading.checking import salvaged
from core.reading.toml import Document, read_toml
from core.reading.values import FromEnvironment, Values
from core.site.answers import Answer, read_answers, read_synonyms
from core.site.config import Config
from core.site.contacts import Agency, help_contacts, read_agencies, read_emergency
from core.site.environment import PREFIX, applied, overrides
from core.site.holidays import read_holidays
from core.site.regions import read_regions
from core.site.secrets import read_secrets
from core.site.site import Site

FILE = "portal.toml"


def load_site(folder: Path, environ: Mapping[str, str] | None = None) -> Site:
    """The site in `folder`, its settings over the defaults and under those of `environ`. Raises SiteError with all problems."""
    site, problems = read_site(folder, environ)
    if problems or site is None:
        raise SiteError.of(problems)
    return site


def read_site(folder: Path, environ: Mapping[str, str] | None = None) -> tuple[Site | None, list[Problem]]:
    """As `load_site`, for `check`: the site as far as it can be read, wrong settings as if they were not written, and all problems."""
    folder = Path(folder).absolute()
    found = {name: value for name, value in (os.environ if environ is None else environ).items() if name.startswith(PREFIX)}
    if not (folder / FILE).exists():
        what = f"there is no {FILE} in {folder}" if folder.is_dir() else f"there is no folder {folder}"
        return None, [Problem("site.missing", what, str(folder), "Name a site with --site DIR, or make one: pendopo new DIR")]
    document = read_toml(folder / FILE, FILE)
    readable = document if isinstance(document, Document) else Document(FILE)
    variables, problems = overrides(found)
    problems += applied(readable.values, variables, found)
    values = Values(MappingProxyType(readable.values), readable, variables)
    config, wrong = _config(values)
    problems += wrong if document is readable else [document] if isinstance(document, Problem) else []
    config = config if document is readable else None
    regions, region_problems = read_regions(folder, config.portal.region if config else "")
    agencies, agency_problems = read_agencies(folder)
    emergency, emergency_problems = read_emergency(folder)
    holidays, holiday_problems = read_holidays(folder)
    answers, answer_problems = read_answers(folder)
    synonyms, synonym_problems = read_synonyms(folder)
    contacts, help_problems = help_contacts(config.help, values) if config else ((), [])
    problems += [*region_problems, *agency_problems, *emergency_problems, *holiday_problems, *answer_problems, *synonym_problems, *help_problems]
    problems += [*_unknown_agencies(answers, agencies), *read_secrets(folder, variables, found)[1]]
    problems.sort(key=_place)
    if config is None:
        return None, problems
    warnings = tuple(_warnings(config, values, bool(len(regions) or region_problems)))
    return Site(folder, config, values, regions, agencies, emergency, contacts, holidays, answers, synonyms, warnings, variables, found), problems


def _unknown_agencies(answers: Mapping[str, Answer], agencies: Mapping[str, Agency]) -> list[Problem]:
    return [
        Problem("site.answer.agency", f"the answer {one.id!r} names the agency {one.agency!r}", "answers.csv", did_you_mean(one.agency, agencies))
        for one in answers.values()
        if one.agency and one.agency not in agencies
    ]


def _place(problem: Problem) -> tuple[bool, str, int]:
    """For sorting: portal.toml first, then file by file and line by line."""
    file, _, line = problem.where.partition(":")
    return file != FILE, file, int(line) if line.isdigit() else 0


def _config(values: Values) -> tuple[Config | None, list[Problem]]:
    """What is sound of the sections, and all that is wrong; plugins' own tables left out, for their settings to check."""
    plugins = values.get("plugins", {})
    sections: dict[str, Any] = {"portal": {}, **values}
    if isinstance(plugins, Mapping):
        sections["plugins"] = {key: value for key, value in plugins.items() if not isinstance(value, Mapping)}
    config, problems = salvaged(Config, values.over(sections))
    if config is None and isinstance(sections["portal"], Mapping):  # without a name the rest can be looked at, too
        config, more = salvaged(Config, values.over({**sections, "portal": {**sections["portal"], "name": FILE}}))
        problems += [problem for problem in more if problem not in problems]
    problems += _plugin_tables(plugins, values)
    if "password" in values.below("mail") and not isinstance(values.below("mail")["password"], FromEnvironment):
        problems.append(
            Problem(
                "site.password", "'mail.password' stands in the file", values.where("mail.password"), "Take it out, change it, and set PENDOPO_MAIL__PASSWORD."
            )
        )
    return config, problems


def _plugin_tables(plugins: Any, values: Values) -> list[Problem]:
    """A table under [plugins] that is almost the name of an enabled plugin is a slip; another one may wait for its plugin."""
    if not isinstance(plugins, Mapping) or not isinstance(plugins.get("enabled"), list):
        return []
    enabled = [slug for slug in plugins["enabled"] if isinstance(slug, str)]
    return [
        Problem("site.unknown_key", f"there is no plugin {slug!r} for [plugins.{slug}]", values.where(("plugins", slug)), f"Did you mean {close!r}?")
        for slug, table in plugins.items()
        if isinstance(table, Mapping) and slug not in enabled and (close := nearest(slug, enabled)) and close not in plugins
    ]


def _warnings(config: Config, values: Values, any_place: bool) -> list[Problem]:
    found = []
    if config.portal.public_url.startswith("http://"):
        found.append(
            Problem(
                "site.insecure",
                "the portal is served without encryption",
                values.where("portal.insecure_http"),
                "For a trial only: anybody on the network can read what citizens write.",
                "warning",
            )
        )
    if (
        not isinstance(values.below("database").get("url"), FromEnvironment)
        and "@" in config.database.url
        and ":" in config.database.url.partition("://")[2].partition("@")[0]
    ):
        found.append(
            Problem("site.password", "the database's password stands in the file", values.where("database.url"), "Better set PENDOPO_DATABASE__URL.", "warning")
        )
    if not any_place:
        found.append(
            Problem("site.regions", "regions.csv holds no village", "regions.csv", "Forms that ask for a place need it: code,name,kind,postal_code.", "warning")
        )
    return found
