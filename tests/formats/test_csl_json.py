"""CSL-JSON: there and back, and what is said of entries that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.errors import InputError
from citecheck.formats import csl_json
from citecheck.model import Item, Name, Reference
from tests.formats.tools import written

ENTRY = {"id": "mosca", "type": "article-journal", "title": "On bones", "DOI": "10.5555/ABC"}


def read(value: Any) -> list[Reference]:
    return list(csl_json.read(json.dumps(value).encode(), "list.json").references)


def test_an_array_is_read_in_order_with_its_keys() -> None:
    first, second = read([ENTRY, {"title": "On teeth"}])
    assert (first.key, first.item) == ("mosca", Item(type="article-journal", title="On bones", doi="10.5555/abc"))
    assert (second.key, second.item) == ("2", Item(title="On teeth"))


def test_a_single_object_is_a_list_of_one() -> None:
    assert [one.key for one in read(ENTRY)] == ["mosca"]


def test_each_entry_knows_its_line() -> None:
    data = json.dumps([ENTRY, ENTRY | {"id": 7}], indent=2).encode()
    references = csl_json.read(data, "list.json").references
    assert [(one.key, one.location.line) for one in references] == [("mosca", 2), ("7", 8)]


def test_the_raw_text_is_one_readable_line() -> None:
    entry = ENTRY | {"author": [{"family": "Mosca", "given": "C"}], "issued": {"date-parts": [[2022, 6]]}}
    (reference,) = read([entry | {"volume": "110", "issue": "6", "page": "641-648", "container-title": "Gut"}])
    assert reference.raw == "Mosca C. On bones. Gut. 2022;110(6):641-648. doi: 10.5555/abc."


def test_an_id_given_twice_is_told_apart_and_kept() -> None:
    first, second = read([ENTRY, ENTRY])
    assert (first.key, second.key, second.extra) == ("mosca", "mosca-2", (("key", "mosca"),))


def test_identifiers_come_in_normal_form_or_are_kept_aside() -> None:
    (reference,) = read([{"title": "x", "DOI": "https://doi.org/10.5555/A", "PMID": "none"}])
    assert reference.item == Item(title="x", doi="10.5555/a")
    assert reference.extra == (("pmid", "none"),)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (3, "it is not an object"),
        ({"title": "x", "author": [3]}, "author not as CSL-JSON has it"),
        ({"title": "x", "issued": {"date-parts": [["soon"]]}}, "issued not as CSL-JSON has it"),
        ({"title": "x", "issued": {"date-parts": [[float("inf")]]}}, "issued not as CSL-JSON has it"),
        ({"title": "\ud800"}, "title not as CSL-JSON has it"),
        ({"type": "book"}, "it states nothing"),
        ({"DOI": "see website"}, "'see website' is not a DOI"),
    ],
)
def test_a_malformed_entry_is_a_problem_with_its_index(entry: Any, why: str) -> None:
    good, bad, last = read([ENTRY, entry, ENTRY])
    assert bad.problem == f"entry 2: {why}"
    assert (bad.item, bad.key) == (None, "2")
    assert good.item == last.item


@pytest.mark.parametrize("text", ['[{"id": 1},\n {"id" 2}]', "[\n oops", '{"a":\n'])
def test_malformed_json_is_refused_with_line_and_column(text: str) -> None:
    with pytest.raises(InputError, match=r"list\.json:2, column \d+: "):
        list(csl_json.read(text.encode(), "list.json").references)


@pytest.mark.parametrize("text", ["[" * 100_000, "[" + "1" * 5000 + "]"])
def test_json_that_python_refuses_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError, match=r"list\.json is nested too deep"):
        list(csl_json.read(text.encode(), "list.json").references)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip)
GROUP = TEXT.filter(lambda text: text and text.casefold().rstrip(".") != "et al")  # that says that there are more
NAMES = st.builds(Name, family=GROUP, given=TEXT, suffix=TEXT) | st.builds(Name, literal=GROUP)
ITEMS = st.builds(
    Item,
    type=st.sampled_from(["", "article-journal", "book"]),
    title=TEXT.filter(bool),
    author=st.lists(NAMES, max_size=4).map(tuple),
    authors_cut=st.booleans(),
    container_title=TEXT,
    issued=st.sampled_from([(), (2004,), (2004, 3), (2004, 3, 1)]),
    volume=TEXT,
    page=TEXT,
    doi=st.sampled_from(["", "10.5555/a"]),
    issn=st.sampled_from([(), ("0017-5749", "1468-3288")]),
)


@given(st.lists(ITEMS, min_size=1, max_size=5))
def test_what_is_written_is_read_back(items: list[Item]) -> None:
    text = written(csl_json.FORMAT, [(f"k{place}", item) for place, item in enumerate(items)])
    assert [one.item for one in csl_json.read(text.encode(), "list.json").references] == items
    assert text.endswith("]\n")


def test_letters_are_written_as_they_are() -> None:
    assert '"Sjögren"' in written(csl_json.FORMAT, [("a", Item(author=(Name(family="Sjögren"),)))])
