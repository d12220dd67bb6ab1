"""Questions to the index of single terms, and put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tantivy import Occur, Query, Schema

from citecheck.catalogue import schema


def any_of(index_schema: Schema, field: str, values: Sequence[str]) -> Query:
    """Works that have one of these terms in a field."""
    return one_of(term(index_schema, field, value) for value in values)


def one_of(queries: Iterable[Query]) -> Query:
    asked = [(Occur.Should, query) for query in queries]
    return asked[0][1] if len(asked) == 1 else Query.boolean_query(asked)


def all_of(queries: Iterable[Query]) -> Query:
    asked = [(Occur.Must, query) for query in queries]
    return asked[0][1] if len(asked) == 1 else Query.boolean_query(asked)


def term(index_schema: Schema, field: str, value: str) -> Query:
    return Query.term_query(index_schema, field, value, schema.detail(field))
