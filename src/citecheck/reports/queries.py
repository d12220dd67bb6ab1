"""The questions that an editor sends to the author: some points a reference, in words that an office can replace."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from citecheck.errors import SettingsError, because
from citecheck.interfaces import ReportFormat
from citecheck.model import Finding, Report, Verdict
from citecheck.reports.shared import as_bytes, clipped, counted, joined, markdown, source_words, visible

_GROUPS = ("first", "confirm")
_ENTRY = 160  # columns of an entry that are repeated


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """Sentences by rule in each group, and the words around them."""

    heading: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]

    def group(self, rule: str) -> str:
        """The group of a rule, "" for one that is not asked about."""
        return next((name for name in _GROUPS if rule in self.groups[name]), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """All that is to be asked about one reference."""

    verdict: Verdict
    group: str
    questions: tuple[str, ...]

    @property
    def name(self) -> str:
        """How the author knows the entry: by its label, key or beginning."""
        reference = self.verdict.reference
        return f"Reference {reference.location.label or reference.key}".strip()

    @property
    def entry(self) -> str:
        return clipped(self.verdict.reference.raw, _ENTRY)


@cache
def wording(path: str = "") -> Wording:
    """The words of the file, or our own. SettingsError for a file that is not like ours."""
    own = files("citecheck.reports").joinpath("questions.toml")
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8") if path else own.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        said = because(error) if isinstance(error, OSError) else str(error)
        raise SettingsError(f"can't read the wording {path}: {said}", hint="copy and change questions.toml") from None
    tables = {name: _sentences(data.get(name, {}), f"{path}: {name}") for name in ("heading", *_GROUPS)}
    ours = wording().heading if path else {}
    return Wording(heading={**ours, **tables["heading"]}, groups={name: tables[name] for name in _GROUPS})


def _sentences(table: Any, where: str) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise SettingsError(f"{where} is no table of sentences", hint="copy and change questions.toml")
    return table


def queries(report: Report, words: Wording) -> Iterator[Query]:
    """What is to be asked, in the order of the list; a reference without a question is left out."""
    for verdict in report.verdicts:
        if query := query_of(verdict, report, words):
            yield query


def query_of(verdict: Verdict, report: Report, words: Wording) -> Query | None:
    """What is to be asked about one reference."""
    asked = [(words.group(one.rule), one) for one in verdict.findings]
    groups = [group for group, _ in asked if group]
    if not groups:
        return None
    first = min(groups, key=_GROUPS.index)
    questions = [_question(words.groups[group][one.rule], one, verdict, report) for group, one in asked if group]
    return Query(verdict=verdict, group=first, questions=tuple(dict.fromkeys(questions)))


def _question(sentence: str, finding: Finding, verdict: Verdict, report: Report) -> str:
    match = verdict.match
    values = {
        "claimed": finding.claimed or "nothing",
        "found": finding.found or "another",
        "message": finding.message,
        "sources": joined(source_words([work.source for work in match.works])) if match else "The registries",
        "asked": joined(source_words(report.sources)) or "the registries",
        "record": match.item.title if match else "",
    }
    return visible(re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), sentence))


def grouped(report: Report, words: Wording) -> Iterator[tuple[str, list[Query]]]:
    """The heading of each group that has questions, with them."""
    everything = list(queries(report, words))
    for name in _GROUPS:
        if group := [one for one in everything if one.group == name]:
            yield f"{words.heading.get(name, name)} ({counted(len(group), 'reference')})", group


def text(report: Report, words: Wording | None = None) -> Iterator[str]:
    """A letter in plain text."""
    words = words or wording()
    yield f"{words.heading['title']}\n\n{words.heading['greeting']}\n"
    for heading, group in grouped(report, words):
        yield f"\n{heading}\n"
        for query in group:
            yield f"\n{visible(query.name)}: {query.entry}\n" + "".join(f"  - {one}\n" for one in query.questions)
    yield f"\n{words.heading['closing']}\n"


def as_markdown(report: Report, words: Wording | None = None) -> Iterator[str]:
    """The same as Markdown."""
    words = words or wording()
    yield f"# {words.heading['title']}\n\n{words.heading['greeting']}\n"
    for heading, group in grouped(report, words):
        yield f"\n## {heading}\n\n"
        for query in group:
            yield f"- **{markdown(query.name)}**: {markdown(query.entry)}\n"
            yield "".join(f"    - {markdown(one)}\n" for one in query.questions)
    yield f"\n{words.heading['closing']}\n"


def as_docx(report: Report, words: Wording | None = None) -> Iterator[bytes]:
    """The same as a Word document."""
    from citecheck.reports.docx import letter

    words = words or wording()
    yield letter(words.heading, list(grouped(report, words)))


def written(report: Report, variant: str, words: Wording) -> Iterator[bytes]:
    """The letter in these words; `variant` as in the name of the report."""
    if variant == "docx":
        return as_docx(report, words)
    return (part.encode("utf-8", "replace") for part in (as_markdown if variant else text)(report, words))


REPORT = ReportFormat(
    name="queries",
    title="the questions to the author, as a letter",
    suffix=".txt",
    media_type="text/plain",
    parts=as_bytes(text),
    variants={"markdown": as_bytes(as_markdown), "docx": as_docx},
)
