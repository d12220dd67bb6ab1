"""The report as one HTML page to read, print and forward: no script, nothing fetched from elsewhere.

Every element is made by `tag`, which escapes whatever is not `Markup` already.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import PurePath
from urllib.parse import quote

from citecheck.interfaces import ReportFormat
from citecheck.model import Agreement, Candidate, Item, Level, Name, Outcome, Reference, Report, Severity, Verdict
from citecheck.reports.in_text import place
from citecheck.reports.shared import (
    LEVEL_WORDS,
    OUTCOME_WORDS,
    as_bytes,
    by_weight,
    clipped,
    counted,
    field_word,
    glance,
    joined,
    source_word,
    source_words,
    summary,
    tally,
    untold,
    verb,
    visible,
    weight,
    why,
)

# Agreements split what a reference states as one piece, and a locator is read as either of two fields.
_SPANS_OF = {"first-author": ("author",), "other-authors": ("author",), "page": ("page", "number")}
_NEAREST = 3
# Nothing may be loaded, even if markup slipped through.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Markup(str):
    """Text that is HTML already."""


def tag(name: str, /, *children: str, **attributes: str) -> Markup:
    """An element around escaped children; `class_` gives `class`, `data_label` gives `data-label`."""
    stated = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(value)}"' for key, value in attributes.items() if value
    )
    closing = "" if name == "meta" else f"</{name}>"
    return Markup(f"<{name}{stated}>{''.join(map(_escaped, children))}{closing}")


def _escaped(text: str) -> str:
    return text if isinstance(text, Markup) else html.escape(visible(text))


def render(report: Report) -> str:
    """A complete HTML page."""
    title = _title(report.verdicts)
    style = Markup(files("citecheck.reports").joinpath("report.css").read_text(encoding="utf-8"))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", style),
    )
    body = tag("body", _header(report, title), tag("main", *_main(report)), _footer(report))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _title(verdicts: Sequence[Verdict]) -> str:
    names = dict.fromkeys(PurePath(one.reference.location.file).name for one in verdicts)
    named = joined([name for name in names if name])
    return f"Reference check: {named}" if named else "Reference check"


def _header(report: Report, title: str) -> Markup:
    bar = [_strip(report), _legend(report)] if report.verdicts else []
    margin = "; ".join(filter(None, (counted(len(report.verdicts), "reference"), tally(report))))
    asked = f"Sources: {joined(source_words(report.sources)) or 'none'}."
    return tag("header", tag("h1", title), tag("p", margin, class_="lead"), *bar, tag("p", asked, class_="soft"))


def _strip(report: Report) -> Markup:
    """A bar as wide as the list, divided by outcome; a share too narrow for its number goes without."""
    parts, start = [], 0.0
    for outcome in Outcome:
        number = report.count(outcome)
        share = 100 * number / len(report.verdicts)
        if number:
            parts.append(tag("rect", x=f"{start:.2f}%", width=f"{share:.2f}%", height="100%", class_=outcome))
        if share >= 3:
            middle = f"{start + share / 2:.2f}%"
            parts.append(tag("text", str(number), x=middle, y="50%", dy="0.35em", text_anchor="middle"))
        start += share
    return tag("svg", *parts, class_="strip", role="img", aria_label=summary(report))


def _legend(report: Report) -> Markup:
    def entry(outcome: Outcome) -> Markup:
        swatch = tag("svg", tag("rect", width="100%", height="100%", rx="2", class_=outcome), aria_hidden="true")
        return tag("li", swatch, f"{report.count(outcome)} {OUTCOME_WORDS[outcome].lower()}")

    return tag("ul", *(entry(outcome) for outcome in Outcome if report.count(outcome)), class_="legend")


def _main(report: Report) -> Iterator[Markup]:
    numbered = list(enumerate(report.verdicts, start=1))
    pressing = [pair for pair in numbered if pair[1].outcome is not Outcome.VERIFIED or glance(pair[1])]
    if pressing:
        pressing.sort(key=lambda pair: -weight(pair[1]))
        yield tag("h2", "Look at these first")
        yield tag("ol", *(_pointer(number, verdict) for number, verdict in pressing), class_="first")
    elif numbered:
        yield tag("h2", "Nothing to look at")
        yield tag("p", "Every reference was found and agrees with its record.")
    if report.citations or report.remarks:
        yield from _in_text(report)
    if numbered:
        yield tag("h2", "All references")
        yield from (_section(number, verdict) for number, verdict in numbered)


def _in_text(report: Report) -> Iterator[Markup]:
    """What there is to know about the citations in the text."""
    yield tag("h2", "In the text")
    found = counted(len(report.citations), "citation")
    yield tag("p", f"{found}." if report.remarks else f"{found}, each in the list; every reference is cited.")
    lines = [
        tag(
            "li",
            tag("strong", f"{str(one.severity).capitalize()}: "),
            one.message,
            " ",
            tag("code", one.rule),
            tag("div", ": … ".join(filter(None, (place(one.location), one.around))), class_="soft", dir="auto"),
            class_=str(one.severity),
        )
        for one in report.remarks
    ]
    if lines:
        yield tag("ul", *lines, class_="findings")


def _pointer(number: int, verdict: Verdict) -> Markup:
    reference = verdict.reference
    link = tag("a", reference.key or f"reference {number}", href=f"#reference-{number}")
    start = tag("span", clipped(reference.raw, 90), class_="soft")
    return tag("li", link, _badge(verdict), tag("div", tag("p", "; ".join(glance(verdict))), start))


def _badge(verdict: Verdict) -> Markup:
    """The outcome in words. A work can be found and agree, and yet be one not to cite: say so beside it."""
    words = OUTCOME_WORDS[verdict.outcome]
    graves = [one.rule.replace("-", " ") for one in verdict.findings if one.severity is Severity.ERROR]
    if verdict.outcome is Outcome.VERIFIED and graves:
        return tag("span", f"{words}, but {joined(graves)}", class_="badge grave")
    return tag("span", words, class_=f"badge {verdict.outcome}")


def _section(number: int, verdict: Verdict) -> Markup:
    reference = verdict.reference
    heading = tag(
        "header",
        tag("h3", reference.key or f"reference {number}"),
        _badge(verdict),
        tag("span", _place(reference), class_="soft"),
    )
    parts = [heading, *_findings(verdict), tag("div", *_pair(verdict), class_="pair"), *_reasons(verdict)]
    classes = f"{verdict.outcome} grave" if weight(verdict) >= Severity.ERROR else verdict.outcome
    return tag("article", *parts, id=f"reference-{number}", class_=classes)


def _place(reference: Reference) -> str:
    return ", ".join(filter(None, (reference.location.label, place(reference.location))))


def _findings(verdict: Verdict) -> Iterator[Markup]:
    lines = [
        tag(
            "li",
            tag("strong", f"{str(one.severity).capitalize()}: "),
            one.message,
            " ",
            tag("code", one.rule),
            class_=str(one.severity),
        )
        for one in by_weight(verdict.findings)
    ] + [
        tag("li", tag("strong", f"No answer from {source_word(one.source)}: "), one.reason, class_="note")
        for one in untold(verdict)
    ]
    if lines:
        yield tag("ul", *lines, class_="findings")


def _pair(verdict: Verdict) -> Iterator[Markup]:
    differing = _differing(verdict)
    raw = tag("p", *_marked(verdict.reference, differing), class_="raw", dir="auto")
    stated = raw if verdict.reference.raw else _described(verdict.reference.item or Item())
    yield tag("div", tag("h4", "As cited"), stated)
    if verdict.match:
        record = verdict.match.item
        yield tag("div", tag("h4", "The record says"), _described(record), _links(record))


def _differing(verdict: Verdict) -> dict[str, str]:
    """Span fields that differ from the record, each with the sentence shown over it."""
    differing = {}
    for one in verdict.match.compared if verdict.match else ():
        if one.level is Level.DIFFERENT:
            for field in _SPANS_OF.get(one.field, (one.field,)):
                differing[field] = f"{field_word(one.field)} {verb([one], 'differ')}: the record says {one.found}"
    for finding in verdict.findings:
        if finding.severity >= Severity.WARNING and finding.field:
            for field in _SPANS_OF.get(finding.field, (finding.field,)):
                differing.setdefault(field, finding.message)
    return differing


def _marked(reference: Reference, differing: dict[str, str]) -> Iterator[str]:
    """The raw text; what was read as a differing field is marked."""
    position = 0
    for span in sorted(reference.spans, key=lambda span: span.start):
        if span.field in differing and position <= span.start < span.end:
            yield reference.raw[position : span.start]
            yield tag("mark", reference.raw[span.start : span.end], title=differing[span.field])
            position = span.end
    yield reference.raw[position:]


def _described(item: Item) -> Markup:
    """Authors and year, title, journal volume(issue):pages, each on a line of its own."""
    year = f"({item.year})" if item.year else ""
    volume = item.volume + (f"({item.issue})" if item.issue else "")
    where = ":".join(filter(None, (volume, item.locator)))
    lines = [
        (" ".join(filter(None, (_authors(item), year))), ""),
        (item.title, "record-title"),
        (" ".join(filter(None, (item.container_title, where))), ""),
    ]
    told = [tag("p", line, class_=class_) for line, class_ in lines if line]
    return Markup("".join(told)) or tag("p", "Nothing.", class_="soft")


def _authors(item: Item) -> str:
    return ", ".join([*map(_author, item.author), *(["et al."] if item.authors_cut else [])])


def _author(name: Name) -> str:
    return name.literal or " ".join(filter(None, (name.family, name.given, name.suffix)))


def _links(item: Item) -> Markup:
    links = []
    if item.doi.startswith("10."):
        address = f"https://doi.org/{quote(item.doi, safe='/:;(),', errors='replace')}"
        links.append(tag("a", f"doi:{item.doi}", href=address, rel="noreferrer"))
    if re.fullmatch(r"[0-9]+", item.pmid):
        links.append(
            tag("a", f"PMID {item.pmid}", href=f"https://pubmed.ncbi.nlm.nih.gov/{item.pmid}/", rel="noreferrer")
        )
    if re.fullmatch(r"PMC[0-9]+", item.pmcid):
        links.append(
            tag("a", item.pmcid, href=f"https://pmc.ncbi.nlm.nih.gov/articles/{item.pmcid}/", rel="noreferrer")
        )
    return tag("p", *links, class_="links") if links else Markup()


def _reasons(verdict: Verdict) -> Iterator[Markup]:
    if verdict.match:
        yield tag("p", tag("strong", "Why we believe it is the same work: "), why(verdict.match), class_="why")
        yield from _table(verdict.match.compared)
    elif verdict.candidates:
        nearest = [_candidate(candidate) for candidate in verdict.candidates[:_NEAREST]]
        yield tag("div", tag("h4", "Nearest, not accepted"), tag("ol", *nearest), class_="nearest")


def _candidate(candidate: Candidate) -> Markup:
    return tag("li", _described(candidate.item), _links(candidate.item), tag("p", why(candidate), class_="soft"))


def _table(agreements: Sequence[Agreement]) -> Iterator[Markup]:
    """The fields side by side, unfolded where one differs."""
    compared = [one for one in agreements if one.level is not Level.ABSENT]
    if not compared:
        return
    head = tag("tr", *(tag("th", word, scope="col") for word in ("Field", "Cited", "Record", "Verdict")))
    table = tag("table", tag("thead", head), tag("tbody", *map(_table_row, compared)))
    different = sum(one.level is Level.DIFFERENT for one in compared)
    told = f"Field by field: {counted(len(compared), 'field')} compared, {different or 'none'} different"
    opened = {"open": "open"} if different else {}
    yield tag("details", tag("summary", told), table, **opened)


def _table_row(agreement: Agreement) -> Markup:
    return tag(
        "tr",
        tag("th", field_word(agreement.field), scope="row"),
        tag("td", agreement.claimed, data_label="cited"),
        tag("td", agreement.found, data_label="record"),
        tag("td", LEVEL_WORDS[agreement.level], data_label="verdict"),
        class_=agreement.level,
    )


def _footer(report: Report) -> Markup:
    told = (
        "Not found means that every source answered and none knows the work as described; "
        "undecided means that a source gave no answer, or that several works fit. "
        f"Made by citecheck {report.version}."
    )
    return tag("footer", tag("p", told, class_="soft"))


REPORT = ReportFormat(
    name="html",
    title="a page to read and forward",
    suffix=".html",
    media_type="text/html",
    parts=as_bytes(lambda report: iter([render(report)])),
)
