"""The cache: what is kept, for how long, under which name, and what never gets into it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from citecheck.interfaces import Answer, Identifier, Source, Stage
from citecheck.model import Item, Location, Name, Notice, Outage, Publication, Reference, Relation, Work
from citecheck.sources.cached import LIFE_OF_ABSENCE, Cached
from citecheck.sources.shared import Prompt
from tests.sources.tools import people, reference

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
WORK = Work(
    item=Item(
        type="article-journal", title="Bønes", author=(*people("Brown A"), Name(literal="Group")), authors_cut=True,
        issued=(2020, 5), page="1-9", doi="10.5555/one", issn=("1234-5678",),
    ),
    source="memory", url="https://doi.org/10.5555/one",
    notices=(Notice(kind="retraction", doi="10.5555/n", date=(2021,), asserted_by=("publisher",)),),
    publications=(Publication(kind="print", date=(2020, 5)), Publication(kind="online", date=(2019, 12, 1))),
    relations=(Relation(kind="has-preprint", doi="10.5555/pre"),),
)  # fmt: skip
ONE, TWO = Identifier("doi", "10.5555/one"), Identifier("pmid", "22")
BROWN = reference("Brown A", key="7", issued=(2020,), volume="12", issue="3", page="641-8")


@dataclass
class Memory:
    """A source that notes what it is asked and gives the answer it was told to give."""

    answer: Answer = (WORK,)
    name: str = "memory"
    remote: bool = True
    identifies: frozenset[str] = frozenset({"doi", "pmid"})
    stages: tuple[Stage, ...] = (Stage.EXACT, Stage.TEXT)
    asked: list[Any] = field(default_factory=list)

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        self.asked.append(list(identifiers))
        return dict.fromkeys(identifiers, self.answer)

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        self.asked.append([one.key for one in references])
        return [self.answer] * len(references)


class Killed(BaseException):
    """What ends a process in the middle of a question."""


class Slow(Prompt):
    """Hands over one answer after the other, and is killed before the third."""

    name, remote = "memory", True
    identifies = frozenset({"doi"})
    stages: tuple[Stage, ...] = (Stage.TEXT,)

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        for number, one in enumerate(identifiers):
            if number == 2:
                raise Killed
            yield one, (WORK,)

    def search_each(self, references: Sequence[Reference], stage: Stage) -> Iterator[tuple[int, Answer]]:
        for place in reversed(range(len(references))):
            if place == 0:
                raise Killed
            yield place, (WORK,)


DOWN = Outage(source="memory", reason="server error (503)")
OFFLINE = Outage(source="memory", reason="not asked: offline")


def cached(inner: Source, folder: Path, *, later: timedelta = timedelta(), **options: Any) -> Cached:
    return Cached(inner, folder, now=lambda: NOW + later, **options)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def only_file(folder: Path) -> Path:
    (name,) = files(folder)
    return folder / name


def test_it_is_a_source_like_the_one_inside(tmp_path: Path) -> None:
    one = cached(Memory(), tmp_path)
    assert isinstance(one, Source)
    assert (one.name, one.remote, one.identifies, one.stages) == ("memory", True, Memory().identifies, Memory().stages)


def test_second_answer_comes_from_the_file_and_is_the_same(tmp_path: Path) -> None:
    inner = Memory()
    for _ in range(2):
        assert cached(inner, tmp_path).lookup([ONE]) == {ONE: (WORK,)}
        assert cached(inner, tmp_path).search([BROWN], Stage.EXACT) == [(WORK,)]
    assert inner.asked == [[ONE], ["7"]]


def test_only_what_is_missing_is_asked_in_one_call_and_in_order(tmp_path: Path) -> None:
    inner = Memory()
    numbers = [Identifier("pmid", str(number)) for number in range(1, 6)]
    cached(inner, tmp_path).lookup([numbers[1], numbers[3]])
    answers = cached(inner, tmp_path).lookup(numbers)
    assert list(answers) == numbers
    assert inner.asked[1:] == [[numbers[0], numbers[2], numbers[4]]]


def test_how_questions_were_batched_never_shows(tmp_path: Path) -> None:
    other = replace(BROWN, key="8", item=Item(title="Ribs"))
    cached(Memory(), tmp_path / "together").search([BROWN, other], Stage.EXACT)
    for one in (other, BROWN):
        cached(Memory(), tmp_path / "apart").search([one], Stage.EXACT)
    together, apart = (tmp_path / name / "memory" for name in ("together", "apart"))
    assert files(together) == files(apart)
    assert all((together / name).read_bytes() == (apart / name).read_bytes() for name in files(together))


def test_equal_references_are_one_question_whatever_their_key_and_file(tmp_path: Path) -> None:
    inner = Memory()
    same = replace(BROWN, key="other", raw="other", location=Location(file="secret.csv", line=9))
    assert len(cached(inner, tmp_path).search([BROWN, same], Stage.EXACT)) == 2
    assert inner.asked == [["7"]]
    assert "secret" not in only_file(tmp_path).read_text()


def test_stages_are_different_questions(tmp_path: Path) -> None:
    cached(Memory(), tmp_path).search([BROWN], Stage.EXACT)
    assert cached(Memory(()), tmp_path).search([BROWN], Stage.TEXT) == [()]


def test_stage_that_the_source_does_not_have_leaves_no_file(tmp_path: Path) -> None:
    cached(Memory(()), tmp_path).search([BROWN], Stage.RELAXED)
    assert files(tmp_path) == []


def test_question_that_the_source_skips_is_an_outage_not_an_absence(tmp_path: Path) -> None:
    inner = Memory()
    inner.lookup = lambda identifiers: {}  # type: ignore[method-assign]
    (answer,) = cached(inner, tmp_path).lookup([ONE]).values()
    assert isinstance(answer, Outage)
    assert files(tmp_path) == []


def test_identifiers_of_the_reference_are_not_part_of_the_question(tmp_path: Path) -> None:
    cached(Memory(), tmp_path).search([BROWN], Stage.EXACT)
    assert BROWN.item
    with_doi = replace(BROWN, item=replace(BROWN.item, doi="10.5555/x", pmid="1", type="article-journal"))
    assert cached(Memory(), tmp_path, offline=True).search([with_doi], Stage.EXACT) == [(WORK,)]


def test_text_is_the_question_only_where_there_are_no_fields(tmp_path: Path) -> None:
    bare = Reference(key="1", raw="Some unread text", item=Item())
    cached(Memory(), tmp_path).search([bare], Stage.TEXT)
    assert only_file(tmp_path).name.startswith("text-some-unread-text-")
    other = replace(bare, raw="Some other text")
    assert cached(Memory(), tmp_path, offline=True).search([bare, other], Stage.TEXT) == [(WORK,), OFFLINE]


def test_file_can_be_read_by_people(tmp_path: Path) -> None:
    cached(Memory(), tmp_path, answered_by="hand", provenance="seen in print").search([BROWN], Stage.EXACT)
    path = only_file(tmp_path)
    assert path.parent.name == "memory"
    assert path.name.startswith("exact-brown-2020-12-3-641-")
    text = path.read_text(encoding="utf-8")
    stored = json.loads(text)
    assert text == json.dumps(stored, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert "Bønes" in text
    assert stored["schema"] == "citecheck-answer/1"
    assert stored["answered"] == "2026-05-04T03:02:01Z"
    assert (stored["answered_by"], stored["provenance"], stored["source"]) == ("hand", "seen in print", "memory")
    assert stored["question"]["rung"] == "exact"
    assert stored["question"]["item"]["author"] == [{"family": "Brown", "given": "A"}]
    assert stored["works"][0]["item"]["title"] == "Bønes"


def test_provenance_may_depend_on_the_works_and_be_none(tmp_path: Path) -> None:
    told = cached(Memory(), tmp_path, provenance=lambda works: works[0].item.doi if works else None)
    told.lookup([ONE])
    assert json.loads(only_file(tmp_path).read_text())["provenance"] == "10.5555/one"
    told = cached(Memory(()), tmp_path / "b", provenance=lambda works: works[0].item.doi if works else None)
    told.lookup([ONE])
    assert "provenance" not in json.loads(only_file(tmp_path / "b").read_text())


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        (Identifier("doi", "10.1007/s00223-021-00938-w"), "doi-10.1007_s00223-021-00938-w.json"),
        (Identifier("pmid", "34978602"), "pmid-34978602.json"),
        (Identifier("doi", "10.5555/a(b)c"), "doi-10.5555_a(b)c.json"),
    ],
)
def test_name_of_the_file_is_the_identifier(identifier: Identifier, name: str, tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([identifier])
    assert files(tmp_path) == [f"memory/{name}"]


@pytest.mark.parametrize(
    "values",
    [
        ("10.5555/a_b", "10.5555/a/b", "10.5555/a:b", "10.5555/a b", "10.5555/a?b"),
        ("10.5555/" + "x" * 500, "10.5555/" + "x" * 501),
        ("10.5555/../../../etc/passwd", "10.5555/..\\..\\x", "10.5555/é", "10.5555/\x00"),
    ],
)
def test_different_identifiers_have_different_files_inside_the_folder(values: tuple[str, ...], tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([Identifier("doi", value) for value in values])
    names = files(tmp_path)
    assert len(names) == len(values)
    assert all(name.count("/") == 1 and len(name) < 200 for name in names)


def test_works_stay_and_an_absence_expires(tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([ONE])
    cached(Memory(()), tmp_path).lookup([TWO])
    almost, over = LIFE_OF_ABSENCE - timedelta(seconds=1), LIFE_OF_ABSENCE + timedelta(seconds=1)
    inner = Memory()
    assert cached(inner, tmp_path, later=almost).lookup([ONE, TWO]) == {ONE: (WORK,), TWO: ()}
    assert inner.asked == []
    assert cached(Memory(DOWN), tmp_path, later=over).lookup([TWO]) == {TWO: DOWN}
    assert cached(inner, tmp_path, later=over * 100, offline=True).lookup([TWO]) == {TWO: ()}
    assert cached(inner, tmp_path, later=over).lookup([ONE, TWO]) == {ONE: (WORK,), TWO: (WORK,)}
    assert inner.asked == [[TWO]]


def test_offline_what_is_not_stored_is_an_outage_and_nobody_is_asked(tmp_path: Path) -> None:
    inner = Memory()
    one = cached(inner, tmp_path, offline=True)
    assert one.lookup([ONE]) == {ONE: OFFLINE}
    assert one.search([BROWN], Stage.EXACT) == [OFFLINE]
    assert inner.asked == []
    assert files(tmp_path) == []


def test_outage_is_never_stored(tmp_path: Path) -> None:
    assert cached(Memory(DOWN), tmp_path).lookup([ONE]) == {ONE: DOWN}
    assert files(tmp_path) == []


def test_refresh_asks_again_and_overwrites(tmp_path: Path) -> None:
    cached(Memory(()), tmp_path).lookup([ONE])
    assert cached(Memory(), tmp_path, refresh=True).lookup([ONE]) == {ONE: (WORK,)}
    assert cached(Memory(), tmp_path, offline=True).lookup([ONE]) == {ONE: (WORK,)}


def test_refresh_keeps_the_old_answer_when_the_source_is_silent(tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([ONE])
    before = only_file(tmp_path).read_bytes()
    assert cached(Memory(DOWN), tmp_path, refresh=True).lookup([ONE, TWO]) == {ONE: (WORK,), TWO: DOWN}
    assert only_file(tmp_path).read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"schema": "somebody-elses/1"}',
        b'{"schema": "citecheck-answer/1"}',
        b"[" * 100_000,
    ],
)
def test_damaged_file_is_asked_again_online_and_an_outage_offline(damage: bytes, tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([ONE])
    path = only_file(tmp_path)
    path.write_bytes(damage)
    unreadable = Outage(source="memory", reason=f"cache file unreadable: {path.name}")
    assert cached(Memory(), tmp_path, offline=True).lookup([ONE]) == {ONE: unreadable}
    assert cached(Memory(DOWN), tmp_path).lookup([ONE]) == {ONE: DOWN}
    assert cached(Memory(), tmp_path).lookup([ONE]) == {ONE: (WORK,)}
    assert cached(Memory(), tmp_path, offline=True).lookup([ONE]) == {ONE: (WORK,)}


def test_any_field_of_a_file_may_be_damaged(tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([ONE])
    path = only_file(tmp_path)
    whole = json.loads(path.read_text())
    spoilt = [whole | {name: 5} for name in ("schema", "question", "source", "answered", "works")]
    work = whole["works"][0]
    spoilt += [whole | {"works": [work | {name: 5}]} for name in ("item", "notices", "publications", "relations")]
    spoilt += [whole | {"works": [work | {"relations": [{"odd": "1"}]}]}, whole | {"answered": "yesterday"}]
    notices: tuple[Any, ...] = ({}, [{"kind": 5}], [{"date": ["x"]}])
    lists: tuple[Any, ...] = ({}, "", {"a": 1}, [[]], [None])
    spoilt += [whole | {"works": one} for one in lists]
    inner = {"author": [{}], "DOI": 5, "title": ["x"], "issued": {"date-parts": [["2020"]]}, "ISSN": 7, "page": {}}
    spoilt += [whole | {"works": [work | {"item": work["item"] | {name: odd}}]} for name, odd in inner.items()]
    spoilt += [whole | {"works": [work | {"notices": odd}]} for odd in notices]
    for content in spoilt:
        path.write_text(json.dumps(content))
        (answer,) = cached(Memory(), tmp_path, offline=True).lookup([ONE]).values()
        assert isinstance(answer, Outage)


def test_file_of_another_question_is_not_an_answer(tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([ONE])
    path = only_file(tmp_path)
    path.rename(path.with_name("pmid-22.json"))
    assert isinstance(cached(Memory(), tmp_path, offline=True).lookup([TWO])[TWO], Outage)


def test_what_may_not_be_kept_is_used_but_not_written(tmp_path: Path) -> None:
    assert cached(Memory(()), tmp_path, keep=bool).lookup([ONE]) == {ONE: ()}
    assert files(tmp_path) == []
    cached(Memory(), tmp_path, keep=bool).lookup([ONE])
    assert len(files(tmp_path)) == 1


def test_folder_that_cannot_be_written_is_told_once_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "memory").write_text("a file where a folder should be")
    notes: dict[str, str] = {}
    assert cached(Memory(), tmp_path, notes=notes).lookup([ONE, TWO]) == {ONE: (WORK,), TWO: (WORK,)}
    ((note, hint),) = notes.items()
    assert "can't be written" in note
    assert "--cache" in hint


def test_works_of_an_older_reader_are_asked_for_again_where_that_can_be_done(tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([ONE])
    inner = Memory()
    assert cached(inner, tmp_path, reader=2, offline=True).lookup([ONE]) == {ONE: (WORK,)}
    assert cached(Memory(DOWN), tmp_path, reader=2).lookup([ONE]) == {ONE: (WORK,)}
    assert inner.asked == []
    for _ in range(2):
        assert cached(inner, tmp_path, reader=2).lookup([ONE]) == {ONE: (WORK,)}
    assert inner.asked == [[ONE]]


def test_interrupted_write_leaves_the_old_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached(Memory(), tmp_path).lookup([ONE])
    before = only_file(tmp_path).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    notes: dict[str, str] = {}
    cached(Memory(()), tmp_path, refresh=True, notes=notes).lookup([ONE])
    assert "no space left" in next(iter(notes))
    assert only_file(tmp_path).read_bytes() == before


def test_many_writers_leave_one_whole_file(tmp_path: Path) -> None:
    def write(_: int) -> None:
        cached(Memory(), tmp_path, refresh=True).lookup([ONE, TWO])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert len(files(tmp_path)) == 2
    assert cached(Memory(), tmp_path, offline=True).lookup([ONE]) == {ONE: (WORK,)}


def test_lone_surrogates_do_not_stop_the_run(tmp_path: Path) -> None:
    odd = replace(BROWN, raw="\ud800 text", item=Item())
    assert cached(Memory(), tmp_path).search([odd], Stage.TEXT) == [(WORK,)]


def test_forty_eight_answers_take_no_time(tmp_path: Path) -> None:
    asked = [Identifier("pmid", str(number)) for number in range(1, 49)]
    cached(Memory(), tmp_path).lookup(asked)
    started = time.perf_counter()
    cached(Memory(), tmp_path, offline=True).lookup(asked)
    assert time.perf_counter() - started < 0.3  # 30 ms are meant; a busy machine is forgiven


def test_each_answer_is_kept_as_soon_as_it_is_there(tmp_path: Path) -> None:
    dois = [Identifier("doi", f"10.5555/{number}") for number in range(4)]
    with pytest.raises(Killed):
        cached(Slow(), tmp_path).lookup(dois)
    assert sorted(path.name for path in tmp_path.rglob("*.json")) == ["doi-10.5555_0.json", "doi-10.5555_1.json"]
    people_cited = [reference(f"Brown{number} A", volume="1") for number in range(3)]
    with pytest.raises(Killed):
        cached(Slow(), tmp_path).search(people_cited, Stage.TEXT)
    later = Memory(answer=(), stages=(Stage.TEXT,))
    answers = cached(later, tmp_path).search(people_cited, Stage.TEXT)
    assert answers == [(), (WORK,), (WORK,)]
    assert len(later.asked[0]) == 1


def test_work_of_which_only_the_agency_is_known_survives(tmp_path: Path) -> None:
    registered = Work(item=Item(doi="10.5555/one"), source="memory", url="https://doi.org/10.5555/one", agency="mEDRA")
    first = cached(Memory(answer=(registered,)), tmp_path).lookup([ONE])
    assert cached(Memory(), tmp_path, offline=True).lookup([ONE]) == first == {ONE: (registered,)}


def test_offline_every_work_that_is_kept_may_answer_any_question(tmp_path: Path) -> None:
    cached(Memory(), tmp_path).lookup([ONE])
    inner = Memory()
    offline = cached(inner, tmp_path, offline=True)
    cited = Item(author=WORK.item.author, title=WORK.item.title, issued=WORK.item.issued, page=WORK.item.page)
    right = Reference(key="a", item=cited)
    other = Reference(key="b", item=replace(cited, volume="99", page="1", title="Stones", issued=(1950,)))
    assert offline.search([right, other], Stage.TEXT) == [(WORK,), OFFLINE]  # nothing proves an absence
    only_file(tmp_path).unlink()
    cached(Memory(), tmp_path).search([BROWN], Stage.EXACT)
    assert cached(inner, tmp_path, offline=True).lookup([ONE, TWO]) == {ONE: (WORK,), TWO: OFFLINE}
    assert inner.asked == []
