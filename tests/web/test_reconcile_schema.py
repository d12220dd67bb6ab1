"""The reconciliation service by the schemas of its specification (0.2), restated: what a client may count on.

https://reconciliation-api.github.io/specs/0.2/ has a schema for the manifest, for batches of queries and results, and
for data extension.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.web.serving import FIRST, TWELFTH, Served

TEXT: dict[str, Any] = {"type": "string"}
THING = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
SERVICE = {"type": "object", "required": ["service_url", "service_path"]}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": {"type": "string", "pattern": "^https?://"},
        "schemaSpace": {"type": "string", "pattern": "^https?://"},
        "defaultTypes": {"type": "array", "items": THING},
        "view": {"type": "object", "required": ["url"], "properties": {"url": {"pattern": "\\{\\{id\\}\\}"}}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {"url": {"pattern": "\\{\\{id\\}\\}"}, "width": {"type": "integer"}},
        },
        "suggest": {"type": "object", "additionalProperties": SERVICE},
        "extend": {"type": "object", "properties": {"propose_properties": SERVICE}},
    },
}
CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "name": {"type": "string", "minLength": 1},
        "description": TEXT,
        "type": {"type": "array", "items": THING},
        "score": {"type": "number"},
        "match": {"type": "boolean"},
        "features": {
            "type": "array",
            "items": {"required": ["id", "value"], "properties": {"value": {"type": ["number", "boolean"]}}},
        },
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
    },
}
CELL = {
    "type": "object",
    "maxProperties": 2,
    "propertyNames": {"enum": ["str", "int", "float", "bool", "date", "id", "name"]},
}
EXTENSION = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": THING},
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "array", "items": CELL}},
        },
    },
}
SUGGESTIONS = {"required": ["result"], "properties": {"result": {"type": "array", "items": THING}}}
PROPOSED = {"required": ["properties"], "properties": {"properties": {"type": "array", "items": THING}}}
# As OpenRefine sends them: batches of ten at most, properties of columns, and no type where none was chosen.
QUERIES = {
    "q0": {"query": FIRST, "type": "work", "type_strict": "should", "limit": 6},
    "q1": {"query": TWELFTH, "properties": [{"pid": "year", "p": "year", "v": 2021}, {"pid": "x", "v": [{"id": "y"}]}]},
    "q2": {"query": "Mosca", "properties": [{"pid": "author", "v": ["Mosca C", "Card T"]}]},
}
EXTEND = {"ids": ["10.1007/s00223-021-00938-w", "pmid:34978602"], "properties": [{"id": "title"}, {"id": "retracted"}]}


@pytest.mark.parametrize(
    ("path", "asked", "schema"),
    [
        ("/reconcile", {}, MANIFEST),
        ("/reconcile", {"queries": json.dumps(QUERIES)}, RESULTS),
        ("/reconcile", {"extend": json.dumps(EXTEND)}, EXTENSION),
        ("/reconcile/suggest/property", {"prefix": "y"}, SUGGESTIONS),
        ("/reconcile/suggest/type", {"prefix": "pub"}, SUGGESTIONS),
        ("/reconcile/properties", {"type": "work", "limit": "5"}, PROPOSED),
    ],
)
def test_answer_has_the_shape_that_the_specification_gives_it(
    served: Served, path: str, asked: dict[str, str], schema: dict[str, Any]
) -> None:
    Draft202012Validator.check_schema(schema)
    answer = served.get(path, params=asked)
    assert answer.status_code == 200
    Draft202012Validator(schema).validate(answer.json())


def test_schemas_do_refuse(served: Served) -> None:
    assert not Draft202012Validator(RESULTS).is_valid({"q0": {"result": [{"id": "x", "name": "y"}]}})
    assert not Draft202012Validator(MANIFEST).is_valid(served.get("/health").json())
