"""`citecheck fix`: only what is wrong changes, byte for byte, and a second run finds nothing."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from citecheck.catalogue.build import build
from citecheck.cli import main
from citecheck.fix.changes import Change, changes, published_as, replaced
from citecheck.model import Candidate, Finding, Item, Outcome, Reference, Relation, Severity, Verdict, Work
from tests.catalogue.made import library, record
from tests.fix.bibs import Planted, planted

PLANTED = planted()


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("works")
    records = [record(n) for n in range(1, 40)]
    records[20]["PMID"] = "12345678"
    build(folder / "index", [library(folder / "works.jsonl", records)], fresh=True)
    return folder / "index"


def fix(works: Path, *arguments: str) -> int:
    return main.main(["fix", *arguments, "--catalogue", str(works), "--source", "catalogue", "--cache", str(works)])


def changed(before: str, after: str) -> list[str]:
    """The lines that go or come; a comma more at the end of one is no change."""
    old, new = ([line.rstrip("\r").removesuffix(",") for line in text.split("\n")] for text in (before, after))
    return [line for line in difflib.ndiff(old, new) if line[:1] in "+-"]


def test_twenty_files_have_a_fault_each() -> None:
    assert len(PLANTED) == 20
    assert all(one.right != one.wrong for one in PLANTED)


@pytest.mark.parametrize("one", PLANTED, ids=[one.name for one in PLANTED])
def test_only_the_line_with_the_fault_changes_and_a_second_run_changes_nothing(
    one: Planted, works: Path, tmp_path: Path
) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes(one.wrong.encode())
    assert fix(works, "--write", str(file)) == 0
    after = file.read_bytes().decode()
    lines = changed(one.wrong, after)
    assert 1 <= len(lines) <= 2, lines
    assert all(one.field in line.lower() for line in lines if line.startswith("+"))
    assert_same_entries_but(one, after)
    assert (tmp_path / "refs.bib.bak").read_bytes() == one.wrong.encode()
    assert fix(works, "--check", str(file)) == 0
    assert file.read_bytes().decode() == after


def assert_same_entries_but(one: Planted, after: str) -> None:
    right, mended = parse_string(one.right), parse_string(after)
    assert [entry.key for entry in mended.entries] == [entry.key for entry in right.entries]
    for wanted, found in zip(right.entries, mended.entries, strict=True):
        assert {f.key.lower(): f.value for f in found.fields} == {f.key.lower(): f.value for f in wanted.fields}


def test_a_diff_is_shown_and_nothing_is_written_unless_told(
    works: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes(PLANTED[0].wrong.encode())
    assert fix(works, str(file)) == 0
    shown = capsys.readouterr()
    assert "+\tdoi = {10.5555/obs.12}," in shown.out
    assert "doi: 10.5555/obs.12 is added (library)" in shown.err
    assert file.read_bytes() == PLANTED[0].wrong.encode()
    assert fix(works, "--check", str(file)) == 1


def test_only_the_fields_asked_for_are_mended(works: Path, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes(PLANTED[0].wrong.encode())
    assert fix(works, "--check", "--fields", "volume,year", str(file)) == 0


def test_an_unknown_field_is_refused(works: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes(PLANTED[0].wrong.encode())
    assert fix(works, "--fields", "volumes", str(file)) == 2
    assert "no field named 'volumes' can be mended" in capsys.readouterr().err


OTHERS = {
    "refs.ris": "TY  - JOUR\r\nAU  - Castillo, Ada\r\nAU  - Brandt, Ben\r\n"
    "TI  - Observations of lichens in season 12\r\n"
    "T2  - Journal of Invented Observations\r\nPY  - 1972\r\nVL  - 77\r\nKW  - lichens\r\nER  - \r\n\r\n",
    "refs.nbib": "PMID- \nOWN - me\nTI  - Observations of lichens in season 12.\nFAU - Castillo, Ada\n"
    "FAU - Brandt, Ben\n"
    "JT  - Journal of Invented Observations\nDP  - 1972\nVI  - 77\nOT  - lichens\n",
    "refs.enw": "%0 Journal Article\n%A Castillo, Ada\n%A Brandt, Ben\n%T Observations of lichens in season 12\n"
    "%J Journal of Invented Observations\n%D 1972\n%V 77\n%K lichens\n",
    "refs.json": '[\n  {"id": "a", "type": "article-journal", "author": [{"family": "Castillo", "given": "Ada"}, '
    '{"family": "Brandt", "given": "Ben"}],\n   "title": "Observations of lichens in season 12",\n'
    '   "container-title": "Journal of Invented Observations",\n   "issued": {"date-parts": [[1972]]},\n'
    '   "volume": 77, "x": [1,  2]}\n]\n',
    "refs.csv": "key,authors,title,journal,year,volume,pages,doi,remark\r\n"
    'a,"Castillo, Ada; Brandt, Ben",Observations of lichens in season 12,Journal of Invented Observations,1972,77,,,'
    '"so, so"\r\n',
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_mended_too(name: str, works: Path, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(OTHERS[name].encode())
    assert fix(works, "--write", str(file)) == 0
    after = file.read_bytes().decode()
    assert "10.5555/obs.12" in after
    assert "184" in after
    assert "77" not in after
    assert without(after) == without(OTHERS[name])
    assert fix(works, "--check", str(file)) == 0


def without(text: str) -> str:
    """The text without the fields that change."""
    import re

    if text.startswith("["):
        entry = json.loads(text)[0]
        return json.dumps({name: value for name, value in entry.items() if name not in ("DOI", "volume", "page")})
    if text.startswith("key,"):
        return re.sub(r"1972,(?:77|13),[^,]*,[^,]*,", "1972,,", text)
    return "".join(
        line for line in text.splitlines(keepends=True) if not re.match(r"(?:VL|SP|EP|DO|VI|PG|LID|%V|%P|%R)\b", line)
    )


def test_a_file_that_can_not_be_mended_is_refused_by_name(works: Path, tmp_path: Path) -> None:
    file = tmp_path / "refs.txt"
    file.write_text("1. Mosca C. Bones. Gut. 2004;3:4-5.\n", encoding="utf-8")
    assert fix(works, str(file)) == 2


def test_a_file_in_an_old_encoding_stays_in_it(works: Path, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    wrong = PLANTED[0].wrong.replace("tides, {Ice}", "Gezeiten über Föhr, größer, schön")
    file.write_bytes(wrong.encode("latin-1"))
    assert fix(works, "--write", str(file)) == 0
    assert "Gezeiten über Föhr, größer, schön" in file.read_bytes().decode("latin-1")


ONE, OTHER = Item(doi="10.5555/a", volume="3", page="4-9"), Item(doi="10.5555/a", volume="3", page="4-8")


def verdict(claimed: Item, works: Sequence[Item], *findings: Finding) -> Verdict:
    sources = ("crossref", "pubmed")
    candidate = Candidate(
        works=tuple(Work(item=item, source=name) for item, name in zip(works, sources, strict=False)),
        agreements=(),
        score=1.0,
    )
    return Verdict(
        reference=Reference(key="a", item=claimed),
        outcome=Outcome.VERIFIED,
        item=claimed,
        match=candidate,
        findings=findings,
    )


def finding(rule: str, field: str) -> Finding:
    return Finding(rule=rule, severity=Severity.WARNING, message="", field=field)


def test_a_value_over_which_the_registries_differ_is_never_written() -> None:
    found = list(changes(verdict(Item(title="x"), (ONE, OTHER))))
    assert found == [
        Change(field="doi", claimed="", found="10.5555/a", sources=("crossref", "pubmed")),
        Change(field="volume", claimed="", found="3", sources=("crossref", "pubmed")),
    ]


def test_what_a_check_found_torn_is_never_written() -> None:
    torn = finding("registries-differ", "volume")
    assert [one.field for one in changes(verdict(Item(title="x"), (ONE, ONE), torn))] == ["doi", "pages"]


def test_a_claimed_value_changes_only_where_a_finding_disputes_it() -> None:
    claimed = Item(title="x", volume="7", page="1", doi="10.5555/a")
    assert list(changes(verdict(claimed, (ONE, ONE)))) == []
    disputed = finding("volume-mismatch", "volume")
    assert [str(one) for one in changes(verdict(claimed, (ONE, ONE), disputed))] == [
        "volume: 7 becomes 3 (crossref and pubmed)"
    ]


def test_a_preprint_is_not_given_the_numbers_of_what_it_became() -> None:
    cited = finding("preprint-cited", "")
    assert [one.field for one in changes(verdict(Item(title="x"), (ONE,), cited))] == ["doi"]


def test_a_preprint_takes_over_what_its_published_version_has() -> None:
    preprint = Work(
        item=Item(type="article", title="x", doi="10.5555/pre"),
        source="crossref",
        relations=(Relation(kind="preprint-of", doi="10.5555/a"),),
    )
    cited = verdict(Item(title="x", doi="10.5555/pre", container_title="bioRxiv"), (), finding("preprint-cited", ""))
    cited = replace(cited, match=Candidate(works=(preprint,), agreements=(), score=1.0))
    assert published_as(cited) == "10.5555/a"
    published = Candidate(works=(Work(item=ONE, source="pubmed"),), agreements=(), score=1.0)
    assert [str(one) for one in replaced(cited.reference.item or Item(), published)] == [
        "doi: 10.5555/pre becomes 10.5555/a (pubmed)",
        "volume: 3 is added (pubmed)",
        "pages: 4-9 is added (pubmed)",
    ]


def test_nothing_is_changed_without_a_match() -> None:
    alone = Verdict(reference=Reference(key="a", item=ONE), outcome=Outcome.NOT_FOUND, item=ONE)
    assert list(changes(alone)) == []
