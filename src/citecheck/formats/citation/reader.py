"""One loose reference string to an item, each part with its place in the text.

Order: damage undone, identifiers by their form, what stands beside the work, whole references of a known form, then
what each token belongs to (`tagger`, `mended`), then each run of tokens by the rules of its field (`byline`,
`imprint`). What no part explains is kept as `unexplained` spans, so that it can be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from citecheck import normalize
from citecheck.formats.citation import forms, imprint, mended, tagger
from citecheck.formats.citation.asides import set_aside
from citecheck.formats.citation.byline import ET_AL, Byline, read_byline
from citecheck.formats.citation.damage import undone
from citecheck.formats.citation.identifiers import identified, masked
from citecheck.formats.citation.patterns import later
from citecheck.formats.citation.runs import Runs
from citecheck.formats.citation.work_type import work_type
from citecheck.model import Item, Span
from citecheck.names import is_surname_with_initials

# Words that go with a field and state nothing themselves.
_GLUE = later(
    r"\b(?:https?:\s?//(?:dx\.)?doi\.org/|(?:doi|pmid|pmcid|pii|pp?|pages?|vol(?:ume)?|nos?|nr|bd|jg|issue|and|und|et|in"
    r"|dans|for the|in press|tome|núm|heft|available(?: (?:from|at))?|retrieved(?: from)?|accessed(?: on)?"
    r"|internet|online|eds?|editors?|hrsg|translated by|(?:ar[xχ]iv |(?:bio|med)rxiv )?preprint"
    r"|url|issn|isbn)\b[:.]?|\d{1,2}(?:st|nd|rd|th) ed\b)"
    # A letter that announces the number, or joins the name, which is read already.
    r"|(?<=\s)(?:y|e|[tnhsvcтс])[.°º]?(?=\s{2,})",
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
    "aside": "aside",
}  # fmt: skip
_YEAR_NEXT = later(r"\.?\s*(?:1[5-9]|20)\d\d\b")
_LEFT = later(r"\w+(?:[^\w\n]\w+)*")
_FIRST_WORD = later(r"\w{2,}")
_REPEATED = 30  # letters
_DANGLING = later(r"\s*[,;]\s*(?=\(?\d{4}\s*;|$)")


class Unreadable(ValueError):
    """Text that no reference can be made out of; says why in one sentence."""


def read(text: str) -> tuple[Item, tuple[Span, ...]]:
    """The item that `text` states, and which characters were read as which field.

    Raises Unreadable for text without an author, year, title or identifier.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"{len(text)} characters are more than a reference has")
    legible = undone(text)
    end = _once(legible.text)
    known = identified(legible.text[:end])
    asides, rest = set_aside(known.rest)
    rest = rest.ljust(len(legible.text))
    byline, parts = _read(rest)
    spans = [*known.spans, *asides, *parts]
    if end < len(legible.text):
        spans.append(Span(field="repeated", start=end, end=len(legible.text)))
    if not _tells(legible.text, spans):
        raise Unreadable("no author, year, title or identifier could be made out")
    spans += _unexplained(rest, spans)
    spans.sort(key=lambda span: (span.start, span.end))
    return _item(legible.text, spans, values=known.values, byline=byline), tuple(map(legible.given, spans))


def _once(text: str) -> int:
    """Where a text ends that stands twice, whatever its marks: publishers deposit some references so."""
    first = _FIRST_WORD.search(text)
    if not first or text.find(first[0], first.end()) < 0:
        return len(text)
    letters = [place for place, char in enumerate(text) if char.isalnum()]
    half = len(letters) // 2
    if len(letters) % 2 or half < _REPEATED:
        return len(text)
    one, other = ("".join(text[place] for place in some) for some in (letters[:half], letters[half:]))
    return letters[half] if one == other else len(text)


def _read(rest: str) -> tuple[Byline, list[Span]]:
    """The authors and the parts: by the form of the whole where that is known, else as the tagger tells them apart."""
    form = forms.read_form(rest)
    if form is None:
        return _tagged(rest)
    authors = next((span for span in form if span.field == "author"), None)
    if not authors:
        return Byline(), form
    byline, people = _people(rest, authors.start, authors.end)
    return byline, [*people, *(span for span in form if span is not authors)]


def _tagged(rest: str) -> tuple[Byline, list[Span]]:
    more = imprint.supplements(rest)
    if more:
        rest = masked(rest, [Span(field="", start=one.start, end=one.stop) for one in more])
    runs = mended.mended(Runs(rest, tuple(tagger.runs(rest))))
    byline, people = _authors(runs)
    parts = [*imprint.read_imprint(rest, runs.spans), *_named(runs)]
    parts = [imprint.with_supplements(span, more) for span in parts] if more else parts
    if _is_journal(rest, byline, people, parts):
        return Byline(), [replace(people[0], field="container-title"), *parts]
    return byline, [*people, *parts]


def _tells(text: str, spans: Sequence[Span]) -> bool:
    claimed = {span.field for span in spans}
    if "container-title" in claimed and claimed & _PLACING:
        return True
    alone = (
        claimed <= {"title", "author", "container-title", "citation-number"} and len(claimed - {"citation-number"}) == 1
    )
    return bool(claimed & _TELLING) and (not alone or len(normalize.words(text)) >= _SHORTEST_TITLE)


def _authors(runs: Runs) -> tuple[Byline, list[Span]]:
    """The authors, and where names and et al. stand.

    The list ends where another part begins; a token or two that fit nothing (`the`, a stray mark) don't end it.
    """
    first = runs.first("author")
    if not first:
        return Byline(), []
    last = first
    for run in runs.spans[runs.spans.index(first) :]:
        if run.field == "author":
            last = run
        elif run.field not in ("etal", "other") or run.end - run.start > _SHORT:
            break
    return _people(runs.text, first.start, last.end)


def _people(rest: str, start: int, end: int) -> tuple[Byline, list[Span]]:
    et_al = ET_AL.search(rest, start, min(len(rest), end + _SHORT))
    spans = []
    if et_al:
        begin = et_al.start() + et_al[0].startswith("(")
        spans.append(Span(field="et-al", start=begin, end=et_al.end() - et_al[0].endswith(")")))
        end = min(end, et_al.start())
    byline = read_byline(rest, start, end) if end > start else Byline()
    dangling = bool(byline.spans and _DANGLING.match(rest, byline.spans[-1].end))
    return replace(byline, cut=byline.cut or bool(et_al) or dangling), [*byline.spans, *spans]


def _is_journal(rest: str, byline: Byline, people: Sequence[Span], parts: Sequence[Span]) -> bool:
    """`Br Med J. 1977 Jan 8;1(6053):82` looks like one author. A person has initials, and no month behind them."""
    claimed = {span.field for span in parts}
    if len(people) != 1 or len(byline.names) != 1 or "volume" not in claimed or claimed & {"title", "container-title"}:
        return False
    person = bool(byline.names[0].literal) or is_surname_with_initials(rest[people[0].start : people[0].end])
    return bool(_YEAR_NEXT.match(rest, people[0].end)) and ("month" in claimed or not person)


def _named(runs: Runs) -> list[Span]:
    """The runs that are a field as they stand."""
    return [
        Span(field=field, start=run.start, end=_closed(runs.text, run))
        for run in runs
        if (field := _NAMED.get(run.field))
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
    left = masked(text, spans)
    if not any(map(str.isalnum, left)):
        return []
    left = _GLUE.sub(lambda match: " " * len(match[0]), left)
    return [Span(field="unexplained", start=match.start(), end=match.end()) for match in _LEFT.finditer(left)]


def _item(text: str, spans: Sequence[Span], *, values: dict[str, str], byline: Byline) -> Item:
    clean = masked(text, (span for span in spans if span.field == "aside"))
    claimed = {span.field: " ".join(clean[span.start : span.end].split()) for span in reversed(spans)}
    arxiv = f"https://arxiv.org/abs/{values['arxiv']}" if "arxiv" in values else ""
    return Item(
        type=work_type(text, claimed, values),
        author=byline.names,
        authors_cut=byline.cut,
        issued=_issued(claimed),
        title=claimed.get("title", ""),
        container_title=claimed.get("container-title", ""),
        volume=claimed.get("volume", ""),
        issue=claimed.get("issue", ""),
        page=normalize.page_range(claimed.get("page", "")),
        number=normalize.plain(claimed.get("number", "")),
        publisher=claimed.get("publisher", ""),
        doi=values.get("doi", ""),
        pmid=values.get("pmid", ""),
        pmcid=values.get("pmcid", ""),
        isbn=(values["isbn"],) if "isbn" in values else (),
        issn=(values["issn"],) if "issn" in values else (),
        url=values.get("url", "") or arxiv or values.get("handle", ""),
    )


def _issued(claimed: dict[str, str]) -> tuple[int, ...]:
    if "year" not in claimed:
        # bioRxiv's numbers begin with the date of the preprint.
        dated = re.fullmatch(r"(20\d\d)\.\d\d\.\d\d\.\d+", claimed.get("number", "") or claimed.get("page", ""))
        return (int(dated[1]),) if dated else ()
    year, month = int(claimed["year"][:4]), imprint.month_of(claimed.get("month", ""))
    if not month:
        return (year,)
    return (year, month, int(claimed["day"])) if "day" in claimed else (year, month)
