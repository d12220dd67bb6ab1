"""Files of records: told apart by content, ordered, checked, read with one process or several."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from citecheck.catalogue import files, inputs
from citecheck.catalogue.entries import Entry, Flaw
from citecheck.errors import InputError

CROSSREF: dict[str, Any] = {"DOI": "10.5555/a", "type": "journal-article", "title": ["Bones"], "indexed": {}}
CSL: dict[str, Any] = {"id": "a", "type": "article-journal", "title": "Bones", "DOI": "10.5555/a"}
ARTICLE = b"<PubmedArticle><MedlineCitation><PMID>%d</PMID><Article/></MedlineCitation></PubmedArticle>"
SET = b"<PubmedArticleSet>%b</PubmedArticleSet>"
TABLE = b"Record ID,Title,OriginalPaperDOI,OriginalPaperPubMedID,RetractionDOI,RetractionDate,RetractionNature\n"


def written(folder: Path, content: bytes, name: str = "records") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def keys(path: Path, workers: int = 1) -> list[str]:
    found = list(files.read(path, workers=workers))
    assert [one for one in found if not isinstance(one, Entry)] == []
    return [one.key for one in found if isinstance(one, Entry)]


def packed(paths: list[inputs.Input], workers: files.Workers | int = 1) -> list[list[object]]:
    return [list(found) for _, found in files.read_packed(paths, workers=workers)]


LAYOUTS = {
    "article set": (SET % (ARTICLE % 1), "pubmed", ["pubmed:1"]),
    "article set with a head": (
        b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "a" "b">\n<!-- <a> -->'
        + SET % (ARTICLE % 1),
        "pubmed",
        ["pubmed:1"],
    ),
    "bare article": (ARTICLE % 1, "pubmed", ["pubmed:1"]),
    "items": (json.dumps({"items": [CROSSREF]}).encode(), "crossref", ["crossref:10.5555/a"]),
    "items over several lines": (
        json.dumps({"items": [CROSSREF]}, indent=2).encode(),
        "crossref",
        ["crossref:10.5555/a"],
    ),
    "works, one a line": (json.dumps(CROSSREF).encode() + b"\n\n", "crossref", ["crossref:10.5555/a"]),
    "list of works": (json.dumps([CROSSREF]).encode(), "crossref", ["crossref:10.5555/a"]),
    "answer with works": (
        json.dumps({"status": "ok", "message": {"total-results": 1, "items": [CROSSREF]}}).encode(),
        "crossref",
        ["crossref:10.5555/a"],
    ),
    "answer with one work over several lines": (
        json.dumps({"status": "ok", "message": CROSSREF}, indent=1).encode(),
        "crossref",
        ["crossref:10.5555/a"],
    ),
    "one work": (json.dumps(CROSSREF, indent=1).encode(), "crossref", ["crossref:10.5555/a"]),
    "array of items": (json.dumps([CSL], indent=1).encode(), "csl-json", ["library:10.5555/a"]),
    "items, one a line": (json.dumps(CSL).encode() + b"\r\n", "csl-json", ["library:10.5555/a"]),
    "one item": (json.dumps(CSL, indent=1).encode(), "csl-json", ["library:10.5555/a"]),
    "table": (TABLE, "retraction-watch", []),
    "table with a mark": (b"\xef\xbb\xbf" + TABLE.replace(b"Record ID", b'"Record ID"'), "retraction-watch", []),
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(("content", "kind", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_kind_is_told_by_content(content: bytes, kind: str, expected: list[str], packed: bool, tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(content) if packed else content, "misleading.txt")
    assert files.recognise(path) == kind
    assert keys(path) == expected


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (gzip.compress(b""), "is empty"),
        (b"Brown AB. Bones. J Bones. 2020;1:2-3.", "no kind of records"),
        (b"<html><body>PubmedArticleSet</body></html>", "is html, not PubMed XML"),
        (b"<article><PubmedArticle/></article>", "is article"),
        (b'{"message": {"items": []}}', "no kind of records"),
        (b'{"a": 1}', "no kind of records"),
        (b"[1, 2]", "no kind of records"),
        (b"{", "no kind of records"),
        (b"{\n", "can't be read"),
        (b"[{", "can't be read"),
        ('<PubmedArticleSet/>'.encode("utf-16"), "not in UTF-8"),
        (json.dumps([CSL]).encode("utf-16-le"), "not in UTF-8"),
        (b"title,doi\nBones,10.5555/a\n", "no kind of records"),
        (b"\x1f\x8b\x08broken", "gzip"),
        (b"\0" * 1000, "no kind of records"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_a_hint(content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words) as refused:
        files.recognise(written(tmp_path, content))
    assert refused.value.hint


def test_folder_and_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        files.recognise(tmp_path)
    with pytest.raises(InputError, match="no file"):
        list(files.read(tmp_path / "missing"))
    with pytest.raises(InputError, match="can't be read"):
        files.fingerprint(tmp_path)


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as made:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return path


def test_files_in_an_archive_are_read_in_place(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "public.tar",
        {
            "data/readme.txt": b"not records",
            "data/0.jsonl.gz": gzip.compress(json.dumps(CROSSREF).encode()),
            "data/._0.jsonl.gz": b"left by a file manager",
            "data/1.json": json.dumps({"items": [{**CROSSREF, "DOI": "10.5555/b"}]}).encode(),
        },
    )
    members = inputs.expanded([path])
    assert [member.name for member in members] == ["data/0.jsonl.gz", "data/1.json"]
    assert [files.recognise(member) for member in members] == ["crossref", "crossref"]
    read = [[one.key for one in found if isinstance(one, files.Packed)] for found in packed(members)]
    assert read == [["crossref:10.5555/a"], ["crossref:10.5555/b"]]
    assert files.fingerprint(members[1]) == hashlib.sha256(members[1].open("rb").read()).hexdigest()
    assert str(members[0]) == f"{path}: data/0.jsonl.gz"


def test_archive_that_was_cut_gives_all_before_and_one_flaw(tmp_path: Path) -> None:
    lines = b"".join(json.dumps({**CROSSREF, "DOI": f"10.5555/{n}"}).encode() + b"\n" for n in range(2000))
    path = archive(tmp_path / "public.tar", {"0.jsonl": lines, "1.jsonl": lines})
    path.write_bytes(path.read_bytes()[: len(lines) + len(lines) // 2])
    first, second = packed(inputs.expanded([path]))
    assert len(first) == 2000
    assert 900 < len(second) < 1100
    assert [isinstance(one, Flaw) for one in second[-2:]] == [False, True]


@pytest.mark.parametrize(("members", "words"), [({"a.txt": b"x"}, "no files of records"), ({}, "no files of records")])
def test_archive_without_records_is_refused(members: dict[str, bytes], words: str, tmp_path: Path) -> None:
    path = archive(tmp_path / "public.tar", {**members, "pad": b"x"})
    with pytest.raises(InputError, match=words) as refused:
        inputs.expanded([path])
    assert refused.value.hint


def test_many_files_go_through_the_processes_as_one_stream(tmp_path: Path) -> None:
    paths: list[inputs.Input] = [
        written(tmp_path, json.dumps({**CROSSREF, "DOI": f"10.5555/{n}"}).encode(), f"{n}.jsonl") for n in range(9)
    ]
    paths.insert(4, written(tmp_path, TABLE, "table.csv"))
    read: list[int] = []
    with files.Workers(2) as workers:
        places = [place for place, _ in files.read_packed(paths, workers=workers, consumed=read.append)]
    assert places == list(range(10))
    assert sum(read) == sum(map(inputs.size, paths))


def test_pubmed_files_come_in_order_of_year_and_number_then_the_others() -> None:
    given = [
        "b.json",
        "pubmed21n1298.xml.gz",
        "pubmed21n0002.xml.gz",
        "a.json",
        "pubmed20n1300.xml",
        "x/pubmed21n10001.xml",
    ]
    ordered = files.in_order(map(Path, given))
    assert [str(path) for path in ordered] == [
        "pubmed20n1300.xml", "pubmed21n0002.xml.gz", "pubmed21n1298.xml.gz", "x/pubmed21n10001.xml", "b.json", "a.json",
    ]  # fmt: skip


def test_fingerprint_is_of_the_bytes_as_they_are(tmp_path: Path) -> None:
    packed = gzip.compress(b"[]")
    assert files.fingerprint(written(tmp_path, packed)) == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize("form", ["MD5({name})= {digest}\n", "{digest}  {name}\n", "{digest}"])
def test_file_is_checked_against_the_digest_beside_it(form: str, tmp_path: Path) -> None:
    path = written(tmp_path, SET % (ARTICLE % 1), "pubmed20n0001.xml")
    digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    beside = tmp_path / "pubmed20n0001.xml.md5"
    beside.write_text(form.format(name=path.name, digest=digest.upper()), encoding="ascii")
    assert keys(path) == ["pubmed:1"]
    beside.write_text(form.format(name=path.name, digest="0" * 32), encoding="ascii")
    (flaw,) = files.read(path)
    assert isinstance(flaw, Flaw)
    assert flaw.position == "the whole file"
    assert "MD5" in flaw.message


@pytest.mark.slow
def test_several_processes_read_the_same_in_the_same_order(tmp_path: Path) -> None:
    lines = [json.dumps({**CROSSREF, "DOI": f"10.5555/{number}", "abstract": "x" * 2000}) for number in range(3000)]
    path = written(tmp_path, "\n".join(lines).encode())
    with files.Workers(2) as workers:
        several = [one.key for one in files.read(path, workers=workers) if isinstance(one, Entry)]
        again = [one for one in packed([path], workers)[0] if isinstance(one, files.Packed)]
    assert several == [f"crossref:10.5555/{number}" for number in range(3000)]
    assert [one.key for one in again] == several
    assert again[0].row["doi"] == "10.5555/0"


@pytest.mark.slow
def test_reading_may_end_early(tmp_path: Path) -> None:
    lines = [json.dumps({**CROSSREF, "DOI": f"10.5555/{number}", "abstract": "x" * 20000}) for number in range(500)]
    path = written(tmp_path, "\n".join(lines).encode())
    with files.Workers(2) as workers:
        first = next(files.read(path, workers=workers))
        assert isinstance(first, Entry)
        assert first.key == "crossref:10.5555/0"
        assert len(list(files.read(path, workers=workers))) == 500


def test_array_longer_than_a_block_is_read_whole(tmp_path: Path) -> None:
    works = [{**CROSSREF, "DOI": f"10.5555/{number}", "abstract": 'ä"]},{[' * 200} for number in range(2000)]
    path = written(tmp_path, json.dumps({"items": works}, ensure_ascii=False, indent=1).encode())
    assert path.stat().st_size > 3 << 20
    assert keys(path) == [f"crossref:10.5555/{number}" for number in range(2000)]
