"""Files that a document names: read only from the document's own folder and below, never through a link out of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from citecheck.errors import InputError, because
from citecheck.model import Reference

LARGEST = 50_000_000  # bytes
_BIBLIOGRAPHIES = (".bib", ".json", ".yaml", ".yml", ".ris", ".bibtex", ".xml", ".nbib", ".enl")


class OutsideError(InputError):
    """A name that leads out of the document's folder."""


def path(name: str, file: str, line: int) -> Path:
    """The file of this name beside `file`. InputError, with its place, where it leads out of the folder or is"
    " missing."""
    where = f"{file}:{line}"
    folder = Path(file).parent
    if file.startswith("<") or not folder.is_dir():
        raise InputError(
            f"{where} names {name}, which can't be read: the list is not a file", hint="name the file itself"
        )
    outside = OutsideError(
        f"{where} names {name}, which is outside its folder and is not read", hint="put it beside the document"
    )
    if "://" in name or name.startswith(("/", "\\", "~", "//")) or "\0" in name or ":" in name[:3]:
        raise outside
    try:
        found = (folder / name).resolve()
        inside = found.is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        raise outside from None
    if not inside:
        raise outside
    return found


def data(name: str, file: str, line: int) -> bytes:
    """The bytes of a file beside `file`. InputError with its place where they can't be had."""
    found = path(name, file, line)
    try:
        if not found.is_file():
            raise InputError(f"{file}:{line} names {name}, which is not there", hint="put it beside the document")
        if found.stat().st_size > LARGEST:
            raise InputError(f"{file}:{line} names {name}, which is too large", hint="name the list itself")
        return found.read_bytes()
    except OSError as error:
        raise InputError(f"{file}:{line} names {name}: {because(error)}", hint="put it beside the document") from None


def references(name: str, file: str, line: int) -> list[Reference]:
    """The references of a bibliography file beside `file`."""
    from citecheck.formats import choice

    held = data(name, file, line)
    if Path(name).suffix.lower() not in _BIBLIOGRAPHIES:
        raise InputError(
            f"{file}:{line} names {name}, which is no bibliography file", hint="export it as CSL-JSON or BibTeX"
        )
    return list(choice.document(held, str(path(name, file, line))).references)


def libraries(named: Iterable[tuple[str, int]], file: str) -> tuple[list[Reference], list[InputError]]:
    """The references of all the files that a document names, each with its line, and why some could not be read.

    OutsideError for a name that leads out of the folder: whoever writes one means no good.
    """
    listed: list[Reference] = []
    failed: list[InputError] = []
    for name, line in named:
        try:
            listed += references(name, file, line)
        except OutsideError:
            raise
        except InputError as error:
            failed.append(error)
    return listed, failed
