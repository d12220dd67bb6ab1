"""What programs make of CSL-JSON, brought into its standard form: dates, names, lists, notes, raw Crossref records.

Standard: https://docs.citationstyles.org/en/stable/specification.html and its csl-data.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from citecheck import names
from citecheck.csl import from_csl, to_csl
from citecheck.formats import fields, writing
from citecheck.interfaces import Exported
from citecheck.model import Item

_TYPES = {
    "journal-article": "article-journal", "posted-content": "article", "proceedings-article": "paper-conference",
    "book-chapter": "chapter", "book-section": "chapter", "dissertation": "thesis", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "report-series": "report",
    "newspaper-article": "article-newspaper",
    "magazine-article": "article-magazine", "journalArticle": "article-journal", "conferencePaper": "paper-conference",
    "bookSection": "chapter", "web_page": "webpage", "computer_program": "software", "preprint": "article",
}  # fmt: skip
_OTHER_NAMES = {
    "container-title-short": ("short-container-title", "journalAbbreviation", "container-title-short"),
    "number": ("article-number", "number"),
    "URL": ("URL", "url"),
    "DOI": ("DOI", "doi"),
    "PMID": ("PMID", "pmid"),
    "PMCID": ("PMCID", "pmcid"),
}
_TEXTS = (
    "type title container-title container-title-short volume issue page number publisher DOI PMID PMCID URL".split()
)
_NOTED = re.compile(r"^\s*\{?:?(PMID|PMCID|DOI)\s*:\s*([^\s}]+)\}?\s*$", re.I | re.M)
_KNOWN = frozenset([*_TEXTS, *(name for others in _OTHER_NAMES.values() for name in others)]) | {
    "id", "author", "issued", "ISSN", "ISBN", "custom",
}  # fmt: skip
_PEOPLE = frozenset({"editor", "translator", "container-author", "collection-editor", "director", "interviewer"})
_VARIABLES = frozenset(
    "abstract annote archive archive_location call-number chapter-number citation-key citation-label collection-number"
    " collection-title dimensions edition event event-place event-title genre jurisdiction language license medium note"
    " number-of-pages number-of-volumes original-publisher original-title part-number part-title printing-number"
    " publisher-place references scale section source status title-short version volume-title".split()
)
_SINGLE = "et al"


def item(entry: Mapping[str, Any]) -> Item:
    """The item of an entry in whatever flavour. Raises ValueError when it is malformed."""
    return from_csl(standard(entry))


def standard(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an item in the form of the standard."""
    found: dict[str, Any] = {}
    for name in _TEXTS:
        value = entry.get(name)
        if not value and name in _OTHER_NAMES:
            value = next((entry[other] for other in _OTHER_NAMES[name] if entry.get(other)), None)
        if value is not None:
            found[name] = value if type(value) is str else _text(value)
    if "type" in found:
        found["type"] = _TYPES.get(found["type"], found["type"])
    people, cut = _people(entry.get("author"))
    found["author"] = people
    found["issued"] = _date(entry.get("issued"))
    for name in ("ISSN", "ISBN"):
        if value := entry.get(name):
            found[name] = value if isinstance(value, list) else re.sub(r"(?<=[\dXx])\s+(?=\d)", ", ", _text(value))
    custom = entry.get("custom")
    found["custom"] = {"authors-cut": cut or bool(custom.get("authors-cut") if isinstance(custom, Mapping) else False)}
    _add_noted(found, entry)
    return found


def _text(value: Any) -> str:
    """A number as text; the first of a list, as Crossref's records have it. ValueError for anything else."""
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("not text")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _add_noted(found: dict[str, Any], entry: Mapping[str, Any]) -> None:
    """Identifiers on lines of the note, where Zotero keeps what CSL had no word for."""
    note = entry.get("note")
    if isinstance(note, str) and ":" in note:
        for kind, value in _NOTED.findall(note):
            found.setdefault(kind.upper(), value)


def _people(value: Any) -> tuple[list[dict[str, Any]], bool]:
    if not value:
        return [], False
    if isinstance(value, str | Mapping):
        value = [value]
    if not isinstance(value, list):
        raise ValueError("authors are no list")
    people = [person for one in value if (person := _person(one))]
    kept = [one for one in people if not _is_et_al(one)]
    return kept, len(kept) < len(people)


def _is_et_al(one: Mapping[str, Any]) -> bool:
    return "given" not in one and str(one.get("literal", one.get("family", ""))).casefold().rstrip(".") == _SINGLE


def _person(one: Any) -> dict[str, Any]:
    """A name as the standard has it; a `literal` with a comma and no word of a group is a person."""
    if isinstance(one, str):
        return _split(one)
    if not isinstance(one, Mapping):
        raise ValueError("an author is no object")
    literal = one.get("literal") or (one.get("name") if "family" not in one else "")
    if not literal:
        return {name: _text(value) for name, value in one.items() if name in _NAME_PARTS and value is not None}
    return _split(_text(literal))


_NAME_PARTS = frozenset({"family", "given", "suffix", "dropping-particle", "non-dropping-particle"})
_COMMA_PERSON = re.compile(r"[^\W\d_][\w'’ -]*, (?:[^\W\d_][\w'’-]*\.?[ -]?){1,4}")


def _split(text: str) -> dict[str, Any]:
    if _COMMA_PERSON.fullmatch(text) and not names.is_group(text):
        family, _, given = text.partition(", ")
        return {"family": family, "given": given}
    return {"literal": text}


def _date(value: Any) -> dict[str, Any] | None:
    """`date-parts` of any flavour: parts as text, four of them, none; `raw`, `literal`, `year`, plain text, a list."""
    if not value:
        return None
    if isinstance(value, list):
        value = value[0]
    if isinstance(value, str | int | float):
        return _parts(fields.when(_text(value)))
    if not isinstance(value, Mapping):
        raise ValueError("the date is no object")
    parts = value.get("date-parts")
    if parts:
        return _parts(_numbers(parts[0] if isinstance(parts, list) and isinstance(parts[0], list) else parts))
    if value.get("year"):
        return _parts(_numbers([value.get("year"), value.get("month"), value.get("day")]))
    text = value.get("raw") or value.get("literal") or value.get("date-time") or ""
    return _parts(fields.when(_text(text)))


def _numbers(parts: Any) -> tuple[int, ...]:
    if not isinstance(parts, list):
        raise ValueError("date parts are no list")
    if all(type(part) is int for part in parts):
        return tuple(parts[:3])
    found: list[int] = []
    for part in parts[:3]:
        text = _text(part).strip() if part is not None else ""
        if not text:
            break
        if not re.fullmatch(r"-?\d{1,9}", text):
            found = found or list(fields.when(text))
            if not found:
                raise ValueError("no date")
            break
        found.append(int(text))
    return tuple(found)


def _parts(date: tuple[int, ...]) -> dict[str, Any] | None:
    return {"date-parts": [list(date)]} if date and date[0] else None


def extra(entry: Mapping[str, Any]) -> fields.Extra:
    """What an item has no word for; people one by one, what is no text as JSON."""
    kept: list[tuple[str, str]] = []
    for name, value in entry.items():
        if name in _KNOWN or value in (None, "", [], {}):
            continue
        if name in _PEOPLE:
            kept += [(name, _shown(one)) for one in _people(value)[0]]
        elif name == "keyword" and isinstance(value, str):
            kept += [(name, one) for one in re.split(r"\s*[;,]\s*", value) if one]
        else:
            kept.append((name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))
    custom = entry.get("custom")
    if isinstance(custom, Mapping):
        kept += [
            (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            for name, value in custom.items()
            if name != "authors-cut"
        ]
    return tuple(kept)


def _shown(person: Mapping[str, Any]) -> str:
    if person.get("literal"):
        return str(person["literal"])
    particles = (person.get("dropping-particle"), person.get("non-dropping-particle"), person.get("family"))
    family = " ".join(filter(None, particles))
    return ", ".join(filter(None, (family, person.get("given"), person.get("suffix"))))


def entry(one: Exported) -> dict[str, Any]:
    """The CSL-JSON object of an exported item, with the fields of its own file."""
    made = to_csl(one.item, id=one.key)
    custom = made.pop("custom", {})
    people: dict[str, list[dict[str, str]]] = {}
    joined: dict[str, list[str]] = {}
    for name, value in writing.extra(one):
        if name in _PEOPLE:
            people.setdefault(name, []).append(_name(value))
        elif name == "keyword" or name in _VARIABLES:
            joined.setdefault(name, []).append(value)
        elif name == "accessed":
            made[name] = _structured(value) or {"raw": value}
        elif name not in made:
            custom[name] = _structured(value) or value
    made.update(people)
    made.update({name: (", " if name == "keyword" else "; ").join(values) for name, values in joined.items()})
    if one.remark:
        made["annote"] = one.remark
    if custom:
        made["custom"] = custom
    return made


def _name(text: str) -> dict[str, str]:
    person = fields.person(text)
    parts = (("family", person.family), ("given", person.given), ("literal", person.literal), ("suffix", person.suffix))
    return {name: value for name, value in parts if value}


def _structured(value: str) -> Any:
    """What was kept as JSON, as it was."""
    if value[:1] not in ("{", "["):
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def entries_of(whole: Any) -> Iterator[Any]:
    """The entries in a document: an array, one entry, or an object that holds them under `references` or `items`."""
    if isinstance(whole, list):
        yield from whole
    elif isinstance(whole, Mapping):
        inside = next((whole[name] for name in ("references", "items") if isinstance(whole.get(name), list)), None)
        yield from inside if inside is not None else _by_key(whole)


def _by_key(whole: Mapping[str, Any]) -> Iterable[Any]:
    """One entry, or a mapping from key to entry."""
    within = list(whole.values())
    if within and all(isinstance(one, Mapping) and ({"title", "type"} & set(one)) for one in within):
        return [{"id": key, **one} for key, one in whole.items()]
    return [whole]
