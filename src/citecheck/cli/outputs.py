"""Where reports and completed lists go: every place is checked before anything is asked, every file is whole or old."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from citecheck.cli import streams
from citecheck.errors import CitecheckError, SettingsError, because

STDOUT = "-"
_HINT = "name a file in a folder you may write to"


class Output(NamedTuple):
    """One thing to write: `kind` is reports or formats, `name` that of the plug-in, `path` a file or `-`."""

    kind: str
    name: str
    path: str


def asked_for(text: str, kind: str) -> Output:
    """What `--report FORMAT=PATH` or `--export FORMAT=PATH` asks for."""
    flag = "report" if kind == "reports" else "export"
    name, equals, path = text.partition("=")
    if not equals or not path or not name:
        raise SettingsError(f"--{flag} {text!r} is not FORMAT=PATH", hint=f"for example --{flag} json=report.json")
    return Output(kind, name, path)


def check(outputs: Sequence[Output], *, reads: Sequence[str] = ()) -> None:
    """SettingsError for a place that can't be written, that two outputs share, or that is one of the files we read."""
    inputs = [Path(name).resolve() for name in reads if name != STDOUT and Path(name).exists()]
    taken: dict[Path, Output] = {}
    for output in outputs:
        target = Path(output.path)
        if output.path == STDOUT or _special(target):
            continue
        if any(_same(target, one) for one in inputs):
            raise SettingsError(f"{output.path} is the list itself", hint="write to another file")
        if other := taken.get(target.resolve()):
            raise SettingsError(f"{other.name} and {output.name} are to go to the same file", hint="name two files")
        taken[target.resolve()] = output
        _check_place(target)
    shared = [output.name for output in outputs if output.path == STDOUT]
    if len(shared) > 1:
        raise SettingsError(f"{' and '.join(shared)} can't share stdout", hint=f"write one to a file: {shared[1]}=PATH")


def _check_place(target: Path) -> None:
    if target.is_dir():
        raise SettingsError(f"can't write {target}: is a folder", hint=f"name a file in it: {target / 'report'}")
    above = next(one for one in target.resolve().parents if one.exists())
    if not above.is_dir():
        raise SettingsError(f"can't write {target}: {above} is no folder", hint=_HINT)
    if not os.access(above, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        raise SettingsError(f"can't write {target}: permission denied", hint=_HINT)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other


def _special(path: Path) -> bool:
    """True for a device, a pipe or a socket, which can only be written in place."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


Writing = tuple[str, Callable[[], Iterable[bytes]]]
"""A path, and what makes the bytes that go there."""


def write_all(outputs: Iterable[Writing]) -> list[CitecheckError]:
    """Writes each, whatever becomes of the others; what went wrong comes back.

    A reader of stdout who has left is no fault: the files are what counts.
    """
    faults: list[CitecheckError] = []
    for path, parts in outputs:
        try:
            write(path, parts())
        except BrokenPipeError:
            streams.abandon()
        except CitecheckError as error:
            faults.append(error)
    return faults


def write(path: str, parts: Iterable[bytes]) -> None:
    """To a file, which stays as it was when something goes wrong, or to stdout. SettingsError says what went wrong."""
    try:
        if path == STDOUT:
            streams.write(parts)
            return
        with _replacing(Path(path)) as file:
            file.writelines(parts)
    except BrokenPipeError:
        raise
    except OSError as error:
        if path == STDOUT:
            streams.abandon()
        name = "to stdout" if path == STDOUT else path
        raise SettingsError(f"can't write {name}: {because(error)}", hint=_HINT) from None


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file beside `path` that takes its place, with its rights, when all is written."""
    if _special(path):
        with path.open("wb") as file:
            yield file
        return
    target = path.resolve()  # a link keeps leading to what it leads to
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name[:80]}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            yield file
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def complain(error: CitecheckError) -> None:
    """One sentence and a hint on stderr."""
    print(f"citecheck: error: {shown(str(error))}", file=sys.stderr)
    if error.hint:
        print(f"  hint: {shown(error.hint)}", file=sys.stderr)


def shown(text: str) -> str:
    """`text` with nothing in it that a terminal would obey."""
    if text.isprintable():
        return text
    from citecheck.reports.shared import visible

    return "\n".join(map(visible, text.split("\n")))
