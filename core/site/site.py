"""One regency's site: its settings, its places, its agencies, its numbers and its keys, all read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from core.errors import Problem, SiteError
from core.reading.tables import Table, read_table
from core.reading.toml import Document, Key, read_toml
from core.reading.values import Values
from core.site.answers import Answer
from core.site.config import Config
from core.site.contacts import Agency, EmergencyNumber, HelpContact
from core.site.holidays import Holiday
from core.site.regions import Regions
from core.site.secrets import Secrets, obtain_secrets
from core.words import NONE, Synonyms


@dataclass(frozen=True)
class Site:
    """What `load_site` made of a folder. Frozen; only the keys are fetched when they are first asked for."""

    folder: Path
    config: Config
    values: Values = field(repr=False)
    regions: Regions
    agencies: Mapping[str, Agency]
    emergency: tuple[EmergencyNumber, ...]
    help: tuple[HelpContact, ...]
    holidays: tuple[Holiday, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    synonyms: Synonyms = NONE
    warnings: tuple[Problem, ...] = ()
    """What is not wrong enough to stop for; `pendopo check` shows it."""
    variables: Mapping[Key, str] = field(default_factory=dict, repr=False)
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The PENDOPO_… variables alone, as they were when the site was loaded."""

    @property
    def name(self) -> str:
        return self.config.portal.name

    @property
    def languages(self) -> tuple[str, ...]:
        return self.config.portal.languages

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.portal.timezone)

    @property
    def local(self) -> bool:
        """Local mode: only this computer is served."""
        return not self.config.portal.public_url

    @property
    def data(self) -> Path:
        """Where everything that is written goes."""
        return self.folder / "data"

    def source(self, path: str) -> str:
        """Where a setting was decided: `portal.toml:3`, a variable's name, or `default`."""
        return self.values.source(path)

    def where(self, path: str | Key = ()) -> str:
        """The place to name in a message about a setting, also of one that is absent."""
        return self.values.where(path)

    def plugin_values(self, slug: str) -> Values:
        """`[plugins.<slug>]` as it stands, the environment's word included: not yet checked, only the plugin knows its settings."""
        return self.values.below("plugins", slug)

    def document(self, name: str, *, otherwise: Path | None = None) -> Document:
        """Another TOML file of the site, with its lines; where the site has none, the one of that name in the folder `otherwise`.

        Raises SiteError when it cannot be read."""
        folder, called = (self.folder, name) if otherwise is None or (self.folder / name).exists() else (otherwise, Path(name).name)
        found = read_toml(folder / called, called)
        if isinstance(found, Problem):
            raise SiteError.of([found])
        return found

    def table(self, name: str, needed: Sequence[str], optional: Sequence[str] = (), *, otherwise: Path | None = None) -> Table:
        """A CSV file of the site, row by row, with what is wrong in it; where the site has none, the one of that name in the folder `otherwise`."""
        if otherwise is not None and not (self.folder / name).exists():
            return read_table(otherwise, Path(name).name, needed, optional)
        return read_table(self.folder, name, needed, optional)

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None when the database is elsewhere."""
        kind, _, path = self.config.database.url.partition("://")
        return self.folder / path.partition("?")[0] if kind == "sqlite" and path and not path.startswith(":memory:") else None

    @cached_property
    def secrets(self) -> Secrets:
        """The portal's keys, made on the first start. Raises SiteError rather than go on with wrong ones."""
        return obtain_secrets(self.folder, self.variables, self.environ, self.database_file)
