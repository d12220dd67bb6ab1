"""Files into a catalogue, commit by commit: what is there stays whole and usable whatever happens meanwhile.

A folder holds `manifest.json` and the index that it names. A file goes into the index in one commit, small ones
together with others, and then into the manifest; a build that is killed between the two applies those files again,
which changes nothing: every description is removed by its key before it is added. A new build writes an index of its
own beside the old one, noted in `building.json`, and takes its place at the end.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from citecheck.catalogue import files, inputs, manifest, remarks
from citecheck.catalogue.entries import Deletion, Flaw, Remark
from citecheck.catalogue.files import Packed
from citecheck.catalogue.inputs import Input
from citecheck.catalogue.kinds import NOTICES
from citecheck.catalogue.lock import NAME as LOCK
from citecheck.catalogue.lock import only_writer
from citecheck.catalogue.manifest import NAME, UNFINISHED, Applied, Manifest
from citecheck.catalogue.progress import Progress, Silent
from citecheck.catalogue.writer import Writer, writing
from citecheck.errors import InputError, SettingsError, because

_TOLD_EVERY = 1000  # records
# To start other processes takes a second; so many bytes are read before.
_SMALL = 8 << 20
# A commit costs what some thousand records cost, and readers have one segment more to ask.
_COMMIT_AFTER = 100_000  # records


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What a build or an update did: files applied now, files that were in already, what they held."""

    applied: tuple[Applied, ...]
    skipped: int

    def count(self, what: str) -> int:
        """The sum over the files applied now of `entries`, `deletions`, `remarks` or `flaws`."""
        return sum(getattr(file, what) for file in self.applied)


@dataclass(frozen=True, slots=True)
class _File:
    path: Input
    facts: Applied  # without the checksum, until its turn comes


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """What stays the same for all files of one build; `name`: the manifest that notes what is done."""

    folder: Path
    name: str
    strict: bool
    progress: Progress
    workers: files.Workers
    now: Callable[[], datetime]


def build(
    folder: Path,
    paths: Sequence[Path],
    *,
    fresh: bool,
    strict: bool = False,
    notices: Sequence[Path] = (),
    workers: int = 0,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Summary:
    """Build the catalogue in `folder` anew (`fresh`) or add to it; PubMed's files in their order, the notices last.

    `workers`: reading processes; 0: as many as there are cores, or none where there is little to read. Raises
    InputError for a file that can't be read, with `strict` also for the first record that can't, and SettingsError
    for a folder that can't be used.
    """
    wanted = _wanted(paths, notices)
    _prepare(folder)
    total = sum(file.facts.size for file in wanted)
    with only_writer(folder), files.Workers(workers or _usual_workers(total)) as pool:
        name = UNFINISHED if fresh else NAME
        run = _Run(folder=folder, name=name, strict=strict, progress=progress or Silent(), workers=pool, now=now)
        state = _begun(folder, wanted) if fresh else _existing(folder)
        state, summary = _apply_all(run, state, wanted)
        if fresh:
            _put_in_place(folder, state)
        return summary


def _usual_workers(size: int) -> int:
    """As many reading processes as this process may use cores, for so many bytes."""
    if size < _SMALL:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _wanted(paths: Sequence[Path], notices: Sequence[Path]) -> list[_File]:
    """The files to apply, in order; what can't be one is refused before anything is done."""
    tables = [(path, files.recognise(path)) for path in notices]
    for path, kind in tables:
        if kind != NOTICES:
            raise InputError(f"{path} is not the Retraction Watch table", hint="give it without --notices")
    kinds = [(path, files.recognise(path)) for path in files.in_order(inputs.expanded(paths))]
    return [
        _File(path, Applied(name=path.name, sha256="", size=inputs.size(path), kind=kind))
        for path, kind in (*kinds, *tables)
    ]


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise SettingsError(
            f"can't use the folder {folder}: {because(error)}", hint="name a folder of its own"
        ) from None
    if others and not {NAME, UNFINISHED, LOCK} & set(others):
        raise SettingsError(f"{folder} holds other files", hint="name a new folder, or an empty one")


def _existing(folder: Path) -> Manifest:
    state = manifest.read(folder)
    if state is None:
        raise SettingsError(f"no catalogue in {folder} to add to", hint="citecheck catalogue build DIR FILE...")
    return state


def _begun(folder: Path, wanted: Sequence[_File]) -> Manifest:
    """The unfinished build of these files, else a new one; what other unfinished builds left is removed."""
    live, unfinished = manifest.read(folder, older=True), _unfinished(folder)
    if unfinished and not (live and live.index == unfinished.index) and _is_part_of(unfinished, wanted):
        return unfinished
    (folder / UNFINISHED).unlink(missing_ok=True)
    _remove_all_but(folder, live)
    taken = int(live.index.rpartition("-")[2]) if live else 0
    state = Manifest(index=f"index-{taken + 1}")
    manifest.write(folder, state, UNFINISHED)
    return state


def _is_part_of(unfinished: Manifest, wanted: Sequence[_File]) -> bool:
    """True where these are the first of the files that are wanted."""
    done = [file.sha256 for file in unfinished.files]
    found: dict[str, None] = {}  # a file that is named twice goes in once
    for file in wanted:
        if len(found) == len(done):
            break
        found[files.fingerprint(file.path)] = None
    return list(found) == done


def _unfinished(folder: Path) -> Manifest | None:
    """The build that was begun here, unless it was in an older format."""
    if manifest.read(folder, UNFINISHED, older=True) is None:
        return None
    with suppress(SettingsError):
        return manifest.read(folder, UNFINISHED)
    return None


def _put_in_place(folder: Path, state: Manifest) -> None:
    manifest.write(folder, state)
    (folder / UNFINISHED).unlink(missing_ok=True)
    _remove_all_but(folder, state)


def _remove_all_but(folder: Path, live: Manifest | None) -> None:
    for path in folder.glob("index-*"):
        if path.is_dir() and not (live and path.name == live.index):
            shutil.rmtree(path, ignore_errors=True)


def _apply_all(run: _Run, state: Manifest, wanted: Sequence[_File]) -> tuple[Manifest, Summary]:
    size = sum(file.facts.size for file in wanted)
    run.progress.plan(len(wanted), size)
    with writing(run.folder / state.index, expected=size) as writer:
        applying = _Applying(run, writer, state)
        applying.all(wanted)
    return applying.state, Summary(applied=tuple(applying.applied), skipped=applying.skipped)


class _Applying:
    """The files of one build on their way into the index; a commit takes in all that came since the last one."""

    def __init__(self, run: _Run, writer: Writer, state: Manifest) -> None:
        self.state = state
        self.applied: list[Applied] = []
        self.skipped = 0
        self._run, self._writer = run, writer
        self._known = set(state.digests)
        self._begun: list[Applied] = []
        self._uncommitted: list[Applied] = []

    def all(self, wanted: Iterable[_File]) -> None:
        run = self._run
        reading = files.read_packed(self._new(wanted), workers=run.workers, consumed=run.progress.consumed)
        for place, found in reading:
            self._uncommitted.append(_put(run, self._writer, self._begun[place], found))
            # With `strict` the next file may end it all.
            if run.strict or sum(file.entries for file in self._uncommitted) >= _COMMIT_AFTER:
                self._commit()
        self._commit()

    def _new(self, wanted: Iterable[_File]) -> Iterator[Input]:
        """The files that are not in the catalogue yet; they are read ahead of what `all` is at."""
        for file in wanted:
            digest = files.fingerprint(file.path)
            facts = replace(file.facts, sha256=digest)
            if digest in self._known:
                self.skipped += 1
                self._run.progress.skipped(facts)
                continue
            self._known.add(digest)
            self._begun.append(facts)
            yield file.path

    def _commit(self) -> None:
        if not self._uncommitted:
            return
        self._writer.commit()
        applied = self._run.now().isoformat(timespec="seconds")
        for file in self._uncommitted:
            self.applied.append(replace(file, applied=applied))
            self.state = self.state.with_file(self.applied[-1])
        manifest.write(self._run.folder, self.state, self._run.name)
        self._uncommitted.clear()


def _put(run: _Run, writer: Writer, file: Applied, holds: Iterable[Packed | Deletion | Remark | Flaw]) -> Applied:
    """What one file holds into the index; nothing of it is there before the next commit."""
    counts = Counter[str]()
    versions: dict[str, int] = {}  # of the few works that a file describes more than once
    for number, found in enumerate(holds, 1):
        match found:
            case Packed():
                if found.version >= versions.get(found.key, 0):
                    if found.version > 1:
                        versions[found.key] = found.version
                    writer.put(found.row)
                counts["entries"] += 1
            case Deletion():
                writer.remove(found.key)
                counts["deletions"] += 1
            case Remark():
                writer.put(remarks.row(found))
                counts["remarks"] += 1
            case Flaw():
                _tell(run, found)
                counts["flaws"] += 1
        if number % _TOLD_EVERY == 0:
            run.progress.reading(file.name, _TOLD_EVERY)
    done = replace(
        file,
        entries=counts["entries"],
        deletions=counts["deletions"],
        remarks=counts["remarks"],
        flaws=counts["flaws"],
    )
    run.progress.done(done)
    return done


def _tell(run: _Run, flaw: Flaw) -> None:
    if run.strict:
        raise InputError(f"{flaw.file}, {flaw.position}: {flaw.message}", hint="mend the file, or drop --strict")
    run.progress.flaw(flaw)
