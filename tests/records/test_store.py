"""Works as they were written by earlier versions are still read."""

from __future__ import annotations

import msgspec
import pytest

from citecheck.catalogue import schema
from citecheck.model import Item, Notice, Work
from citecheck.records import store

NOTICE = Notice(kind="retraction", doi="10.5555/n", date=(2021,), asserted_by=("publisher", "retraction-watch"))
WORK = Work(item=Item(doi="10.5555/w"), source="crossref", notices=(NOTICE, Notice(kind="correction", pmid="22")))


def test_stored_work_whose_asserter_was_one_text_with_commas_is_read() -> None:
    stored = store.to_json(WORK)
    assert store.from_json(stored, "crossref") == WORK
    stored["notices"][0]["asserted_by"] = "publisher, retraction-watch"
    assert store.from_json(stored, "crossref") == WORK


def test_catalogued_work_whose_asserter_was_one_text_with_commas_is_read() -> None:
    held = msgspec.json.decode(schema.dumped(WORK))
    held["notices"][0]["asserted_by"] = "publisher, retraction-watch"
    assert schema.loaded(msgspec.json.encode(held)) == WORK


@pytest.mark.parametrize("damaged", [b"[]", b'{"item": 1}', b'{"item": {}, "notices": [{"asserted_by": 3}]}'])
def test_anything_else_in_a_catalogue_is_an_error(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        schema.loaded(damaged)
