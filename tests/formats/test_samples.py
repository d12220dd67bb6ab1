"""The same twelve works in every format: each reader gives the same items, each writer what its reader reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.formats import choice
from citecheck.interfaces import Exported, Format
from citecheck.model import Item, Name
from tests.formats.twelve import ITEMS, TWO_ONLY, comparable, formats, sample, written

every_format = pytest.mark.parametrize("format", formats(), ids=[one.name for one in formats()])
WRITTEN = [one for one in formats() if one.write]
every_writer = pytest.mark.parametrize("format", WRITTEN, ids=[one.name for one in WRITTEN])


@every_format
def test_every_reader_gives_the_same_twelve_items(format: Format) -> None:
    assert format.read
    references = list(format.read(sample(format), "sample").references)
    assert [one.problem for one in references] == [""] * len(references)
    wanted = list(ITEMS.values())[: 2 if format.name in TWO_ONLY else 12]
    assert [comparable(one.item, format.name) for one in references if one.item] == [
        comparable(item, format.name) for item in wanted
    ]


@every_format
def test_every_sample_is_recognised_by_its_content_alone(format: Format) -> None:
    found = choice.recognised(sample(format), "sample").name
    assert found in {"biblatex": ("bibtex",), "tsv": ("csv",), "xlsx": ("xlsx", "docx")}.get(
        format.name, (format.name,)
    )


@every_format
def test_every_reference_of_a_text_file_knows_where_it_stands(format: Format) -> None:
    assert format.read
    lines = [one.location.line for one in format.read(sample(format), "sample").references]
    assert lines == sorted(set(lines)) or format.name == "endnote"


@every_writer
def test_what_is_written_is_read_back(format: Format) -> None:
    assert format.read
    references = format.read(written(format, ITEMS), "sample").references
    assert [comparable(one.item, format.name) for one in references if one.item] == [
        comparable(item, format.name) for item in ITEMS.values()
    ]


@every_writer
def test_the_same_list_gives_the_same_bytes(format: Format) -> None:
    assert written(format, ITEMS) == written(format, ITEMS)


@every_writer
def test_fields_without_a_word_of_ours_survive(format: Format) -> None:
    """Keywords and abstract have a place in every format."""
    assert format.write
    assert format.read
    extra = (("keyword", "otters"), ("keyword", "ice & snow"), ("abstract", "It was 5% of 10."))
    one = Exported(key="Łoś2019", item=ITEMS["Łoś2019"], extra=extra)
    (found,) = format.read(b"".join(format.write([one], "")), "sample").references
    kept = "; ".join(value for name, value in found.extra if name in ("keyword", "keywords", "abstract"))
    assert sorted(kept.split("; ")) == ["It was 5% of 10.", "ice & snow", "otters"]


PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs", "Cf", "Co", "Cn"]), min_size=1, max_size=12
)
SPECIAL = st.sampled_from(
    ["{x}", r"\alpha", "$a$", "50%", "a_b", "#1", "A&B", "~", "^2", "=1", "--", "Ångström", "日本", "“q”"]
)
WORDS = st.lists(PLAIN | SPECIAL, min_size=1, max_size=4).map(" ".join)
LETTERS = st.text("abcdeéłøßαж", min_size=2, max_size=8).map(str.capitalize)
PEOPLE = st.builds(Name, family=LETTERS, given=LETTERS)
MADE = st.builds(
    Item,
    type=st.just("article-journal"),
    title=WORDS.map(lambda text: f"On {text} here"),
    author=st.lists(PEOPLE, max_size=3).map(tuple),
    container_title=LETTERS.map(lambda text: f"Journal of {text}"),
    issued=st.sampled_from([(), (2004,), (1999,)]),
    volume=st.sampled_from(["", "12", "012", "55 Suppl 2"]),
    issue=st.sampled_from(["", "3"]),
    page=st.sampled_from(["", "12-19", "e12", "S12-S18", "12, 15-17"]),
    doi=st.sampled_from(["", "10.5555/a_b(1)2.x", "10.5555/a<b>"]),
    pmid=st.sampled_from(["", "91000001"]),
)


@every_writer
@given(items=st.lists(MADE, min_size=1, max_size=3))
def test_any_item_comes_back(format: Format, items: list[Item]) -> None:
    assert format.read
    data = written(format, {f"k{number}": item for number, item in enumerate(items, 1)})
    found = [one.item for one in format.read(data, "sample").references if one.item]
    assert [comparable(one, format.name) for one in found] == [comparable(one, format.name) for one in items]
