"""References that stand in a Markdown text itself: in its front matter, or as a key that is an identifier."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from citecheck import csl, normalize
from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.libraries import needed
from citecheck.model import Citation, Item, Location, Reference

# Keys of Manubot's kind: https://manubot.org/docs/citations.html.
_KINDS: dict[str, Callable[[str], Item]] = {
    "doi": lambda text: Item(doi=normalize.doi(text)),
    "pmid": lambda text: Item(pmid=normalize.pmid(text)),
    "pmc": lambda text: Item(pmcid=normalize.pmcid(text)),
    "pmcid": lambda text: Item(pmcid=normalize.pmcid(text)),
    "arxiv": lambda text: Item(doi=normalize.arxiv_doi(f"arXiv:{text}")),
    "url": lambda text: Item(type="webpage", url=text),
}


def identified(citations: Iterable[Citation], known: set[str]) -> Iterator[Reference]:
    """What a text cites by an identifier (`@doi:10.5555/1`) and no library holds, once each, at its first place."""
    seen = set(known)
    for one in citations:
        for key in one.targets:
            kind, _, value = key.partition(":")
            if key in seen or kind not in _KINDS:
                continue
            seen.add(key)
            item = _KINDS[kind](value)
            if not shared.states_nothing(item):
                yield Reference(key=key, raw=value, location=one.location, item=item)


def references(value: str, file: str, line: int) -> list[Reference]:
    """The CSL items of a `references:` field, which begins in this line. InputError for what is no YAML."""
    yaml = needed("yaml", "markdown")
    try:
        held: Any = yaml.safe_load(value)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = line + (mark.line if mark else 0)
        raise InputError(
            f"{file}:{place}: the references are not well-formed YAML", hint="check their indents"
        ) from None
    taken: dict[str, int] = {}
    return [
        _held(one, number, taken, Location(file=file, line=line))
        for number, one in enumerate(held if isinstance(held, list) else [], 1)
    ]


def _held(one: Any, number: int, taken: dict[str, int], where: Location) -> Reference:
    key = shared.unique(str(one.get("id") or number) if isinstance(one, dict) else str(number), taken)
    try:
        item = csl.from_csl(_dated(one)) if isinstance(one, dict) else None
    except ValueError:
        item = None
    if item is None or shared.states_nothing(item):
        return Reference(key=key, location=where, problem="it is no CSL item")
    return Reference(key=key, raw=shared.one_line(item), location=where, item=item)


def _dated(held: dict[str, Any]) -> dict[str, Any]:
    """CSL-YAML writes dates as `2004-03`, `{year: 2004}` or a list of such; CSL-JSON as date-parts."""
    issued = held.get("issued")
    one = issued[0] if isinstance(issued, list) and issued else issued
    if isinstance(one, dict) and "year" in one:
        parts = [one[name] for name in ("year", "month", "day") if str(one.get(name, "")).isdigit()]
        return {**held, "issued": {"date-parts": [[int(part) for part in parts]]}}
    if one is not None and not isinstance(one, dict):
        parts = [int(part) for part in re.findall(r"\d+", str(one))[:3]]
        return {**held, "issued": {"date-parts": [parts]}}
    return held
