"""Every command that a page shows is run, in the order of the page, and prints what the page says it prints."""

from __future__ import annotations

import gzip
import re
import shlex
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from citecheck.cli import main
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from tests.catalogue.made import library, pubmed, record, retractions

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LIST = (
    "1. Mosca C, Thorsteinsdottir F, Abrahamsen B, et al. 2022;110(6):641-8.\n"
    "2. Nowhere N. A work that nobody has. J Invented Nutr. 2004;43(1):53-60.\n"
)
BIBLIOGRAPHY = "@article{mosca, author={Mosca, C.}, title={Bones}, journal={Gut}, year={2004}, volume={3}}\n"
# What ends only when somebody ends it, or needs a cluster, is tried where it is tested.
ELSEWHERE = {"serve", "bulk"}
# Exit codes with which a command of a page may end: it was understood and did its work.
DONE = (0, 1, 3)


def _blocks(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    yield from re.findall(r"^```(?:console|sh|bash|text)?\n(.*?)^```", text, re.M | re.S)
    yield from re.findall(r"(?:^ {4}\S.*\n)+", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)


def _commands(page: Path) -> Iterator[tuple[str, str]]:
    """Each command, and what the page says it prints (nothing when it says nothing)."""
    for block in _blocks(page):
        for match in re.finditer(r"^ *(\$ )?(citecheck (?:.*\\\n)*.*)\n((?:(?! *\$ | *citecheck ).*\n)*)", block, re.M):
            yield match[2].replace("\\\n", " "), match[3] if match[1] else ""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the files that the pages speak of, and services that answer."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "references.csv", tmp_path)
    shutil.copytree(ROOT / "cache", tmp_path / "cache")
    for name in ("list.txt", "refs.txt", "manuscript.txt"):
        (tmp_path / name).write_text(LIST, encoding="utf-8")
    manuscript = docx.Document()
    for line in ("On bones", "Bones were looked at before [1, 2].", "References", *LIST.splitlines()):
        manuscript.add_paragraph(line)
    manuscript.save(str(tmp_path / "manuscript.docx"))
    (tmp_path / "refs.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    rows = "\n".join(f'{line[0]},"{line[3:]}"' for line in LIST.splitlines())
    for name in ("list.csv", "refs.csv"):
        (tmp_path / name).write_text(f"key,reference\n{rows}\n", encoding="utf-8")
    library(tmp_path / "works.jsonl", [record(1), record(2)])
    (tmp_path / "part-1.jsonl.gz").write_bytes(gzip.compress((tmp_path / "works.jsonl").read_bytes()))
    with tarfile.open(tmp_path / "crossref-2026.tar", "w") as archive:
        archive.add(tmp_path / "part-1.jsonl.gz", "part-1.jsonl.gz")
    retractions(tmp_path / "retraction_watch.csv", [])
    with CrossrefStandin(limits=False) as crossref, EutilsStandin(limits=False) as eutils, DoiStandin() as doi:
        for name, address in (
            ("CROSSREF", crossref.url), ("PUBMED", eutils.base), ("IDCONV", eutils.converter), ("DOI", doi.url),
            ("DATACITE", doi.url),
        ):  # fmt: skip
            monkeypatch.setenv(f"CITECHECK_{name}_URL", address)
        yield tmp_path


def _expanded(words: list[str], desk: Path) -> list[str]:
    """As a shell does: a pattern becomes the files that fit it, of which there is one."""
    for word in words:
        if "*" in word and not list(Path().glob(word)):
            _made(Path(word.replace("*", "0001")))
    return [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]


def _made(path: Path) -> None:
    """A file of records of the kind that its name says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = path.with_name(path.name.removesuffix(".gz"))
    if ".xml" in path.suffixes:
        pubmed(plain, [("1", "1", "Bones")])
    else:
        library(plain, [record(1), record(2)])
    if path != plain:
        path.write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_the_page_does_its_work(
    page: Path, desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for line, printed in _commands(page):
        words = shlex.split(line.replace("YOUR-ADDRESS", "reader@reading-room.net"), comments=True)
        for mark in ("|", ">", "&&"):
            words = words[: words.index(mark)] if mark in words else words
        if ELSEWHERE & set(words):
            continue
        code = main.main(_expanded(words[1:], desk))
        output = capsys.readouterr()
        assert code in DONE, (line, output.err)
        if printed:
            assert output.out.strip() == printed.strip(), line


def test_pages_do_show_commands() -> None:
    assert sum(len(list(_commands(page))) for page in PAGES) >= 8


def test_table_of_the_readme_is_what_is_printed(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main.main(["verify", "references.csv", "--offline"])
    rows = {tuple(re.split(r"\s{2,}", line.strip())) for line in capsys.readouterr().out.splitlines()}
    shown = re.search(r"## What it prints\n\n```\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert shown
    for line in shown[1].splitlines():
        assert line.startswith("---") or tuple(re.split(r"\s{2,}", line.strip())) in rows, line
