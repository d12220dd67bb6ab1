"""Label, identifiers and addresses of a reference, by their form alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from citecheck import normalize
from citecheck.formats.citation.patterns import later
from citecheck.model import Span

# `[12]`, `[Dol15]` in front, or `Dol15.`, or `1Who’s Who`; not `[Anonymous]`, not `3D printing`.
_LABEL = later(
    r"\s*\[(?P<label>(?!(?:1[5-9]|20)\d\d\])(?=[^\]]*[\dA-Z*+]|.{1,2}\])[^\W_]{0,4}[\w*+ -]{1,9}?)\]"
    r"|\s*(?P<bare>[A-Z][A-Za-z]{0,4}\+?[0189]\d[a-z]?)\.\s+(?=[A-Z])"
    r"|\s*(?P<glued>\d{1,3})(?=\(|[A-Z][a-z’]|[A-Z]{2,} )"
)
_SPACE = later(r"\s")
# A DOI with what announces it: its own address, that of a publisher or library, `doi:`, or nothing. Extractors put
# spaces before and behind its marks.
_DOI_BEGINS = later(
    r"(?:(?P<address>https?:\s?/\s?/\s?[^\s<>]*?)|\bdoi\s?[:.]?\s*)?(?:\bdx\.\s?doi\.\s?org/\s?|\bdoi\.\s?org/\s?)?"
    r"(?<![\d.])(?P<value>10\.\s?\d{4,9}(?:\.\d+)*\s?(?:/|%2F)\s?)",
    re.I,
)
_DOI_TOKEN = later(r"\S+?(?=\.?PMC?ID|\s|[\]}>](?![\w.;:]*\w)|\.?$|[.,;]\s)", re.I)
_DOI_SPACED = later(r"\s+(?=[./]\w)")
_DOI_OPEN = later(r"(?<=[/(_-])\s+(?=\w)")
# Behind the space of a suffix that has no digit yet, or that a full stop and more numbers with full stops follow.
_DOI_NO_DIGIT = later(r"(?:\.\s+(?!(?:19|20)\d\d(?:\W|$))|\s+(?=[a-z]))(?=[\w.()-]*\d[\w.()-]*(?:[\s,;]|$))")
_DOI_NUMBERS = later(r"\.\s+(?=\d+(?:\.\d+)+)")
_ARXIV = (
    r"\d{4}\.\d{4,5}(?!\d)|\d\d(?:0[1-9]|1[0-2])(?:,\s?)?\d{4,5}(?!\d)|(?:[a-z]+-)?[a-z]+(?:\.[A-Z]{2})?/\d{7}(?!\d)"
)
_SUBJECT = r"(?:\s*\[[a-z-]{2,9}(?:[. ][\w -]{2,12})?\])?"


@dataclass(frozen=True, slots=True)
class _Form:
    """A field, what each text that holds it holds in lower case (seen at a glance), and the form of the field."""

    field: str
    mark: str
    pattern: re.Pattern[str]


def _forms(name: str, mark: str, *patterns: str) -> list[_Form]:
    return [_Form(name, mark, re.compile(pattern, re.I)) for pattern in patterns]


_FORMS = (
    *_forms(
        "pmid", "pm",
        r"\bPMID\s?[:.]?\s*(?P<value>\d{1,9})\b",
        r"\bPubMed\s?PMID\s?[:.]?\s*(?P<value>\d{1,9})\b",
    ),
    *_forms(
        "pmid", "pubmed",
        r"(?:https?:\s?//)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|pubmed\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/"
        r"(?:\?(?:\w+=)?)?(?P<value>\d{1,9})(?!\d)[^\s<>]*",
        r"https?://[^\s<>]*?[?&;](?:list_uids|id|pmid)=(?P<value>\d{1,9})(?!\d)[^\s<>]*",
        r"\[?\bPubMed(?:\sID)?:?\s?(?P<value>\d{5,9})\b\]?",
    ),
    *_forms("pmid", "europepmc", r"https?://(?:www\.)?europepmc\.org/(?:article|abstract)/med/(?P<value>\d{1,9})[^\s<>]*"),
    *_forms(
        "pmcid", "pmc",
        r"(?:https?:\s?//)[^\s<>]*?(?P<value>PMC\d{1,9})[^\s<>]*",
        r"(?:\bPubMed\s?Central\s?(?:PMCID)?|\bPMCID)\s?:?\s?(?:PMC)?(?P<value>(?:PMC)?\d{4,9})\b",
        r"\b(?:PMC)?(?P<value>PMC\d{1,9})\b",
    ),
    *_forms("pmcid", "artid=", r"https?://[^\s<>]*?[?&]artid=(?P<value>(?:PMC)?\d{1,9})[^\s<>]*"),
    # Not its DOI (10.48550/arXiv.…): that is the preprint, and the published version may be meant.
    *_forms(
        "arxiv", "arxiv",
        rf"(?:https?:\s?//)?(?:www\.|export\.|xxx\.)?\barxiv\.org/(?:abs|pdf|html|format)/(?P<value>(?:{_ARXIV})(?:v\d+)?)(?:\.pdf)?",
        rf"\barXiv(?:\.org)?[\s:,.-]*(?:(?:19|20)\d\d[,;]\s?)?(?:abs/)?(?P<value>(?:{_ARXIV})(?:v\d+)?){_SUBJECT}",
    ),
    *_forms(
        "arxiv", "corr",
        rf"\bCoRR,?\s(?:(?:19|20)\d\d[,;]\s?)?(?:abs/)?(?P<value>(?:{_ARXIV})(?:v\d+)?){_SUBJECT}",
    ),
    *_forms("arxiv", "[", r"(?<![\d.])(?P<value>\d{4}\.\d{4,5}(?:v\d+)?)\s?\[[a-z-]{2,8}\.[a-z-]{2,9}\]"),
    *_forms(
        "arxiv", "/",
        r"\[?\b(?P<value>(?:hep-(?:th|ph|ex|lat)|astro-ph|cond-mat|gr-qc|quant-ph|nucl-(?:th|ex)|math-ph)/\d{7})(?!\d)\]?",
    ),
    *_forms("handle", "hdl", r"(?:(?:https?:\s?//)?hdl\.handle\.net/|\bhdl:\s?)(?P<value>\d[\d.]*/[^\s<>]+)"),
    *_forms("isbn", "isbn", r"\bISBN(?:-1[03])?\s?[:.]?\s*(?P<value>(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dX])\b"),
    *_forms("issn", "issn", r"\b[ep]?-?ISSN\s?[:.]?\s*(?P<value>\d{4}-?\d{3}[\dX])\b"),
    _Form("no-date", "d.", re.compile(r"\(?(?<!\w)(?P<value>n\. ?d\.|s\. ?d\.)(?!\w)\)?")),
    *_forms("url", "://", r"(?:(?<=[.,;])\s(?:See|URL:?)\s+)?(?P<value>https?://[^\s<>\"]+)"),
    *_forms("url", "www.", r"(?<![\w./])(?P<value>www\.[^\s<>\"]+\.[^\s<>\"]+)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identified:
    """Where label and identifiers stand, what the first of each kind says in normal form, and the text without them
    and the words that announce them, in one line and with all other characters in their places."""

    spans: list[Span]
    rest: str
    values: dict[str, str] = field(default_factory=dict)


def identified(text: str) -> Identified:
    found = Identified([], _SPACE.sub(" ", text))
    rest, lowered = found.rest, text.lower()
    if label := _LABEL.match(rest):
        start, end = label.span(label.lastgroup or 0)
        found.spans.append(Span(field="citation-number", start=start, end=end))
        rest = " " * label.end() + rest[label.end() :]
    if "10." in lowered:
        rest = _without_dois(rest, found)
    for form in _FORMS:
        for match in form.pattern.finditer(rest) if form.mark in lowered else ():
            end = match.end("value")
            if form.field in ("url", "handle"):
                end -= len(match["value"]) - len(match["value"].rstrip(".,;)"))
            found.spans.append(Span(field=form.field, start=match.start("value"), end=end))
            found.values.setdefault(form.field, _NORMAL.get(form.field, str)(rest[match.start("value") : end]))
            rest = masked(rest, [Span(field="", start=match.start(), end=end if form.field == "url" else match.end())])
    return Identified(found.spans, rest, found.values)


def _without_dois(rest: str, found: Identified) -> str:
    for match in _DOI_BEGINS.finditer(rest):
        start, end = match.start("value"), _doi_end(rest, match.end())
        written = "".join(rest[start:end].split())
        value = normalize.doi(written)
        if not value:
            continue
        # The tail of an address is no part of the DOI and goes with it; `.Epub` begins something else.
        whole = end
        if written.lower().startswith(value):
            end = _place_of(rest, start, len(value))
            whole = whole if rest[end : end + 1] in "/?#<&%" or match["address"] else end
        found.spans.append(Span(field="doi", start=start, end=end))
        found.values.setdefault("doi", value)
        rest = masked(rest, [Span(field="", start=match.start(), end=max(whole, end))])
    return rest


def _doi_end(rest: str, start: int) -> int:
    """Where a DOI ends whose prefix ends at `start`, over the spaces that broke it."""
    token = _DOI_TOKEN.match(rest, start)
    end = token.end() if token else start
    while token:
        goes_on = _DOI_SPACED.match(rest, end) or _DOI_OPEN.match(rest, end) or _DOI_NUMBERS.match(rest, end)
        if not goes_on and not any(map(str.isdigit, rest[start:end])):
            goes_on = _DOI_NO_DIGIT.match(rest, end)
        token = _DOI_TOKEN.match(rest, goes_on.end()) if goes_on else None
        end = token.end() if token else end
    return end


def _place_of(text: str, start: int, count: int) -> int:
    """Behind the `count`-th character from `start` that is no space."""
    place = start
    while count and place < len(text):
        count -= text[place] != " "
        place += 1
    return place


def masked(text: str, spans: Iterable[Span]) -> str:
    """`text` with the spans blanked out, so that places stay where they are."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _arxiv(written: str) -> str:
    """`1805.08318` also where the full stop was lost or became a comma."""
    if "/" in written:
        return written
    digits = re.sub(r"[.,\s]", "", written)
    return f"{digits[:4]}.{digits[4:]}"


_NORMAL: dict[str, Callable[[str], str]] = {
    "pmid": normalize.pmid,
    "pmcid": normalize.pmcid,
    "arxiv": _arxiv,
    "handle": "https://hdl.handle.net/{}".format,
}
