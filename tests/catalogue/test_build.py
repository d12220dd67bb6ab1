from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest

from citecheck.catalogue.build import Summary, build
from citecheck.catalogue.index import Catalogue
from citecheck.catalogue.lock import only_writer
from citecheck.catalogue.manifest import UNFINISHED
from citecheck.catalogue.writer import _Marks
from citecheck.errors import InputError, SettingsError
from tests.catalogue.made import held, library, pubmed, record, retractions

# What a killed build runs: its own process, which is ended as by a power cut at its so manieth call of a function,
# whatever the speed of the machine; at 0 it goes on to the end and tells how many calls there were.
BUILDER = """
import os, signal, sys
from pathlib import Path
from citecheck.catalogue.build import build
folder, fresh, last, *files = sys.argv[1:]
calls = 0
def count(frame, event, argument):
    global calls
    calls += event == "call"
    if calls == int(last):
        os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
build(Path(folder), [Path(file) for file in files], fresh=fresh == "build")
sys.setprofile(None)
print(calls)
"""


def _built(folder: Path, *files: Path) -> Summary:
    return build(folder, files, fresh=True)


def _broken(folder: Path) -> Path:
    """A file that is recognised and has a record that can't be read."""
    file = library(folder / "broken.jsonl", [record(9000)])
    file.write_text(file.read_text() + '{"id"\n')
    return file


def _calls(folder: Path, how: str, files: list[Path], *, last: int = 0) -> int:
    """How many calls of functions a build took; 0 where it was ended at the `last` of them."""
    done = subprocess.run(
        [sys.executable, "-c", BUILDER, str(folder), how, str(last), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return 0 if done.returncode else int(done.stdout)


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """Five files; each describes some works of the one before anew."""
    return [
        library(
            tmp_path / f"part{part}.jsonl",
            (record(number, publisher=f"Press {part}") for number in range(part * 300, part * 300 + 450)),
        )
        for part in range(5)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["build", "add"])
def test_build_killed_at_any_moment_ends_with_the_same_records(tmp_path: Path, parts: list[Path], how: str) -> None:
    _built(tmp_path / "whole", *parts)
    expected = held(tmp_path / "whole", range(1650))
    old = library(tmp_path / "old.jsonl", [record(7777)])
    folder = tmp_path / "killed"
    _built(folder, old)
    usual = _calls(tmp_path / "undisturbed", "build", parts)
    moments = [100 + round(usual * part / 1000) for part in random.Random(20).sample(range(300), 10)]
    killed = 0
    for moment in moments:
        killed += not _calls(folder, how, parts, last=moment)
        (before,), (after,) = held(folder, [7777]), held(folder, [1649])
        assert before or (after and how == "build")
    assert killed >= 3
    assert _calls(folder, how, parts)
    assert held(folder, range(1650)) == expected
    assert Catalogue.open(folder).info().records == 1650 + (how == "add")


def test_build_goes_on_where_it_was(tmp_path: Path, parts: list[Path]) -> None:
    folder = tmp_path / "catalogue"
    with pytest.raises(InputError):
        build(folder, [*parts[:2], _broken(tmp_path)], fresh=True, strict=True)
    assert (folder / UNFINISHED).exists()
    summary = _built(folder, *parts)
    assert ([file.name for file in summary.applied], summary.skipped) == (
        ["part2.jsonl", "part3.jsonl", "part4.jsonl"],
        2,
    )
    assert sorted(path.name for path in folder.iterdir()) == ["index-1", "manifest.json", "writer.lock"]


def test_build_of_other_files_starts_over(tmp_path: Path, parts: list[Path]) -> None:
    folder = tmp_path / "catalogue"
    with pytest.raises(InputError):
        build(folder, [parts[0], _broken(tmp_path)], fresh=True, strict=True)
    _built(folder, parts[4])
    assert Catalogue.open(folder).info().records == 450


def test_file_that_was_added_before_is_skipped(tmp_path: Path, parts: list[Path]) -> None:
    folder = tmp_path / "catalogue"
    _built(folder, parts[0], parts[1])
    again = build(folder, [parts[0], parts[2]], fresh=False)
    assert ([file.name for file in again.applied], again.skipped) == (["part2.jsonl"], 1)
    assert held(folder, [310])[0][0].item.publisher == "Press 1"


def test_strict_build_leaves_the_catalogue_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    _built(folder, library(tmp_path / "a.jsonl", [record(1)]))
    broken = _broken(tmp_path)
    with pytest.raises(InputError, match=r"broken\.jsonl, record 2"):
        build(folder, [broken], fresh=False, strict=True)
    assert held(folder, [9000])[0] == ()
    assert build(folder, [broken], fresh=False).count("flaws") == 1
    assert len(held(folder, [9000])[0]) == 1


def test_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    file = library(tmp_path / "a.jsonl", [record(1)])
    _built(folder, file)
    for fresh in (True, False):
        with only_writer(folder), pytest.raises(SettingsError, match="being written by another process") as caught:
            build(folder, [file], fresh=fresh)
        assert caught.value.hint
    assert len(held(folder, [1])[0]) == 1


def test_second_process_is_told_to_wait(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    file = library(tmp_path / "a.jsonl", [record(1)])
    _built(folder, file)
    with only_writer(folder):
        second = subprocess.run(
            [sys.executable, "-m", "citecheck", "catalogue", "add", str(folder), str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 2
    assert "being written by another process" in second.stderr
    assert "hint: wait" in second.stderr


def test_catalogue_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    file = library(tmp_path / "a.jsonl", [record(1)])
    _built(folder, file)
    stored = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**stored, "format": 99, "surprise": True}))
    with pytest.raises(SettingsError, match="has format 99"):
        Catalogue.open(folder)
    with pytest.raises(SettingsError, match="has format 99"):
        build(folder, [file], fresh=False)


def test_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    file = library(tmp_path / "a.jsonl", [record(1)])
    with pytest.raises(SettingsError, match="holds other files"):
        _built(tmp_path, file)
    assert file.exists()


def test_adding_needs_a_catalogue(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no catalogue"):
        build(tmp_path / "new", [library(tmp_path / "a.jsonl", [record(1)])], fresh=False)


def test_update_files_are_applied_in_their_order(tmp_path: Path) -> None:
    newer = pubmed(tmp_path / "pubmed26n1336.xml", [("11", "1", "Third")])
    older = pubmed(tmp_path / "pubmed26n0009.xml", [("11", "1", "First"), ("12", "1", "Other")])
    middle = pubmed(tmp_path / "pubmed26n1335.xml", [("11", "1", "Second")])
    _built(tmp_path / "catalogue", newer, middle, older)
    works = Catalogue.open(tmp_path / "catalogue").lookup("pmid", "11")
    assert [work.item.title for work in works] == ["Third"]


def test_highest_version_in_a_file_wins_wherever_it_stands(tmp_path: Path) -> None:
    file = pubmed(tmp_path / "pubmed26n0001.xml", [("21", "1", "One"), ("21", "3", "Three"), ("21", "2", "Two")])
    _built(tmp_path / "catalogue", file)
    works = Catalogue.open(tmp_path / "catalogue").lookup("pmid", "21")
    assert [work.item.title for work in works] == ["Three"]


def test_deleted_record_is_gone_until_it_is_published_again(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    base = pubmed(tmp_path / "pubmed26n0001.xml", [("31", "1", "Here"), ("32", "1", "Stays")])
    _built(folder, base, pubmed(tmp_path / "pubmed26n0002.xml", [], deleted=["31", "999"]))
    assert [Catalogue.open(folder).lookup("pmid", one) == () for one in ("31", "32")] == [True, False]
    build(folder, [pubmed(tmp_path / "pubmed26n0003.xml", [("31", "1", "Back")])], fresh=False)
    assert [work.item.title for work in Catalogue.open(folder).lookup("pmid", "31")] == ["Back"]


@pytest.mark.parametrize("first", ["works", "remarks"])
def test_remarks_reach_works_added_before_and_after_them(tmp_path: Path, first: str) -> None:
    folder = tmp_path / "catalogue"
    works = library(tmp_path / "a.jsonl", [record(1, PMID="41"), record(2), record(3)])
    rows = [
        ("10.5555/OBS.1", "41", "10.5555/notice.1", "Retraction"),
        ("10.5555/obs.2", "0", "", "Expression of concern"),
    ]
    table = retractions(tmp_path / "table.csv", rows)
    build(folder, [works] if first == "works" else [], notices=[] if first == "works" else [table], fresh=True)
    build(folder, [] if first == "works" else [works], notices=[table] if first == "works" else [], fresh=False)
    one, two, three = ([notice.kind for notice in found[0].notices] for found in held(folder, [1, 2, 3]))
    assert (one, two, three) == (["retraction"], ["concern"], [])
    assert held(folder, [1])[0][0].notices[0].asserted_by == ("retraction-watch",)
    assert Catalogue.open(folder).info().remarks == 2


def test_notices_must_be_the_table(tmp_path: Path) -> None:
    works = library(tmp_path / "a.jsonl", [record(1)])
    with pytest.raises(InputError, match="not the Retraction Watch table"):
        build(tmp_path / "catalogue", [], notices=[works], fresh=True)


@pytest.mark.slow
def test_reader_sees_the_old_state_or_the_new_one_and_never_half(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    states = [
        library(tmp_path / f"{state}.jsonl", [record(n, publisher=str(state)) for n in range(400)])
        for state in range(6)
    ]
    _built(folder, states[0])
    writer = threading.Thread(target=lambda: [build(folder, [state], fresh=False) for state in states[1:]])
    seen = set[str]()
    writer.start()
    while writer.is_alive() or not seen:
        found = held(folder, range(0, 400, 40))
        assert {len(works) for works in found} == {1}
        presses = {works[0].item.publisher for works in found}
        assert len(presses) == 1
        seen |= presses
    writer.join()
    assert {works[0].item.publisher for works in held(folder, [5])} == {"5"}


def test_reader_keeps_its_state_while_the_catalogue_is_built_anew(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    _built(folder, library(tmp_path / "a.jsonl", [record(1)]))
    reader = Catalogue.open(folder)
    _built(folder, library(tmp_path / "b.jsonl", [record(2)]))
    assert reader.lookup("doi", "10.5555/obs.1")
    assert held(folder, [1, 2])[0] == ()
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(SettingsError, match="can't"):
        _built(locked / "catalogue", library(tmp_path / "a.jsonl", [record(1)]))


def test_later_description_wins_within_a_file_and_across_the_files_of_a_build(tmp_path: Path) -> None:
    first = library(tmp_path / "a.jsonl", [record(1, publisher="One"), record(2), record(1, publisher="Two")])
    _built(tmp_path / "twice", first)
    assert [work.item.publisher for work in held(tmp_path / "twice", [1])[0]] == ["Two"]
    _built(tmp_path / "made", first, library(tmp_path / "b.jsonl", [record(1, publisher="Three")]))
    assert [work.item.publisher for work in held(tmp_path / "made", [1])[0]] == ["Three"]
    assert Catalogue.open(tmp_path / "made").info().records == 2


def test_catalogue_of_an_older_format_is_refused_until_it_is_built_again(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    file = library(tmp_path / "a.jsonl", [record(1)])
    _built(folder, file)
    for name in ("manifest.json", UNFINISHED):
        stored = json.loads((folder / "manifest.json").read_text())
        (folder / name).write_text(json.dumps({**stored, "format": 1}))
    with pytest.raises(SettingsError, match="has format 1") as caught:
        Catalogue.open(folder)
    assert "catalogue build" in caught.value.hint
    with pytest.raises(SettingsError, match="has format 1"):
        build(folder, [file], fresh=False)
    _built(folder, file)
    assert len(held(folder, [1])[0]) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["index-2", "manifest.json", "writer.lock"]


def test_build_from_an_archive_goes_on_where_it_was(tmp_path: Path, parts: list[Path]) -> None:
    folder, archive = tmp_path / "catalogue", tmp_path / "parts.tar"
    broken = _broken(tmp_path)
    for last in (broken, parts[2]):
        with tarfile.open(archive, "w") as made:
            for part in (*parts[:2], last):
                made.add(part, part.name)
        if last == broken:
            with pytest.raises(InputError, match=r"broken\.jsonl, record 2"):
                build(folder, [archive], fresh=True, strict=True)
    summary = _built(folder, archive)
    assert ([file.name for file in summary.applied], summary.skipped) == (["part2.jsonl"], 2)
    assert Catalogue.open(folder).info().records == 1050


def test_small_files_go_in_together_and_each_is_noted(tmp_path: Path, parts: list[Path]) -> None:
    folder = tmp_path / "catalogue"
    _built(folder, *parts, parts[0])
    assert [file.name for file in Catalogue.open(folder).info().files] == [part.name for part in parts]
    assert [file.entries for file in Catalogue.open(folder).info().files] == [450] * 5


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_full_disk_under_the_manifest_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    _built(folder, library(tmp_path / "a.jsonl", [record(1)]))
    (folder / "manifest.json.new").symlink_to("/dev/full")
    more = library(tmp_path / "b.jsonl", [record(2)])
    with pytest.raises(SettingsError, match=r"can't write .*manifest\.json: no space left") as caught:
        build(folder, [more], fresh=False)
    assert "same command again" in caught.value.hint
    (folder / "manifest.json.new").unlink()
    assert build(folder, [more], fresh=False).count("entries") == 1
    assert [len(works) for works in held(folder, [1, 2])] == [1, 1]


def test_no_key_is_forgotten() -> None:
    marks = _Marks()
    keys = [f"library:{number}" for number in range(5000)]
    taken_for_known = sum(marks.add(key) for key in keys)
    assert taken_for_known < 5
    assert all(marks.add(key) for key in keys)
