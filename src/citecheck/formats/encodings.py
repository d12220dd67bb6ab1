"""Bytes of a bibliography file to text, whatever encoding its program chose, and how that was found out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from citecheck.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What editors and programs write into the head of a file: `% Encoding: Cp1252`, `-*- coding: latin-9-unix -*-`.
_DECLARED = re.compile(rb"coding[:=]\s*[\"']?([A-Za-z][\w-]*)", re.I)
_EAST_ASIAN = ["gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"]
_CYRILLIC = ["cp1251", "koi8_r", "mac_cyrillic"]
_TYPOGRAPHIC = frozenset("’‘“”–—…«»°±×§®©™²³µ·¡¿\xa0")
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file; `text.encode(encoding)` gives its bytes again. `guessed`: nothing in the file says so."""

    text: str
    encoding: str
    guessed: bool = False

    def notes(self, file: str) -> tuple[str, ...]:
        """What a person should know of how the file was read."""
        if not self.guessed:
            return ()
        return (f"{file} is not UTF-8 and was read as {self.encoding}: if names look wrong, save it as UTF-8",)


def decode(data: bytes, file: str) -> Decoded:
    """The text, by mark, as UTF-8, as declared, or as guessed. InputError for a binary file."""
    found = _marked(data, file) or _utf8(data)
    if found is None:
        found = _wide(data) or _declared(data) or _guessed(data)
    place = found.text.find("\x00")
    if place >= 0:
        line = found.text.count("\n", 0, place) + 1
        raise InputError(f"{file}:{line} is not text: it holds the control character U+0000", hint="save it as text")
    return found


def _marked(data: bytes, file: str) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strictly(data, encoding)
            if text is not None:
                return Decoded(text, encoding)
            if encoding == "utf-16":
                raise _half(data, file)
            rest = _guessed(data[len(mark) :])
            return Decoded(rest.text, rest.encoding, True)
    return None


def _half(data: bytes, file: str) -> InputError:
    """UTF-16 in which a character is broken: the error with its line."""
    line = data.decode("utf-16", errors="replace").partition("\ufffd")[0].count("\n") + 1
    return InputError(f"{file}:{line} is not UTF-16 text", hint="save it as UTF-8")


def _utf8(data: bytes) -> Decoded | None:
    text = _strictly(data, "utf-8")
    return None if text is None or ("\x00" in text and _looks_wide(data)) else Decoded(text, "utf-8")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _looks_wide(data: bytes) -> str:
    """The name of UTF-16 without a mark, by where its zero bytes stand."""
    head = data[:4000]
    if len(head) < 8:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * len(head) / 2 and odd < even / 10 else ""


def _wide(data: bytes) -> Decoded | None:
    encoding = _looks_wide(data)
    text = _strictly(data, encoding) if encoding else None
    return None if text is None else Decoded(text, encoding, True)


def _declared(data: bytes) -> Decoded | None:
    for match in _DECLARED.finditer(data[:2000]):
        name = re.sub(r"-(?:unix|dos|mac)$", "", match[1].decode("ascii").lower())
        name = {"latin-9": "iso8859-15", "latin9": "iso8859-15", "ansinew": "cp1252", "applemac": "mac_roman"}.get(
            name, name
        )
        text = _strictly(data, name) if name not in ("utf-8", "utf8") else None
        if text is not None:
            return Decoded(text, name)
    return None


def _guessed(data: bytes) -> Decoded:
    high = list(re.finditer(rb"[\x80-\xff]+", data[:2_000_000]))[:2000]
    if high and sum(len(match[0]) > 3 for match in high) > len(high) / 2:
        sample = b"\n".join(match[0] for match in high)
        found = _by_statistics(data, sample) or _east_asian(data)
        if found:
            return found
    ways = [way for name in ("cp1252", "mac_roman", "latin-1") if (way := _single(data, name))]
    return max(ways, key=lambda way: _plausible(way.text))


def _single(data: bytes, encoding: str) -> Decoded | None:
    text = _strictly(data, encoding)
    return None if text is None else Decoded(text, encoding, True)


def _by_statistics(data: bytes, sample: bytes) -> Decoded | None:
    """Enough bytes of another script say which one they are."""
    if len(sample) < 64:
        return None
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:_SAMPLE], cp_isolation=_EAST_ASIAN + _CYRILLIC + ["cp1252"]).best()
    return _single(data, best.encoding) if best else None


def _east_asian(data: bytes) -> Decoded | None:
    found = _single(data, "gb18030")
    return found if found and re.search(r"[一-鿿]{2}", found.text) else None


def _plausible(text: str) -> int:
    """How much the letters beyond ASCII look like those of words: `é` between letters does, `È` behind one does not."""
    score = 0
    for match in re.finditer(r"(.?)([^\x00-\x7f])(.?)", text[:1_000_000]):
        before, char, after = match.groups()
        beside = before.isalpha() or after.isalpha()
        if char.isalpha():
            score += -2 if char.isupper() and before.islower() else 1 if beside else 0
        else:
            score += 1 if char in _TYPOGRAPHIC else -1
            score -= 2 if before.isalpha() and after.isalpha() and char not in "’–" else 0
            score -= 3 if "\x80" <= char <= "\x9f" else 0
    return score


def bare(head: bytes) -> bytes:
    """The beginning of a file without its mark; of UTF-16 the bytes that matter; with one kind of line end."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_wide(head)
    text = (
        head.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE).replace(b"\0", b"") if wide else head
    )
    return text.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
