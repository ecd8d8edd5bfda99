"""The chapters of a run: against the reference, with more plugins, with more cases, start and memory. Each gives lines for the report."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import processes, works
from benchmarks.bare.data import make_database
from benchmarks.cases import make_cases
from benchmarks.client import Ask, ask
from benchmarks.makers import make_plugins
from benchmarks.rounds import Figures, interleave, pooled
from benchmarks.sites import fill_home, make_counters, make_home, make_whole
from core.site import Site, load_site

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is asked. Many short turns rather than a few long ones: a noisy moment then hits everybody alike."""

    pools: int
    rounds: int
    requests: int
    sends: int
    crowd: int
    cases: Sequence[int]
    plugins: Sequence[int]
    starts: int
    memory: Sequence[int]


FULL = Sizes(pools=4, rounds=7, requests=400, sends=40, crowd=192, cases=(1_000, 100_000, 1_000_000), plugins=(4, 40, 200), starts=5, memory=(1_000, 10_000))
QUICK = Sizes(pools=1, rounds=5, requests=150, sends=20, crowd=96, cases=(1_000, 20_000), plugins=(4, 40), starts=2, memory=(1_000, 2_000))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report. `met` is None where a figure is for orientation."""

    what: str
    figures: Sequence[str]
    goal: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    columns: Sequence[str]
    lines: Sequence[Line]
    note: str = ""


def home_site(folder: Path) -> Path:
    """The measured home, made once."""
    site = folder / "home"
    if not (site / "data" / "portal.db").exists():
        make_home(site)
        fill_home(site)
    return site


def counters_site(folder: Path, count: int) -> Path:
    """The measured counters with `count` cases, made once; the search is left out beyond 100,000."""
    return _filled(folder / f"cases{count}", make_counters, count)


def whole_site(folder: Path, count: int) -> Path:
    """Blora's portal with all its plugins and as many cases, made once."""
    return _filled(folder / f"whole{count}", make_whole, count)


def _filled(site: Path, make: Callable[[Path], Site], count: int) -> Path:
    if not (site / "made").exists():
        shutil.rmtree(site, ignore_errors=True)
        make(site)
        make_cases(site, count, searchable=count <= 100_000)
        (site / "made").touch()
    return site


def small_plugins(folder: Path, count: int) -> Path:
    """A folder of so many plugins of one page each, made anew."""
    home = folder / f"plugins{count}"
    shutil.rmtree(home, ignore_errors=True)
    make_plugins(home, count)
    return home


def bare_database(folder: Path, count: int) -> Path:
    file = folder / f"bare{count}.db"
    if not file.exists():
        make_database(file, load_site(counters_site(folder, count), {}))
    return file


# ------------------------------------------------------------ against the reference


def against_bare(folder: Path, sizes: Sizes) -> Iterator[Chapter]:
    """W1 to W4, side by side."""
    count = sizes.cases[1]
    site, home, database = counters_site(folder, count), home_site(folder), bare_database(folder, count)
    w1, w2, w4, w3 = works.home(), works.listed(), works.followed(count), works.submitted()
    runs: dict[str, list[dict[str, Figures]]] = {"W1": [], "W2": [], "W4": []}
    for _ in range(sizes.pools):
        with ExitStack() as stack:
            bare = stack.enter_context(processes.bare(database))
            kept_home = stack.enter_context(processes.ours(home))
            made_home = stack.enter_context(processes.ours(home, uncached=True))
            kept = stack.enter_context(processes.ours(site))
            made = stack.enter_context(processes.ours(site, uncached=True))
            for work, pairs in ((w1, {"made": made_home, "kept": kept_home}), (w2, {"made": made, "kept": kept}), (w4, {"made": made})):
                asked_of = {name: (server, work) for name, server in {"bare": bare, **pairs}.items()}
                runs[work.name].append(interleave(asked_of, rounds=sizes.rounds, requests=sizes.requests))
    first, second, fourth = (pooled(found) for found in runs.values())
    with processes.bare(database) as bare, processes.ours(site) as kept:
        before = works.count_cases(site / "data" / "portal.db", "cases_case"), works.count_cases(database, "complaint")
        sends = sizes.rounds * sizes.pools
        third = interleave({"bare": (bare, w3), "made": (kept, w3)}, rounds=sends, requests=sizes.sends)
        many = interleave({"bare": (bare, w3), "made": (kept, w3)}, rounds=3, requests=sizes.crowd, connections=32)
        written = works.count_cases(site / "data" / "portal.db", "cases_case") - before[0], works.count_cases(database, "complaint") - before[1]
    asked = sends * sizes.sends + 3 * sizes.crowd
    if written != (asked, asked):
        raise works.WrongWorkError(f"W3: {asked} cases were accepted, {written[0]} are in our database and {written[1]} in the reference's")
    lines = [
        _ratio("W1 home, no kept pages", first["bare"], first["made"], 0.8),
        _ratio("W1 home, as served", first["bare"], first["kept"], 4.0),
        _ratio("W2 public list, no kept pages", second["bare"], second["made"], None),
        _ratio("W2 public list, as served", second["bare"], second["kept"], 1.0),
        _ratio("W3 submit one case, durable", third["bare"], third["made"], 0.6),
        _ratio("W4 tracking page", fourth["bare"], fourth["made"], 0.6),
    ]
    yield Chapter("Against the reference", ("bare, CPU µs", "ours, CPU µs", "bare ÷ ours", "bare, req/s", "ours, req/s", "bytes"), lines, f"{count:,} cases.")
    faster = many["made"].rate / many["bare"].rate
    yield Chapter(
        "Submissions at 32 connections (for orientation; group commit comes later)", ("bare, req/s", "ours, req/s", "ours ÷ bare"),
        [Line("W3", (f"{many['bare'].rate:,.0f}", f"{many['made'].rate:,.0f}", f"{faster:.2f}"), "≥ 1.5, not held yet")],
        f"Each accepted request is exactly one durable case: {asked:,} were sent to each server, {written[0]:,} and {written[1]:,} were found.",
    )  # fmt: skip


def _ratio(what: str, bare: Figures, ours: Figures, goal: float | None) -> Line:
    ratio = ours.against(bare)
    figures = (f"{bare.cpu:,.0f}", f"{ours.cpu:,.0f}", f"{ratio:.2f}", f"{bare.rate:,.0f}", f"{ours.rate:,.0f}", f"{ours.bytes:,}" if ours.bytes else "")
    return Line(what, figures, f"≥ {goal}" if goal else "", ratio >= goal if goal else None)


# ------------------------------------------------------------ growth


def with_plugins(folder: Path, sizes: Sizes) -> Iterator[Chapter]:
    """The same pages with few and with many plugins beside them."""
    site = counters_site(folder, sizes.cases[0])
    homes = {count: small_plugins(folder, count) for count in sizes.plugins}
    runs: dict[str, list[dict[str, Figures]]] = {title: [] for title, _ in _PAGES}
    for _ in range(sizes.pools):
        with ExitStack() as stack:
            servers = {n: stack.enter_context(processes.ours(site, uncached=True, plugins=homes[n])) for n in sizes.plugins}
            for title, path in _PAGES:
                pairs = {str(n): (server, _page(title, path)) for n, server in servers.items()}
                runs[title].append(interleave(pairs, rounds=sizes.rounds, requests=sizes.requests))
            memory = [servers[count].memory() for count in sizes.plugins]
    lines = [_change(title, [pooled(found)[str(n)] for n in sizes.plugins], 0.05) for title, found in runs.items()]
    more = sizes.plugins[-1] - sizes.plugins[0]
    each = (memory[-1] - memory[0]) / more / 1024
    lines.append(Line("memory, each further plugin, KiB", (*[f"{size / MIB:.1f} MiB" for size in memory], f"{each:.0f}"), "≤ 60", each <= 60))
    yield Chapter("More plugins, no kept pages (CPU µs a request)", (*[f"{count} plugins" for count in sizes.plugins], "change"), lines)
    sites = {"two": site, "all": whole_site(folder, sizes.cases[0])}
    pages = {"home": _page("home", "/"), "public list": _page("public list", "/aduan"), "tracking page": works.followed(sizes.cases[0])}
    runs = {title: [] for title in pages}
    for _ in range(sizes.pools):
        with ExitStack() as stack:
            both = {name: stack.enter_context(processes.ours(one, uncached=True)) for name, one in sites.items()}
            for title, work in pages.items():
                runs[title].append(interleave({name: (server, work) for name, server in both.items()}, rounds=sizes.rounds, requests=sizes.requests))
    found = {title: pooled(turns) for title, turns in runs.items()}
    lines = [_change(title, [found[title]["two"], found[title]["all"]], 0.05) for title in ("public list", "tracking page")]
    home = [found["home"][name].cpu for name in sites]  # more tiles are shown, so this one may cost more
    lines.append(Line("home, with a tile for each service", (*[f"{cpu:,.0f}" for cpu in home], f"{home[1] / home[0] - 1:+.0%}")))
    number = len(load_site(sites["all"], {}).config.plugins.enabled)
    yield Chapter("Everything that Blora enables, no kept pages (CPU µs a request)", ("cases and complaints", f"all {number} plugins", "change"), lines)


_PAGES = (("home", "/"), ("public list", "/aduan"), ("a small plugin's page", "/small002"))


def with_cases(folder: Path, sizes: Sizes) -> Iterator[Chapter]:
    """List and tracking page with few and with many cases in the database."""
    sites = {count: counters_site(folder, count) for count in sizes.cases}
    runs: dict[str, list[dict[str, Figures]]] = {"public list": [], "tracking page": []}
    for _ in range(sizes.pools):
        with ExitStack() as stack:
            servers = {count: stack.enter_context(processes.ours(site, uncached=True)) for count, site in sites.items()}
            for title, work in (("public list", lambda _count: works.listed()), ("tracking page", works.followed)):
                pairs = {str(n): (server, work(n)) for n, server in servers.items()}
                runs[title].append(interleave(pairs, rounds=sizes.rounds, requests=sizes.requests))
    lines = [_change(title, [pooled(found)[str(n)] for n in sizes.cases], 0.2) for title, found in runs.items()]
    yield Chapter("More cases, no kept pages (CPU µs a request)", (*[f"{count:,} cases" for count in sizes.cases], "change"), lines)


def _page(title: str, path: str) -> works.Work:
    return works.Work(title, title, lambda _server, count: [Ask(path)] * count, lambda answer: answer.status == 200 and b"<h1>" in answer.body)


def _change(title: str, figures: Sequence[Figures], most: float) -> Line:
    change = 1 / figures[-1].against(figures[0]) - 1
    return Line(title, (*[f"{one.cpu:,.0f}" for one in figures], f"{change:+.0%}"), f"≤ +{most:.0%}", change <= most)


# ------------------------------------------------------------ start and memory


def start_and_memory(folder: Path, sizes: Sizes) -> Iterator[Chapter]:
    """From the command to the first page, and what it takes to stay."""
    site, database = whole_site(folder, sizes.cases[0]), bare_database(folder, sizes.cases[1])
    core = counters_site(folder, sizes.cases[0])
    few, many = small_plugins(folder, sizes.plugins[0]), small_plugins(folder, sizes.plugins[-1])
    took: dict[str, list[float]] = {name: [] for name in ("bare", "all", "two", "few", "many")}
    for _ in range(sizes.starts + 1):
        with processes.bare(database) as server:
            took["bare"].append(server.cpu())
        for name, one, plugins in (("all", site, None), ("two", core, None), ("few", core, few), ("many", core, many)):
            with processes.ours(one, plugins=plugins) as server:
                took[name].append(server.cpu())
    cpu = {name: median(found[1:]) for name, found in took.items()}  # the first start of each fills the caches of code
    each = (cpu["many"] - cpu["few"]) / (sizes.plugins[-1] - sizes.plugins[0]) * 1000
    yield Chapter(
        "Start, CPU seconds to the first page", ("bare", "ours"),
        [
            Line("with everything that Blora enables", (f"{cpu['bare']:.2f}", f"{cpu['all']:.2f}"), "≤ 1.0", cpu["all"] <= 1.0),
            Line("with cases and complaints alone", (f"{cpu['bare']:.2f}", f"{cpu['two']:.2f}")),
            Line("each further plugin, ms", ("", f"{each:.1f}"), "≤ 4", each <= 4),
        ],
    )  # fmt: skip
    with processes.ours(site) as server, processes.bare(database) as reference:
        ours, theirs = _memory(server, sizes), _memory(reference, sizes)
    grows = (ours[1] - ours[0]) / MIB
    yield Chapter(
        f"Memory, MiB resident after {sizes.memory[0]:,} and {sizes.memory[1]:,} requests", ("bare", "ours"),
        [
            Line(
                f"after {sizes.memory[0]:,}, with everything that Blora enables",
                (f"{theirs[0] / MIB:.1f}", f"{ours[0] / MIB:.1f}"),
                "≤ 90",
                ours[0] <= 90 * MIB,
            ),
            Line(f"growth until {sizes.memory[1]:,}", (f"{(theirs[1] - theirs[0]) / MIB:+.1f}", f"{grows:+.1f}"), "≤ 2", grows <= 2),
        ],
    )  # fmt: skip


def _memory(server: processes.Server, sizes: Sizes) -> list[int]:
    """Resident bytes after so many requests for every kind of page."""
    fronts = ("/", "/layanan", "/pajak-kendaraan", "/lowongan", "/perizinan", "/verifikasi", "/cari?q=jalan", "/aduan?state=closed", "/aduan?state=received")
    paths = [*fronts, f"/lacak/{'x' * 43}", *[work.path for work in works.followed(sizes.cases[0]).asks(server, 200)]]
    found, done = [], 0
    for count in sizes.memory:
        ask(server.port, *[Ask(paths[n % len(paths)]) for n in range(done, count)])
        done = count
        found.append(server.memory())
    return found
