"""Files that are cut, broken or made to do harm: what can be read is read, the rest is told, memory stays bounded."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest

from citecheck.catalogue import bounded, files, json_lines, notices
from citecheck.catalogue.bounded import Broken, Chunk
from citecheck.catalogue.entries import Entry, Flaw, Remark
from citecheck.errors import InputError
from tests.catalogue.test_files import ARTICLE, CROSSREF, CSL, SET, TABLE, written

ARTICLES = b"".join(ARTICLE % number for number in range(1, 4001))


def told(path: Path) -> tuple[list[str], list[Flaw]]:
    """The keys read and the flaws told."""
    found = list(files.read(path))
    return [one.key for one in found if isinstance(one, Entry)], [one for one in found if isinstance(one, Flaw)]


def test_cut_gzip_gives_all_before_and_one_flaw(tmp_path: Path) -> None:
    whole = zlib.compressobj(0, zlib.DEFLATED, 31)
    packed = whole.compress(SET % ARTICLES) + whole.flush()
    read, flaws = told(written(tmp_path, packed[: len(packed) // 2]))
    assert 1500 < len(read) < 2500
    assert read == [f"pubmed:{number}" for number in range(1, len(read) + 1)]
    assert [(one.position, one.message) for one in flaws] == [
        ("the rest of the file", "the gzip ends too early: the file was cut")
    ]


def test_cut_xml_gives_all_before_and_one_flaw(tmp_path: Path) -> None:
    read, flaws = told(written(tmp_path, (SET % ARTICLES)[: -len(ARTICLE) - 40]))
    assert len(read) == 3999 or len(read) == 3998
    assert [one.message for one in flaws] == ["the file ends too early: it was cut"]


def test_xml_cut_between_two_records_is_told(tmp_path: Path) -> None:
    read, flaws = told(written(tmp_path, b"<PubmedArticleSet>" + ARTICLES))
    assert len(read) == 4000
    assert len(flaws) == 1


@pytest.mark.parametrize(
    "content", [json.dumps([CSL, CSL])[:-20].encode(), json.dumps([CSL, CSL])[:-1].encode()], ids=["record", "end"]
)
def test_cut_array_gives_all_before_and_one_flaw(content: bytes, tmp_path: Path) -> None:
    read, flaws = told(written(tmp_path, content))
    assert read[0] == "library:10.5555/a"
    assert [one.position for one in flaws] == ["the rest of the file"]


def test_cut_line_is_one_flaw(tmp_path: Path) -> None:
    line = json.dumps(CROSSREF).encode()
    read, flaws = told(written(tmp_path, line + b"\n" + line[:-9]))
    assert read == ["crossref:10.5555/a"]
    assert [one.position for one in flaws] == ["record 2"]


@pytest.mark.parametrize(
    "broken",
    [
        b"<PubmedArticle><MedlineCitation><PMID>2</PMID><Article></MedlineCitation></PubmedArticle>",
        b"<PubmedArticle><MedlineCitation><PMID>2</PMID><Article>&lol;</Article></MedlineCitation></PubmedArticle>",
        b"<PubmedArticle><MedlineCitation><PMID>2</PMID><Article>\xe9</Article></MedlineCitation></PubmedArticle>",
        b"<PubmedArticle><MedlineCitation><PMID>2</PMID></MedlineCitation></PubmedArticle>",
        ARTICLE.replace(b"<Article/>", b"<Article>" + b"<a>" * 5000 + b"</Article>") % 2,
    ],
    ids=["not closed", "unknown entity", "not UTF-8", "no article", "nested too deep"],
)  # fmt: skip
def test_broken_record_costs_only_itself(broken: bytes, tmp_path: Path) -> None:
    read, flaws = told(written(tmp_path, SET % (ARTICLE % 1 + broken + ARTICLE % 3)))
    assert read == ["pubmed:1", "pubmed:3"]
    assert len(flaws) == 1
    assert flaws[0].position.startswith("record 2")


def test_flaw_of_a_broken_record_names_its_pmid(tmp_path: Path) -> None:
    broken = b"<PubmedArticle><MedlineCitation><PMID Version='1'>22</PMID><Article></MedlineCitation></PubmedArticle>"
    _, flaws = told(written(tmp_path, SET % (broken + ARTICLE % 3)))
    assert flaws[0].position == "record 1, PMID 22"


def test_unclosed_part_does_not_swallow_the_next_record(tmp_path: Path) -> None:
    unclosed = (
        b"<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Abstract></Article></MedlineCitation></PubmedArticle>"
    )
    closed = ARTICLE.replace(b"<Article/>", b"<Article><Abstract></Abstract></Article>") % 2
    read, flaws = told(written(tmp_path, SET % (unclosed + closed)))
    assert read == ["pubmed:2"]
    assert flaws[0].position == "record 1, PMID 1"


BOMB = b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "%b"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' % (b"x" * 1000)


@pytest.mark.parametrize(
    "head",
    [
        BOMB,
        b'<!DOCTYPE PubmedArticleSet [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        b"<!DOCTYPE PubmedArticleSet [ ]>",
    ],
)
def test_entities_are_refused_not_expanded(head: bytes, tmp_path: Path) -> None:
    read, flaws = told(written(tmp_path, head + SET % (ARTICLE % 1).replace(b"<Article/>", b"<Article>&b;</Article>")))
    assert read == []
    assert [one.position for one in flaws] == ["the rest of the file"]
    assert "entities" in flaws[0].message


def test_xml_in_another_encoding_is_refused(tmp_path: Path) -> None:
    read, flaws = told(written(tmp_path, b'<?xml version="1.0" encoding="ISO-8859-1"?>' + SET % (ARTICLE % 1)))
    assert read == []
    assert "UTF-8" in flaws[0].message


@pytest.mark.parametrize(
    "line",
    [
        b'{"DOI": "10.5555/b", "title": ["\xe9"]}',
        b'{"DOI": "10.5555/b"',
        b"[" * 100_000,
        b'{"DOI": "10.5555/b", "volume": ' + b"9" * 5000 + b"}",
        b'"text"',
        b'{"title": ["no identifier"]}',
        b'{"DOI": ["10.5555/b"]}',
        b"null",
    ],
    ids=["not UTF-8", "cut", "nested", "huge number", "string", "no DOI", "odd DOI", "null"],
)
def test_broken_line_costs_only_itself(line: bytes, tmp_path: Path) -> None:
    good = json.dumps(CROSSREF).encode()
    read, flaws = told(written(tmp_path, b"\n".join((good, line, good))))
    assert read == ["crossref:10.5555/a"] * 2
    assert [one.position for one in flaws] == ["record 2"]
    assert len(flaws[0].message) <= 200


@pytest.mark.parametrize(
    "record", [{"id": "b", "type": "book", "issued": {"date-parts": [["soon"]]}}, {**CSL, "author": [1]}, 7]
)
def test_broken_item_costs_only_itself(record: object, tmp_path: Path) -> None:
    read, flaws = told(written(tmp_path, json.dumps([CSL, record, CSL]).encode()))
    assert read == ["library:10.5555/a"] * 2
    assert [one.position for one in flaws] == ["record 2"]


BROKEN = {
    "no comma": b'{"id": "b" "type": "book", "author": [{"family": "A"}, {"family": "B"}]}',
    "no quote": b'{"id": "b, "type": "book", "author": [{"family": "A"}]}',
    "half a record": b'{"id": "b", "author": [{"family": "A"}, {"fam',
    "a bare word": b'{"id": b, "relation": {"id": "c", "id-type": "doi"}}',
    "nested too deep": b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a control character": b'{"id": "b\x01"}',
    "nothing at all": b"oops",
}


@pytest.mark.parametrize("head", [b"[", b'{"items": ['], ids=["array", "items"])
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_broken_element_of_an_array_costs_only_itself(broken: bytes, head: bytes, tmp_path: Path) -> None:
    good = [json.dumps({**CSL, "DOI": f"10.5555/{n}", "note": "x" * 900}).encode() for n in range(3000)]
    content = head + b",\n".join([*good[:1500], broken, *good[1500:]]) + b"]"
    read, flaws = told(written(tmp_path, content))
    assert read == [f"library:10.5555/{n}" for n in range(3000)]
    assert [one.position for one in flaws] == ["record 1501"]


def test_array_nested_without_end_is_two_flaws(tmp_path: Path) -> None:
    read, flaws = told(written(tmp_path, b"[" + json.dumps(CSL).encode() + b"," + b"[" * 100_000))
    assert read == ["library:10.5555/a"]
    assert [one.position for one in flaws] == ["record 2", "the rest of the file"]


TABLE_ROW = b'%d,"A title",10.5555/w.%d,0,10.5555/n.%d,3/1/2020 0:00,Retraction\n'
ODD_ROWS = {
    "a bare return in a field": TABLE_ROW.replace(b'"A title"', b"A\rtitle"),
    "a bare return in quotation marks": TABLE_ROW.replace(b"A title", b"A\rtitle"),
    "a return before the line's end": TABLE_ROW.replace(b"\n", b"\r\r\n"),
    "a line break in quotation marks": TABLE_ROW.replace(b"A title", b"A\r\ntitle"),
}


@pytest.mark.parametrize("row", ODD_ROWS.values(), ids=ODD_ROWS)
def test_no_row_of_the_table_is_lost_to_a_bare_return(row: bytes, tmp_path: Path) -> None:
    rows = TABLE_ROW % (1, 1, 1) + row % (2, 2, 2) + TABLE_ROW % (3, 3, 3)
    found = list(files.read(written(tmp_path, TABLE + rows)))
    assert [one.doi for one in found if isinstance(one, Remark)] == ["10.5555/w.1", "10.5555/w.2", "10.5555/w.3"]
    assert len(found) == 3


def test_table_of_an_old_mac_is_read(tmp_path: Path) -> None:
    found = list(files.read(written(tmp_path, (TABLE + TABLE_ROW % (1, 1, 1)).replace(b"\n", b"\r"))))
    assert [one.doi for one in found if isinstance(one, Remark)] == ["10.5555/w.1"]


@pytest.mark.parametrize("content", [b"a\rb,c", b"a\r", b"x" * 200_000 + b",b\n", b'"' + b"x" * 200_000])
def test_no_file_of_any_kind_ends_in_a_traceback(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no kind of records"):
        files.recognise(written(tmp_path, content))


def test_sparse_file_of_three_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(InputError, match="no kind of records"):
        files.recognise(path)


@pytest.mark.slow
def test_gzip_bomb_is_refused() -> None:
    member = gzip.compress(bytes(64 << 20))
    with pytest.raises(Broken, match="more than 200 times"):
        for _ in bounded._unpacked(_Stream(member)):  # type: ignore[arg-type]
            pass


class _Stream:
    """The same gzip again and again."""

    def __init__(self, member: bytes) -> None:
        self._member, self._place = member, 0

    def read(self, _: int) -> bytes:
        self._place += len(self._member)
        return self._member

    def tell(self) -> int:
        return self._place


def endless(start: bytes, filling: bytes) -> Iterator[bytes]:
    return chain([start], repeat(filling * (bounded.BLOCK // len(filling)), 200))


@pytest.mark.slow
@pytest.mark.parametrize(
    "read",
    [
        lambda: json_lines.chunks(endless(b'{"a": 1}\n{"b": "', b"x")),
        lambda: json_lines.chunks(endless(b'[{"b": "', b"x")),
        lambda: json_lines.chunks(endless(b'{\n"b": "', b"x")),
        lambda: bounded.chunks(endless(b"<PubmedArticle>", b"<a>"), (b"</PubmedArticle>",)),
    ],
    ids=["line", "element", "document", "record"],
)
def test_record_without_end_is_passed_over_in_bounded_memory(read: Callable[[], Iterator[Chunk]]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Broken, match="MiB"):
            _exhaust(read())
        assert tracemalloc.get_traced_memory()[1] < 400 << 20
    finally:
        tracemalloc.stop()


def _exhaust(chunks: Iterator[Chunk]) -> None:
    """Reads all; a chunk that tells of a problem is raised as what it is."""
    for chunk in chunks:
        if chunk.problem:
            raise Broken(chunk.problem)


def test_record_too_long_is_passed_over_and_the_next_one_read() -> None:
    content = [b"one;", b"x" * 50, b"y" * 50, b"z;three;", b"four;"]
    found = list(bounded.chunks(iter(content), (b";",), most=80))
    assert [(one.number, one.data, bool(one.problem)) for one in found] == [
        (1, b"one;", False), (2, b"", True), (3, b"three;four;", False),
    ]  # fmt: skip


def test_end_of_a_record_across_two_blocks_is_seen() -> None:
    found = list(bounded.chunks(iter([b"<a>1<", b"/", b"a><a>2</a", b">"]), (b"</a>",)))
    assert b"".join(one.data for one in found) == b"<a>1</a><a>2</a>"
    assert [one.number for one in found] == [1, 2]


def test_gzip_of_several_members_and_padding_is_read_whole(tmp_path: Path) -> None:
    lines = [json.dumps({**CROSSREF, "DOI": f"10.5555/{number}"}).encode() + b"\n" for number in range(3)]
    path = written(tmp_path, b"".join(map(gzip.compress, lines)) + bytes(100))
    assert told(path) == ([f"crossref:10.5555/{number}" for number in range(3)], [])


@pytest.mark.slow
def test_damaged_gzip_is_a_flaw_after_what_was_read(tmp_path: Path) -> None:
    lines = b"".join(
        json.dumps({**CROSSREF, "DOI": f"10.5555/{n}", "abstract": "x" * 500}).encode() + b"\n" for n in range(9000)
    )
    whole = zlib.compressobj(0, zlib.DEFLATED, 31)
    packed = bytearray(whole.compress(lines) + whole.flush())
    packed[-4] ^= 255
    read, flaws = told(written(tmp_path, bytes(packed)))
    assert read
    assert [one.message for one in flaws] == ["the gzip is damaged"]


def test_table_too_long_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(notices, "MOST_TABLE", 1000)
    _, flaws = told(written(tmp_path, TABLE + b"x" * 2000))
    assert [one.position for one in flaws] == ["the rest of the file"]
