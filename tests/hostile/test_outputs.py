"""What is written is whole or as it was, one that fails costs no other, and no exit code lies."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from citecheck.cli import main
from tests.hostile.program import COMMAND, REPORTS, ROOT, arguments, environment, run

OLD = b"what was there before"
MOMENTS = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an older file where each report goes."""
    for name in REPORTS:
        (tmp_path / name).write_bytes(OLD)
    return tmp_path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What an undisturbed run writes."""
    folder = tmp_path_factory.mktemp("whole")
    assert run(*arguments(folder)).returncode == 0
    return {name: (folder / name).read_bytes() for name in REPORTS}


def _torn(folder: Path, whole: dict[str, bytes]) -> list[str]:
    return [name for name in REPORTS if (folder / name).read_bytes() not in (OLD, whole[name])]


def _left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name not in REPORTS]


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        (["json=."], "is a folder"),
        (["json=LIST"], "is the list itself"),
        (["json=same", "csv=./same"], "to the same file"),
        (["json=-", "csv=-"], "can't share stdout"),
        (["json=LIST/below.json"], "is no folder"),
    ],
)
def test_place_that_cannot_be_written_is_found_before_anything_is_asked(
    outputs: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = tmp_path / "list.csv"
    listed.write_text("key,reference\n1,Doe J. Bones. Gut. 2004;3:4-5.\n", encoding="utf-8")
    reports = [part for one in outputs for part in ("--report", one.replace("LIST", "list.csv"))]
    assert main.main(["verify", "list.csv", *reports]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"], "a cache would have been written"


def test_link_to_the_list_is_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed, link = tmp_path / "list.csv", tmp_path / "link.csv"
    listed.write_text("key,reference\n1,Doe J. Bones. Gut. 2004;3:4-5.\n", encoding="utf-8")
    link.symlink_to(listed)
    assert main.main(["verify", str(listed), "--export", f"bibtex={link}"]) == 2
    assert "the list itself" in capsys.readouterr().err


def test_output_through_a_link_leaves_the_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(OLD)
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    run(*arguments(tmp_path), "--report", f"terminal={tmp_path / 'link'}")
    assert (tmp_path / "link").is_symlink()
    assert b"verified" in (tmp_path / "real").read_bytes()
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640


def test_device_is_written_in_place(tmp_path: Path) -> None:
    assert run(*arguments(tmp_path), "--report", "terminal=/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


def test_closed_pipe_costs_no_file_and_no_exit_code(folder: Path, whole: dict[str, bytes]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = run(*arguments(folder, "--report", "terminal=-", "--fail-on", "note"), stdout=writing)
    os.close(writing)
    assert ended.returncode == 1, "the findings decide, not the reader who left"
    assert ended.stderr == b""
    assert {name: (folder / name).read_bytes() for name in REPORTS} == whole


def test_full_stdout_is_said_and_costs_no_file(folder: Path, whole: dict[str, bytes]) -> None:
    with open("/dev/full", "wb") as full:
        ended = run(*arguments(folder, "--report", "terminal=-"), stdout=full)
    assert ended.returncode == 2
    assert b"no space left" in ended.stderr
    assert b"Traceback" not in ended.stderr
    assert {name: (folder / name).read_bytes() for name in REPORTS} == whole


def test_one_output_that_fails_costs_no_other(tmp_path: Path) -> None:
    ended = run(*arguments(tmp_path), "--report", "terminal=/dev/full")
    assert ended.returncode == 2
    assert b"can't write /dev/full: no space left on device" in ended.stderr
    assert all((tmp_path / name).stat().st_size for name in REPORTS)


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
@pytest.mark.parametrize("command", [["verify"], ["parse"], ["rules"], ["--help"]], ids="".join)
def test_closed_stream_is_no_crash(stream: str, command: list[str]) -> None:
    closed = {"stdin": 0, "stdout": 1, "stderr": 2}[stream]
    rest = [str(ROOT / "references.csv")] if command[0] in ("verify", "parse") else []
    rest += ["--offline", "--cache", str(ROOT / "cache"), "--allow-undecided"] if command == ["verify"] else []
    ended = run(*COMMAND, *command, *rest, before=partial(os.close, closed))
    assert ended.returncode == 0, ended.stderr


def test_closed_stdin_that_is_to_be_read_is_said() -> None:
    ended = run(*COMMAND, "parse", "-", before=partial(os.close, 0))
    assert ended.returncode == 2
    assert b"no standard input" in ended.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_what_is_piped_is_utf8_whatever_the_console_would_be(encoding: str) -> None:
    command = (*COMMAND, "parse", "-", "--format", "csv")
    listed = "1. Händel 骨, Doe J. Bones – “a study”. Gut. 2004;3:4-5.\n".encode()
    ended = subprocess.run(
        command, input=listed, capture_output=True, env=environment(PYTHONIOENCODING=encoding), check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "Händel 骨" in ended.stdout.decode("utf-8")


def _limited(size: int) -> None:
    """As on a full disk: no file grows beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_full_disk_at_any_moment_tears_nothing(moment: int, folder: Path, whole: dict[str, bytes]) -> None:
    room = random.Random(moment).randrange(max(map(len, whole.values())) + 1000)
    ended = run(*arguments(folder), before=partial(_limited, room))
    assert _torn(folder, whole) == []
    assert _left_over(folder) == []
    fits = all(len(text) <= room for text in whole.values())
    assert ended.returncode == (0 if fits else 2)
    assert b"Traceback" not in ended.stderr
    for name, text in whole.items():
        assert (folder / name).read_bytes() == (text if len(text) <= room else OLD), "one costs no other"


@pytest.mark.slow
@pytest.mark.parametrize(
    "number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda one: one.name
)
def test_signal_at_any_moment_tears_nothing(
    number: signal.Signals, folder: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    """Twenty moments over the time that a run takes, from its first to its last."""
    chance = random.Random(number)
    lasts = _lasts(partial(run, *arguments(folder)))
    for _ in range(MOMENTS):
        for name in REPORTS:
            (folder / name).write_bytes(OLD)
        process = subprocess.Popen(
            arguments(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT, env=environment()
        )
        try:
            process.wait(chance.uniform(0, lasts))
        except subprocess.TimeoutExpired:
            process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        assert b"Traceback" not in errors or b"citecheck/" not in errors, "Python may be stopped before we are there"
        assert process.returncode in (0, -number, 128 + number)
        if number == signal.SIGKILL:
            assert _torn(folder, whole) == []
        else:
            assert _left_over(folder) == []
        assert all(_is_whole(folder / name) for name in REPORTS)


def _lasts(action: Callable[[], object]) -> float:
    import time

    start = time.monotonic()
    action()
    return time.monotonic() - start


def _is_whole(path: Path) -> bool:
    """The old one, or one that ends as it must: a run that was stopped knows less, but says it whole."""
    data = path.read_bytes()
    ends = {"json": b"]\n}\n", "html": b"</html>\n", "csv": b"\n"}
    return data == OLD or data.endswith(ends[path.name])
