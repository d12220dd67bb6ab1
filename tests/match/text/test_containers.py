"""The journal that is printed is what is compared."""

from __future__ import annotations

import pytest

from citecheck.formats import citation
from citecheck.match.compare import compare
from citecheck.match.text.beside import beside
from citecheck.model import Item, Level, Name, Reference, Work

HERNIA = Item(
    title="Outcomes of an invented repair in imaginary adults",
    author=(Name(family="Roe", given="Jane"), Name(family="Doe", given="Ann")),
    container_title="Annals of Surgery",
    container_title_short="Ann Surg",
    issued=(2015,),
    volume="261",
    issue="3",
    page="450-458",
    doi="10.5555/annsurg.2015.1",
)


def _journal(name: str) -> Level:
    text = f"Roe J, Doe A. {HERNIA.title}. {name}. 2015;261(3):450-8. doi:10.5555/annsurg.2015.1"
    parsed, spans = citation.read(text)
    reference, works = Reference(key="1", raw=text, item=parsed, spans=spans), (Work(item=HERNIA, source="crossref"),)
    read = beside(reference, works, compare(parsed, works))
    return next(one.level for one in read.agreements if one.field == "container-title")


@pytest.mark.parametrize("name", ["Annals of Surgery", "Ann Surg", "Ann. Surg.", "Annals Surgery"])
def test_names_of_the_journal_agree(name: str) -> None:
    assert _journal(name) is Level.EXACT


@pytest.mark.parametrize(
    "name",
    [
        "Annals of Modern Surgery",
        "Modern Annals of Surgery",
        "Annals of Surgery Oncology",
        "Ann. Surg. Oncol.",
        "Surgery",
        "Journal of Surgery",
    ],
)
def test_name_with_another_word_is_another_journal_whatever_stands_in_the_doi(name: str) -> None:
    assert _journal(name) is not Level.EXACT
