"""The boolean query language of PubMed's ESearch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .entrez_index import FIELDS, Matches, field_named, holds_word, indexed_name
from .works import StandinWork, fold

# a word may hold parentheses, as some DOIs do
TOKEN = re.compile(
    r"""\s*(?:(?P<tag>\[[^\]]*\])|(?P<quoted>"[^"]*")|(?P<paren>[()])
    |(?P<word>[^\s()"\[\]]+(?:\([^\s()]*\)[^\s()"\[\]]*)*)|(?P<stray>["\[\]]))""",
    re.VERBOSE,
)
OPERATORS = ("AND", "OR", "NOT")


@dataclass
class Found:
    """What a query found, how it was understood, and which of its parts were not."""

    pmids: list[str] = field(default_factory=list)
    translation: str = ""
    phrases_not_found: list[str] = field(default_factory=list)
    fields_not_found: list[str] = field(default_factory=list)
    quoted_phrases_not_found: list[str] = field(default_factory=list)


# the works that match an operand with the text it was translated to; None when it was dropped
Operand = tuple[frozenset[str], str] | None


def search(
    works: Iterable[StandinWork],
    term: str,
    *,
    number: Callable[[StandinWork], str] = lambda work: work.pmid,
    fields: Callable[[str], tuple[str, Matches] | None] = field_named,
) -> Found:
    """Evaluate from left to right, as PubMed does, with AND where no operator stands. A tagged value that is nowhere
    finds nothing, but a name is taken apart. `number`: of a work in the database, "" for one that it has not; `fields`:
    the search fields by their tags."""
    query = _Query([work for work in works if number(work)], term, number, fields)
    operand = query.expression()
    pmids, query.found.translation = operand or (frozenset[str](), "")
    query.found.pmids = sorted(pmids, key=int, reverse=True)
    return query.found


class _Query:
    def __init__(
        self,
        held: list[StandinWork],
        term: str,
        number: Callable[[StandinWork], str],
        fields: Callable[[str], tuple[str, Matches] | None],
    ) -> None:
        self.held, self.number, self.fields = held, number, fields
        self.found = Found()
        self.tokens = [(str(match.lastgroup), match[0].strip()) for match in TOKEN.finditer(term)]

    def expression(self) -> Operand:
        result, operator = self._operand(), "AND"
        while self.tokens and self.tokens[0] != ("paren", ")"):
            operator = self.tokens.pop(0)[1] if self.tokens[0] in _OPERATOR_TOKENS else "AND"
            result = _combined(result, operator, self._operand())
        return result

    def _operand(self) -> Operand:
        if self.tokens and self.tokens[0] == ("paren", "("):
            self.tokens.pop(0)
            inner = self.expression()
            del self.tokens[:1]  # the closing parenthesis; a missing one at the end is forgiven
            return (inner[0], f"({inner[1]})") if inner else None
        return self._term()

    def _term(self) -> Operand:
        """A quoted phrase or a run of words, with the tag after it if there is one."""
        words: list[str] = []
        quoted = False
        while self.tokens and self.tokens[0][0] in ("word", "quoted") and not quoted:
            if self.tokens[0] in _OPERATOR_TOKENS or (words and self.tokens[0][0] == "quoted"):
                break
            kind, text = self.tokens.pop(0)
            quoted = kind == "quoted"
            words.append(text.strip('"'))
        tag = self.tokens.pop(0)[1][1:-1] if self.tokens and self.tokens[0][0] == "tag" else ""
        if not words:
            del self.tokens[: 0 if tag else 1]  # a stray mark, or an operator without operand
            return None
        return self._tagged(" ".join(words), quoted, tag) if tag else self._untagged(words, quoted)

    def _tagged(self, value: str, quoted: bool, tag: str) -> Operand:
        """A value that is nowhere in its field finds nothing, and is reported."""
        known = self.fields(tag)
        if known is None:
            self.found.fields_not_found.append(tag)
            return self._untagged(value.split(), quoted)
        name, matches = known
        pmids = frozenset(self.number(work) for work in self.held if matches(work, value, quoted))
        if not pmids and name.startswith("Author") and not quoted and " " in value:
            return self._split(name, value.split())
        if not pmids:
            self.found.phrases_not_found.append(value)
        return pmids, _translated(name, value)

    def _split(self, name: str, words: list[str]) -> Operand:
        """A name that is nowhere is taken apart, and those of its words that are nowhere are dropped."""
        result: Operand = None
        for word in words:
            pmids = frozenset(self.number(work) for work in self.held if holds_word(work, word))
            if not pmids:
                self.found.phrases_not_found.append(word)
            result = _combined(result, "AND", (pmids, _translated(name, word)) if pmids else None)
        return result or (frozenset[str](), _translated(name, " ".join(words)))

    def _untagged(self, words: list[str], quoted: bool) -> Operand:
        """An author's name, or words in all fields. A word that is nowhere is dropped, which widens."""
        value = " ".join(words)
        if fold(value) in {indexed_name(author) for work in self.held for author in work.authors}:
            return self._tagged(value, quoted, "au")
        if quoted and (phrase := self._everywhere(value, quoted=True)):
            return phrase
        if quoted and " " in value:
            self.found.quoted_phrases_not_found.append(f'"{value}"')
        result: Operand = None
        for word in value.split():
            one = self._everywhere(word, quoted=False)
            if one is None:
                self.found.phrases_not_found.append(word)
            result = _combined(result, "AND", one)
        return result

    def _everywhere(self, value: str, *, quoted: bool) -> Operand:
        name, matches = self.fields("all") or FIELDS["all"]
        pmids = frozenset(self.number(work) for work in self.held if fold(value) and matches(work, value, quoted))
        return (pmids, _translated(name, value)) if pmids else None


_OPERATOR_TOKENS = tuple(("word", operator) for operator in OPERATORS)


def _combined(left: Operand, operator: str, right: Operand) -> Operand:
    if left is None or right is None:
        return left or right
    pmids = {"AND": left[0] & right[0], "OR": left[0] | right[0], "NOT": left[0] - right[0]}[operator]
    return pmids, f"{left[1]} {operator} {right[1]}"


def _translated(name: str, value: str) -> str:
    if name.startswith("Date"):
        first, _, last = value.partition(":")
        if re.fullmatch(r"\d{4}", first) and re.fullmatch(r"(\d{4})?", last):
            return f"{first}/01/01:{last or first}/12/31[{name}]"
        return f"{value}[{name}]"
    return f'"{value.lower()}"[{name}]'
