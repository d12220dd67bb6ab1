"""One loose reference string to an item, each part with its place in the text.

Order: identifiers by their form, then what each token belongs to (`tagger`), then each run of tokens by the rules
of its field (`names`, `imprint`). What no part explains is kept as `unexplained` spans, so that it can be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from citecheck import normalize
from citecheck.formats.citation import imprint, mended, names, tagger
from citecheck.model import Item, Name, Span

# What each holds in lower case (seen at a glance), and its form.
_IDENTIFIERS = (
    (
        "doi",
        "10.",
        re.compile(
            r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(?P<value>10\.\d{4,9}/\S+?)(?=\.?PMC?ID|\s|[\]}>](?![\w.;:]*\w)|\.?$|[.,;]\s)",
            re.I,
        ),
    ),
    ("pmid", "pm", re.compile(r"\bPMID:?\s*(?P<value>\d{1,9})\b", re.I)),
    ("pmcid", "pm", re.compile(r"\b(?:PMCID:?\s*)?(?P<value>PMC\d{1,9})\b", re.I)),
    # Not its DOI (10.48550/arXiv.…): that is the preprint, and the published version may be meant.
    (
        "arxiv",
        "r",
        re.compile(
            r"(?:\barXiv|\bCoRR,?\s+abs/)[\s:]*(?P<value>(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)(?!\d)"
            r"(?:\s*\[[\w.-]+\])?",
            re.I,
        ),
    ),
    ("no-date", ".", re.compile(r"\(?(?<!\w)(?P<value>n\. ?d\.|s\. ?d\.)(?!\w)\)?")),
    ("url", "://", re.compile(r"(?P<value>https?://[^\s<>]+)", re.I)),
)
# `[12]`, `[Dol15]` in front, or `Dol15.`, or `1Who’s Who`; not `[Anonymous]`, not `3D printing`.
_LABEL = re.compile(
    r"\s*\[(?P<label>(?!(?:1[5-9]|20)\d\d\])(?=[^\]]*[\dA-Z*+]|.{1,2}\])[^\W_]{0,4}[\w*+ -]{1,9}?)\]"
    r"|\s*(?P<bare>[A-Z][A-Za-z]{0,4}\+?[0189]\d[a-z]?)\.\s+(?=[A-Z])"
    r"|\s*(?P<glued>\d{1,3})(?=\(|[A-Z][a-z’]|[A-Z]{2,} )"
)
# Words that go with a field and state nothing themselves.
_GLUE = re.compile(
    r"\b(?:https?://(?:dx\.)?doi\.org/|(?:doi|pmid|pmcid|pp?|pages?|vol(?:ume)?|nos?|nr|bd|jg|issue|and|und|et|in|dans"
    r"|available (?:from|at)|retrieved(?: from)?|accessed(?: on)?|internet|online|eds?|hrsg|url|issn|isbn)\b[:.]?)",
    re.I,
)
LONGEST = 10_000  # characters; a byline of a thousand authors fits
_SHORTEST_TITLE = 4  # words
_SHORT = 12  # characters
_PLACING = frozenset({"volume", "page", "number"})
_TELLING = frozenset({"author", "year", "title", "container-title", "doi", "pmid", "pmcid"})
_NAMED = {
    "container": "container-title", "series": "collection-title", "location": "publisher-place",
    "publisher": "publisher", "editor": "editor", "edition": "edition", "title": "title", "label": "citation-number",
}  # fmt: skip
_YEAR_NEXT = re.compile(r"\.?\s*(?:1[5-9]|20)\d\d\b")
_LEFT = re.compile(r"\w(?:[^\n]*?\w)?(?=\W{2,}|\n|\W*$)")
_REPEATED = 6  # words
_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s")
_DANGLING = re.compile(r"\s*[,;]\s*(?=\(?\d{4}\s*;|$)")


class Unreadable(ValueError):
    """Text that no reference can be made out of; says why in one sentence."""


def read(text: str) -> tuple[Item, tuple[Span, ...]]:
    """The item that `text` states, and which characters were read as which field.

    Raises Unreadable for text without an author, year, title or identifier.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"{len(text)} characters are more than a reference has")
    end = _once(text)
    spans, rest = identified(text[:end])
    if end < len(text):
        spans.append(Span(field="repeated", start=end, end=len(text)))
        rest = rest.ljust(len(text))
    terse = imprint.read_terse(rest)
    known = bool(terse) and not _is_person(rest, terse)
    authors, cut, said = ((), False, terse) if known else _told(rest)
    spans += said
    if not _tells(text, spans):
        raise Unreadable("no author, year, title or identifier could be made out")
    spans += _unexplained(text, spans)
    spans.sort(key=lambda span: (span.start, span.end))
    return _item(text, spans, authors, cut), tuple(spans)


def _once(text: str) -> int:
    """Where a text ends that stands twice: publishers deposit some references so."""
    words = list(_WORD.finditer(text))
    half = len(words) // 2
    twice = half >= _REPEATED and [one[0] for one in words[:half]] == [one[0] for one in words[half:]]
    return words[half - 1].end() if twice else len(text)


def _is_person(rest: str, terse: Sequence[Span]) -> bool:
    """`Dole J. 2013;113(1):40-51`: surname and initials, and no month behind them."""
    journal = rest[terse[0].start : terse[0].end]
    return names.is_surname_with_initials(journal) and not any(span.field == "month" for span in terse)


def _told(rest: str) -> tuple[tuple[Name, ...], bool, list[Span]]:
    """The authors, whether there are more of them, and the parts, as the tagger tells them apart."""
    more = imprint.supplements(rest)
    if more:
        rest = _masked(rest, [Span(field="", start=one.start, end=one.stop) for one in more])
    runs = mended.mended(rest, tagger.runs(rest))
    authors, cut, found = _authors(rest, runs)
    said = [*imprint.read_imprint(rest, runs), *_named(rest, runs)]
    said = [imprint.with_supplements(span, more) for span in said] if more else said
    if _is_journal(rest, authors, found, said):
        return (), False, [replace(found[0], field="container-title"), *said]
    return authors, cut, [*found, *said]


def _tells(text: str, spans: Sequence[Span]) -> bool:
    stated = {span.field for span in spans}
    if "container-title" in stated and stated & _PLACING:
        return True
    alone = (
        stated <= {"title", "author", "container-title", "citation-number"} and len(stated - {"citation-number"}) == 1
    )
    return bool(stated & _TELLING) and (not alone or len(normalize.words(text)) >= _SHORTEST_TITLE)


def identified(text: str) -> tuple[list[Span], str]:
    """The label and the identifiers, and the text in one line without them and the words that announce them."""
    spans: list[Span] = []
    rest, lowered = _SPACE.sub(" ", text), text.lower()
    if label := _LABEL.match(rest):
        start, end = label.span(label.lastgroup or 0)
        spans.append(Span(field="citation-number", start=start, end=end))
        rest = " " * label.end() + rest[label.end() :]
    for field, mark, pattern in _IDENTIFIERS:
        for match in pattern.finditer(rest) if mark in lowered else ():
            end = match.end()
            if field == "doi":
                end = match.start("value") + len(normalize.doi(match["value"]))
            elif field in ("arxiv", "no-date"):
                end = match.end("value")
            elif field == "url":
                end -= len(match[0]) - len(match[0].rstrip(".,;)"))
            spans.append(Span(field=field, start=match.start("value"), end=end))
            last = match.end() if field in ("arxiv", "no-date") else max(end, match.end("value"))
            rest = _masked(rest, [Span(field=field, start=match.start(), end=last)])
    return spans, rest


def _masked(text: str, spans: Iterable[Span]) -> str:
    """`text` with the spans blanked out, so that places stay where they are."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _authors(rest: str, runs: Sequence[Span]) -> tuple[tuple[Name, ...], bool, list[Span]]:
    """The authors, whether there are more of them than are named, and where names and et al. stand.

    The list ends where another part begins; a token or two that fit nothing (`the`, a stray mark) don't end it.
    """
    first = next((at for at, run in enumerate(runs) if run.field == "author"), -1)
    if first < 0:
        return (), False, []
    last = first
    for at in range(first, len(runs)):
        if runs[at].field == "author":
            last = at
        elif runs[at].field not in ("etal", "other") or runs[at].end - runs[at].start > _SHORT:
            break
    start, end = runs[first].start, runs[last].end
    et_al = names.ET_AL.search(rest, start, min(len(rest), end + _SHORT))
    spans = []
    if et_al:
        begin = et_al.start() + et_al[0].startswith("(")
        spans.append(Span(field="et-al", start=begin, end=et_al.end() - et_al[0].endswith(")")))
        end = min(end, et_al.start())
    people, places = names.read_names(rest, start, end) if end > start else ((), ())
    dangling = bool(places and _DANGLING.match(rest, places[-1].end))
    return people, bool(et_al) or dangling, [*places, *spans]


def _is_journal(rest: str, authors: Sequence[Name], found: Sequence[Span], said: Sequence[Span]) -> bool:
    """`Br Med J. 1977 Jan 8;1(6053):82` looks like one author. A person has initials, and no month behind them."""
    stated = {span.field for span in said}
    if len(found) != 1 or len(authors) != 1 or "volume" not in stated or stated & {"title", "container-title"}:
        return False
    person = bool(authors[0].literal) or names.is_surname_with_initials(rest[found[0].start : found[0].end])
    return bool(_YEAR_NEXT.match(rest, found[0].end)) and ("month" in stated or not person)


def _named(rest: str, runs: Sequence[Span]) -> list[Span]:
    """The runs that are a field as they stand."""
    return [
        Span(field=field, start=run.start, end=_closed(rest, run)) for run in runs if (field := _NAMED.get(run.field))
    ]


def _closed(rest: str, run: Span) -> int:
    """The end of a run, with the bracket that closes what it opened."""
    text, end = rest[run.start : run.end], run.end
    for opening, closing in ("()", "[]"):
        if text.count(opening) > text.count(closing) and rest[end : end + 1] == closing:
            end += 1
    return end


def _unexplained(text: str, spans: Iterable[Span]) -> list[Span]:
    """Runs of letters and digits that no span covers."""
    left = _GLUE.sub(_blank, _masked(text, spans))
    return [Span(field="unexplained", start=match.start(), end=match.end()) for match in _LEFT.finditer(left)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _joined(text: str) -> str:
    """`text` in one line; a word that a line break parted (`neuro-` / `degenerative`) is whole again."""
    if "\n" in text:
        text = re.sub(r"(?<=[^\W\d_])-\s*\n\s*(?=[a-z])", "", text)
    return " ".join(text.split())


def _item(text: str, spans: Iterable[Span], authors: tuple[Name, ...], cut: bool) -> Item:
    said = {span.field: text[span.start : span.end] for span in reversed(list(spans))}
    month = said.get("month", "")[:3].lower()
    issued = [int(said["year"][:4])] if "year" in said else []
    if issued and month:
        issued += [normalize.MONTHS.index(month) + 1, *([int(said["day"])] if "day" in said else [])]
    return Item(
        author=authors,
        authors_cut=cut,
        issued=tuple(issued),
        title=_joined(said.get("title", "")),
        container_title=_joined(said.get("container-title", "")),
        volume=" ".join(said.get("volume", "").split()),
        issue=said.get("issue", "").strip(),
        page=normalize.page_range(said.get("page", "")),
        number=normalize.plain(said.get("number", "")),
        publisher=_joined(said.get("publisher", "")),
        doi=normalize.doi(said.get("doi", "")),
        pmid=normalize.pmid(said.get("pmid", "")),
        pmcid=normalize.pmcid(said.get("pmcid", "")),
        url=said.get("url", "") or (f"https://arxiv.org/abs/{said['arxiv']}" if "arxiv" in said else ""),
    )
