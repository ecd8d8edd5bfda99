"""The contract with plugins stands in a file: a change of it is seen in review. What goes is warned of before."""

from __future__ import annotations

import difflib
import sys
import types
from pathlib import Path

import pytest

from core.errors import PendopoDeprecationWarning
from core.kit.contract import contract
from core.lazy import lazy

FILE = Path(__file__).parents[1] / "contract.txt"


def test_what_is_promised_to_plugins_is_what_stands_in_the_file() -> None:
    before, now = FILE.read_text(encoding="utf-8").splitlines(), contract().splitlines()

    changed = "\n".join(difflib.unified_diff(before, now, "promised", "now", lineterm="", n=1))

    assert not changed, f"{changed}\n\nIf it is meant: python -m core.kit.contract tests/core/contract.txt, and a line in CHANGELOG.md."


def test_the_file_tells_names_fields_and_signatures() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()

    assert "PLUGIN_API = 1" in lines
    assert "class core.Route" in lines
    assert "    access: Access" in lines
    assert any(line.startswith("register_routes(plugin:") for line in lines)
    assert not any("0x" in line for line in lines)


def test_a_name_that_goes_warns_whoever_asks_each_time_and_still_answers() -> None:
    module = types.ModuleType("old_house")
    sys.modules["old_house"] = module
    try:
        get, _ = lazy("old_house", {"Text": "core.language", "Problem": "core.errors"}, {"Text": "Use core.Text."})

        for _time in range(2):
            with pytest.warns(PendopoDeprecationWarning, match=r"old_house\.Text goes with the next release\. Use core\.Text\."):
                assert get("Text").__name__ == "Text"
        assert get("Problem").__name__ == "Problem"
    finally:
        del sys.modules["old_house"]
