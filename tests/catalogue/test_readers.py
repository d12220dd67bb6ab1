"""What each kind of file states, with records made for the purpose: one trap each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from citecheck.catalogue import crossref as crossref_reader
from citecheck.catalogue import files
from citecheck.catalogue import pubmed as reader
from citecheck.catalogue.entries import Deletion, Entry, Flaw, Remark
from citecheck.model import Item, Name, Notice, Publication, Relation, Work
from citecheck.records import crossref as crossref_records
from citecheck.records import pubmed
from tests.catalogue.test_files import CROSSREF, SET, written


def read(folder: Path, content: bytes | str | list[Any]) -> list[Entry | Deletion | Remark | Flaw]:
    data = json.dumps(content) if isinstance(content, list) else content
    return list(files.read(written(folder, data.encode() if isinstance(data, str) else data)))


def work(folder: Path, content: bytes | str | list[Any]) -> Work:
    (entry,) = read(folder, content)
    assert isinstance(entry, Entry)
    return entry.work


def article(inner: str = "", *, pmid: str = '<PMID Version="1">5</PMID>', after: str = "", data: str = "") -> bytes:
    return (
        f"<PubmedArticle>\n <MedlineCitation>\n  {pmid}<Article>{inner}</Article>{after}</MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    ).encode()


FULL = article(
    "<ArticleTitle><i>Bone</i> <b>loss</b>.</ArticleTitle>"
    "<Abstract><AbstractText>Bones.</AbstractText></Abstract><AuthorList>"
    "<Author><LastName>Brown</LastName><AffiliationInfo><Affiliation>Here</Affiliation></AffiliationInfo>"
    "<AffiliationInfo><Affiliation>There</Affiliation></AffiliationInfo></Author>"
    "<Author><LastName>Green</LastName></Author></AuthorList>",
    pmid='<PMID Version="1">5</PMID><DateCompleted><Year>1999</Year></DateCompleted>',
    after="<MedlineJournalInfo><MedlineTA>Bone</MedlineTA></MedlineJournalInfo><ChemicalList><Chemical/></ChemicalList>"
    "<CommentsCorrectionsList><CommentsCorrections RefType='ErratumIn'><RefSource>Bone. 2001</RefSource>"
    "</CommentsCorrections></CommentsCorrectionsList><MeshHeadingList><MeshHeading/></MeshHeadingList>",
    data="<History><PubMedPubDate/></History><ArticleIdList><ArticleId IdType='doi'>10.5555/mine</ArticleId>"
    "</ArticleIdList><ReferenceList><ReferenceList><Reference><ArticleIdList>"
    "<ArticleId IdType='doi'>10.5555/cited</ArticleId></ArticleIdList></Reference></ReferenceList></ReferenceList>"
    "<ReferenceList></ReferenceList>",
)


def test_parts_of_no_use_are_cut_out_and_nothing_else() -> None:
    lighter = reader._lighter(FULL)
    for name in (b"Completed", b"Abstract", b"Affiliation", b"Chemical", b"Mesh", b"History", b"Reference"):
        assert name not in lighter
    (before,), (after,) = reader._parsed(FULL), reader._parsed(lighter)
    assert pubmed.work(before) == pubmed.work(after)
    assert pubmed.work(after).notices


@pytest.mark.parametrize(
    "lost", [b"</MedlineCitation>", b"</CommentsCorrectionsList>", b"</History>", b"</Abstract>", b"</PubmedData>"]
)
def test_what_is_not_well_formed_is_not_made_so_by_cutting(lost: bytes) -> None:
    with pytest.raises(etree.XMLSyntaxError):
        reader._parsed(reader._lighter(FULL.replace(lost, b"")))


def test_white_space_between_marked_words_stays(tmp_path: Path) -> None:
    item = work(tmp_path, SET % FULL).item
    assert item.title == "Bone loss"
    assert item.author == (Name(family="Brown"), Name(family="Green"))
    assert item.doi == "10.5555/mine"


def test_versions_of_one_pmid_share_a_key(tmp_path: Path) -> None:
    records = article() + article(pmid='<PMID Version="2">5</PMID>') + article(pmid='<PMID Version="x">5</PMID>')
    found = [one for one in read(tmp_path, SET % records) if isinstance(one, Entry)]
    assert [(one.key, one.version) for one in found] == [("pubmed:5", 1), ("pubmed:5", 2), ("pubmed:5", 1)]


def test_deletions_follow_the_records(tmp_path: Path) -> None:
    deleted = b'<DeleteCitation>\n<PMID Version="1">7</PMID>\n<PMID>8</PMID>\n</DeleteCitation>\n'
    assert read(tmp_path, SET % (article() + b"\n" + deleted))[1:] == [Deletion("pubmed:7"), Deletion("pubmed:8")]
    assert read(tmp_path, SET % deleted) == [Deletion("pubmed:7"), Deletion("pubmed:8")]


def test_record_without_pmid_is_a_flaw(tmp_path: Path) -> None:
    (flaw,) = read(tmp_path, SET % article(pmid=""))
    assert flaw == Flaw("records", "record 1", "the record has no PMID")


def test_empty_set_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, b"<PubmedArticleSet>\n</PubmedArticleSet>") == []
    assert read(tmp_path, b"<PubmedArticleSet></PubmedArticleSet>") == []


def test_book_and_chapter_are_read_in_order_with_articles(tmp_path: Path) -> None:
    book = (
        "<PubmedBookArticle><BookDocument><PMID>{pmid}</PMID>{title}<Book><Publisher><PublisherName>Society"
        "</PublisherName></Publisher><BookTitle>All bones</BookTitle><PubDate><Year>2020</Year></PubDate><Isbn>1</Isbn>"
        "</Book></BookDocument></PubmedBookArticle>"
    )
    chapter = book.format(pmid=7, title="<ArticleTitle>Skull</ArticleTitle>")
    found = read(tmp_path, SET % (article() + book.format(pmid=6, title="").encode() + chapter.encode()))
    items = [one.work.item for one in found if isinstance(one, Entry)]
    assert [(one.pmid, one.type, one.title, one.container_title) for one in items] == [
        ("5", "article-journal", "", ""), ("6", "book", "All bones", ""), ("7", "chapter", "Skull", "All bones"),
    ]  # fmt: skip


class Watched(dict[str, Any]):
    """A record that notes what is asked of it."""

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__(record)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def test_all_that_is_looked_at_in_a_crossref_record_is_decoded() -> None:
    record = Watched(CROSSREF | {"title": [], "update-to": [{"DOI": "10.5555/other", "type": "correction"}]})
    crossref_records.work(record)
    assert record.asked == crossref_reader._USED.__optional_keys__ - {"message", "items"}


def crossref(**fields: Any) -> list[Any]:
    return [{"DOI": "10.5555/A", "type": "journal-article", "title": ["Bones"], **fields}]


@pytest.mark.parametrize(
    "cited", ['plain', 'with [brackets] and }], "quotes" and "reference":[{', "\\"]
)  # fmt: skip
def test_references_and_abstract_of_a_work_do_not_matter(cited: str, tmp_path: Path) -> None:
    record = {
        "DOI": "10.5555/A",
        "abstract": cited,
        "reference": [{"unstructured": cited}],
        "title": ["Bones"],
        "volume": "3",
    }
    line = json.dumps(record, separators=(",", ":"))
    assert work(tmp_path, line).item == Item(doi="10.5555/a", title="Bones", volume="3")


def test_update_marks_the_notice_and_updated_by_the_work(tmp_path: Path) -> None:
    event = {"type": "retraction", "DOI": "10.5555/N", "source": "publisher", "updated": {"date-parts": [[2021, 2, 3]]}}
    twice = [event, {**event, "source": "retraction-watch"}]
    retracted = work(tmp_path, crossref(**{"updated-by": twice}))
    assert retracted.notices == (
        Notice(kind="retraction", doi="10.5555/n", date=(2021, 2, 3), asserted_by=("publisher", "retraction-watch")),
    )
    notice = work(tmp_path, crossref(**{"update-to": [event]}))
    assert notice.notices == ()
    assert notice.relations == (Relation(kind="retraction-of", doi="10.5555/n"),)


def test_dates_that_are_null_are_none_and_print_and_online_are_kept(tmp_path: Path) -> None:
    fields = {"issued": {"date-parts": [[None]]}, "published-print": {"date-parts": [[2020, 5]]}}
    read = work(tmp_path, crossref(**fields, **{"published-online": {"date-parts": [[2019, 12, 1]]}}))
    assert read.item.issued == (2020, 5)
    assert read.publications == (
        Publication(kind="print", date=(2020, 5)), Publication(kind="online", date=(2019, 12, 1)),
    )  # fmt: skip


LIBRARY = {"id": "brown", "type": "article-journal", "title": "Bones", "author": [{"family": "Brown", "given": "A"}]}


def test_library_item_is_read_in_full(tmp_path: Path) -> None:
    fields = {
        "PMID": "PMID: 0012",
        "PMCID": "77",
        "page": "1319-28",
        "source": "a note",
        "issued": {"date-parts": [["2020"]]},
    }
    found = work(tmp_path, [{**LIBRARY, **fields, "DOI": "https://doi.org/10.5555/ABC"}])
    assert found.source == "library"
    assert found.url == "https://doi.org/10.5555/abc"
    assert found.item == Item(
        type="article-journal", title="Bones", author=(Name(family="Brown", given="A"),), page="1319-1328",
        issued=(2020,), doi="10.5555/abc", pmid="12", pmcid="PMC77",
    )  # fmt: skip


def test_library_text_is_cleaned(tmp_path: Path) -> None:
    authors = [{"family": "Br\u202eown", "given": "A\u2010B"}, {"literal": "Bone &amp; Co"}]
    item = work(tmp_path, [{**LIBRARY, "title": "<i>Bo\x1b[31mnes</i>\u2013\n loss", "author": authors}]).item
    assert item.title == "Bo[31mnes- loss"
    assert item.author == (Name(family="Brown", given="A-B"), Name(literal="Bone & Co"))


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"DOI": "10.5555/A.", "PMID": "5"}, "library:10.5555/a."),
        ({"PMID": "5"}, "library:5"),
        ({}, "library:brown"),
        ({"id": 7}, "library:7"),
    ],
)
def test_library_key_is_the_best_identifier(fields: dict[str, Any], key: str, tmp_path: Path) -> None:
    (entry,) = read(tmp_path, [{**LIBRARY, **fields}])
    assert isinstance(entry, Entry)
    assert entry.key == key


def test_library_item_without_identifier_has_a_key_of_its_own(tmp_path: Path) -> None:
    found = read(
        tmp_path, [{**LIBRARY, "id": None}, {**LIBRARY, "id": None, "title": "Other"}, {**LIBRARY, "id": None}]
    )
    keys = [one.key for one in found if isinstance(one, Entry)]
    assert keys[0] == keys[2] != keys[1]


COLUMNS = "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID"
HEADER = f"{COLUMNS},RetractionNature\n"


def remarks(folder: Path, *rows: str) -> list[Any]:
    return read(folder, HEADER + "".join(f"{row}\n" for row in rows))


def test_row_is_a_remark_about_the_original_paper(tmp_path: Path) -> None:
    row = '1,"Bones, again",3/25/2021 0:00,10.5555/N,22,10.5555/O,11,Retraction'
    notice = Notice(
        kind="retraction", doi="10.5555/n", pmid="22", date=(2021, 3, 25), asserted_by=("retraction-watch",)
    )
    assert remarks(tmp_path, row) == [Remark(notice, "10.5555/o", "11")]


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("Retraction", "retraction"), ("Expression of concern", "concern"), ("Correction", "correction"),
        ("Reinstatement", "reinstatement"), ("", "update"), ("Something new", "update"),
    ],
)  # fmt: skip
def test_nature_is_the_kind_of_notice(nature: str, kind: str, tmp_path: Path) -> None:
    (remark,) = remarks(tmp_path, f"1,,,,,10.5555/o,,{nature}")
    assert remark.notice.kind == kind


def test_retraction_whose_reason_is_a_replacement_was_republished(tmp_path: Path) -> None:
    table = f"{COLUMNS},RetractionNature,Reason\n1,,,,,10.5555/o,,Retraction,+Retract and Replace;+Error in Data;\n"
    (remark,) = read(tmp_path, table)
    assert isinstance(remark, Remark)
    assert remark.notice.kind == "retracted-republished"


@pytest.mark.parametrize("missing", ["unavailable", "Unavailable", "", "0", " "])
def test_missing_identifiers_are_none(missing: str, tmp_path: Path) -> None:
    (remark,) = remarks(tmp_path, f"1,,,{missing},{missing},10.5555/o,{missing},Retraction")
    assert (remark.notice.doi, remark.notice.pmid, remark.pmid) == ("", "", "")
    assert remarks(tmp_path, f"1,,,10.5555/n,22,{missing},{missing},Retraction") == []


@pytest.mark.parametrize(
    ("stated", "date"),
    [("1/2/2020 0:00", (2020, 1, 2)), ("2020-01-02", (2020, 1, 2)), ("13/40/2020", (2020,)), ("soon", ()), ("", ())],
)
def test_date_of_a_remark(stated: str, date: tuple[int, ...], tmp_path: Path) -> None:
    (remark,) = remarks(tmp_path, f"1,,{stated},,,10.5555/o,,Retraction")
    assert remark.notice.date == date


def test_bytes_that_are_not_utf_8_are_replaced_and_told_once(tmp_path: Path) -> None:
    rows = b"1,caf\xe9,,,,10.5555/o,,Retraction\n2,na\xefve,,,,10.5555/p,,Retraction\n"
    flaw, *others = read(tmp_path, HEADER.encode() + rows)
    assert isinstance(flaw, Flaw)
    assert flaw.position == "line 2"
    assert [one.doi for one in others if isinstance(one, Remark)] == ["10.5555/o", "10.5555/p"]


def test_short_rows_and_rows_over_lines_are_read(tmp_path: Path) -> None:
    found = remarks(tmp_path, "1", '2,"a\nb",,,,10.5555/o,,Retraction', "")
    assert [one.doi for one in found] == ["10.5555/o"]


def test_field_without_end_costs_its_rows_and_is_told(tmp_path: Path) -> None:
    found = remarks(tmp_path, "1,,,,,10.5555/o,,Retraction", '2,"' + "x" * 200_000, "3,,,,,10.5555/p,,Retraction")
    assert [type(one) for one in found][:2] == [Remark, Flaw]
