"""Every sentence in code and templates has its Indonesian words, and no catalogue holds what nobody says."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kit.translations import entries_to_fill, find_problems

CODE = """
from core.language import gettext_lazy as _
TITLE = _("Complaints")
def page(request):
    return request.gettext("Step {n} of {all}", n=1, all=5)
"""
PAGE = '<h1>{{ _("My reports") }}</h1>\n{% do x %}<p>{{ ngettext("{n} report", "{n} reports", n) }}</p>\n'
WORDS = {"Complaints": "Aduan", "Step {n} of {all}": "Langkah {n} dari {all}", "My reports": "Laporan saya"}
NUMBER = '\nmsgid "{n} report"\nmsgid_plural "{n} reports"\nmsgstr[0] "{n} laporan"\n'
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    plugin = tmp_path / "plugins" / "complaints"
    for folder in (tmp_path / "core" / "locales" / "id", tmp_path / "themes", plugin / "templates" / "complaints", plugin / "locales" / "id"):
        folder.mkdir(parents=True)
    (plugin / "plugin.toml").write_text("")
    (plugin / "forms.py").write_text(CODE)
    (plugin / "templates" / "complaints" / "list.html").write_text(PAGE)
    write(plugin, WORDS)
    return tmp_path


def write(owner: Path, words: dict[str, str], more: str = NUMBER) -> None:
    entries = "".join(f'\nmsgid "{key}"\nmsgstr "{value}"\n' for key, value in words.items())
    (owner / "locales" / "id" / "words.po").write_text(HEADER + entries + more, encoding="utf-8")


def codes(repository: Path) -> list[str]:
    return [problem.code for problem in find_problems(repository)]


def test_a_complete_catalogue_has_no_problems(repository: Path) -> None:
    assert find_problems(repository) == []


@pytest.mark.parametrize("gap", list(WORDS))
def test_a_sentence_without_words_is_named_with_its_place(repository: Path, gap: str) -> None:
    write(repository / "plugins" / "complaints", {key: value for key, value in WORDS.items() if key != gap})

    (problem,) = find_problems(repository)

    assert problem.code == "translation.missing"
    assert gap in problem.message
    assert problem.where.startswith("plugins/complaints/")


def test_a_plugins_sentence_may_stand_in_the_cores_catalogue(repository: Path) -> None:
    core = repository / "core"
    (core / "words.py").write_text('x = _("Complaints")\n')
    write(core, {"Complaints": "Aduan"}, more="")
    write(repository / "plugins" / "complaints", {key: value for key, value in WORDS.items() if key != "Complaints"})

    assert find_problems(repository) == []


def test_an_entry_that_nobody_says_is_a_problem(repository: Path) -> None:
    write(repository / "plugins" / "complaints", {**WORDS, "Old": "Lama"})

    assert codes(repository) == ["translation.unused"]


def test_an_obsolete_entry_is_a_problem(repository: Path) -> None:
    write(repository / "plugins" / "complaints", WORDS, more=NUMBER + '\n#~ msgid "Old"\n#~ msgstr "Lama"\n')

    assert codes(repository) == ["translation.unused"]


def test_an_uncertain_or_empty_entry_is_a_problem(repository: Path) -> None:
    plugin = repository / "plugins" / "complaints"
    write(plugin, {key: value for key, value in WORDS.items() if key != "My reports"}, more=NUMBER + '\n#, fuzzy\nmsgid "My reports"\nmsgstr "Punyaku"\n')
    assert codes(repository) == ["translation.fuzzy"]

    write(plugin, {**WORDS, "My reports": ""})
    assert codes(repository) == ["translation.empty"]


@pytest.mark.parametrize("wrong", ["Langkah {n}", "Langkah {n} dari {semua}", "Langkah {n} dari {all} {more}"])
def test_placeholders_are_copied_letter_for_letter(repository: Path, wrong: str) -> None:
    write(repository / "plugins" / "complaints", {**WORDS, "Step {n} of {all}": wrong})

    assert codes(repository) == ["translation.placeholder"]


def test_missing_entries_are_written_out_to_be_filled_in(repository: Path) -> None:
    write(repository / "plugins" / "complaints", {})

    text = entries_to_fill("complaints", repository)

    assert 'msgid "Complaints"\nmsgstr ""' in text
    assert "#: plugins/complaints/forms.py:3" in text
