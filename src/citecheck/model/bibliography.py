"""What was cited and what exists: names, items, references, works.

Every type is frozen. An empty string or an empty tuple means "not stated".
Names of fields are those of CSL 1.0.2 (https://docs.citationstyles.org/en/stable/specification.html).
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A person (`family` with its particle, `given` as names or initials) or a group (`literal`)."""

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        return self.literal or " ".join(filter(None, (self.family, self.given, self.suffix)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """The description of one work: what a reference states, or what a record says.

    `issued` is year[, month[, day]]; `doi` is lower case without a prefix; `authors_cut` says that
    more authors exist than are listed (et al., a dangling comma, an incomplete record).
    """

    type: str = ""
    title: str = ""
    author: tuple[Name, ...] = ()
    authors_cut: bool = False
    container_title: str = ""
    container_title_short: str = ""
    issued: tuple[int, ...] = ()
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    publisher: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    url: str = ""

    @property
    def year(self) -> str:
        return str(self.issued[0]) if self.issued else ""

    @property
    def locator(self) -> str:
        """The pages, or the article number where there are none."""
        return self.page or self.number

    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """Field and value of each identifier that is stated: doi, pmid, pmcid, in this order."""
        known = (("doi", self.doi), ("pmid", self.pmid), ("pmcid", self.pmcid))
        return tuple([one for one in known if one[1]])

    def filled_from(self, other: Item) -> Item:
        """This item with its gaps filled from `other`; nothing that is stated changes."""
        gaps = {
            name: value
            for name in self.__slots__
            if name != "authors_cut" and not getattr(self, name) and (value := getattr(other, name))
        }
        # A page and an article number are two ways to say one thing: never fill one beside the other.
        if self.page or self.number:
            gaps.pop("page", None)
            gaps.pop("number", None)
        if not self.author:
            gaps["authors_cut"] = other.authors_cut
        return replace(self, **gaps) if gaps else self


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """Where a reference, or a citation, stands in its file.

    `line` is counted from 1, `label` is the printed one. `start` and `end` (exclusive) are places in the decoded
    text of the file, in characters, where `end` is not 0; `page` is counted from 1; `path` says where in words that
    people can find, as in `paragraph 310` or `sheet "Included", row 12`.
    """

    file: str = ""
    line: int = 0
    label: str = ""
    start: int = 0
    end: int = 0
    page: int = 0
    path: str = ""

    def __str__(self) -> str:
        if self.line:
            return f"{self.file}:{self.line}"
        return ", ".join(filter(None, (self.file, f"page {self.page}" if self.page else "", self.path)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a raw reference and the field they were read as."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One entry of the list under check. Has an `item`, or a `problem` that says why not.

    `held`: what a reference manager's data in the same file say of the work.
    """

    key: str
    raw: str = ""
    location: Location = Location()
    item: Item | None = None
    problem: str = ""
    spans: tuple[Span, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    held: Item | None = None

    def text_of(self, field: str) -> tuple[str, ...]:
        """The pieces of the raw text that were read as `field`."""
        return tuple(self.raw[span.start : span.end] for span in self.spans if span.field == field)


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A pointer in running text to entries of the list: `[1-3]`, `Smith and Jones (2019a)`, `@smith2019`.

    `text` as printed; `targets`: keys of the references it means, in order; `around`: the words beside it; `aside`: it
    stands in a note, table, figure or box, which is read at another time than what stands before it.
    """

    text: str
    targets: tuple[str, ...] = ()
    location: Location = Location()
    around: str = ""
    aside: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something said about a work after it appeared.

    `kind`: retraction, partial-retraction, retracted-republished, concern, correction, corrected-republished,
    reinstatement, version (a new one exists), or update (anything else); `asserted_by`: who says so: publisher,
    retraction-watch, pubmed …, or the work's own "title".
    """

    kind: str
    doi: str = ""
    pmid: str = ""
    date: tuple[int, ...] = ()
    asserted_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """A link from a work to another one: preprint-of, has-preprint, retraction-of …; `has-alias` to its other DOI."""

    kind: str
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """A date on which a work was published, and in which form: print, online or collection."""

    kind: str
    date: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """One published thing as one source describes it.

    `agency`: who registered the DOI, where no more is known than that: such a work exists but is no candidate.
    """

    item: Item
    source: str
    url: str = ""
    notices: tuple[Notice, ...] = ()
    publications: tuple[Publication, ...] = ()
    relations: tuple[Relation, ...] = ()
    agency: str = ""

    @property
    def is_notice(self) -> bool:
        """True for a notice about another work: an erratum, a retraction notice …"""
        return any(relation.kind in NOTICE_RELATIONS for relation in self.relations)

    @property
    def is_preprint(self) -> bool:
        return self.item.type == "article" or any(relation.kind == "preprint-of" for relation in self.relations)


RETRACTIONS = frozenset({"retraction", "partial-retraction", "retracted-republished"})
NOTICE_RELATIONS = frozenset({"retraction-of", "concern-of", "correction-of", "reinstatement-of", "update-of"})
