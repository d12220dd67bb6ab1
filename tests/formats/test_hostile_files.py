"""Files made to hurt a reader: each ends in references or in a clear error, soon, and nothing else is opened."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck import plugins
from citecheck.errors import InputError
from citecheck.formats import choice
from citecheck.interfaces import Document, Format
from citecheck.model import Reference
from tests.formats.twelve import formats, sample

LONG = "x" * 1_000_000
SECONDS = 20  # a bound for a slow and busy machine; a tenth of it is the rule
every_format = pytest.mark.parametrize("format", formats(), ids=[one.name for one in formats()])


def read(format: Format, data: bytes) -> list[Reference] | InputError:
    assert format.read
    begin = time.monotonic()
    found = _outcome(format.read, data)
    assert time.monotonic() - begin < SECONDS
    if isinstance(found, InputError):
        assert found.hint
        assert "list" in str(found)
    return found


def _outcome(read: Callable[[bytes, str], Document], data: bytes) -> list[Reference] | InputError:
    try:
        return list(read(data, "list").references)
    except InputError as error:
        return error


@every_format
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_keeps_what_it_has_or_is_refused_with_its_place(format: Format, share: float) -> None:
    data = sample(format)
    found = read(format, data[: int(len(data) * share)])
    if isinstance(found, list):
        assert found
        assert all(one.item or one.problem for one in found)


@every_format
def test_a_binary_file_is_no_list(format: Format) -> None:
    found = read(format, bytes(range(256)) * 40)
    assert isinstance(found, InputError) or all(one.problem for one in found)


@every_format
def test_a_file_of_one_kind_named_as_another_is_never_a_crash(format: Format) -> None:
    for other in formats():
        read(format, sample(other))


HOSTILE = {
    "deep braces": b"@article{a, title = " + b"{" * 100_000 + b"x" + b"}" * 100_000 + b"}",
    "open braces": b"@article{a, title = " + b"{" * 100_000,
    "many openings": b"@article{a,\n" * 20_000,
    "many at signs": b"@" * 500_000,
    "long bib field": b"@article{a, title = {" + LONG.encode() + b"}}",
    "long key": b"@article{" + LONG.encode() + b", title = {x}}",
    "many quotes": b'@article{a, title = "' + b'"' * 200_000,
    "circle": b"@book{a, crossref = {b}, year = 2000}\n@book{b, crossref = {a}, title = {x}}\n" * 50,
    "long ris field": b"TY  - JOUR\nTI  - " + LONG.encode() + b"\nER  - \n",
    "many tags": b"TY  - JOUR\n" + b"KW  - x\n" * 50_000 + b"ER  - \n",
    "untagged lines": b"TY  - JOUR\nAB  - x\n" + b"and more\n" * 50_000 + b"TI  - y\nER  - \n",
    "long medline field": b"PMID- 1\nTI  - " + LONG.encode() + b"\n",
    "nested json": b'[{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]",
    "long number": b'[{"title": "x", "volume": ' + b"1" * 100_000 + b"}]",
    "nested yaml": b"references:\n- title: " + b"[" * 5_000 + b"]" * 5_000,
    "yaml of aliases": b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a, *a, *a, *a]\n" % (n, n) for n in range(300)),
    "yaml tag": b"references:\n- title: !!python/object/apply:os.system ['true']\n",
    "xml entity": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"y" * 10_000 + b'"><!ENTITY b "'
    + b"&a;" * 1_000 + b'">]><xml><records><record><titles><title>' + b"&b;" * 1_000
    + b"</title></titles></record></records></xml>",
    "deep xml": b"<xml><records><record>" + b"<a>" * 50_000,
    "long csv cell": b"title,year\n" + LONG.encode() + b",2004\n",
    "open quote": b'title,year\n"' + b"x\n" * 3_000,
    "many columns": b",".join(b"title" for _ in range(20_000)) + b"\nx\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon_in_every_reader(name: str) -> None:
    for format in formats():
        read(format, HOSTILE[name])


def test_an_entity_of_another_file_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for you", encoding="utf-8")
    data = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        "<xml><records><record><titles><title>On &e; bones</title></titles></record></records></xml>"
    )
    found = read(plugins.value("formats", "endnote", Format), data.encode())
    assert "not for you" not in str(found)


def test_a_yaml_tag_makes_nothing() -> None:
    found = read(plugins.value("formats", "csl-yaml", Format), HOSTILE["yaml tag"])
    assert [one.item.title for one in found if one.item] == ["true"] if isinstance(found, list) else []


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 150_000_000)
    found = read(plugins.value("formats", "xlsx", Format), target.getvalue())
    assert isinstance(found, InputError)
    assert "would unpack to" in str(found)


def test_a_broken_entry_in_the_middle_is_unreadable_with_its_line_and_the_rest_goes_on() -> None:
    data = b"@article{a, title = {One}}\n\n@article{b,\n title = {Two,\n year = 2004\n\n@article{c, title = {Three}}\n"
    one, two, three = choice.document(data, "list.bib").references
    assert [one.item.title for one in (one, three) if one.item] == ["One", "Three"]
    assert (two.key, two.location.line) == ("b", 3)
    assert two.problem == "the entry is broken: the value of title is not closed"


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16", "utf-8-sig", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_is_read_in_whatever_encoding_and_with_whatever_line_ends(encoding: str, end: str) -> None:
    text = "TY  - JOUR\nAU  - Müller, Zoë\nTI  - Über die Größe von Möwen – “schön”\nPY  - 2004\nER  - \n"
    document = choice.document(text.replace("\n", end).encode(encoding), "list.ris")
    (one,) = document.references
    assert one.item
    assert (one.item.title, one.item.author[0].family) == ("Über die Größe von Möwen – “schön”", "Müller")
    assert bool(document.notes) == (encoding in ("cp1252", "mac_roman", "utf-16-le", "utf-16-be"))


NOISE = st.binary(max_size=60) | st.sampled_from(
    [b"@article{", b"{", b"}", b"TY  - ", b"\n", b'"', b",", b"ER  - ", b"<", b"- "]
)


@every_format
@given(cuts=st.lists(st.tuples(st.floats(0, 1), NOISE), max_size=4))
def test_a_sample_with_noise_in_it_is_references_or_an_input_error(
    format: Format, cuts: list[tuple[float, bytes]]
) -> None:
    data = sample(format)
    for place, noise in cuts:
        at = int(place * len(data))
        data = data[:at] + noise + data[at:]
    found = read(format, data)
    if isinstance(found, list):
        assert len({one.key for one in found}) == len(found)
        assert all((one.item is None) == bool(one.problem) for one in found)


def test_what_stands_between_records_belongs_to_none() -> None:
    data = (
        b"1.\nTY  - JOUR\nTI  - One\nUR  - https://example.org/1\nER  - \n\n2.\nTY  - JOUR\nTI  - Two,\nwritten on\n"
        b"UR  - https://example.org/2\n\nRecord #3 of 3\nTY  - JOUR\nTI  - Three\n"
    )
    items = [one.item for one in choice.document(data, "list.ris").references if one.item]
    assert [item.title for item in items] == ["One", "Two, written on", "Three"]
    assert [item.url for item in items] == ["https://example.org/1", "https://example.org/2", ""]
