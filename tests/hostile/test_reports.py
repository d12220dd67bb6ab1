"""Hostile text in every field of every reference, in every report: shown, and obeyed by nobody."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import fields, replace
from typing import Any

import lxml.etree
import pytest

from citecheck import plugins
from citecheck.interfaces import ReportFormat
from citecheck.model import (
    Agreement,
    Answers,
    Candidate,
    Finding,
    Item,
    Level,
    Location,
    Name,
    Outage,
    Outcome,
    Reference,
    Report,
    Severity,
    Verdict,
    Work,
)  # fmt: skip

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "end of a comment": "--></style></script><img src=x onerror=alert(1)>",
    "CDATA": "]]><x/>&#0;&lol;",
    "template": "{{ 7 * 7 }}{% raw %}${7*7}",
    "right-to-left override": "abc\u202egnp.exe",
    "isolate": "a\u2066b\u2069",
    "zero width": "pay\u200bpal\ufeff\u2060",
    "tags": "a\U000e0041\U000e0042",
    "ANSI colour": "\x1b[31mred\x1b[0m",
    "OSC title": "\x1b]0;owned\x07",
    "C1": "\x9b31m",
    "marks": "a" + "\u0300" * 5000,
    "formula": "=cmd|'/c calc'!A0",
    "formula behind a separator": "x;=1+1",
    "formula with a plus": "+1+1",
    "DDE": "@SUM(1+1)*cmd|' /C calc'!A0",
    "command of a workflow": "::error file=x::owned",
    "command behind a line": "x\n::set-output name=a::b\r\n::stop-commands::y",
    "encoded line": "%0A::error::owned%0D%0A",
    "table of Markdown": "a | b\n| --- |\n![x](http://evil.example/x.png)",
    "heading of Markdown": "# owned\n\n- item <b>bold</b> @everyone `code`",
    "line ends": "a\r\nb\u2028c\u2029d\x0be",
    "null": "a\0b",
    "surrogate": "a\udc80b",
}
FIELDS = ("key", "raw", "label", "file", "path", "item", "match", "finding", "waiver", "outage", "extra", "answers")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029\U000e0000-\U000e007f]")
FORMATS: list[tuple[ReportFormat, str]] = [
    (one, variant) for one in plugins.values("reports", ReportFormat) for variant in ("", *one.variants)
]

NAMES = [f"{one.name}{':' * bool(variant)}{variant}" for one, variant in FORMATS]


def _item(text: str) -> Item:
    texts: dict[str, Any] = {one.name: text for one in fields(Item) if one.type == "str"}
    return replace(Item(**texts), author=(Name(family=text, given=text), Name(literal=text)), issued=(2020,))


def hostile(text: str, field: str) -> Report:
    """A report with this text in one kind of place, and ordinary words elsewhere."""

    def at(*names: str) -> str:
        return text if field in names else "ordinary"

    item = _item(at("item"))
    work = Work(item=_item(at("match")), source="crossref", url=at("match"))
    agreement = Agreement(field="year", level=Level.DIFFERENT, claimed=at("item"), found=at("match"))
    candidate = Candidate(works=(work,), agreements=(agreement,), score=0.5)
    finding = Finding(
        rule="year-mismatch", severity=Severity.WARNING, message=at("finding"), field="year", claimed=at("finding"),
        found=at("finding"),
    )  # fmt: skip
    where = Location(file=at("file"), line=2, label=at("label"), path=at("path"))
    verdict = Verdict(
        reference=Reference(
            key=at("key"), raw=at("raw"), location=where, item=item, extra=((at("extra"), at("extra")),)
        ),
        outcome=Outcome.MISMATCH,
        item=_item(at("match")),
        match=candidate,
        findings=(finding,),
        waived=(replace(finding, waiver=at("waiver")),),
        outages=(Outage(source="pubmed", reason=at("outage")),),
    )
    near = replace(verdict, outcome=Outcome.NOT_FOUND, match=None, candidates=(candidate,))
    answers = (Answers(source=at("answers"), first="2026-01-01", last="2026-01-01", provenance=at("answers")),)
    settings = ((at("answers"), at("answers")),)
    return Report(verdicts=(verdict, near), sources=("crossref",), version="1", answers=answers, settings=settings)


def _harmless_text(text: str, suffix: str) -> None:
    kept = text.removeprefix("\ufeff") if suffix == ".csv" else text
    shown = json.dumps(json.loads(kept)) if suffix in (".json", ".sarif", ".rdjson") else kept
    assert not CONTROL.search(shown) or suffix == ".csv"
    assert not re.search("[\u0300-\u036f]{9}", kept) or suffix in (".json", ".csv", ".rdjson", ".sarif")
    if suffix in (".html", ".svg", ".md"):
        assert not re.search(r"<(script|img|x|b)\b(?!>\"use strict)", kept.replace('<script>"use strict"', ""))
    if suffix in (".xml", ".svg"):
        lxml.etree.fromstring(kept.encode())


@pytest.mark.parametrize(
    ("report_format", "variant"), FORMATS, ids=[f"{one.name}{':' * bool(v)}{v}" for one, v in FORMATS]
)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_harmless_in_every_field(report_format: ReportFormat, variant: str, payload: str) -> None:
    for field in FIELDS:
        make = report_format.variants[variant] if variant else report_format.parts
        data = b"".join(make(hostile(PAYLOADS[payload], field)))
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for name in packed.namelist():
                    if name.endswith((".xml", ".rels")):
                        lxml.etree.fromstring(packed.read(name))
                        assert b"<f>" not in packed.read(name), "a formula"
            continue
        text = data.decode("utf-8")
        _harmless_text(text, report_format.suffix)
        own = report_format.name == "github"
        commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
        assert all(re.match(r"::(error|warning|notice) file=[^:]*,line=2,title=[^:]*::", one) for one in commands)
        assert own or not commands, commands
        assert len(commands) <= 2


@pytest.mark.parametrize("payload", [name for name in PAYLOADS if "formula" in name or name == "DDE"])
def test_no_cell_of_the_table_is_a_formula(payload: str) -> None:
    table = plugins.value("reports", "csv", ReportFormat)
    for field in FIELDS:
        text = b"".join(table.parts(hostile(PAYLOADS[payload], field))).decode("utf-8-sig")
        for separator in ",;\t":
            assert not [
                cell for line in text.splitlines() for cell in line.split(separator) if cell[:1] in "=+@" and cell
            ]
