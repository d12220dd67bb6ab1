"""One loose reference string to an item, each part with its place in the text.

Order: identifiers, then year;volume(issue):pages, then the author list, then what stands between.
What no part explains is kept as `unexplained` spans, so that it can be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from citecheck import normalize
from citecheck.formats.names import Authors, read_authors
from citecheck.model import Item, Span

_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)[a-z]?\b"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:-[A-Z][a-z]{2,8})?"
_SEASON = r"(?:Spring|Summer|Autumn|Fall|Winter)"
_DATE = rf"{_YEAR}(?:[ ](?:{_MONTH}|{_SEASON})(?:[ ](?P<day>\d{{1,2}})\b)?)?"
_VOLUME = (
    r"(?P<volume>[A-Z]{0,3}[ ]?\d{1,4}(?:[-/–]\d{1,4})?[A-Z]?"
    r"(?:[ ](?:Suppl(?:ement)?|Pt|Part|Spec[ ]No)\.?[ ]?[\w.]*)?|Suppl\.?[ ]?\d*)"
)
_ISSUE = r"(?:[ ]?\((?P<issue>[^()]{1,40}(?:\([^()]*\))?)\))"
_PAGE = r"[A-Za-z]{0,3}\d{1,12}[A-Za-z]?(?:\.[A-Za-z]?\d+)?"
_PAGES = (
    rf"(?:pp?\.?[ ]?)?(?P<page>{_PAGE}(?:\s?[-‐–—]\s?{_PAGE})?(?:,[ ]?\d+(?:[-–]\d+)?)*"
    r"|[ivxlcdm]+(?:[-–][ivxlcdm]+)?)(?!\w)"
)
# Each names what it finds; the first that fits is taken. The terse Vancouver form comes first.
_IMPRINTS = tuple(
    re.compile(imprint)
    for imprint in (
        rf"{_DATE}\s*[;,:]\s*{_VOLUME}{_ISSUE}?(?:\s*[:,]\s*{_PAGES})?",
        rf"{_DATE}\s*;\s*(?:{_ISSUE})?\s*:\s*{_PAGES}",
        rf"(?<=[\s,.]){_VOLUME}{_ISSUE}?\s*[:,]\s*{_PAGES}\s*[,.]?\s*\(?{_YEAR}\)?",
        rf"\(?{_YEAR}\)?(?P<gap>[^;]*?)(?<=[\s,.]){_VOLUME}{_ISSUE}?\s*[:,]\s*{_PAGES}",
    )
)
_LONE_YEAR = re.compile(rf"\(?\b{_DATE}\)?")
_IDENTIFIERS = (
    ("doi", re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(?P<value>10\.\d{4,9}/\S+)", re.I)),
    ("pmid", re.compile(r"\bPMID:?\s*(?P<value>\d{1,9})\b", re.I)),
    ("pmcid", re.compile(r"\b(?:PMCID:?\s*)?(?P<value>PMC\d{1,9})\b", re.I)),
    ("url", re.compile(r"(?P<value>https?://[^\s<>]+)", re.I)),
)
_LONGEST_JOURNAL, _SHORTEST_TITLE = 12, 4  # words
_NUMBER = re.compile(r"[A-Za-z]{1,3}\d{3,}|[A-Za-z]\d{5}-\d\d|\d{5,}")


_TELLING = frozenset({"author", "year", "title", "doi", "pmid", "pmcid"})


class Unreadable(ValueError):
    """Text that no reference can be made out of; says why in one sentence."""


def read(text: str) -> tuple[Item, tuple[Span, ...]]:
    """The item that `text` states, and which characters were read as which field.

    Raises Unreadable for text without an author, year, title or identifier.
    """
    spans = list(_identifiers(text))
    rest = _masked(text, spans)
    imprint = _imprint(rest)
    authors = read_authors(rest, start=len(rest) - len(rest.lstrip()))
    spans += _groups(imprint) if imprint else []
    spans += authors.spans
    spans += _between(rest, authors.end, imprint)
    if not any(span.field in _TELLING for span in spans):
        raise Unreadable("no author, year, title or identifier could be made out")
    spans += _unexplained(text, spans)
    spans.sort(key=lambda span: (span.start, span.end))
    return _item(text, spans, authors), tuple(spans)


def _identifiers(text: str) -> Iterator[Span]:
    taken: list[Span] = []
    for field, pattern in _IDENTIFIERS:
        for match in pattern.finditer(_masked(text, taken)):
            end = match.end()
            if field == "doi":
                end = match.start("value") + len(normalize.doi(match["value"]))
            elif field == "url":
                end -= len(match[0]) - len(match[0].rstrip(".,;)"))
            span = Span(field=field, start=match.start("value"), end=end)
            # The whole match is masked, prefix included, so that "doi:" is no unexplained text.
            taken.append(Span(field=field, start=match.start(), end=max(end, match.end("value"))))
            yield span


def _masked(text: str, spans: Iterable[Span]) -> str:
    """`text` with the spans blanked out, so that places stay where they are."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _imprint(text: str) -> re.Match[str] | None:
    """Year, volume, issue and pages together; failing that, the last year that stands alone."""
    for pattern in _IMPRINTS:
        if match := pattern.search(text):
            return match
    return max(_LONE_YEAR.finditer(text), key=lambda match: match.start(), default=None)


def _groups(match: re.Match[str]) -> list[Span]:
    spans = []
    for field, value in match.groupdict().items():
        if field != "gap" and value and value.strip():
            start, end = match.span(field)
            field = "number" if field == "page" and _NUMBER.fullmatch(value) else field
            spans.append(Span(field=field, start=start, end=end))
    return spans


def _between(rest: str, start: int, imprint: re.Match[str] | None) -> list[Span]:
    """Title and container title: what stands between the authors and the imprint, or inside it.

    Two sentences or more: the last is the container title, the others the title. One sentence is the
    container title, as in PubMed's own `Lancet. 1961 Jun 24;1(7191):1378-9`; a long one is a title.
    """
    parts = imprint.groupdict() if imprint else {}
    stop = imprint.start() if imprint else len(rest)
    sentences = _sentences(rest, start, stop)
    if imprint and parts.get("gap"):
        sentences += _sentences(rest, *imprint.span("gap"))
    if len(sentences) > 1:
        *title, container = sentences
        return [
            Span(field="title", start=title[0][0], end=title[-1][1]),
            Span(field="container-title", start=container[0], end=container[1]),
        ]
    for begin, end in sentences:
        count = len(normalize.words(rest[begin:end]))
        if parts.get("volume") and count <= _LONGEST_JOURNAL:
            return [Span(field="container-title", start=begin, end=end)]
        if imprint or start or count >= _SHORTEST_TITLE:
            return [Span(field="title", start=begin, end=end)]
    return []


def _sentences(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Where the sentences between two places begin and end, without their full stops.

    A full stop ends a sentence before a capital, unless it closes an abbreviation inside a journal's
    name (`J. Clin. Invest.`: every word before it is short and begins with a capital).
    """
    found: list[tuple[int, int]] = []
    begin = start
    for match in re.finditer(r"[.?!](?=\s)|$", text[start:stop].rstrip() + " "):
        end = start + match.start()
        piece = text[begin:end]
        if found and re.fullmatch(r"\s*(?:[A-Z][a-z]{0,7}\s?)", text[found[-1][0] : found[-1][1]]) and piece.strip():
            found[-1] = (found[-1][0], end)
        elif piece.strip(" ,;.:()"):
            lead = len(piece) - len(piece.lstrip(" ,;.:("))
            found.append((begin + lead, begin + len(piece.rstrip(" ,;:(\t\n"))))
        begin = end + 1
    return found


def _unexplained(text: str, spans: Iterable[Span]) -> list[Span]:
    """Runs of letters and digits that no span covers."""
    left = re.sub(
        r"\b(?:https?://(?:dx\.)?doi\.org/|(?:doi|pmid|pmcid|pp?)\b:?)", _blank, _masked(text, spans), flags=re.I
    )
    pattern = re.compile(r"\w(?:[^\n]*?\w)?(?=\W{2,}|\W*$)")
    return [Span(field="unexplained", start=match.start(), end=match.end()) for match in pattern.finditer(left)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _item(text: str, spans: Iterable[Span], authors: Authors) -> Item:
    said = {span.field: text[span.start : span.end] for span in reversed(list(spans))}
    month = said.get("month", "")[:3].lower()
    issued = [int(said["year"][:4])] if "year" in said else []
    if issued and month:
        issued += [_MONTHS.index(month) + 1, *([int(said["day"])] if "day" in said else [])]
    return Item(
        author=authors.names,
        authors_cut=authors.et_al or authors.dangling,
        issued=tuple(issued),
        title=said.get("title", "").strip(),
        container_title=said.get("container-title", "").strip(),
        volume=" ".join(said.get("volume", "").split()),
        issue=said.get("issue", "").strip(),
        page=normalize.page_range(said.get("page", "")),
        number=normalize.plain(said.get("number", "")),
        doi=normalize.doi(said.get("doi", "")),
        pmid=normalize.pmid(said.get("pmid", "")),
        pmcid=normalize.pmcid(said.get("pmcid", "")),
        url=said.get("url", ""),
    )
