"""Document summaries: version 1 as XML, version 2 as XML or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from .entrez_index import publication_types, title_for_pubmed
from .pubmed_xml import MONTHS
from .works import Author, StandinWork, by_pmid

VERSION_1 = """<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE eSummaryResult PUBLIC "-//NLM//DTD esummary v1 20041029//EN" \
"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20041029/esummary-v1.dtd">
"""
# the date in this name is a guess: no recorded answer of this form was at hand
VERSION_2 = """<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE eSummaryResult PUBLIC "-//NLM//DTD esummary pubmed 20250101//EN" \
"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20250101/esummary_pubmed.dtd">
"""
NO_SUMMARY = "cannot get document summary"
MOST_JSON = 500


def printed_date(date: Sequence[int]) -> str:
    parts = [str(value) for value in date]
    if len(date) > 1:
        parts[1] = MONTHS[date[1] - 1]
    return " ".join(parts)


def printed_name(author: Author) -> str:
    return author.name or f"{author.family} {author.pubmed_initials or author.initials}"


def _title(work: StandinWork) -> str:
    plain = title_for_pubmed(work.title)
    return plain if plain.endswith(("?", ".", "!")) else f"{plain}."


def _source(work: StandinWork) -> str:
    issue = f"({work.issue})" if work.issue else ""
    pages = f":{work.pagination}" if work.pagination else ""
    return f"{printed_date(work.date)};{work.volume}{issue}{pages}"


def _location(work: StandinWork) -> str:
    shown = work.article_number and work.article_number != work.medline_pagination
    number = f"pii: {work.article_number}. " if shown else ""
    return f"{number}doi: {work.doi}"


def _identifiers(work: StandinWork) -> list[tuple[str, str]]:
    found = [("pubmed", work.pmid), ("doi", work.doi), ("pmc", work.pmcid)]
    return [(kind, value) for kind, value in found if value]


def json_summaries(works: Sequence[StandinWork], ids: Sequence[str]) -> dict[str, Any]:
    header = {"type": "esummary", "version": "0.3"}
    if len(ids) > MOST_JSON:  # an error inside a 200
        text = f"Too many UIDs in request. Maximum number of UIDs is {MOST_JSON} for JSON format output."
        return {"header": header, "esummaryresult": [text]}
    return {"header": header, "result": {"uids": list(ids)} | {uid: _summary(works, uid) for uid in ids}}


def _summary(works: Sequence[StandinWork], uid: str) -> dict[str, Any]:
    work = by_pmid(uid, works)
    if work is None:
        return {"uid": uid, "error": NO_SUMMARY}
    names = [printed_name(author) for author in work.authors]
    kinds = ["CollectiveName" if author.name else "Author" for author in work.authors]
    return {
        "uid": uid,
        "pubdate": printed_date(work.date),
        "epubdate": printed_date(work.online),
        "source": work.journal_abbrev,
        "authors": [{"name": n, "authtype": k, "clusterid": ""} for n, k in zip(names, kinds, strict=True)],
        "lastauthor": names[-1] if names else "",
        "title": _title(work),
        "volume": work.volume,
        "issue": work.issue,
        "pages": work.pagination,
        "lang": ["eng"],
        "issn": work.issn[0] if work.issn else "",
        "essn": work.issn[1] if len(work.issn) > 1 else "",
        "pubtype": list(publication_types(work)),
        "articleids": [{"idtype": kind, "idtypen": 0, "value": value} for kind, value in _identifiers(work)],
        "fulljournalname": work.journal,
        "elocationid": _location(work),
    }


def xml_summaries(works: Sequence[StandinWork], ids: Sequence[str], *, version_2: bool) -> bytes:
    if version_2:
        parts = "".join(_document(_summary(works, uid)) for uid in ids)
        body = f'<DocumentSummarySet status="OK">{parts}</DocumentSummarySet>'
        return f"{VERSION_2}<eSummaryResult>{body}</eSummaryResult>\n".encode()
    parts = "".join(_doc_sum(works, uid) for uid in ids)
    return f"{VERSION_1}<eSummaryResult>\n{parts}</eSummaryResult>\n".encode()


def _document(summary: dict[str, Any]) -> str:
    names = {
        "error": "error", "pubdate": "PubDate", "epubdate": "EPubDate", "source": "Source", "title": "Title",
        "volume": "Volume", "issue": "Issue", "pages": "Pages", "elocationid": "ELocationID",
        "fulljournalname": "FullJournalName", "lastauthor": "LastAuthor",
    }  # fmt: skip
    fields = "".join(f"<{tag}>{escape(summary[key])}</{tag}>" for key, tag in names.items() if key in summary)
    people = "".join(f"<Author><Name>{escape(a['name'])}</Name></Author>" for a in summary.get("authors", []))
    authors = f"<Authors>{people}</Authors>" if people else ""
    return f'<DocumentSummary uid="{escape(summary["uid"])}">{fields}{authors}</DocumentSummary>'


def _item(name: str, value: str, kind: str = "String") -> str:
    return f'\t<Item Name="{name}" Type="{kind}">{escape(value)}</Item>\n'


def _list(name: str, items: Sequence[tuple[str, str]]) -> str:
    inner = "".join(f"\t{_item(item, value)}" for item, value in items)
    return f'\t<Item Name="{name}" Type="List">\n{inner}\t</Item>\n'


def _doc_sum(works: Sequence[StandinWork], uid: str) -> str:
    work = by_pmid(uid, works)
    if work is None:
        return f"\t<ERROR>UID={escape(uid)}: {NO_SUMMARY}</ERROR>\n"
    names = [printed_name(author) for author in work.authors]
    items = [
        _item("PubDate", printed_date(work.date), "Date"),
        _item("EPubDate", printed_date(work.online), "Date"),
        _item("Source", work.journal_abbrev),
        _list("AuthorList", [("Author", name) for name in names]),
        _item("LastAuthor", names[-1] if names else ""),
        _item("Title", _title(work)),
        _item("Volume", work.volume),
        _item("Issue", work.issue),
        _item("Pages", work.pagination),
        _list("LangList", [("Lang", "English")]),
        _item("ISSN", work.issn[0] if work.issn else ""),
        _item("ESSN", work.issn[1] if len(work.issn) > 1 else ""),
        _list("PubTypeList", [("PubType", name) for name in publication_types(work)]),
        _list("ArticleIds", _identifiers(work)),
        _item("DOI", work.doi),
        _item("FullJournalName", work.journal),
        _item("ELocationID", _location(work)),
        _item("SO", _source(work)),
    ]
    return f"<DocSum>\n\t<Id>{escape(uid)}</Id>\n{''.join(items)}</DocSum>\n\n"
