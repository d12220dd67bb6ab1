"""From printed lines to blocks: columns in order; heads, feet, page and line numbers left out; indents and gaps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.joining import joined
from citecheck.formats.documents.pdf_pages import Line
from citecheck.model import Location

_EDGE = 0.09  # of the page's height, where heads and feet stand
_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|página|стр\.)?\W*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|von|de)\s*\d{1,4})?\W*", re.I
)
_LINE_NUMBER = re.compile(r"\s*(\d{1,4})(?:\s+|$)")
_INSIDE = re.compile("([\ufffe\x02])\\s*\\d{1,4}\\s+(?=\\S)")  # of a line that PDFium has joined at a hyphen
_LAST_NUMBER = re.compile(r"(?:^|\s)(\d{1,4})\s*$")
_RUN = 30  # line numbers that follow each other
_FEW_CHANGES = 6  # from one column to the other, where the file has them in order
_LEAST = 3  # pages on which a head must come again
_AT_ONCE = 200  # pages
_FEW_LINES = 8  # of a page that tells nothing of heads
_CLEAR = 1.8  # times the usual distance of lines


def blocks(pages: Iterable[list[Line]], file: str) -> list[Block]:
    """The lines that belong to the text, in reading order.

    Long files are looked at in parts of some pages, so that only blocks are kept of what is behind.
    """
    answer: list[Block] = []
    waiting = iter(pages)
    while part := list(islice(waiting, _AT_ONCE)):
        lines = _without_furniture([line for page in part for line in page])
        kept: defaultdict[int, list[Line]] = defaultdict(list)
        for line in _unnumbered_right(_unnumbered(lines)):
            kept[line.page].append(line)
        for number in sorted(kept):
            answer += _page(kept[number], Location(file=file, page=number))
    return answer


def _without_furniture(lines: Sequence[Line]) -> list[Line]:
    """Without page numbers, and what stands at the same edge of many pages: the same words, or at the same height."""
    pages = len({line.page for line in lines})
    seen: Counter[tuple[str, bool]] = Counter()
    shown: set[tuple[str, bool, int]] = set()
    for line in lines:
        if _at_edge(line) and (*_alike(line), line.page) not in shown:
            shown.add((*_alike(line), line.page))
            seen[_alike(line)] += 1
    often = max(2, min(_LEAST, pages // 3))
    heights = _heights_of_heads(lines)
    return [
        line
        for line in lines
        if not (
            _at_edge(line)
            and (
                seen[_alike(line)] >= often
                or (_NUMBER.fullmatch(line.text) and len(line.text) < 20)
                or _height(line) in heights
            )
        )
    ]


def _heights_of_heads(lines: Sequence[Line]) -> set[tuple[int, bool]]:
    """The heights at which most pages have a line that stands clear of the text: heads differ from page to page."""
    by_page: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    here: Counter[tuple[int, bool]] = Counter()
    clear: Counter[tuple[int, bool]] = Counter()
    for page in by_page.values():
        heights = sorted({round(line.bottom) for line in page})
        if len(heights) < _FEW_LINES:
            continue
        usual = sorted(two - one for one, two in pairwise(heights) if two - one > 4)
        for edge, gap in ((heights[-1], heights[-1] - heights[-2]), (heights[0], heights[1] - heights[0])):
            place = (edge // 2, edge < page[0].height / 2)
            here[place] += 1
            clear[place] += bool(usual) and gap > _CLEAR * usual[len(usual) // 2]
    return {place for place, count in here.items() if count >= 2 and clear[place] * 2 > len(by_page) > 1}


def _height(line: Line) -> tuple[int, bool]:
    return round(line.bottom) // 2, line.bottom < line.height / 2


def _at_edge(line: Line) -> bool:
    return line.bottom > (1 - _EDGE) * line.height or line.top < _EDGE * line.height


def _alike(line: Line) -> tuple[str, bool]:
    return re.sub(r"\W*\d+\W*", "#", line.text.strip().lower())[:60], line.top < line.height / 2


def _unnumbered(lines: Sequence[Line]) -> list[Line]:
    """Without the line numbers that manuscripts have in their margin, in lines of their own or before the text."""
    numbers = [int(match[1]) if (match := _LINE_NUMBER.match(line.text)) else -1 for line in lines]
    known = [number for number in numbers if number >= 0]
    steps = sum(0 < two - one <= 5 for one, two in pairwise(known))
    if len(known) < 30 or len(known) < 0.45 * len(lines) or steps < 0.8 * (len(known) - 1):
        return list(lines)
    answer = []
    for line, number in zip(lines, numbers, strict=True):
        match = _LINE_NUMBER.match(line.text) if number >= 0 else None
        text = _INSIDE.sub(r"\1", line.text[match.end() :] if match else line.text)
        if text.strip():
            cut = match.end() if match else 0
            raised = tuple((a - cut, b - cut) for a, b in line.raised if a >= cut)
            answer.append(replace(line, text=text, raised=raised, left=line.behind if match else line.left))
    return answer


def _unnumbered_right(lines: Sequence[Line]) -> list[Line]:
    """The same where they stand behind the text: the longest run of numbers that follow each other."""
    found = [(at, match) for at, line in enumerate(lines) if (match := _LAST_NUMBER.search(line.text))]
    runs: dict[int, tuple[int, int]] = {}  # by its last number: how long, and the place of that number
    before: dict[int, int] = {}
    for place, (_, match) in enumerate(found):
        number = int(match[1])
        length, last = max(runs.get(number - step, (0, -1)) for step in range(1, 6))
        if length >= runs.get(number, (0, -1))[0]:
            runs[number], before[place] = (length + 1, place), last
    length, place = max(runs.values(), default=(0, -1))
    if length < _RUN:
        return list(lines)
    answer = list(lines)
    while place >= 0:
        at, match = found[place]
        place = before[place]
        line, end = lines[at], match.start()
        answer[at] = replace(line, text=line.text[:end], raised=tuple(one for one in line.raised if one[1] <= end))
    return [line for line in answer if line.text.strip()]


def _page(lines: Sequence[Line], where: Location) -> Iterator[Block]:
    ordered = _in_columns(lines)
    spacing = _spacing(ordered)
    margins = _margins(ordered)
    before: Line | None = None
    for at, line in enumerate(ordered):
        gap = before.low - line.bottom if before else 0.0
        below = before is not None and abs(before.left - line.left) < 0.4 * line.width and gap > 0
        yield Block(
            text=line.text.replace("\t", " "),
            location=where,
            top=not below,
            apart=below and spacing > 0 and gap > 1.4 * spacing,
            indent=max(0.0, line.left - margins[at]),
            raised=line.raised,
            links=line.links,
        )
        before = line


def _in_columns(lines: Sequence[Line]) -> list[Line]:
    """Two columns one after the other where the file has their lines mixed; otherwise the order of the file."""
    if not lines:
        return []
    middle = lines[0].width / 2
    left = [line for line in lines if line.right < middle + 12]
    right = [line for line in lines if line.left > middle - 12]
    if min(len(left), len(right)) < 5 or len(left) + len(right) < 0.8 * len(lines):
        return list(lines)
    among = {id(line) for line in (*left, *right)}
    sides = [line.left > middle - 12 for line in lines if id(line) in among]
    if sum(one != two for one, two in pairwise(sides)) <= _FEW_CHANGES:
        return list(lines)
    wide = [line for line in lines if id(line) not in among]
    ordered = sorted(wide, key=lambda line: -line.top)
    return [*ordered, *sorted(left, key=lambda line: -line.top), *sorted(right, key=lambda line: -line.top)]


def _spacing(lines: Sequence[Line]) -> float:
    gaps = [one.low - two.bottom for one, two in pairwise(lines)]
    usual = sorted(gap for gap in gaps if 4 < gap < 60)
    return usual[len(usual) // 4] if usual else 0.0  # where entries are short, half of the gaps are between two


def _margins(lines: Sequence[Line]) -> list[float]:
    """For each line the left edge of its column: the leftmost place where several lines begin."""
    starts = Counter(round(line.left) for line in lines)
    edges: list[float] = []
    for place in sorted(starts):
        near = sum(starts[one] for one in (place - 1, place, place + 1))
        if near >= 2 and (not edges or place - edges[-1] > 80):
            edges.append(place)
    if not edges:
        edges = [min((line.left for line in lines), default=0.0)]
    return [max((edge for edge in edges if edge <= line.left + 2), default=edges[0]) for line in lines]


def paragraphs(lines: Sequence[Block]) -> list[Block]:
    """The lines of running text put together, page by page, so that no citation is cut by a line end."""
    answer: list[Block] = []
    group: list[Block] = []
    for line in lines:
        if group and (line.location.page != group[0].location.page or line.apart or len(group) > 60):
            answer.append(_together(group))
            group = []
        group.append(line)
    if group:
        answer.append(_together(group))
    return answer


def _together(group: Sequence[Block]) -> Block:
    text, raised = "", []
    for line in group:
        whole = joined([text, line.text]) if text else line.text.strip()
        shift = len(whole) - len(line.text.strip())
        leading = len(line.text) - len(line.text.lstrip())
        raised += [(start + shift - leading, end + shift - leading) for start, end in line.raised]
        text = whole
    return replace(group[0], text=text, raised=tuple(raised), whole=True)
