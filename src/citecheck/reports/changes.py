"""What is different between two reports of one list: findings that are new or gone, outcomes and works that changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citecheck.errors import InputError, because
from citecheck.reports.json import SCHEMA
from citecheck.reports.shared import counted, markdown, visible

_HINT = "name a report that `citecheck verify LIST --report json=PATH` wrote"
NEW, GONE, CHANGED = "new", "gone", "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One difference. `kind`: new, gone or changed; `rule` and `severity` are those of a finding, else empty."""

    kind: str
    key: str
    message: str
    rule: str = ""
    severity: str = ""


def load(path: str) -> dict[str, Any]:
    """A JSON report. InputError for anything else."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        said = because(error) if isinstance(error, OSError) else "it is no JSON"
        raise InputError(f"can't read the report {path}: {said}", hint=_HINT) from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("verdicts"), list):
        raise InputError(f"{path} is no report of citecheck", hint=_HINT)
    if not all(_is_verdict(one) for one in data["verdicts"]):
        raise InputError(f"{path} is a report of another version, or damaged", hint=_HINT)
    return data


def _is_verdict(one: Any) -> bool:
    texts = isinstance(one, dict) and all(isinstance(one.get(name), str) for name in ("key", "raw", "outcome"))
    lists = texts and all(isinstance(one.get(name), list) for name in ("findings", "waived", "suppressed"))
    return bool(lists) and isinstance(one.get("item"), dict) and all(map(_is_finding, _every(one)))


def _is_finding(one: Any) -> bool:
    names = ("fingerprint", "rule", "severity", "message")
    return isinstance(one, dict) and all(isinstance(one.get(name), str) for name in names)


def _every(verdict: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*verdict["findings"], *verdict["waived"], *verdict["suppressed"]]


def fingerprints(path: str) -> frozenset[str]:
    """Those of all findings of a JSON report, also of those that were not shown."""
    return frozenset(one["fingerprint"] for verdict in load(path)["verdicts"] for one in _every(verdict))


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The differences in the order of the new list, then what is gone."""
    before, after = _by_entry(old["verdicts"]), _by_entry(new["verdicts"])
    changes = [change for entry, verdict in after.items() for change in _of(before.get(entry), verdict)]
    gone = (verdict for entry, verdict in before.items() if entry not in after)
    changes += [Change(kind=GONE, key=one["key"], message="the reference is no longer in the list") for one in gone]
    return changes


def _by_entry(verdicts: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """By key, or by text where the key is a mere number; equal ones are told apart by their order."""
    seen: dict[str, int] = {}
    found = {}
    for one in verdicts:
        text = "".join(filter(str.isalnum, one["raw"].casefold()))
        entry = text if one["key"].isdecimal() and text else one["key"]
        seen[entry] = seen.get(entry, 0) + 1
        found[entry, seen[entry]] = one
    return found


def _of(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Iterator[Change]:
    key = after["key"]
    if before is None:
        yield Change(kind=NEW, key=key, message="the reference is new in the list")
    elif before["outcome"] != after["outcome"]:
        yield Change(kind=CHANGED, key=key, message=f"the outcome was {before['outcome']}, now {after['outcome']}")
    for name in ("DOI", "PMID") if before else ():
        old, new = before["item"].get(name, "") if before else "", after["item"].get(name, "")
        if old != new:
            yield Change(kind=CHANGED, key=key, message=f"the {name} was {old or 'unknown'}, now {new or 'unknown'}")
    known = {one["fingerprint"] for one in _every(before)} if before else set()
    still = {one["fingerprint"] for one in _every(after)}
    for one in after["findings"]:
        if one["fingerprint"] not in known:
            yield _finding(NEW, key, one)
    for one in before["findings"] if before else ():
        if one["fingerprint"] not in still:
            yield _finding(GONE, key, one)


def _finding(kind: str, key: str, one: Mapping[str, str]) -> Change:
    return Change(kind=kind, key=key, message=one["message"], rule=one["rule"], severity=one["severity"])


def _words(change: Change) -> str:
    about = f"{change.severity} {change.rule}: " if change.rule else ""
    return f"reference {change.key}: {about}{change.message}"


def as_text(changes: Sequence[Change]) -> str:
    """A line a change."""
    lines = [visible(f"{one.kind:<8} {_words(one)}") for one in changes]
    return "\n".join([*lines, _summary(changes)]) + "\n"


def as_markdown(changes: Sequence[Change]) -> str:
    """A list a kind."""
    parts = [f"{_summary(changes)}\n"]
    for kind in (NEW, CHANGED, GONE):
        if here := [one for one in changes if one.kind == kind]:
            parts.append(f"\n### {kind.capitalize()} ({len(here)})\n\n")
            parts += [f"- {markdown(_words(one))}\n" for one in here]
    return "".join(parts)


def as_json(changes: Sequence[Change]) -> str:
    """For programs."""
    listed = [
        {"kind": one.kind, "key": one.key, "rule": one.rule, "severity": one.severity, "message": one.message}
        for one in changes
    ]
    return json.dumps({"schema": "citecheck-changes/1", "changes": listed}, ensure_ascii=False, indent=2) + "\n"


def _summary(changes: Sequence[Change]) -> str:
    if not changes:
        return "nothing has changed"
    counts = [(sum(one.kind == kind for one in changes), kind) for kind in (NEW, CHANGED, GONE)]
    return f"{counted(len(changes), 'change')}: " + ", ".join(f"{number} {kind}" for number, kind in counts if number)
