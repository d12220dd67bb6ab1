"""Which column of a table states what: the names people give to columns, and what we call them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import lru_cache

from citecheck import normalize

# A cell may hold an abstract or a list of works; the library stops at 131,072 characters.
csv.field_size_limit(1 << 30)
# Ours, then what others call it, spelled without case, spaces and punctuation. PubMed, Scopus,
# Web of Science (two letters) and Zotero tables are read as they are exported.
_ALIASES = {
    "key": "key id label refid referenceid citekey citationkey covidence",
    "reference": "reference references citation citations raw rawreference text unstructured fullreference",
    "author": "author authors authorlist authornames creator creators au",
    "first_author": "firstauthor",
    "title": "title articletitle papertitle worktitle documenttitle primarytitle ti",
    "container_title": "journal journaltitle journalname journalbook sourcetitle containertitle publicationtitle"
    " publicationname container anthologytitle secondarytitle booktitle source so",
    "container_title_short": "containertitleshort journalabbreviation journalabbrev abbreviatedsourcetitle"
    " journalisoabbreviation ji",
    "year": "year publicationyear pubyear yearofpublication publishedyear py",
    "issued": "date issued publicationdate pubdate dateofpublication publicationdateprint dp",
    "month": "month publishedmonth",
    "day": "day",
    "volume": "volume vol vl",
    "issue": "issue iss is issuenumber",
    "page": "page pages pp pagerange pagination",
    "page_first": "pagestart startpage firstpage bp",
    "page_last": "pageend endpage lastpage ep",
    "number": "articlenumber articleno artno elocation elocationid elocator ar",
    "publisher": "publisher pu",
    "doi": "doi di articledoi",
    "pmid": "pmid pubmedid pubmed medlinepmid pm",
    "pmcid": "pmcid pmc pmcidnumber",
    "issn": "issn issns sn",
    "isbn": "isbn isbns bn",
    "url": "url link urls doiurl",
    "type": "type itemtype documenttype publicationtype referencetype dt",
}
_ROLES = {alias: role for role, aliases in _ALIASES.items() for alias in aliases.split()}
# Two columns of one meaning, the second vague: `Source` is often the name of a database or a whole citation.
_VAGUE = {"source", "so", "doiurl", "anthologytitle", "booktitle", "secondarytitle"}
TYPES = {
    "article": "article-journal", "journal article": "article-journal", "journalarticle": "article-journal",
    "review": "article-journal", "editorial": "article-journal", "letter": "article-journal", "note": "article-journal",
    "short survey": "article-journal", "article in press": "article-journal", "j": "article-journal",
    "book": "book", "b": "book", "book chapter": "chapter", "booksection": "chapter", "chapter": "chapter",
    "s": "chapter", "conference paper": "paper-conference", "conferencepaper": "paper-conference",
    "proceeding": "paper-conference", "proceedings paper": "paper-conference", "c": "paper-conference",
    "preprint": "article", "thesis": "thesis", "dissertation": "thesis", "report": "report", "webpage": "webpage",
    "dataset": "dataset", "patent": "patent", "p": "patent", "jour": "article-journal", "monograph": "book",
    "magazinearticle": "article-magazine", "newspaperarticle": "article-newspaper", "computerprogram": "software",
    "data paper": "article-journal", "erratum": "article-journal", "retracted": "article-journal",
}  # fmt: skip
CSL_TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset"
    " document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation"
    " manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical"
    " personal_communication post post-weblog regulation report review review-book software song speech standard thesis"
    " treaty webpage".split()
)


def type_of(text: str) -> str:
    """The CSL type that a cell means, or ""."""
    bare = text.strip().lower()
    return bare if bare in CSL_TYPES and bare != "article" else TYPES.get(bare.split(";")[0].strip(), "")


ABOVE = 8  # so many lines about the export may stand above the names of the columns
_NOWHERE = "\x1f"  # a delimiter that no text holds: the whole line is one cell
FORMULA = "=+-@"  # a cell that begins so is a formula for a spreadsheet
_UNCLEAR = {"ref", "no", "nr", "number", "num", ""}


@lru_cache
def roles(header: tuple[str, ...]) -> tuple[str, ...]:
    """What each column states; "" for a column that is unknown, or states again what one before it does.

    `ref` is the key when another column holds the reference or its fields, else the reference.
    `no` and `number` are the key in the first column when no other is, elsewhere the issue.
    """
    names = [_bare(name) for name in header]
    found = [_ROLES.get(name, "") for name in names]
    for place, name in enumerate(names):
        if name in _UNCLEAR and header[place].strip():
            found[place] = _role_of_unclear(name, place, found)
    for place, name in enumerate(names):
        if name in _VAGUE and found.count(found[place]) > 1:
            found[place] = ""
    if "author" in found:
        found = ["" if role == "first_author" else role for role in found]
    return tuple(role if role not in found[:place] else "" for place, role in enumerate(found))


def _role_of_unclear(name: str, place: int, found: Sequence[str]) -> str:
    if name == "ref":
        return "key" if set(found) - {"", "key"} and "key" not in found else "reference"
    if place == 0 and "key" not in found:
        return "key"
    return "issue" if name else ""


def useful(found: Sequence[str]) -> bool:
    """True when at least one column states a reference or a part of one."""
    return bool(set(found) - {"", "key", "type", "month", "day"})


def _bare(name: str) -> str:
    """`Article_Title`, `article-title` and `Author(s)` without case, spaces and punctuation."""
    return re.sub(r"[\W_]", "", normalize.fold(name))


def header_of(lines: Sequence[str]) -> tuple[int, str, tuple[str, ...] | None]:
    """The number of lines up to the first row, the delimiter, and the names of the columns.

    The delimiter is the one that finds most known names: comma before semicolon before tab. A line
    `sep=;`, which spreadsheets write, settles it. Lines about the export may stand above the names.
    """
    told, first, tried = "", None, 0
    for number, line in enumerate(lines, 1):
        if match := re.fullmatch(r"sep=(.)", line.strip("\r\n")):
            told = match[1]
        elif line.strip():
            delimiter = told or max(",;\t", key=lambda one: sum(map(bool, roles(cells_of(line, one)))))
            cells = cells_of(line, delimiter)
            found = number, delimiter if len(cells) > 1 else _NOWHERE, cells
            if sum(map(bool, roles(cells))) > 2:
                return found
            first, tried = first or found, tried + 1
            if tried == ABOVE or useful(roles(first[2])):
                break
    return first or (len(lines), _NOWHERE, None)


def cells_of(line: str, delimiter: str) -> tuple[str, ...]:
    return tuple(next(csv.reader([line.strip("\r\n")], delimiter=delimiter, skipinitialspace=True), ()))
