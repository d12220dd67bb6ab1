"""From bytes to text, and what is said of bytes that are none."""

from __future__ import annotations

import pytest

from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.model import Item


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_utf_8_and_marked_utf_16_is_read(encoding: str) -> None:
    assert shared.decoding("Sjögren\r\nŁoś".encode(encoding), "list").text == "Sjögren\r\nŁoś"


def test_big_endian_utf_16_is_read() -> None:
    assert shared.decoding(b"\xfe\xff" + "Sjögren".encode("utf-16-be"), "list").text == "Sjögren"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_text_in_another_encoding_is_read_and_a_note_says_so(end: bytes) -> None:
    found = shared.decoding(end.join([b"a", b"\xc3\xb6", b"Sj\xf6gren"]), "list")
    assert "Sjögren" in found.text
    assert found.notes("list") == ("list is not UTF-8 and was read as cp1252: if names look wrong, save it as UTF-8",)


def test_half_a_character_of_utf_16_is_named_with_its_line() -> None:
    with pytest.raises(InputError, match=r"list:2 is not UTF-16 text"):
        shared.decoding("a\nb".encode("utf-16") + b"\x00", "list")


@pytest.mark.parametrize("code", [0, 1, 0x1F, 0x7F])
def test_control_characters_are_not_text(code: int) -> None:
    with pytest.raises(InputError, match=rf"list:2 is not text: it holds the control character U\+{code:04X}"):
        shared.decoding(b"a\nb" + bytes([code]), "list")


def test_a_key_is_given_out_once() -> None:
    taken = {"a-2": 1}
    assert [shared.unique("a", taken) for _ in range(3)] == ["a", "a-3", "a-4"]


def test_a_line_of_an_item_ends_each_part_once() -> None:
    item = Item(title="Are bones alive?", container_title="J. Bone", volume="3", number="e7", pmid="77")
    assert shared.one_line(item) == "Are bones alive? J. Bone. 3:e7. PMID: 77."
