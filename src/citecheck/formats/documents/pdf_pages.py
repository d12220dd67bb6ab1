"""The printed lines of a PDF, with where they stand, by way of PDFium."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from citecheck.errors import InputError

MOST_PAGES = 10_000
LARGEST = 300_000_000  # bytes
_LONGEST_PAGE = 200_000  # characters
_LONGEST = 60_000_000  # all pages together
_NUMBERED = re.compile(r"\d{1,4}\s+(?=\S)")
_CLOSE = 3.0  # points
_ENDS = re.compile(r"[^\r\n]+")
_DIGITS = re.compile(r"(?<=[^\d\s])\d{1,3}(?:[,–—‒-]\s?\d{1,3})*|(?<=\s)\d{1,3}(?:[,–-]\d{1,3})*(?=\s|$|[.,;])")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its page from 1, its box in points from the lower left of the page, and its superscripts.

    `bottom` is where its letters stand, whatever hangs below.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    width: float  # of the page
    height: float  # of the page
    low: float  # the bottom of its last character: PDFium joins lines that a hyphen parts
    behind: float  # the left edge of what stands behind a number that it begins with; else its own
    raised: tuple[tuple[int, int], ...] = ()
    links: tuple[str, ...] = ()


def pages(data: bytes, file: str) -> tuple[int, Iterator[list[Line]]]:
    """How many pages there are, and the lines of each, read when they are asked for; the order is the file's.

    InputError for what can't be opened, and while reading for more text than a document has.
    """
    import pypdfium2

    if len(data) > LARGEST:
        raise InputError(f"{file} is larger than {LARGEST // 1_000_000} MB", hint="name a smaller file")
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        why = "is locked with a password" if locked else "is a broken PDF, or none"
        raise InputError(
            f"the list {file} {why}", hint="save it anew without one" if locked else "check that the file is whole"
        ) from None
    if count > MOST_PAGES:
        document.close()
        raise InputError(
            f"{file} has {count} pages; at most {MOST_PAGES} are read", hint="save the pages of the list alone"
        )
    return count, _each(document, count, file)


def _each(document: Any, count: int, file: str) -> Iterator[list[Line]]:
    letters = 0
    try:
        for number in range(count):
            lines = list(_page(document, number))
            letters += sum(len(line.text) for line in lines)
            if letters > _LONGEST:
                raise InputError(
                    f"{file}, page {number + 1}: there is more text than a document has",
                    hint="save the pages of the list alone",
                )
            yield lines
    finally:
        document.close()


def _page(document: Any, number: int) -> Iterator[Line]:
    import pypdfium2

    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return
    try:
        yield from _Reader(page, text, number + 1).lines()
    finally:
        text.close()
        page.close()


class _Reader:
    """One page: characters by number, each with its box."""

    def __init__(self, page: Any, text: Any, number: int) -> None:
        import pypdfium2.raw as raw

        self._raw, self._page, self._text, self._number = raw, page, text, number
        self._width, self._height = page.get_size()
        self._box = [ctypes.c_double() for _ in range(4)]

    def lines(self) -> Iterator[Line]:
        count = min(self._text.count_chars(), _LONGEST_PAGE)
        if count <= 0:
            return
        words = self._characters(count)
        links = list(self._links())
        for match in _ENDS.finditer(words):
            if match[0].strip():
                yield from self._line(match[0], match.start(), links)

    def _characters(self, count: int) -> str:
        """The characters as PDFium numbers them: one each, so that places in the text are numbers of characters."""
        buffer = (ctypes.c_ushort * (count + 1))()
        got = self._raw.FPDFText_GetText(self._text, 0, count, buffer)
        text = bytes(buffer)[: max(got - 1, 0) * 2].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
        # Characters outside the basic plane, or left out ones: number by number.
        get = self._raw.FPDFText_GetUnicode
        codes = (get(self._text, at) for at in range(count))
        return "".join(
            chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffe" if code == 0xFFFE else " "
            for code in codes
        )

    def box(self, at: int) -> tuple[float, float, float, float] | None:
        """Left, right, bottom, top."""
        left, right, bottom, top = self._box
        if not self._raw.FPDFText_GetCharBox(self._text, at, left, right, bottom, top):
            return None
        return left.value, right.value, bottom.value, top.value

    def _base(self, at: int) -> float:
        """The height of the line that a character stands on."""
        return self._box[1].value if self._raw.FPDFText_GetCharOrigin(self._text, at, *self._box[:2]) else 0.0

    def _line(
        self, words: str, start: int, links: list[tuple[str, tuple[float, float, float, float]]]
    ) -> Iterator[Line]:
        leading = len(words) - len(words.lstrip())
        text, start = words.strip(), start + leading
        first, last = self.box(start), self.box(start + len(text) - 1)
        if first is None or last is None:
            return
        end = self._base(start + len(text) - 1)
        bases = sorted(self._base(start + at) for at in _first_letters(text))
        bottom = bases[(len(bases) - 1) // 2]
        top = max(first[3], last[3] if end > bottom - _CLOSE else 0.0, bottom + _CLOSE)
        low = end if end < bottom - (top - bottom) / 2 else bottom
        raised = tuple(self._raised(text, start))
        number = _NUMBERED.match(text)
        behind = self.box(start + number.end()) if number else first
        near = tuple(
            uri
            for uri, box in links
            if box[0] < max(last[1], first[1]) and box[1] > first[0] and bottom - 3 <= (box[2] + box[3]) / 2 <= top + 3
        )
        yield Line(
            text=text,
            page=self._number,
            left=first[0],
            right=max(last[1], first[1]),
            bottom=bottom,
            top=top,
            width=self._width,
            height=self._height,
            low=low,
            behind=(behind or first)[0],
            raised=raised,
            links=near,
        )

    def _raised(self, text: str, start: int) -> Iterator[tuple[int, int]]:
        """Digits that stand higher and smaller than the character before them."""
        for match in _DIGITS.finditer(text):
            before = match.start() - 1
            while before >= 0 and (text[before].isspace() or text[before] in ".,;:)”\"'’"):
                before -= 1
            if before < 0:
                continue
            box, beside = self.box(start + match.start()), self.box(start + before)
            if box is None or beside is None:
                continue
            height = beside[3] - beside[2]
            if (
                height > 0
                and box[2] > beside[2] + 0.2 * height
                and box[3] - box[2] < 0.95 * max(height, 5.0)
                and box[3] > beside[2] + 0.75 * height
            ):
                yield match.span()

    def _links(self) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
        """Addresses and the boxes (left, right, bottom, top) that lead to them."""
        raw = self._raw
        place, link = ctypes.c_int(0), raw.FPDF_LINK()
        document = self._page.pdf
        for _ in range(500):
            if not raw.FPDFLink_Enumerate(self._page, ctypes.byref(place), ctypes.byref(link)):
                return
            rectangle = raw.FS_RECTF()
            action = raw.FPDFLink_GetAction(link)
            if not action or not raw.FPDFLink_GetAnnotRect(link, ctypes.byref(rectangle)):
                continue
            length = raw.FPDFAction_GetURIPath(document, action, None, 0)
            if not 1 < length < 2000:
                continue
            buffer = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(document, action, buffer, length)
            uri = buffer.raw[: length - 1].decode("utf-8", "replace")
            if "10." in uri:
                yield uri, (rectangle.left, rectangle.right, rectangle.bottom, rectangle.top)


def _first_letters(text: str) -> list[int]:
    """Three places near the beginning of a text, less where it is short: the first may be raised."""
    return [at for at, char in enumerate(text[:12]) if not char.isspace()][::4]
