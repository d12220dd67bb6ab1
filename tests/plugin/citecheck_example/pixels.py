"""A report with bytes: a picture (https://netpbm.sourceforge.net/doc/pbm.html), a dark pixel a reference to look at."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.interfaces import ReportFormat
from citecheck.model import Outcome, Report


def parts(report: Report) -> Iterator[bytes]:
    """One row of pixels, eight a byte; keys and outcomes as comments, which PBM allows in its head."""
    yield b"P4\n"
    for verdict in report.verdicts:
        yield f"# {verdict.reference.key} {verdict.outcome}\n".encode("utf-8", "backslashreplace")
    dark = [verdict.outcome is not Outcome.VERIFIED for verdict in report.verdicts]
    yield f"{len(dark)} 1\n".encode()
    for start in range(0, len(dark), 8):
        yield bytes([sum(one << (7 - place) for place, one in enumerate(dark[start : start + 8]))])


REPORT = ReportFormat(
    name="pixels", title="a picture", suffix=".pbm", media_type="image/x-portable-bitmap", parts=parts
)
