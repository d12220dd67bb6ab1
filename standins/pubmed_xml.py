"""Works as PubmedArticle elements, in the form of 2026."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from .entrez_index import publication_types
from .works import Author, StandinWork, Update

PROLOG = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2026//EN" \
"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd">
"""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TYPE_IDS = {
    "Journal Article": "D016428",
    "Review": "D016454",
    "Published Erratum": "D016425",
    "Retracted Publication": "D016441",
    "Retraction Notice": "D016440",
    "Expression of Concern": "D000075742",
}
REF_TYPES = {  # seen from the updated work, seen from the notice
    "retraction": ("RetractionIn", "RetractionOf"),
    "erratum": ("ErratumIn", "ErratumFor"),
    "correction": ("ErratumIn", "ErratumFor"),
    "expression_of_concern": ("ExpressionOfConcernIn", "ExpressionOfConcernFor"),
}


def article_set(works: Iterable[StandinWork]) -> bytes:
    root = Element("PubmedArticleSet")
    root.extend(_pubmed_article(work) for work in works)
    return (PROLOG + tostring(root, encoding="unicode", short_empty_elements=False)).encode()


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, tag, attributes)
    child.text = text
    return child


def _pubmed_article(work: StandinWork) -> Element:
    root = Element("PubmedArticle")
    citation = _add(root, "MedlineCitation", Status="MEDLINE", Owner="NLM")
    _add(citation, "PMID", work.pmid, Version="1")
    citation.append(_article(work))
    journal = _add(citation, "MedlineJournalInfo")
    _add(journal, "MedlineTA", work.journal_abbrev)
    if work.issn:
        _add(journal, "ISSNLinking", work.issn[0])
    _comments_corrections(citation, work)
    if work.fictitious:
        _add(citation, "GeneralNote", "Fictitious record, invented for tests.", Owner="NLM")
    root.append(_pubmed_data(work))
    return root


def _article(work: StandinWork) -> Element:
    model = "Print-Electronic" if work.online else "Print" if work.pages else "Electronic"
    article = Element("Article", PubModel=model)
    article.append(_journal(work))
    article.append(_title(work.title))
    if work.pagination:
        article.append(_pagination(work))
    if work.article_number and work.article_number != work.medline_pagination:
        _add(article, "ELocationID", work.article_number, EIdType="pii", ValidYN="Y")
    _add(article, "ELocationID", work.doi, EIdType="doi", ValidYN="Y")
    if work.authors:
        authors = _add(article, "AuthorList", CompleteYN="Y" if work.authors_complete else "N")
        authors.extend(_author(author) for author in work.authors)
    _add(article, "Language", "eng")
    types = _add(article, "PublicationTypeList")
    for name in publication_types(work):
        _add(types, "PublicationType", name, UI=TYPE_IDS[name])
    if work.online:
        _date(_add(article, "ArticleDate", DateType="Electronic"), work.online, numeric=True)
    return article


def _journal(work: StandinWork) -> Element:
    journal = Element("Journal")
    if work.issn:  # the schema demands a kind; with one number only, pages speak for print
        kind = "Print" if work.pages else "Electronic"
        _add(journal, "ISSN", work.issn[0 if work.pages else -1], IssnType=kind)
    issue = _add(journal, "JournalIssue", CitedMedium="Print" if work.pages else "Internet")
    if work.volume:
        _add(issue, "Volume", work.volume)
    if work.issue:
        _add(issue, "Issue", work.issue)
    published = _add(issue, "PubDate")
    if work.medline_date:
        _add(published, "MedlineDate", work.medline_date)
    else:
        _date(published, work.date, numeric=False)
    _add(journal, "Title", work.journal)
    _add(journal, "ISOAbbreviation", work.journal_abbrev)
    return journal


def _date(parent: Element, date: tuple[int, ...], *, numeric: bool) -> None:
    for tag, value in zip(("Year", "Month", "Day"), date, strict=False):
        text = f"{value:02d}"
        _add(parent, tag, MONTHS[value - 1] if tag == "Month" and not numeric else text)


def _title(title: str) -> Element:
    ending = "" if title.endswith(("?", ".", "!")) else "."
    if re.search(r"</\w+>", title):
        return fromstring(f"<ArticleTitle>{title}{ending}</ArticleTitle>")
    element = Element("ArticleTitle")
    element.text = title + ending
    return element


def _pagination(work: StandinWork) -> Element:
    pagination = Element("Pagination")
    first, _, last = (work.pages or work.pagination).partition("-")
    _add(pagination, "StartPage", first)
    if last:
        _add(pagination, "EndPage", last)
    _add(pagination, "MedlinePgn", work.pagination)
    return pagination


def _author(author: Author) -> Element:
    element = Element("Author", ValidYN="Y")
    if author.name:
        _add(element, "CollectiveName", author.name)
        return element
    _add(element, "LastName", author.family)
    _add(element, "ForeName", author.given.replace(".", "") or " ".join(author.initials))
    _add(element, "Initials", author.pubmed_initials or author.initials)
    return element


def _comments_corrections(citation: Element, work: StandinWork) -> None:
    """One entry a notice, though Crossref may tell of the same notice twice."""
    sides = ((work.updated_by, 0), (work.update_to, 1))
    entries = {(REF_TYPES[update.type][side], update.pmid): update for updates, side in sides for update in updates}
    if not entries:
        return
    listed = _add(citation, "CommentsCorrectionsList")
    for (ref_type, pmid), update in entries.items():
        entry = _add(listed, "CommentsCorrections", RefType=ref_type)
        _add(entry, "RefSource", _ref_source(update))
        _add(entry, "PMID", pmid, Version="1")


def _ref_source(update: Update) -> str:
    return f"{update.date[0]}. doi: {update.doi}"


def _pubmed_data(work: StandinWork) -> Element:
    data = Element("PubmedData")
    _add(data, "PublicationStatus", "ppublish" if work.pages else "epublish")
    data.append(_article_ids(work.doi, work.pmid, work.pmcid))
    if work.cites:  # a trap: a search among all descendants also finds the identifiers of cited works
        references = _add(data, "ReferenceList")
        for doi, pmid in work.cites:
            reference = _add(references, "Reference")
            _add(reference, "Citation", f"A cited work. doi: {doi}")
            reference.append(_article_ids(doi, pmid, ""))
    return data


def _article_ids(doi: str, pmid: str, pmcid: str) -> Element:
    listed = Element("ArticleIdList")
    for kind, value in (("pubmed", pmid), ("pmc", pmcid), ("doi", doi)):
        if value:
            _add(listed, "ArticleId", value, IdType=kind)
    return listed
