"""What a plugin declares is what it touches: said at start, by `portal.http`, or by the kit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.kit.test_rules import BROKEN, TREES, checked

TOUCHING = {
    "a path that is another's": ("hooks.py", 'name="mine", access=CITIZEN', 'name="mine", access=CITIZEN, segment="layanan"', "starts", "layanan"),
    "a table that is another's": ("models.py", 'table = "trees_report"', 'table = "cases_case"', "starts", "cases_case"),
    "a hook that there is not": ("hooks.py", "def register_personal_data():", "def register_everything():", "starts", "register_everything"),
    "a host that it does not name": (*BROKEN["hosts"], "hosts", "pohon.example.id"),
    "a way out of its own": ("hooks.py", "from core import Erasure\n", "from core import Erasure\nimport urllib.request\n", "hosts", "urllib.request"),
    "data of people that it does not name": (
        "models.py",
        "    name = fields.CharField(max_length=80)\n",
        "    name = fields.CharField(max_length=80)\n    nik = fields.CharField(max_length=16, null=True)\n",
        "passport",
        "trees_report.nik",
    ),
}


@pytest.mark.parametrize("what", TOUCHING)
def test_row_47_what_a_plugin_touches_beyond_what_it_declares_is_found(tmp_path: Path, what: str) -> None:
    file, before, after, rule, named = TOUCHING[what]
    assert before in TREES[file]

    card = checked(tmp_path, {**TREES, file: TREES[file].replace(before, after)})

    found = [finding for result in card.broken if result.rule.name == rule for finding in result.findings]
    assert any(named in finding.message for finding in found), "\n".join(card.lines())


def test_row_47_what_is_declared_may_be_touched(tmp_path: Path) -> None:
    file, before, after = BROKEN["hosts"]

    card = checked(tmp_path, {**TREES, file: TREES[file].replace(before, after), "plugin.toml": 'hosts = ["pohon.example.id"]\n' + TREES["plugin.toml"]})

    assert card.tier == "gold", "\n".join(card.lines())
