"""`python -m bench.documents.fuzz --formats DIR [--seconds 240] [FORMAT …]`: damaged real files, read until time is up.

Each file is damaged by a dice of its own number, so that a failure can be made again (`--first NUMBER --seconds 1`). A
failure is any exception but ours, a death of the process, or more than twenty seconds for a file.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from citecheck.errors import CitecheckError
from citecheck.formats import choice

FOLDERS = {
    "docx": ("docx", ".docx"), "odt": ("docx", ".odt"), "pdf": ("pdf", ".pdf"), "jats": ("jats", ".xml"),
    "tei": ("tei", ".xml"), "html": ("html", ".html"), "latex": ("latex", ""), "markdown": ("markdown", ""),
    "rtf": ("docx", ".docx"), "text": ("docx", ".docx"),
}  # fmt: skip
_LARGEST = 500_000  # bytes of a file that is damaged
_SLOW = 20.0  # seconds
_TOKENS = (
    b"<", b">", b"&", b"&x;", b"</", b"<!DOCTYPE a [", b"<![CDATA[", b"{", b"}", b"\\", b"\\begin{", b"\\bibitem{",
    b"\\input{a}", b"\\cite{", b"[", b"]", b"(", b")", b"[@", b"@", b"---\n", b"```", b"$$", b"References\n", b"\0",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa9", b"\r", b"\n" * 50, b" " * 2000, b"9" * 400,
    b"1" * 40 + b".", b"A. " * 500, b"2004;3:4-5. ", b"doi:10.1000/", b"<w:p>", b"<w:fldChar w:fldCharType='end'/>",
    b"<ref>", b"<table><tr>", b"{\\rtf1 ", b"{\\*\\", b"\\u-1?", b"endobj", b"stream\n", b"/Kids[2 0 R]", b"<<", b">>",
)  # fmt: skip


def damaged(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """The file with one to six faults; of a packed one, mostly in its parts."""
    if data.startswith(b"PK") and dice.random() < 0.85:
        return _repacked(data, dice, others)
    held = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        _fault(held, dice, others)
    return bytes(held)


def _fault(held: bytearray, dice: random.Random, others: Sequence[bytes]) -> None:
    at, length = dice.randrange(len(held) + 1), int(dice.expovariate(1 / 40)) + 1
    kind = dice.randrange(7)
    if kind == 0:
        held[at : at + length] = dice.randbytes(length)
    elif kind == 1:
        del held[at : at + length * dice.choice((1, 1, 20, 500))]
    elif kind == 2:
        held[at:at] = held[at : at + length] * dice.choice((1, 2, 50))
    elif kind == 3:
        held[at:at] = dice.choice(_TOKENS) * dice.choice((1, 1, 3, 100))
    elif kind == 4 and held:
        held[at - 1 if at else 0] ^= 1 << dice.randrange(8)
    elif kind == 5:
        other = dice.choice(others)
        start = dice.randrange(len(other) + 1)
        held[at : at + length] = other[start : start + length * dice.choice((1, 30))]
    elif dice.random() < 0.2:
        del held[at:]


def _repacked(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = [one for one in old.namelist() if one.endswith((".xml", ".rels"))]
        chosen = set(dice.sample(names, min(len(names), dice.randint(1, 2))))
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, dice, others) if name in chosen or "document.xml" in name else part)
    return out.getvalue()


def _files(folder: Path, format: str) -> list[bytes]:
    """Real files of a format; for text and RTF, what Word documents hold."""
    name, suffix = FOLDERS[format]
    found = [one for one in sorted((folder / name).iterdir()) if one.suffix != ".json" and one.name.endswith(suffix)]
    data = [one.read_bytes() for one in found if one.stat().st_size < _LARGEST]
    if format not in ("rtf", "text"):
        return data
    texts = []
    for one in data:
        try:
            texts.append("\n\n".join(reference.raw for reference in choice.document(one, "a.docx").references))
        except CitecheckError:
            continue
    heads = (
        ("{\\rtf1\\ansi\n\\par References\\par\n", "\\par\n", "}") if format == "rtf" else ("References\n\n", "\n", "")
    )
    return [
        (heads[0] + text.replace("\n\n", heads[1]) + heads[2]).encode("ascii" if format == "rtf" else "utf-8", "ignore")
        for text in texts
    ]


def _worker(format: str, folder: Path, number: Synchronized[int], until: float, found: Any) -> None:
    files = _files(folder, format)
    while time.time() < until:
        dice = random.Random(number.value)
        data = damaged(dice.choice(files), dice, files)
        begin = time.monotonic()
        try:
            document = choice.document(data, f"damaged.{format}", format)
            outcome = "read" if list(document.references) else "empty"
        except CitecheckError:
            outcome = "refused"
        except Exception as error:
            outcome = f"crash {number.value}: {error!r:.80} {traceback.extract_tb(error.__traceback__)[-1]}"
        if (seconds := time.monotonic() - begin) > _SLOW:
            outcome = f"slow {number.value}: {seconds:.0f} s"
        found.put((outcome, seconds))
        number.value += 1


def fuzz(format: str, folder: Path, seconds: float, first: int) -> str:
    """One line on what came of the damaged files of a format."""
    number: Synchronized[int] = multiprocessing.Value("q", first)
    found: Any = multiprocessing.Queue()
    outcomes: Counter[str] = Counter()
    slowest, until = 0.0, time.time() + seconds
    while time.time() < until:
        process = multiprocessing.Process(target=_worker, args=(format, folder, number, until, found))
        process.start()
        while process.is_alive() or not found.empty():
            if found.empty():
                time.sleep(0.05)
                continue
            outcome, took = found.get()
            outcomes[outcome] += 1
            slowest = max(slowest, took)
        if process.exitcode:
            outcomes[f"death {number.value}: exit code {process.exitcode}"] += 1
            number.value += 1
    bad = [name for name in outcomes if name.split()[0] in ("crash", "slow", "death")]
    told = ", ".join(f"{outcomes[name]:,} {name}" for name in ("read", "empty", "refused"))
    head = f"{format}: {outcomes.total():,} files in {seconds:.0f} s"
    return f"{head}: {told}; slowest {slowest:.1f} s; failures: {bad or 'none'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--formats", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("names", nargs="*", metavar="FORMAT", default=list(FOLDERS))
    arguments = parser.parse_args()
    for name in arguments.names or FOLDERS:
        print(fuzz(name, arguments.formats, arguments.seconds, arguments.first), flush=True)


if __name__ == "__main__":
    main()
