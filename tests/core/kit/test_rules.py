"""Each rule has a page, and a plugin that breaks exactly it: a rule that cannot fail says nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.errors import UsageError
from core.kit import assert_plugin_ok, check_plugin
from core.kit.checking import Card, Result
from core.kit.rule import TIERS, Finding
from core.kit.rules import RULES
from core.testing import make_site

DOCS = Path(__file__).parents[3] / "docs" / "plugins"

HOOKS = """
from core import CITIZEN, PUBLIC, PersonalData, Route, hookimpl, render
from core.errors import RequestError
from core import Erasure
from .models import Report

async def page(request):
    await Report.exists()
    return render(request, "trees/page.html", {"wrong": False})

async def mine(request):
    return render(request, "trees/page.html", {"wrong": False})

async def send(request):
    return render(request, "trees/page.html", {"wrong": True}, status=422)

async def export(context, subject):
    return {"reports": await Report.filter(name=subject.actor_id).count()}

async def erase(context, subject):
    return Erasure()

@hookimpl
def register_routes():
    return [
        Route("/", page, name="list", access=PUBLIC),
        Route("/saya", mine, name="mine", access=CITIZEN),
        Route("/kirim", send, name="send", access=PUBLIC, methods=("POST",)),
    ]

@hookimpl
def register_personal_data():
    return [PersonalData(export=export, erase=erase)]
"""
MODELS = """
from tortoise import fields
from tortoise.models import Model


class Report(Model):
    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=80)

    class Meta:
        table = "trees_report"
"""
MIGRATION = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Report",
            fields=[("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)), ("name", fields.CharField(max_length=80))],
            options={"table": "trees_report", "app": "trees", "pk_attr": "id"},
            bases=["Model"],
        ),
    ]
"""
PAGE = """{% extends "page.html" %}
{% block title %}Pohon{% endblock %}
{% block main %}
<h1>Pohon</h1>
{% if wrong %}<div id="galat"><a href="#nama">Nama kosong</a></div>{% endif %}
<form method="post" action="/pohon/kirim">{{ csrf() }}<p id="nama">Nama</p><button>Kirim</button></form>
{% endblock %}
"""
TREES: Mapping[str, str] = {
    "plugin.toml": (
        'slug = "trees"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "Pohon"\nsummary = "Pohon di tepi jalan."\nsegments = ["pohon"]\n'
        '\n[data]\n"trees_report.name" = { why = "To answer.", keep = "Until it is answered." }\n'
    ),
    "__init__.py": "",
    "hooks.py": HOOKS,
    "models.py": MODELS,
    "migrations/__init__.py": "",
    "migrations/0001_initial.py": MIGRATION,
    "templates/trees/page.html": PAGE,
}
EXPIRE = """
async def expire(context, before, dry):
    return {"reports": before["trees_report.name"]}

@hookimpl
"""
BROKEN: Mapping[str, tuple[str, str, str]] = {
    "manifest": ("plugin.toml", 'summary = "Pohon di tepi jalan."\n', ""),
    "imports": ("hooks.py", "from .models import Report", "from .models import Report\nfrom core.clock import Clock"),
    "templates": ("templates/trees/page.html", "<h1>Pohon</h1>", '<h1 onclick="x()">Pohon</h1>'),
    "hosts": ("hooks.py", "    return {\"reports\"",
        "    if subject.phone == \"\":\n        await context.portal.http.get(\"https://pohon.example.id/x\")\n    return {\"reports\""),
    "starts": ("hooks.py", "def register_personal_data():", "def register_personal_data(request):"),
    "migrations": ("models.py", "max_length=80", "max_length=81"),
    "answers": ("hooks.py", "    await Report.exists()\n", "    await Report.get(id=\"0191c0de-0000-7000-8000-000000000000\")\n"),
    "words": ("templates/trees/page.html", "<h1>Pohon</h1>", '<h1>{{ _("Trees beside the road") }}</h1>'),
    "passport": ("plugin.toml", '"trees_report.name"', '"trees_report.called"'),
    "erasing": ("hooks.py", "    return {\"reports\": await Report.filter(name=subject.actor_id).count()}", "    raise ValueError(subject.actor_id)"),
    "mistakes": ("templates/trees/page.html", 'href="#nama"', 'href="#mana"'),
    "accessible": ("templates/trees/page.html", "<h1>Pohon</h1>", "<h1>Pohon</h1><h3>Baru</h3>"),
    "plain": ("templates/trees/page.html", "<h1>Pohon</h1>", '<h1>Pohon</h1><a href="#">Baru</a>'),
    "blocking": ("hooks.py", "    await Report.exists()\n", "    await Report.exists()\n    open(__file__).close()\n"),
    "transactions": ("hooks.py", "    await Report.exists()\n",
        "    import asyncio\n    from core import transaction\n    async with transaction():\n        await asyncio.sleep(0)\n"),
    "start": ("hooks.py", "from core.errors import RequestError\n",
        "import time\nuntil = time.process_time() + 0.4\nwhile time.process_time() < until: pass\n"),
    "weight": ("templates/trees/page.html", "<h1>Pohon</h1>", "<h1>Pohon</h1>" + "".join(f"<p>{n * 7919 ** 5}</p>" for n in range(4000))),
    "statements": ("hooks.py", "    await Report.exists()\n", "    for _ in range(9): await Report.exists()\n"),
}  # fmt: skip
"""Rule → file, what stands there, and what stands there in a plugin that breaks this rule alone."""


def checked(folder: Path, files: Mapping[str, str]) -> Card:
    for name, text in files.items():
        (folder / "plugins" / "trees" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "plugins" / "trees" / name).write_text(text, encoding="utf-8")
    make_site(folder / "site")
    return asyncio.run(check_plugin("trees", scratch=folder / "scratch", site=folder / "site", folders=[folder / "plugins"]))


def test_a_plugin_that_keeps_all_rules_is_gold(tmp_path: Path) -> None:
    card = checked(tmp_path, TREES)

    assert card.tier == "gold", "\n".join(card.lines())
    assert len(card.results) == len(RULES)
    assert card.seconds < 20


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_what_breaks_one_rule_is_found_by_it_alone(tmp_path: Path, rule: str) -> None:
    file, before, after = BROKEN[rule]
    assert before in TREES[file]

    card = checked(tmp_path, {**TREES, file: TREES[file].replace(before, after)})

    assert [result.rule.name for result in card.broken] == [rule], "\n".join(card.lines())
    assert all(finding.message and finding.hint for finding in card.broken[0].findings)


def test_an_expiry_that_fails_is_the_plugins_own_mistake(tmp_path: Path) -> None:
    expiring = HOOKS.replace("erase=erase)", "erase=erase, expire=expire)").replace("@hookimpl\n", EXPIRE, 1)

    (broken,) = checked(tmp_path, {**TREES, "hooks.py": expiring}).broken

    assert broken.rule.name == "erasing"
    assert "too old, fails: KeyError: 'trees_report.name'" in broken.findings[0].message


def test_each_rule_has_its_page_and_each_page_its_rule() -> None:
    pages = {page.stem: page.read_text(encoding="utf-8") for page in (DOCS / "rules").glob("*.md")}
    listed = set(re.findall(r"\]\(rules/(\w+)\.md\)", (DOCS / "checking.md").read_text(encoding="utf-8")))

    assert set(pages) == listed == set(BROKEN) == {rule.name for rule in RULES}
    for rule in RULES:
        assert f"Tier: {rule.tier}." in pages[rule.name]
        assert all(f"## {part}\n" in pages[rule.name] for part in ("Reason", "Wrong", "Right", "Exceptions"))


def test_a_broken_plugin_fails_a_test_with_what_is_wrong(tmp_path: Path) -> None:
    checked(tmp_path, {**TREES, "plugin.toml": TREES["plugin.toml"].replace("plugin_api = 1", "plugin_api = 1\ncolour = 3")})

    with pytest.raises(AssertionError, match="colour"):
        assert_plugin_ok("trees", site=tmp_path / "site", folders=[tmp_path / "plugins"])


def test_a_plugin_that_is_not_there_is_named(tmp_path: Path) -> None:
    make_site(tmp_path / "site")

    with pytest.raises(UsageError, match="complaint"):
        asyncio.run(check_plugin("complaint", scratch=tmp_path / "scratch", site=tmp_path / "site"))


def test_tiers_build_on_each_other() -> None:
    assert {rule.tier for rule in RULES} == set(TIERS)
    assert [tier_without(), tier_without("gold"), tier_without("silver"), tier_without("bronze")] == ["gold", "silver", "bronze", ""]
    assert tier_without("bronze", "gold") == ""


def tier_without(*broken: str) -> str:
    """What a plugin has that breaks every rule of these tiers."""
    results = (Result(rule, (Finding("broken"),) if rule.tier in broken else (), 0.0) for rule in RULES)
    return Card("trees", tuple(results), 0.0).tier
