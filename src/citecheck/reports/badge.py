"""A badge for a README: how many of the references agree with their records."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.interfaces import ReportFormat
from citecheck.model import Outcome, Report, Severity
from citecheck.reports.shared import as_bytes

_LABEL = "references"
_COLOURS = {Severity.ERROR: "#ab4237", Severity.WARNING: "#966000", Severity.NOTE: "#2b7a57"}
_PER_LETTER, _EDGE, _HEIGHT = 6.6, 12, 20


def parts(report: Report) -> Iterator[str]:
    """An SVG image with a text for those who do not see it."""
    total, fine = len(report.verdicts), report.count(Outcome.VERIFIED)
    worst = max((one for one in Severity if report.count_findings(one)), default=Severity.NOTE)
    told = f"{fine} of {total} verified"
    left, right = _wide(_LABEL), _wide(told)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img" '
        f'aria-label="{_LABEL}: {told}"><title>{_LABEL}: {told}</title>'
        f'<rect width="{left + right}" height="{_HEIGHT}" rx="3" fill="{_COLOURS[worst]}"/>'
        f'<path fill="#444" d="M3 0h{left - 3}v{_HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left / 2:g}" y="14">{_LABEL}</text><text x="{left + right / 2:g}" y="14">{told}</text></g></svg>\n'
    )


def _wide(text: str) -> int:
    return round(_PER_LETTER * len(text)) + _EDGE


REPORT = ReportFormat(
    name="badge",
    title="an image for a README",
    suffix=".svg",
    media_type="image/svg+xml",
    parts=as_bytes(parts),
)
