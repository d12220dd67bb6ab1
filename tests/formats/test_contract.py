"""What every reader and writer promises, whichever they are: order, completeness, no crash on any bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck import plugins
from citecheck.errors import InputError
from citecheck.interfaces import Document, Exported, Format
from citecheck.model import Item, Name, Reference

Read = Callable[[bytes, str], Document]
FORMATS = {one.name: one for one in plugins.values("formats", Format)}
READERS = {name: one.read for name, one in FORMATS.items() if one.read}
WRITERS = {name: one for name, one in FORMATS.items() if one.write and one.read}
TITLES = [f"On bones and teeth, part {number}" for number in range(1, 31)]
SAMPLES: dict[str, bytes] = {
    "csv": ("key,title\n" + "".join(f'{place},"{title}"\n' for place, title in enumerate(TITLES, 1))).encode(),
    "text": "".join(f"{place}. Mosca C. {title}. Gut. 2004;3:4-5.\n" for place, title in enumerate(TITLES, 1)).encode(),
    "csl-json": json.dumps([{"id": place, "title": title} for place, title in enumerate(TITLES, 1)]).encode(),
}
BYTES = st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
LIKELY = st.text(st.sampled_from('key,reference;title\t\r\n"[]{}: 1.2(3)etalMoscaC2004é'), max_size=200).map(str.encode)
PREFIXES = st.sampled_from([b"", b"key,reference,year,doi\n", b"title\n", b"1. ", b"[", b'[{"title": ', b"\xff\xfe"])
reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS)
every_writer = pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)


def test_every_format_of_ours_is_under_contract() -> None:
    assert {"csv", "text", "csl-json"} <= set(READERS)
    assert {"csl-json", "bibtex"} <= set(WRITERS)


@reader
@given(data=st.tuples(PREFIXES, BYTES | LIKELY).map(b"".join))
def test_any_bytes_are_references_or_an_input_error(read: Read, data: bytes) -> None:
    references, error = outcome(read, data)
    assert bool(references) != bool(error)
    assert error is None or ("list" in str(error) and error.hint)
    for one in references:
        assert_sound(one)
    assert len({one.key for one in references}) == len(references)


def outcome(read: Read, data: bytes) -> tuple[list[Reference], InputError | None]:
    try:
        return list(read(data, "list").references), None
    except InputError as error:
        return [], error


def assert_sound(one: Reference) -> None:
    assert (one.item is None) == bool(one.problem)
    assert one.key
    assert "\n" not in one.raw + one.problem
    assert one.location.file == "list"
    assert one.location.line > 0 or one.location.page > 0 or one.location.path
    assert all(0 <= span.start <= span.end <= len(one.raw) for span in one.spans)


@pytest.mark.parametrize(("read", "data"), [(READERS[name], data) for name, data in SAMPLES.items()], ids=SAMPLES)
def test_references_come_in_the_order_of_the_file_and_all_of_them(read: Read, data: bytes) -> None:
    references = list(read(data, "list").references)
    assert [one.item.title for one in references if one.item] == TITLES
    assert [one.key for one in references] == [str(place) for place in range(1, 31)]
    lines = [one.location.line for one in references]
    assert lines == sorted(lines)


@reader
@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \r\n"])
def test_an_empty_file_has_no_references_and_says_so(read: Read, data: bytes) -> None:
    with pytest.raises(InputError, match="no references in list"):
        list(read(data, "list").references)


@reader
def test_bytes_in_another_encoding_are_read_with_a_note_or_refused_in_words(read: Read) -> None:
    references, error = outcome(read, "key,title\n1,Sjögren\n".encode("latin-1"))
    if error:
        assert "list" in str(error)
        assert error.hint
    else:
        assert references
        notes = read("key,title\n1,Sjögren\n".encode("latin-1"), "list").notes
        assert ["was read as cp1252" in note for note in notes] == [True]


@every_writer
def test_items_are_written_in_the_order_given_and_all_of_them(writer: Format) -> None:
    author = (Name(family="Mosca", given="C"),)
    items = [(f"k{place}", Item(title=title, author=author)) for place, title in enumerate(TITLES)]
    assert [one.item.title for one in there_and_back(writer, items) if one.item] == TITLES


@every_writer
def test_keys_of_their_own_come_back(writer: Format) -> None:
    items = [(f"Mosca2004{letter}", Item(title=f"On bones {letter}")) for letter in "abc"]
    keys = [one.key for one in there_and_back(writer, items)]
    assert keys in ([key for key, _ in items], ["1", "2", "3"])


@every_writer
def test_a_writer_takes_no_items_and_bare_items(writer: Format) -> None:
    assert writer.write
    assert isinstance(b"".join(writer.write([], "")), bytes)
    (found,) = there_and_back(writer, [("a", Item(title="x"))])
    assert found.item


def there_and_back(format: Format, items: Iterable[tuple[str, Item]]) -> list[Reference]:
    assert format.write
    assert format.read
    data = b"".join(format.write((Exported(key=key, item=item) for key, item in items), ""))
    return list(format.read(data, "list").references)
