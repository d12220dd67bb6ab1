"""`python -m bench.documents --formats DIR --corpus DIR --page docs/evaluation.md`: a table for each question."""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench import page
from bench.documents import cited, fields, made, office, truth
from citecheck.errors import CitecheckError
from citecheck.formats import choice, citation
from citecheck.formats.documents import likeness
from citecheck.model import Reference

FOLDERS = {
    "docx": ("docx",), "jats": ("jats", "jats-ore"), "tei": ("tei",), "html": ("html",), "latex": ("latex",),
    "markdown": ("markdown",), "pdf": ("pdf",),
}  # fmt: skip
# Bibliographies that documents name, kept elsewhere in the folder of real files.
BESIDE = {
    "growingca.html": ("bibtex/growingca.bib", "bibliography.bib"),
    "endophytes.qmd": ("csl/endophytes.yaml", "references.yaml"),
    "equivalence.Rmd": ("bibtex/equivalence.bib", "equivalence.bib"),
    "pybids.md": ("bibtex/pybids.bib", "paper.bib"),
    "troops.Rmd": ("bibtex/troops.bib", "Extras/references.bib"),
    "mdthesis.tex": ("bibtex/mdthesis.bib", "lit.bib"),
    "mdthesis.old.tex": ("bibtex/mdthesis.old.bib", "thesis.bib"),
}
# Pages of a PDF; elsewhere 3,000 characters are one.
TIMED = {
    "pdf/refextract-1503-07589.pdf": 47,
    "pdf/clockmodel.pdf": 31,
    "docx/iavreview.draft.docx": 30,
    "docx/mdthesis.methods.docx": 33,
    "html/wikipedia-4.html": 30,
    "jats/pubchunks-pubmed-full-1.xml": 45,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--formats", type=Path, required=True, help="real documents with their truth")
    parser.add_argument("--corpus", type=Path, required=True, help="real reference strings")
    parser.add_argument("--page", type=Path, default=Path("docs/evaluation.md"))
    parser.add_argument("--strings", type=int, default=150, help="reference strings of each set for made documents")
    arguments = parser.parse_args()
    parts = [f"{page.measured()}. `python -m bench.documents --strings {arguments.strings}`."]
    parts += _real(arguments.formats)
    parts += _made(arguments.corpus, arguments.strings)
    parts += _cited(arguments.formats, arguments.corpus)
    parts += _speed(arguments.formats)
    page.write(arguments.page, "Documents", "documents", "\n\n".join(parts))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.2f} %"


def _references(path: Path, folder: Path) -> list[Reference]:
    if path.name not in BESIDE:
        return list(choice.document(path.read_bytes(), str(path)).references)
    source, target = BESIDE[path.name]
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary) / path.name
        shutil.copy(path, place)
        (place.parent / target).parent.mkdir(exist_ok=True)
        shutil.copy(folder / source, place.parent / target)
        return list(choice.document(place.read_bytes(), str(place)).references)


def _real(folder: Path) -> Iterator[str]:
    rows, missed = [], []
    compared: dict[str, fields.Compared] = {}
    for kind, names in FOLDERS.items():
        files = known = good = absent = 0
        for path in sorted(one for name in names for one in (folder / name).iterdir()):
            items = [] if path.suffix == ".json" else truth.known(path)
            if not items:
                continue
            score, why = _scored(path, items, folder)
            compared.setdefault(kind, fields.Compared()).add(path.name, score.pairs)
            files, known, good = files + 1, known + score.known, good + score.good
            absent += score.absent
            missed += [f"- {path.name}: {one}" for one in score.missed]
            of_these = f", {score.identified} of them read by the identifier they are cited by" * bool(score.identified)
            missed += [f"- {path.name}: {score.absent} not in the file{of_these}{why}"] if score.absent else []
        share = _share(good, known - absent)
        rows.append((kind, str(files), f"{known:,}", str(absent), f"{good:,}", share))
    head = ("format", "files", "references known", "not in the file", "whole and separate", "of those in it")
    yield "### Lists in real documents\n\n" + _table(head, rows)
    yield (
        "Whole: title (or text), first author and, where it is printed, year stand in one reference; separate: nothing"
        " else does. Not in the file: works whose title stands neither in the file nor in the library beside it, by a"
        " search of its text that our readers have no part in (packed formats excepted). Every miss, also those where"
        " the known answer is at fault (obfuscated, of another version of the text, or empty):"
    )
    yield "\n".join(missed)
    yield from _fields(compared)


def _scored(path: Path, items: list[dict[str, Any]], folder: Path) -> tuple[truth.Score, str]:
    """The score of a document, and what is said of one that could not be read or read in part."""
    beside = folder / BESIDE[path.name][0] if path.name in BESIDE else None
    text = truth.text_of(path, beside)
    try:
        return truth.score(items, _references(path, folder), text), ""
    except CitecheckError as error:
        return truth.score(items, [], text), f" ({str(error).replace(str(path), path.name)})"


def _fields(compared: dict[str, fields.Compared]) -> Iterator[str]:
    head = (
        "format",
        "field",
        "known",
        "document",
        "plain text",
        "difference",
        "printed, read by neither",
        "not printed",
    )
    yield "### Fields of the references that came out whole\n\n" + _table(head, list(fields.rows(compared)))
    worse = [f"- {kind}: {text}" for kind, one in compared.items() for text in one.worse]
    yield f"Every field that is worse than plain text ({len(worse)}):\n\n" + "\n".join(worse)


def _strings(corpus: Path, name: str, count: int) -> list[str]:
    """Each of one work: a string that holds two counts as two."""
    path = next((corpus / "matching").glob(f"{name}*.jsonl*"))
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        texts = [made.cleaned(json.loads(line)["string"]) for line, _ in zip(lines, range(count), strict=False)]
    return [text for whole in texts for text in citation.parted(whole) if len(text) > 20]


def _made(corpus: Path, count: int) -> Iterator[str]:
    sets = {name: _strings(corpus, name, count) for name in ("pmc_glutton_17015", "crossref_real_2000")}
    rows: list[list[str]] = []
    missed: dict[str, list[str]] = {}
    worse: dict[str, list[str]] = {}
    for layout in made.LAYOUTS:
        if layout.kind == made.OFFICE and not office.present():
            continue
        cells, alike = [str(layout)], fields.Alike()
        for strings in sets.values():
            good = whole = 0
            for one in made.documents(strings, layout, size=50, seed=7):
                right, lost = made.whole(one)
                good, whole = good + len(right), whole + len(one.strings)
                alike.add(right)
                for text in lost:
                    missed.setdefault(text, []).append(str(layout))
            cells.append(f"{_share(good, whole)} of {whole}")
        for text in alike.different:
            worse.setdefault(text, []).append(str(layout))
        rows.append([*cells, f"{_share(alike.same, alike.known)} of {alike.known:,}"])
    head = ("layout", *sets, "fields as of the string alone")
    yield "### Lists in made documents, letter for letter\n\n" + _table(head, rows)
    if not office.present():
        yield "LibreOffice is not here: its layouts were not made."
    yield f"Every miss ({sum(map(len, missed.values()))}):\n\n" + _grouped(missed)
    yield f"Every field that is read otherwise ({sum(map(len, worse.values()))}):\n\n" + _grouped(worse)


def _grouped(held: dict[str, list[str]]) -> str:
    return "\n".join(f"- {text[:90]} ({places[0]}; of {len(places)} in all)" for text, places in held.items())


def _cited(folder: Path, corpus: Path) -> Iterator[str]:
    references = [_parsed(text, at) for at, text in enumerate(_strings(corpus, "pmc_glutton_17015", 600))]
    usable = [one for one in references if one is not None]
    tallies = [cited.linked(folder), *cited.printed(folder)]
    tallies += [cited.seeded(usable, by_number=by_number, texts=20, seed=7) for by_number in (True, False)]
    rows = [
        (one.name, str(one.texts), f"{one.true:,}", f"{100 * one.precision:.2f} %", f"{100 * one.recall:.2f} %")
        for one in tallies
    ]
    yield "### Citations in texts\n\n" + _table(("what", "texts", "true", "precision", "recall"), rows)
    yield "Texts with less than 95 %:\n\n" + "\n".join(f"- {one.name}: {text}" for one in tallies for text in one.worst)


def _parsed(text: str, at: int) -> Reference | None:
    try:
        item, _ = citation.read(text)
    except ValueError:
        return None
    return Reference(key=str(at), raw=text, item=item)


def _speed(folder: Path) -> Iterator[str]:
    rows = []
    for name, pages in TIMED.items():
        path = folder / name
        data = path.read_bytes()
        best = min(_timed(data, str(path)) for _ in range(3))
        rows.append((name.partition("/")[2], str(pages), f"{best:.2f}", f"{pages / best:.0f}"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    yield "### Time\n\n" + _table(
        ("file", "pages, or 3,000 characters", "processor seconds, the best of three", "pages/s"), rows
    )
    yield f"The whole of this measuring took {peak:.0f} MB at most."


def _timed(data: bytes, file: str) -> float:
    likeness.forget()
    start = time.process_time()
    list(choice.document(data, file).references)
    return time.process_time() - start


if __name__ == "__main__":
    main()
