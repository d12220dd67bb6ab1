"""PubMed XML files, baseline and daily updates: https://www.nlm.nih.gov/databases/download/pubmed_medline.html.

Records are cut out of the stream as bytes and parsed a chunk at a time: memory stays constant, a broken record
costs only itself, and no document type declaration ever reaches the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from citecheck.catalogue import bounded
from citecheck.catalogue.bounded import Broken, Chunk
from citecheck.catalogue.entries import Deletion, Entry, Flaw
from citecheck.records import pubmed

ROOTS = (b"PubmedArticleSet", b"PubmedBookArticleSet", b"PubmedArticle", b"PubmedBookArticle")
_ROOT = re.compile(rb"<(%b)(?=[\s/>])" % b"|".join(ROOTS))
_ENDS = (b"</PubmedArticle>", b"</PubmedBookArticle>")
_START = re.compile(rb"<(PubmedArticle|PubmedBookArticle|DeleteCitation)(?=[\s/>])")
_ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']""")
_PMID = re.compile(rb"<PMID[^>]*>\s*(\d+)\s*<")
# Two thirds of a file are of no use here; cutting them out as bytes is much faster than parsing them.
_BEFORE, _BEHIND = (
    tuple((b"<%b>" % name, b"</%b>" % name) for name in names)
    for names in ((b"DateCompleted", b"DateRevised", b"Abstract"), (b"History",))
)
_AFFILIATION = b"<AffiliationInfo>", b"</AffiliationInfo>"
# What indexers add stands between these: substances, subjects, keywords, grants; only the links are of use.
_INDEXED = b"</MedlineJournalInfo>", b"</MedlineCitation>"
_LINKS = b"<CommentsCorrectionsList>", b"</CommentsCorrectionsList>"
_REFERENCES = b"<ReferenceList>", b"</PubmedData>"


def chunks(content: Iterator[bytes]) -> Iterator[Chunk]:
    """Chunks of whole records. Raises Broken for entities, for another encoding than UTF-8 and for a cut file."""
    closing, last = b"", b""
    for chunk in bounded.chunks(content, _ENDS):
        if not closing and not chunk.problem:
            closing = b"</" + _checked_root(chunk.data) + b">"
        last = chunk.data
        if chunk.problem or last.endswith(_ENDS) or closing in last:
            yield chunk
    if closing not in last:
        raise Broken("the file ends too early: it was cut")


def _checked_root(data: bytes) -> bytes:
    root = _ROOT.search(data)
    prolog = data[: root.start()] if root else data
    if b"<!ENTITY" in prolog or b"[" in prolog.partition(b"<!DOCTYPE")[2]:
        raise Broken("the file declares entities of its own, which PubMed's files never do")
    encoding = _ENCODING.search(prolog)
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Broken(f"the file is in {encoding[1].decode()}, PubMed's are in UTF-8")
    return root[1] if root else b"PubmedArticleSet"


def found(chunk: Chunk, file: str) -> Iterator[Entry | Deletion | Flaw]:
    """The entries, deletions and flaws of a chunk, in order."""
    start = _START.search(chunk.data)
    if not start:
        return
    whole = chunk.data[start.start() :]
    if not whole.endswith(_ENDS):  # as the last chunk of a file does
        ends = ((whole.rfind(end), len(end)) for end in (*_ENDS, b"</DeleteCitation>"))
        whole = whole[: max((place + length for place, length in ends if place >= 0), default=None)]
    try:
        elements = _parsed(_ENDS[0].join(map(_lighter, whole.split(_ENDS[0]))))
    except etree.XMLSyntaxError:
        yield from _one_by_one(whole, chunk.number, file)
        return
    for number, element in enumerate(elements, chunk.number):
        yield from _entries(element, f"record {number}", file)


def _lighter(record: bytes) -> bytes:
    """The record without its unused parts; what is not well formed stays."""
    article, journal, rest = record.partition(_INDEXED[0])
    article = _without(article, _BEFORE)
    start, end = _AFFILIATION
    if start in article and article.count(start) == article.count(end):
        kept, *others = article.split(start)
        article = kept + b"".join(one.partition(end)[2] for one in others)
    indexed, closing, data = rest.partition(_INDEXED[1])
    start, end = _LINKS
    if start not in indexed:
        indexed = b""
    elif end in indexed:
        indexed = start + indexed.partition(start)[2].rpartition(end)[0] + end
    data = _without(data, _BEHIND)
    start, end = _REFERENCES
    if start in data and end in data:  # they come last in it, and may be nested
        data = data.partition(start)[0] + end + data.rpartition(end)[2]
    return b"".join((article, journal, indexed, closing, data)) if closing else article + journal + rest


def _without(record: bytes, unused: Sequence[tuple[bytes, bytes]]) -> bytes:
    for start, end in unused:
        if (first := record.find(start)) >= 0 and (last := record.find(end, first)) >= 0:
            record = record[:first] + record[last + len(end) :]
    return record


def _parsed(records: bytes) -> list[Any]:
    """Their elements. Raises XMLSyntaxError also for undeclared entities; the parser's own limits hold."""
    parser = etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    )
    return list(etree.fromstring(b"<records>%b</records>" % records, parser))


def _one_by_one(records: bytes, number: int, file: str) -> Iterator[Entry | Deletion | Flaw]:
    """What can be read of records of which at least one is broken."""
    starts = [match.start() for match in _START.finditer(records)]
    for place, (start, end) in enumerate(zip(starts, [*starts[1:], len(records)], strict=True), number):
        record = records[start:end]
        closing = max((record.rfind(tag) + len(tag) for tag in _ENDS if tag in record), default=None)
        pmid = _PMID.search(record)
        position = f"record {place}, PMID {pmid[1].decode()}" if pmid else f"record {place}"
        try:
            elements = _parsed(record[:closing])
        except etree.XMLSyntaxError as error:
            yield Flaw(file, position, f"the XML is broken: {_reason(error)}")
        else:
            for element in elements:
                yield from _entries(element, position, file)


def _reason(error: etree.XMLSyntaxError) -> str:
    return (error.msg or "not well formed").partition(", line")[0][:200]


def _entries(element: Any, position: str, file: str) -> Iterator[Entry | Deletion | Flaw]:
    if element.tag == "DeleteCitation":
        yield from (Deletion(f"pubmed:{pmid}") for one in element if (pmid := (one.text or "").strip()))
        return
    try:
        work = pubmed.work(element)
    except ValueError as error:
        yield Flaw(file, position, str(error))
        return
    if work.item.pmid:
        yield Entry(f"pubmed:{work.item.pmid}", work, pubmed.version(element))
    else:
        yield Flaw(file, position, "the record has no PMID")
