"""The report as one HTML page to read, print and forward: nothing fetched, readable without its script.

The templates lay out what `page` makes of the report. They escape everything; what a browser would obey is neutral.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from citecheck.interfaces import ReportFormat
from citecheck.judge.wording import source_word
from citecheck.model import Answers, Outcome, Report
from citecheck.reports import page
from citecheck.reports.shared import (
    OUTCOME_WORDS,
    counted,
    encodable,
    joined,
    source_words,
    summary,
    visible,
)

if TYPE_CHECKING:
    from jinja2 import Environment

_NARROWEST = 3  # per cent of the bar that hold a number


@cache
def environment() -> Environment:
    """The templates of this room, for whoever lays out a report: everything escaped, nothing left undefined."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: Any) -> Any:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    made.filters["anchor"] = lambda text: re.sub(r"[^a-z0-9]+", "-", text.lower())
    return made


def _template(name: str) -> str:
    return files("citecheck.reports").joinpath("templates", name).read_text(encoding="utf-8")


def render(report: Report) -> str:
    """A complete HTML page."""
    return "".join(parts(report))


def parts(report: Report) -> Iterator[str]:
    """A complete HTML page, piece by piece."""
    stream = environment().get_template("report.html").stream(_shown(report))
    stream.enable_buffering(200)
    yield from map(encodable, stream)
    yield "\n"


def _shown(report: Report) -> dict[str, Any]:
    """Everything that the template of a whole page speaks of."""
    from markupsafe import Markup

    entries = list(page.entries(report))
    script = _template("report.js")
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {
        # Nothing may be loaded or run, even if markup slipped through, but this very script.
        "policy": f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'",
        "style": Markup(_template("report.css")),
        "script": Markup(script),
        "report": report,
        "title": page.title(report),
        "sentence": page.sentence(report, sum(not entry.fine for entry in entries)),
        "made": page.made(report),
        "sources": joined(source_words(report.sources)) or "nobody",
        "answers": [_answer(one) for one in report.answers],
        "settings": ", ".join(f"{name} {value}" for name, value in report.settings),
        "total": len(entries),
        "pressing": sum(not entry.fine for entry in entries),
        "summary": summary(report),
        "shares": list(_shares(report)) if entries else [],
        "meanings": [(one, OUTCOME_WORDS[one], page.OUTCOME_MEANINGS[one]) for one in Outcome if report.count(one)],
        "groups": list(page.groups(entries)),
        "remarks": list(page.remarks(report.remarks)),
        "waivers": list(page.remarks(report.waivers)),
        "citations": counted(len(report.citations), "citation") if report.citations or report.remarks else "",
        "entries": entries,
        "rules": page.rule_list(entries, report),
    }


def _answer(one: Answers) -> dict[str, str]:
    days = one.first if one.first == one.last else f"{one.first} to {one.last}"
    return {"source": source_word(one.source), "days": days, "provenance": one.provenance}


def _shares(report: Report) -> Iterator[dict[str, Any]]:
    """The outcomes that occur, each with its part of the bar."""
    start = 0.0
    for outcome in Outcome:
        if number := report.count(outcome):
            width = 100 * number / len(report.verdicts)
            middle = f"{start + width / 2:.2f}" if width >= _NARROWEST else ""
            yield {
                "outcome": outcome,
                "words": OUTCOME_WORDS[outcome].lower(),
                "count": number,
                "start": f"{start:.2f}",
                "width": f"{width:.2f}",
                "middle": middle,
            }
            start += width


REPORT = ReportFormat(
    name="html",
    title="a page to read and forward",
    suffix=".html",
    media_type="text/html",
    parts=lambda report: (part.encode() for part in parts(report)),
)
