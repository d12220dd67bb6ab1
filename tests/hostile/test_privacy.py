"""Nothing private leaves: all that a service received is set against what may be sent, in every format that is read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote_plus

import docx
import pytest

from citecheck import api, plugins
from citecheck.formats import choice
from citecheck.interfaces import Exported, Format
from citecheck.model import Item, Name
from citecheck.settings import Settings
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.server import Seen, Standin
from tests.sources.tools import unpaced

# Ten kinds of private text, each with a word that stands nowhere else.
PRIVATE = {
    "name of a patient": "Patient: Zebedäus Quuxmann, ward 7, admitted with Quuxmannitis.",
    "birth date": "Date of birth: 31 December 1931 (Bdaymark), record 0019311231.",
    "address": "Home address: 17 Privetstreet, Addrmarkton AD1 7RK.",
    "e-mail address": "Correspondence to: corr.mark@private-hospital.example.",
    "telephone number": "Phone: +49 30 5550 1234567, ask for Telmark.",
    "insurance number": "Insurance number: INSMARK-778-12-9931.",
    "diagnosis in the text": "The patient had fulminant diagmarkosis in 2019 and was discharged after 12 days.",
    "note of a reviewer": "REVIEWER 2 (confidential): revmark says the authors must not be told.",
    "legend of a figure": "Figure 1. Legendmark survival curves of 23 patients, 2011-2019, p=0.04.",
    "comment and grant": "Funding: grant GRANTMARK-2020/17; TODO rewrite, says commentmark.",
}
MARKS = re.compile(
    "quuxmann|zebed|bdaymark|1931|privetstreet|addrmark|corr.mark|private-hospital|telmark|5550|1234567|insmark|778-12|"
    "diagmark|revmark|legendmark|grantmark|commentmark|secret-file|keymark",
    re.I,
)
ENTRIES = [
    "Alphason Q, Betasen R. Osteoclasts and imaginary gluten in forty volunteers. J Invented Nutr. 2004;43(1):53-60.",
    "Gammasdottir S, Deltawan T, et al. A trial of nothing against something. Fict Med. 2011;7:101-109.",
    "Epsilonov U. On the persistence of unanswered post. Imag Hist Rev 1998;12(3):301-322. doi:10.5555/epsilonov.1998",
    "Zetaberg V, Etaker W, Thetason X. Seventeen ways to misread a table. Ann Nowhere. 2019;1:e17.",
]


def _manuscript() -> bytes:
    front = [*list(PRIVATE.values())[:6], "", "Introduction", "", *list(PRIVATE.values())[6:8]]
    numbered = [f"{number}. {entry}" for number, entry in enumerate(ENTRIES, 1)]
    back = ["", *list(PRIVATE.values())[8:], *list(PRIVATE.values())[:3]]
    return "\n".join([*front, "", "References", "", *numbered, *back]).encode()


def _plain_list() -> bytes:
    """Without labels: only what reads as an entry is one."""
    return "\n\n".join([*PRIVATE.values(), *ENTRIES, *PRIVATE.values()]).encode()


def _sections(heading: str, entry: str, around: str = "{}") -> str:
    """The manuscript in a markup: how a heading, an entry and a paragraph are written."""
    paragraphs = [around.format(text) for text in PRIVATE.values()]
    listed = [entry.format(text) for text in ENTRIES]
    before = [heading.format("A study"), *paragraphs[:6], heading.format("Introduction"), *paragraphs[6:8]]
    return "\n\n".join([*before, heading.format("References"), *listed, heading.format("Appendix"), *paragraphs[8:]])


def _markdown() -> bytes:
    return _sections("## {}", "1. {}").encode()


def _html() -> bytes:
    inner = _sections("<h2>{}</h2>", "<p>{}</p>", "<p>{}</p>")
    return f"<!doctype html><html><head><title>x</title></head><body>{inner}</body></html>".encode()


def _latex() -> bytes:
    items = "\n".join(f"\\bibitem{{keymark{place}}} {entry}" for place, entry in enumerate(ENTRIES))
    private = "\n\n".join(text.replace("%", "\\%") for text in PRIVATE.values())
    listed = f"\\begin{{thebibliography}}{{9}}\n{items}\n\\end{{thebibliography}}"
    body = f"{private}\n{listed}\n% {private[:60]}"
    return f"\\documentclass{{article}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n".encode()


def _docx() -> bytes:
    out, document = io.BytesIO(), docx.Document()
    document.core_properties.author = "Quuxmann"
    for text in list(PRIVATE.values())[:8]:
        document.add_paragraph(text)
    document.add_heading("References", level=1)
    for entry in ENTRIES:
        document.add_paragraph(entry, style="List Number")
    document.add_heading("Appendix", level=1)
    for text in list(PRIVATE.values())[8:]:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def _table() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["key", "reference", "comment", *PRIVATE])
    writer.writerows(
        [f"keymark{place}", entry, "commentmark", *PRIVATE.values()] for place, entry in enumerate(ENTRIES)
    )
    return out.getvalue().encode()


def _csl() -> bytes:
    note = " ".join(PRIVATE.values())
    items = [
        {
            "id": f"keymark-{place}", "type": "article-journal", "title": f"A title that nobody has, number {place}",
            "author": [{"family": "Alphason", "given": "Q"}], "issued": {"date-parts": [[2004]]}, "volume": "43",
            "page": "53-60", "note": note, "abstract": note, "keyword": note, "annote": note,
        }
        for place in range(3)
    ]  # fmt: skip
    return json.dumps(items).encode()


def _with_notes(name: str) -> bytes:
    """A file in a format that we can write, with private text in the fields that an item has no word for."""
    item = Item(
        type="article-journal", title="A title that nobody has at all", author=(Name(family="Alphason", given="Q"),),
        container_title="Journal of Invented Nutrition", issued=(2004,), volume="43", page="53-60",
    )  # fmt: skip
    extra = (("note", " ".join(PRIVATE.values())), ("abstract", PRIVATE["diagnosis in the text"]))
    return b"".join(choice.writer(name)(iter([Exported(key="keymark", item=item, extra=extra)])))


MADE: dict[str, Callable[[], bytes]] = {
    "text": _manuscript, "csv": _table, "csl-json": _csl, "markdown": _markdown, "html": _html, "latex": _latex,
    "docx": _docx,
}  # fmt: skip
READ = [one for one in plugins.values("formats", Format) if one.read]
CASES: list[tuple[Format, Callable[[], bytes]]] = [
    *((one, MADE[one.name]) for one in READ if one.name in MADE),
    *((one, partial(_with_notes, one.name)) for one in READ if one.name not in MADE and one.write),
    (next(one for one in READ if one.name == "text"), _plain_list),
]


@pytest.fixture
def services() -> Iterator[list[Standin]]:
    with CrossrefStandin(limits=False) as crossref, EutilsStandin(limits=False) as eutils, DoiStandin() as doi:
        yield [crossref, eutils, doi]
        assert not [*crossref.errors, *eutils.errors, *doi.errors]


@pytest.mark.parametrize(("kind", "make"), CASES, ids=[f"{kind.name}-{place}" for place, (kind, _) in enumerate(CASES)])
def test_nothing_private_reaches_a_service(
    kind: Format, make: Callable[[], bytes], services: list[Standin], tmp_path: Path
) -> None:
    crossref, eutils, doi = services
    assert isinstance(eutils, EutilsStandin)
    file = tmp_path / f"secret-file{kind.suffixes[0] if kind.suffixes else '.txt'}"
    file.write_bytes(make())
    addresses = {
        "crossref": crossref.url, "pubmed": eutils.base.rstrip("/"), "idconv": eutils.converter, "doi": doi.url,
        "datacite": doi.url,
    }  # fmt: skip
    settings = Settings(addresses=addresses, cache=tmp_path / "cache")
    references = api.read(file, format=kind.name)
    api.verify(references, settings, sources=unpaced(settings))
    received = [seen for service in services for seen in service.requests]
    assert len(received) >= 3, "the entries themselves were asked about"
    for seen in received:
        assert not MARKS.search(_text(seen)), _text(seen)
    words = set(_words(" ".join(reference.raw for reference in references if not reference.problem)))
    asked = {word for seen in received for name in _ASKING for word in _words(seen.params.get(name, ""))}
    if kind.name == "text":
        assert asked - words - _GRAMMAR - {word.rstrip("s") for word in words} == set()


# Parameters that carry something of a reference, and the words that questions are made of.
_ASKING = ("query.bibliographic", "bdata")
_GRAMMAR = {"r", "0", "1", "2", "3", "ref"}


def _text(seen: Seen) -> str:
    """Everything that arrived, as it was before it was encoded for the way; without the port that a stand-in has by
    chance, which may hold the digits of a birth date.
    """
    headers = (value for name, value in seen.headers.items() if name.lower() != "host")
    return unquote_plus(" ".join((seen.path, *seen.params.values(), *headers)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
