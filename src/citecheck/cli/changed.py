"""Which entries a range of git touched, so that a pull request is judged for its own lines."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from citecheck.errors import SettingsError
from citecheck.model import Reference

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.M)
_LONGEST = 60.0


def touched(references: Sequence[Reference], revision: str) -> Callable[[Reference], bool]:
    """Says of a reference whether the lines of its entry changed since the revision.

    An entry reaches to the line before the next one; one of a file without lines counts as touched when the file is.
    """
    files = dict.fromkeys(one.location.file for one in references)
    lines = {file: _changed(file, revision) for file in files}
    ends: dict[tuple[str, int], int] = {}
    for file in files:
        starts = sorted({one.location.line for one in references if one.location.file == file})
        ends |= {(file, start): end - 1 for start, end in zip(starts, [*starts[1:], 10**9], strict=True)}

    def fits(reference: Reference) -> bool:
        file, line = reference.location.file, reference.location.line
        if not line:
            return bool(lines[file])
        return any(start <= ends[file, line] and end >= line for start, end in lines[file])

    return fits


def _changed(file: str, revision: str) -> list[tuple[int, int]]:
    """First and last line of each change, as the file is now; one that git does not know has changed as a whole."""
    path = Path(file)
    if not path.is_file():
        raise SettingsError("--changed-since needs a file", hint="name the list, not -")
    folder, name = str(path.resolve().parent), path.name
    if not _git(folder, "ls-files", "--", name):
        return [(1, 10**9)]
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--end-of-options")
    listed = _git(folder, "diff", *options, revision, "--", name)
    return [
        (int(hunk[1]), int(hunk[1]) + max(int(hunk[2] or 1), 1) - 1)
        for hunk in _HUNK.finditer(listed)
    ]  # fmt: skip


def _git(folder: str, *arguments: str) -> str:
    command = ("git", "-C", folder, *arguments)
    try:
        done = subprocess.run(command, capture_output=True, timeout=_LONGEST, check=False)
    except FileNotFoundError:
        raise SettingsError("--changed-since needs git", hint="install git, or leave the option away") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise SettingsError(f"git says: {said}", hint="is the revision there? a shallow clone may lack it")
    return done.stdout.decode("utf-8", "replace")
