"""The command `convert`, and what may be chosen of a list that is written."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from citecheck.cli import main
from citecheck.errors import SettingsError
from citecheck.formats import choice, exporting
from citecheck.formats.libraries import needed
from citecheck.interfaces import Exported
from citecheck.model import Item, Name
from tests.formats.twelve import SAMPLES

BIB, RIS = str(SAMPLES / "sample.bib"), str(SAMPLES / "sample.ris")


def test_a_list_goes_from_one_format_to_another(tmp_path: Path) -> None:
    target = tmp_path / "refs.ris"
    assert main.main(["convert", BIB, "--to", "ris", "-o", str(target)]) == 0
    assert target.read_bytes().count(b"TY  - ") == 12


def test_several_lists_are_one_and_every_key_is_there_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["convert", BIB, RIS, "--to", "csl-json"]) == 0
    keys = [entry["id"] for entry in json.loads(capsys.readouterr().out)]
    assert len(keys) == len(set(keys)) == 24
    assert (keys[1], keys[13]) == ("Nguyen2021", "Nguyen2021-2")


def test_standard_input_is_read_in_the_format_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"title,year\nBones,2004\n")))
    assert main.main(["convert", "-", "--from", "csv", "--to", "ris"]) == 0
    assert "TI  - Bones" in capsys.readouterr().out


def test_what_was_guessed_of_a_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old.bib"
    old.write_bytes("@book{a, title = {Über Möwen}}".encode("cp1252"))
    assert main.main(["convert", str(old), "--to", "ris"]) == 0
    said = capsys.readouterr()
    assert "TI  - Über Möwen" in said.out
    assert f"{old} is not UTF-8 and was read as cp1252" in said.err


def test_an_entry_that_can_not_be_read_is_named_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.bib"
    broken.write_text("@book{a, title = {One}}\n@book{b, title = {Two\n@book{c, title = {Three}}\n", encoding="utf-8")
    assert main.main(["convert", str(broken), "--to", "csl-json"]) == 1
    said = capsys.readouterr()
    assert [entry["id"] for entry in json.loads(said.out)] == ["a", "c"]
    assert f"{broken}:2: left out: the entry is broken" in said.err


def test_a_list_is_never_written_over_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["convert", BIB, "--to", "ris", "-o", BIB]) == 2
    assert "is the list itself" in capsys.readouterr().err


ONE = Item(
    type="article-journal",
    title="Bones",
    author=(Name(family="Mosca", given="C"),),
    issued=(2004,),
    container_title="Journal of Clinical Investigation",
    container_title_short="J Clin Invest",
)


@pytest.mark.parametrize(
    ("journal", "name"),
    [
        ("", "Journal of Clinical Investigation"),
        ("full", "Journal of Clinical Investigation"),
        ("nlm", "J Clin Invest"),
        ("iso4", "J. Clin. Invest."),
    ],
)
def test_journals_are_named_as_chosen(journal: str, name: str) -> None:
    (one,) = exporting.prepared([Exported(key="a", item=ONE)], journal=journal)
    assert one.item.container_title == name


@pytest.mark.parametrize(
    ("short", "full", "dotted"),
    [
        ("Gut", "Gut", "Gut"),
        ("BMJ", "British Medical Journal", "BMJ"),
        ("Br J Nutr", "The British Journal of Nutrition", "Br. J. Nutr."),
        ("J. Clin. Invest.", "Journal of Clinical Investigation", "J. Clin. Invest."),
    ],
)
def test_a_word_that_is_cut_short_has_a_full_stop_in_iso_4(short: str, full: str, dotted: str) -> None:
    assert exporting.dotted(short, full) == dotted


def test_keys_are_kept_or_made() -> None:
    exported = [Exported(key="own", item=ONE), Exported(key="2", item=ONE)]
    kept = b"".join(choice.writer("bibtex")(exporting.prepared(exported))).decode()
    assert "@article{own," in kept
    assert "@article{Mosca2004," in kept
    assert [one.key for one in exporting.prepared(exported, key="generate")] == ["Mosca2004", "Mosca2004a"]


def test_a_remark_is_written_where_there_is_no_match() -> None:
    one = Exported(key="a", item=ONE, remark="citecheck: not-found, as it was claimed")
    for name in ("bibtex", "ris", "nbib", "enw", "endnote", "csl-json", "csl-yaml", "csv"):
        assert b"citecheck: not-found, as it was claimed" in b"".join(choice.writer(name)([one]))


def test_a_missing_library_is_named_with_its_install_line() -> None:
    with pytest.raises(SettingsError, match="this needs the library no_such_library") as missing:
        needed("no_such_library", "xlsx")
    assert missing.value.hint == "pip install 'citecheck-pipeline[xlsx]'"


def test_an_entry_that_is_switched_off_is_left_out_and_counted() -> None:
    document = choice.document(b"@book{a, title = {One}}\n% @book{b,\n%  title = {Two}}\n", "refs.bib")
    assert [one.key for one in document.references] == ["a"]
    assert document.notes == ("refs.bib: 1 entry behind a per cent sign left out",)
