"""The `filter` parameter of Crossref: AND between names, OR between the values of one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from .crossref_search import issued
from .works import StandinWork, fold

Test = Callable[[StandinWork, str], bool]


class ValidationFailure(Exception):
    """A request that Crossref answers with 400 and a list of messages."""

    def __init__(self, kind: str, value: str, message: str) -> None:
        super().__init__(message)
        self.message = {"type": kind, "value": value, "message": message}


def _padded(date: tuple[int, ...], rest: int) -> tuple[int, ...]:
    return (*date, *(rest for _ in range(3 - len(date))))


def _date(value: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in value.split("-"))
    except ValueError:
        raise ValidationFailure("date-not-valid", value, f"Date specified as {value} is not valid") from None


def _from(work: StandinWork, value: str) -> bool:
    return _padded(issued(work), 1) >= _padded(_date(value), 1)


def _until(work: StandinWork, value: str) -> bool:
    return _padded(issued(work), 1) <= _padded(_date(value), 31)


def _updates(work: StandinWork, value: str) -> bool:
    return any(update.doi.lower() == value.lower() for update in work.update_to)


# a part of the names that the service knows; enough for looking up references
FILTERS: dict[str, Test] = {
    "doi": lambda work, value: work.doi.lower() == value.lower(),
    "type": lambda work, value: work.type == value,
    "issn": lambda work, value: value in work.issn,
    # the digits as they were deposited: the service does not normalise them (CrossRef/rest-api-doc, issue 180)
    "isbn": lambda work, value: value in work.isbn,
    "container-title": lambda work, value: fold(work.journal) == fold(value),
    "article-number": lambda work, value: work.article_number == value,
    "from-pub-date": _from,
    "until-pub-date": _until,
    "updates": _updates,
    "is-update": lambda work, value: bool(work.update_to) == (value in ("true", "t", "1")),
    "has-update": lambda work, value: bool(work.updated_by) == (value in ("true", "t", "1")),
    "update-type": lambda work, value: any(update.type == value for update in work.update_to),
    "relation.type": lambda work, value: any(kind == value for kind, _ in work.relation),
}


def parsed(text: str) -> dict[str, list[str]]:
    """Values by name. A comma inside a DOI cuts it, here as there."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for part in text.split(","):
        name, colon, value = part.partition(":")
        if not colon or name not in FILTERS:
            valid = ", ".join(sorted(FILTERS))
            raise ValidationFailure(
                "filter-not-available",
                name,
                f"Filter {name} specified but there is no such filter for this route."
                f" Valid filters for this route are: {valid}",
            )
        wanted[name].append(value)
    return wanted


def passes(work: StandinWork, wanted: dict[str, list[str]]) -> bool:
    return all(any(FILTERS[name](work, value) for value in values) for name, values in wanted.items())
