"""One loose reference string to an item, each part with its place in the text.

Order: identifiers, then year;volume(issue):pages, then the author list, then what stands between.
What no part explains is kept as `unexplained` spans, so that it can be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from citecheck import normalize
from citecheck.formats.imprint import Imprint, read_imprint
from citecheck.formats.names import Authors, read_authors
from citecheck.model import Item, Span

_IDENTIFIERS = (
    ("doi", re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(?P<value>10\.\d{4,9}/\S+)", re.I)),
    ("pmid", re.compile(r"\bPMID:?\s*(?P<value>\d{1,9})\b", re.I)),
    ("pmcid", re.compile(r"\b(?:PMCID:?\s*)?(?P<value>PMC\d{1,9})\b", re.I)),
    ("url", re.compile(r"(?P<value>https?://[^\s<>]+)", re.I)),
)
_LONGEST_JOURNAL, _SHORTEST_TITLE = 12, 4  # words
_LABEL = re.compile(
    r"\s*(?:\[\d{1,4}\]|\((?!1[5-9]\d\d|20\d\d)\d{1,4}\)|(?!1[5-9]\d\d|20\d\d)\d{1,4}[.)](?=\s)|\d{1,3}(?=\s+[^\W\d_]|[A-Z]\.))\s*"
)
_QUOTED = re.compile(
    r"“(?P<double>[^“”]{8,}?)[.,]?”|\"(?P<straight>[^\"]{8,}?)[.,]?\"|‘(?P<single>[^‘’]{12,}?)[.,]?’(?!\w)"
)
# `[Internet]` stands behind the container title; a publisher may follow.
_MEDIUM = re.compile(r"\[(?:Internet|online|electronic resource|serial online)\]", re.I)
# Words that go with a field and state nothing themselves.
_GLUE = re.compile(
    r"\b(?:https?://(?:dx\.)?doi\.org/|(?:doi|pmid|pmcid|pp?|vol|nos?|and|und|in|available from|retrieved(?: from)?"
    r"|internet|online)\b[:.]?)",
    re.I,
)
_ABBREVIATED = re.compile(r"(?:[A-Z][a-z]{0,9}\.\s*)*[A-Z][a-z]{0,9}\s?")


LONGEST = 10_000  # characters; a byline of a thousand authors fits
_TELLING = frozenset({"author", "year", "title", "doi", "pmid", "pmcid"})


class Unreadable(ValueError):
    """Text that no reference can be made out of; says why in one sentence."""


def read(text: str) -> tuple[Item, tuple[Span, ...]]:
    """The item that `text` states, and which characters were read as which field.

    Raises Unreadable for text without an author, year, title or identifier.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"{len(text)} characters are more than a reference has")
    spans, rest = _identifiers(text)
    rest = re.sub(r"\s", " ", rest)
    label = _LABEL.match(rest)
    authors = read_authors(rest, start=label.end() if label else len(rest) - len(rest.lstrip()))
    imprint = read_imprint(rest, after=authors.end)
    if _is_journal(authors, rest, imprint):
        authors = Authors(end=authors.spans[0].start)
    spans += [*imprint.spans, *authors.spans]
    spans += _between(rest, authors.end, imprint)
    if not any(span.field in _TELLING for span in spans):
        raise Unreadable("no author, year, title or identifier could be made out")
    spans += _unexplained(text, spans, label.end() if label else 0)
    spans.sort(key=lambda span: (span.start, span.end))
    return _item(text, spans, authors), tuple(spans)


def _identifiers(text: str) -> tuple[list[Span], str]:
    """The identifiers, and the text without them and the words that announce them."""
    spans: list[Span] = []
    rest = text
    for field, pattern in _IDENTIFIERS:
        for match in pattern.finditer(rest):
            end = match.end()
            if field == "doi":
                end = match.start("value") + len(normalize.doi(match["value"]))
            elif field == "url":
                end -= len(match[0]) - len(match[0].rstrip(".,;)"))
            spans.append(Span(field=field, start=match.start("value"), end=end))
            rest = _masked(rest, [Span(field=field, start=match.start(), end=max(end, match.end("value")))])
    return spans, rest


def _masked(text: str, spans: Iterable[Span]) -> str:
    """`text` with the spans blanked out, so that places stay where they are."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _is_journal(authors: Authors, rest: str, imprint: Imprint) -> bool:
    """`Br Med J. 1977 Jan 8;1(6053):82` looks like one author. A person has one surname, and no month behind it."""
    if len(authors.names) != 1 or authors.et_al or re.search(r"\w", rest[authors.end : imprint.start]):
        return False
    name, stated = authors.names[0], {span.field for span in imprint.spans}
    several = re.search(r"\b[^\W\d_a-z]\w+ [^\W\d_a-z]\w+", name.family) and not name.suffix
    return "volume" in stated and bool(several or " " in name.given or "month" in stated)


def _between(rest: str, start: int, imprint: Imprint) -> list[Span]:
    """Title and container title: what stands between the authors and the imprint.

    A title in quotes is one. Else of two sentences or more the last is the container title, the others
    the title. One sentence is the container title, as in PubMed's own `Lancet. 1961 Jun 24;1(7191):1378-9`;
    a long one is a title, or both with a comma between.
    """
    stop = imprint.start if imprint.start >= 0 else len(rest)
    if medium := _MEDIUM.search(rest, start, stop):
        stop = medium.start()
    if (quoted := _QUOTED.search(rest, start)) and quoted.start() < stop and quoted.lastgroup:
        title = Span(field="title", start=quoted.start(quoted.lastgroup), end=quoted.end(quoted.lastgroup))
        after = _sentences(rest, quoted.end(), stop)
        return [title, *(Span(field="container-title", start=begin, end=end) for begin, end in after[:1])]
    begin, end = imprint.year_apart
    sentences = (
        _sentences(rest, start, stop) if begin < 0 else [*_sentences(rest, start, begin), *_sentences(rest, end, stop)]
    )
    located = any(span.field in ("volume", "page", "number") for span in imprint.spans)
    if len(sentences) == 1:
        sentences = _title_and_journal(rest, *sentences[0]) if located else sentences
    if len(sentences) > 1:
        *head, container = sentences
        return [
            Span(field="title", start=head[0][0], end=head[-1][1]),
            Span(field="container-title", start=container[0], end=container[1]),
        ]
    return [span for begin, end in sentences for span in _alone(rest, begin, end, located=located, known=start > 0)]


def _alone(rest: str, begin: int, end: int, *, located: bool, known: bool) -> list[Span]:
    """One sentence: a container title where volume or pages follow it, else a title."""
    count = len(normalize.words(rest[begin:end]))
    if located and count <= _LONGEST_JOURNAL:
        return [Span(field="container-title", start=begin, end=end)]
    return [Span(field="title", start=begin, end=end)] if known or located or count >= _SHORTEST_TITLE else []


def _title_and_journal(rest: str, begin: int, end: int) -> list[tuple[int, int]]:
    """`Title of the work, Journal of Things`: parted at the last comma before a capital, where both are long enough."""
    piece = rest[begin:end]
    comma = max((match.start() for match in re.finditer(r",\s+(?=[^\W\d_a-z])(?![a-z])", piece)), default=-1)
    if comma < 0 or len(normalize.words(piece[:comma])) < _SHORTEST_TITLE:
        return [(begin, end)]
    journal = begin + comma + len(piece[comma:]) - len(piece[comma:].lstrip(", "))
    return [(begin, begin + comma), (journal, end)]


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
        if found and _ABBREVIATED.fullmatch(text, *found[-1]) and piece.strip():
            found[-1] = (found[-1][0], end)
        elif piece.strip(" ,;.:()"):
            lead = len(piece) - len(piece.lstrip(" ,;.:("))
            found.append((begin + lead, begin + len(piece.rstrip(" ,;:(\t\n"))))
        begin = end + 1
    return found


def _unexplained(text: str, spans: Iterable[Span], start: int) -> list[Span]:
    """Runs of letters and digits that no span covers, the label at the start aside."""
    left = _GLUE.sub(_blank, _masked(text, spans))
    pattern = re.compile(r"\w(?:[^\n]*?\w)?(?=\W{2,}|\W*$)")
    return [Span(field="unexplained", start=match.start(), end=match.end()) for match in pattern.finditer(left, start)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _joined(text: str) -> str:
    """`text` in one line; a word that a line break parted (`neuro-` / `degenerative`) is whole again."""
    return " ".join(re.sub(r"(?<=[^\W\d_])-\s*\n\s*(?=[a-z])", "", text).split())


def _item(text: str, spans: Iterable[Span], authors: Authors) -> Item:
    said = {span.field: text[span.start : span.end] for span in reversed(list(spans))}
    month = said.get("month", "")[:3].lower()
    issued = [int(said["year"][:4])] if "year" in said else []
    if issued and month:
        issued += [normalize.MONTHS.index(month) + 1, *([int(said["day"])] if "day" in said else [])]
    return Item(
        author=authors.names,
        authors_cut=authors.et_al or authors.dangling,
        issued=tuple(issued),
        title=_joined(said.get("title", "")),
        container_title=_joined(said.get("container-title", "")),
        volume=" ".join(said.get("volume", "").split()),
        issue=said.get("issue", "").strip(),
        page=normalize.page_range(said.get("page", "")),
        number=normalize.plain(said.get("number", "")),
        doi=normalize.doi(said.get("doi", "")),
        pmid=normalize.pmid(said.get("pmid", "")),
        pmcid=normalize.pmcid(said.get("pmcid", "")),
        url=said.get("url", ""),
    )
