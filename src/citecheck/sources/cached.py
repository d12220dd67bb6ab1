"""A source that remembers: one readable JSON file for each question, so that runs can be repeated and reviewed.

Questions are stored one by one however they were asked, and an outage is never stored.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from citecheck import normalize
from citecheck.csl import to_csl
from citecheck.errors import because
from citecheck.interfaces import Answer, Identifier, Source, Stage
from citecheck.model import Item, Outage, Reference, Work
from citecheck.records import store
from citecheck.sources.held import Held
from citecheck.sources.shared import Prompt
from citecheck.sources.stored import SCHEMA, Stored, from_json
from citecheck.version import __version__

LIFE_OF_ABSENCE = timedelta(days=30)
# An identifier is its own question; of the rest, type and authors-cut never reach a source.
_NOT_ASKED = ("DOI", "PMID", "PMCID", "URL", "type", "custom")

_Asked = TypeVar("_Asked", Identifier, Reference)


class _Question(NamedTuple):
    """What was asked, in clear, and the name of the file that keeps the answer."""

    asked: Mapping[str, Any]
    file: str


class Cached:
    """Answers from files, asks `inner` only for what they do not hold, all at once, and writes each answer as it comes.

    `keep` says of an answer whether it may be written; `provenance` what to note of where it came from. `reader`: the
    version of what reads the source's records: works that another one has read are asked for again, where that can be
    done. `notes` hears of files that can't be read or written. `heard` is told of
    each answer: the source, when it was given, and by whom. An answer older than `max_age` is asked for again.
    """

    def __init__(
        self,
        inner: Source,
        folder: Path,
        *,
        offline: bool = False,
        refresh: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        reader: int = 1,
        notes: dict[str, str] | None = None,
        answered_by: str = "",
        provenance: Callable[[tuple[Work, ...]], str | None] | str = "",
        keep: Callable[[tuple[Work, ...]], bool] = lambda works: True,
        heard: Callable[[str, datetime, str], None] = lambda source, answered, provenance: None,
        max_age: timedelta | None = None,
    ) -> None:
        self.name, self.remote = inner.name, inner.remote
        self.identifies, self.stages = inner.identifies, inner.stages
        self._inner = inner
        self._folder = folder / inner.name
        self._held = Held(self._folder, inner.name)
        self._offline, self._refresh = offline, refresh
        self._now = now
        self._reader = reader
        self._notes: dict[str, str] = {} if notes is None else notes
        self._answered_by = answered_by
        self._provenance = provenance
        self._keep = keep
        self._heard = heard
        self._max_age = max_age or timedelta.max

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        known = {one: _identifier_question(one) for one in identifiers if one.kind in self.identifies}

        def ask(missing: Sequence[Identifier]) -> Iterable[tuple[Identifier, Answer]]:
            if isinstance(self._inner, Prompt):
                return self._inner.lookup_each(missing)
            return self._inner.lookup(missing).items()

        answers = self._answers(known.items(), ask)
        return {one: answers[question.file] for one, question in known.items()}

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        if stage not in self.stages:
            return self._inner.search(references, stage)  # no answer to remember

        def ask(missing: Sequence[Reference]) -> Iterable[tuple[Reference, Answer]]:
            if isinstance(self._inner, Prompt):
                return ((missing[place], answer) for place, answer in self._inner.search_each(missing, stage))
            return zip(missing, self._inner.search(missing, stage), strict=True)

        asked = [one for one in references if not isinstance(self._inner, Prompt) or self._inner.asks(one, stage)]
        questions = {one: _reference_question(one, stage) for one in asked}
        answers = self._answers(questions.items(), ask)
        return [answers[questions[one].file] if one in questions else () for one in references]

    def _answers(
        self,
        questions: Iterable[tuple[_Asked, _Question]],
        ask: Callable[[Sequence[_Asked]], Iterable[tuple[_Asked, Answer]]],
    ) -> dict[str, Answer]:
        """An answer for each question, by its file: from the folder, and for the rest from one call of `ask`."""
        answers: dict[str, Answer] = {}
        missing: dict[str, tuple[_Asked, _Question, Answer]] = {}
        unanswered = self._outage("no answer")
        for asked, question in questions:
            if question.file in answers or question.file in missing:
                continue
            stored = self._stored(question)
            if isinstance(stored, Stored) and self._fresh(stored):
                answers[question.file] = stored.works
                self._heard(self.name, stored.answered, stored.provenance)
            elif self._offline:
                found = () if isinstance(stored, Outage) else self._found(asked)
                offline = stored if isinstance(stored, Outage) else self._outage("not asked: offline")
                answers[question.file] = found or offline
            else:
                old = isinstance(stored, Stored) and (self._refresh or stored.works)
                fallback = stored.works if isinstance(stored, Stored) and old else unanswered
                missing[question.file] = asked, question, fallback
        by_asked = {asked: (question, fallback) for asked, question, fallback in missing.values()}
        for asked, answer in ask(list(by_asked)) if by_asked else ():
            question, fallback = by_asked[asked]
            answers[question.file] = self._kept(question, answer, fallback)
        return {file: fallback for file, (_, _, fallback) in missing.items()} | answers

    def _found(self, asked: Identifier | Reference) -> tuple[Work, ...]:
        """The works among all that are kept which answer this question; none proves no absence."""
        return self._held.named(asked) if isinstance(asked, Identifier) else self._held.meant(asked)

    def _kept(self, question: _Question, answer: Answer, fallback: Answer) -> Answer:
        """The new answer, written down; where there is none, what a refresh found in the folder."""
        if isinstance(answer, Outage):
            return answer if isinstance(fallback, Outage) else fallback
        self._heard(self.name, self._now(), "")
        if self._keep(answer):
            self._write(question, answer)
        return answer

    def _fresh(self, stored: Stored) -> bool:
        """Offline everything is; works stay while the same reader would read them, an absence only for a while, and
        nothing longer than anybody wants."""
        if self._offline:
            return True
        age = self._now() - stored.answered
        if self._refresh or age >= self._max_age:
            return False
        return stored.reader == self._reader if stored.works else age < LIFE_OF_ABSENCE

    def _stored(self, question: _Question) -> Stored | Outage | None:
        """What the folder holds; an outage for a file that is damaged or not ours."""
        try:
            text = (self._folder / question.file).read_text(encoding="utf-8")
            return from_json(json.loads(text), asked=question.asked, source=self.name)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, RecursionError):
            path = f"{self.name}/{question.file}"
            self._notes.setdefault(f"cache file unreadable, so not used: {path}", "delete it, or --refresh")
            return self._outage(f"cache file unreadable: {question.file}")

    def _outage(self, reason: str) -> Outage:
        return Outage(source=self.name, reason=reason)

    def _write(self, question: _Question, works: tuple[Work, ...]) -> None:
        stored = {
            "schema": SCHEMA,
            "question": question.asked,
            "source": self.name,
            "answered": self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "reader": self._reader,
            "answered_by": self._answered_by or f"citecheck {__version__}",
            "works": [store.to_json(work) for work in works],
        }
        provenance = self._provenance if isinstance(self._provenance, str) else self._provenance(works)
        if provenance:
            stored["provenance"] = provenance
        text = json.dumps(stored, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        try:
            _replace(self._folder / question.file, text.encode("utf-8", "replace"))
        except OSError as error:
            note = f"the cache folder {self._folder.parent} can't be written: {because(error)}; answers are not kept"
            self._notes.setdefault(note, "name another one with --cache")


def _replace(path: Path, data: bytes) -> None:
    """Puts `data` in place whole or not at all, whoever else writes the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _identifier_question(identifier: Identifier) -> _Question:
    asked = {"kind": identifier.kind, "value": identifier.value}
    safe = re.sub(r"[^A-Za-z0-9.()-]", "_", identifier.value)[:120]
    exact = identifier.value in (safe, safe.replace("_", "/", 1))
    name = f"{identifier.kind}-{safe}" if exact else f"{identifier.kind}-{safe}-{_digest(asked)}"
    return _Question(asked, f"{name}.json")


def _reference_question(reference: Reference, stage: Stage) -> _Question:
    """The reference's own fields and nothing else: no key, no file, no identifiers; its text where it has no fields."""
    item = reference.item or Item()
    fields = {name: value for name, value in to_csl(item).items() if name not in _NOT_ASKED}
    asked = {"rung": str(stage)} | ({"item": fields} if fields else {"raw": reference.raw})
    author = next((name.family or name.literal for name in item.author), "")
    start = normalize.pages(item.locator)[0]
    parts = [author, item.year, item.volume, item.issue, start] if fields else [reference.raw]
    words = re.findall(r"[a-z0-9]+", " ".join(normalize.fold(part) for part in parts))
    return _Question(asked, f"{stage}-{'-'.join(words[:8])[:80]}-{_digest(asked)}.json")


def _digest(asked: Mapping[str, Any]) -> str:
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]
