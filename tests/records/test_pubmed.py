"""What PubMed XML holds, odd records above all, and what we make of it."""

from __future__ import annotations

import pytest

from citecheck.model import Item, Name, Notice, Publication, Relation, Work
from citecheck.records.pubmed import works
from tests.sources.tools import Echo

HEAD = '<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet SYSTEM "{dtd}">'
DTD = "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd"


def article(
    inner: str = "", *, issue: str = "", model: str = "Print", citation: str = "", data: str = "", pmid: str = "11"
) -> Work:
    """The one work of a record made of these pieces of XML."""
    record = (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article PubModel="{model}"><Journal>'
        f"<ISSN>1234-5678</ISSN><JournalIssue>{issue}</JournalIssue><Title>Journal of Bones</Title>"
        f"<ISOAbbreviation>J. Bones</ISOAbbreviation></Journal>{inner}</Article><MedlineJournalInfo>"
        f"<MedlineTA>J Bones</MedlineTA><ISSNLinking>8765-4321</ISSNLinking></MedlineJournalInfo>{citation}"
        f"</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle>"
    )
    (work,) = works(document(record))
    return work


def document(records: str, dtd: str = DTD) -> bytes:
    return f"{HEAD.format(dtd=dtd)}<PubmedArticleSet>{records}</PubmedArticleSet>".encode()


def links(*kinds: str, source: str = "J Bones. 2021 May;3(2):7", pmid: str = "22") -> str:
    refs = (
        f'<CommentsCorrections RefType="{kind}"><RefSource>{source}</RefSource>'
        f"{f'<PMID>{pmid}</PMID>' if pmid else ''}</CommentsCorrections>"
        for kind in kinds
    )
    return f"<CommentsCorrectionsList>{''.join(refs)}</CommentsCorrectionsList>"


def types(*names: str) -> str:
    listed = "".join(f'<PublicationType UI="D0">{name}</PublicationType>' for name in names)
    return f"<PublicationTypeList>{listed}</PublicationTypeList>"


def test_ordinary_article_is_read_in_full() -> None:
    inner = (
        "<ArticleTitle>Bones.</ArticleTitle><Pagination><StartPage>1199</StartPage><EndPage>1205</EndPage>"
        "<MedlinePgn>1199-205</MedlinePgn></Pagination>"
        '<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Brown</LastName><ForeName>Ada B</ForeName>'
        "<Initials>AB</Initials><Suffix>Jr</Suffix></Author></AuthorList>"
        '<ArticleDate DateType="Electronic"><Year>2019</Year><Month>12</Month><Day>01</Day></ArticleDate>'
    )
    issue = "<Volume>12</Volume><Issue>3</Issue><PubDate><Year>2020</Year><Month>May</Month></PubDate>"
    ids = '<ArticleId IdType="pubmed">11</ArticleId><ArticleId IdType="doi">10.5555/ABC</ArticleId>'
    ids += '<ArticleId IdType="pmc">PMC77</ArticleId>'
    data = f"<ArticleIdList>{ids}</ArticleIdList>"
    read = article(inner, issue=issue, model="Print-Electronic", data=data)
    assert read.item == Item(
        type="article-journal", title="Bones", author=(Name(family="Brown", given="Ada B", suffix="Jr"),),
        container_title="Journal of Bones", container_title_short="J Bones", issued=(2020, 5), volume="12", issue="3",
        page="1199-1205", doi="10.5555/abc", pmid="11", pmcid="PMC77", issn=("1234-5678", "8765-4321"),
    )  # fmt: skip
    assert read.url == "https://pubmed.ncbi.nlm.nih.gov/11/"
    assert read.publications == (
        Publication(kind="print", date=(2020, 5)),
        Publication(kind="online", date=(2019, 12, 1)),
    )


def test_bare_record_is_a_work() -> None:
    read = article()
    assert (read.item.author, read.item.title, read.item.issued, read.item.page) == ((), "", (), "")


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("12-9", "12-19"),
        ("1199-205", "1199-1205"),
        ("34-6, 87-91", "34-36"),
        ("34-6; discussion 37", "34-36"),
        ("S12-8", "S12-S18"),
        ("e12-20", "e12-e20"),
        ("xi-xii", "xi-xii"),
        ("1A-4A", "1A-4A"),
        ("e1000", "e1000"),
        ("641", "641"),
    ],
)
def test_pagination_is_completed(printed: str, full: str) -> None:
    assert article(f"<Pagination><MedlinePgn>{printed}</MedlinePgn></Pagination>").item.page == full


def test_start_and_end_page_are_enough() -> None:
    pages = "<Pagination><StartPage>12</StartPage><EndPage>19</EndPage></Pagination>"
    assert article(pages).item.page == "12-19"


@pytest.mark.parametrize("pii", ["e0123456", "104743", "e00322-23", "ar12", "2100216"])
def test_article_number_stands_where_pages_are_missing(pii: str) -> None:
    located = f'<ELocationID EIdType="pii" ValidYN="Y">{pii}</ELocationID>'
    assert article(located).item.number == pii
    assert article(f"<Pagination><MedlinePgn>1-9</MedlinePgn></Pagination>{located}").item.number == ""


@pytest.mark.parametrize(
    "pii", ["S0140-6736(97)11096-0", "nu12010123", "gutjnl-2020-321", "bmj.m1234", "jci.insight.7"]
)
def test_publishers_own_identifier_is_no_article_number(pii: str) -> None:
    assert article(f'<ELocationID EIdType="pii">{pii}</ELocationID>').item.number == ""


def test_invalid_location_is_ignored() -> None:
    located = '<ELocationID EIdType="doi" ValidYN="N">10.5555/wrong</ELocationID>'
    located += '<ELocationID EIdType="pii" ValidYN="N">e999</ELocationID>'
    read = article(located + '<ELocationID EIdType="doi" ValidYN="Y">10.5555/RIGHT</ELocationID>')
    assert (read.item.doi, read.item.number) == ("10.5555/right", "")


def test_identifiers_of_cited_papers_are_not_the_records_own() -> None:
    cited = (
        "<ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.5555/cited</ArticleId>"
        "<ArticleId IdType='pmc'>PMC9</ArticleId></ArticleIdList></Reference></ReferenceList>"
    )
    read = article(data=cited + "<ArticleIdList><ArticleId IdType='pubmed'>11</ArticleId></ArticleIdList>")
    assert (read.item.doi, read.item.pmcid) == ("", "")


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2000 Jan-Feb", [(2000, 1)]),
        ("1998-1999", [(1998,), (1999,)]),
        ("1998 Dec-1999 Jan", [(1998, 12), (1999,)]),
        ("2000 Spring", [(2000,)]),
        ("Summer 1975", [(1975,)]),
        ("1977-1978 Fall-Winter", [(1977,), (1978,)]),
        ("undated", []),
    ],
)
def test_free_text_dates_are_read(text: str, dates: list[tuple[int, ...]]) -> None:
    read = article(issue=f"<PubDate><MedlineDate>{text}</MedlineDate></PubDate>")
    assert [one.date for one in read.publications] == dates
    assert read.item.issued == (dates or [()])[0]


def test_season_is_not_a_month() -> None:
    assert article(issue="<PubDate><Year>2001</Year><Season>Spring</Season></PubDate>").item.issued == (2001,)


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("Print", "print"),
        ("Print-Electronic", "print"),
        ("Electronic-Print", "print"),
        ("Electronic", "online"),
        ("Electronic-eCollection", "collection"),
    ],
)
def test_publication_model_says_what_the_issue_date_is(model: str, kind: str) -> None:
    read = article(issue="<PubDate><Year>2001</Year></PubDate>", model=model)
    assert read.publications == (Publication(kind=kind, date=(2001,)),)


def test_corrected_spellings_are_dropped_and_cut_lists_marked() -> None:
    authors = (
        '<AuthorList CompleteYN="N"><Author ValidYN="N"><LastName>Bron</LastName></Author>'
        "<Author ValidYN='Y'><LastName>Brown</LastName><Initials>A</Initials></Author>"
        "<Author><CollectiveName>Bone <i>Group</i></CollectiveName></Author><Author/></AuthorList>"
    )
    read = article(authors).item
    assert read.author == (Name(family="Brown", given="A"), Name(literal="Bone Group"))
    assert read.authors_cut


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Effect of <i>L. casei</i> on Ca<sup>2+</sup>.", "Effect of L. casei on Ca2+"),
        ("[Bones in winter].", "Bones in winter"),
        ("[Bones (author's transl)].", "Bones"),
        ("[18F]FDG and [11C]PiB.", "[18F]FDG and [11C]PiB"),
        ("[Uptake of [18F]FDG].", "Uptake of [18F]FDG"),
        ("And then...", "And then..."),
        ("Why bones?", "Why bones?"),
        ("A <mml:math xmlns:mml='m'><mml:mi>x</mml:mi></mml:math> test.", "A x test"),
    ],
)
def test_titles_are_plain_text(title: str, plain: str) -> None:
    assert article(f"<ArticleTitle>{title}</ArticleTitle>").item.title == plain


def test_vernacular_title_serves_only_where_there_is_no_translation() -> None:
    other = "<VernacularTitle>Knochen.</VernacularTitle>"
    assert article(f"<ArticleTitle>[Bones].</ArticleTitle>{other}").item.title == "Bones"
    assert article(f"<ArticleTitle>[Not Available].</ArticleTitle>{other}").item.title == "Knochen"


def test_retraction_listed_twice_is_one_notice() -> None:
    twice = links("RetractionIn") + links("RetractionIn", pmid="")
    read = article(types("Journal Article", "Retracted Publication"), citation=twice)
    assert read.notices == (Notice(kind="retraction", pmid="22", date=(2021,), asserted_by=("pubmed",)),)


def test_retracted_publication_without_a_notice_is_retracted() -> None:
    assert [one.kind for one in article(types("Retracted Publication")).notices] == ["retraction"]


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("RetractionIn", "retraction"),
        ("RetractedandRepublishedIn", "retracted-republished"),
        ("ExpressionOfConcernIn", "concern"),
        ("ErratumIn", "correction"),
        ("CorrectedandRepublishedIn", "corrected-republished"),
        ("PartialRetractionIn", "partial-retraction"),
        ("UpdateIn", "version"),
    ],
)
def test_links_to_notices_are_notices(kind: str, ours: str) -> None:
    read = article(citation=links(kind, source="J Bones. 2021;3:7. doi: 10.5555/N.2019.", pmid=""))
    assert read.notices == (Notice(kind=ours, doi="10.5555/n.2019", date=(2021,), asserted_by=("pubmed",)),)
    assert not read.is_notice


@pytest.mark.parametrize("name", ["Retraction Notice", "Retraction of Publication"])
def test_retraction_notice_is_not_retracted(name: str) -> None:
    linked = article(types(name), citation=links("RetractionOf"))
    assert linked.relations == (Relation(kind="retraction-of", pmid="22"),)
    assert linked.notices == ()
    assert article(types(name)).is_notice


def test_comments_are_harmless() -> None:
    read = article(citation=links("CommentIn", "CommentOn", "Cites"))
    assert (read.notices, read.relations) == ((), ())


def test_preprints_and_articles_know_each_other() -> None:
    preprint = article(types("Journal Article", "Preprint"), citation=links("UpdateIn"))
    published = article(citation=links("UpdateOf", source="bioRxiv. 2020 Mar 1:"))
    assert preprint.is_preprint
    assert preprint.relations == (Relation(kind="preprint-of", pmid="22"),)
    assert published.relations == (Relation(kind="has-preprint", pmid="22"),)
    assert article(citation=links("UpdateOf")).relations == (Relation(kind="version-of", pmid="22"),)


BOOK = (
    "<PubmedBookArticle><BookDocument><PMID>33</PMID><ArticleIdList><ArticleId IdType='bookaccession'>NBK1</ArticleId>"
    "<ArticleId IdType='doi'>10.5555/book</ArticleId></ArticleIdList><Book><Publisher><PublisherName>House"
    "</PublisherName></Publisher><BookTitle book='b'>On Bones</BookTitle><PubDate><Year>2004</Year></PubDate>"
    "<AuthorList Type='editors'><Author><LastName>Editor</LastName></Author></AuthorList><Isbn>9780000000001</Isbn>"
    "</Book>{chapter}<AuthorList Type='authors'><Author><LastName>Brown</LastName></Author></AuthorList>"
    "</BookDocument></PubmedBookArticle>"
)


def test_chapter_has_its_book_as_container_and_no_editors_as_authors() -> None:
    (read,) = works(document(BOOK.format(chapter="<ArticleTitle>Ribs.</ArticleTitle>")))
    assert (read.item.type, read.item.title, read.item.container_title) == ("chapter", "Ribs", "On Bones")
    assert read.item.author == (Name(family="Brown"),)
    assert (read.item.issued, read.item.doi, read.item.pmid) == ((2004,), "10.5555/book", "33")


def test_book_is_its_own_title() -> None:
    (read,) = works(document(BOOK.format(chapter="")))
    assert (read.item.type, read.item.title, read.item.publisher) == ("book", "On Bones", "House")


def test_empty_set_and_deletions_are_no_works() -> None:
    assert list(works(document(""))) == []
    assert list(works(document("<DeleteCitation><PMID>1</PMID></DeleteCitation>"))) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Please wait</body></html>",
        b"<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>",
        b'{"error":"API rate limit exceeded"}',
        document("<PubmedArticle><MedlineCitation><PMID>1</PMID></MedlineCitation></PubmedArticle>")[:-60],
        b"<PubmedArticleSet><ERROR>Database is down</ERROR></PubmedArticleSet>",
        document("<PubmedArticle><MedlineCitation><PMID>1</PMID></MedlineCitation></PubmedArticle>"),
    ],
)
def test_anything_else_is_an_error_not_an_empty_answer(body: bytes) -> None:
    with pytest.raises(ValueError, match="answer was not"):
        list(works(body))


def test_no_dtd_is_ever_asked_for() -> None:
    with Echo() as echo:
        assert list(works(document(BOOK.format(chapter=""), dtd=f"{echo.url}/pubmed_260101.dtd")))
        assert echo.requests == []


def test_entities_of_the_document_are_not_expanded() -> None:
    bomb = '<!DOCTYPE PubmedArticleSet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    record = (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>x&b;&f;y</ArticleTitle>"
        "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    (read,) = works((bomb + record).encode())
    assert "aaaa" not in read.item.title
    assert "root" not in read.item.title
