"""The screening result: small, stable and versioned, for submission systems; and the webhook that sends it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from typing import Any

from citecheck.model import Outcome, Report, Severity
from citecheck.web.store import Listed

VERSION = "citecheck-screening/1"
_WORST = 20
_PATIENCE = 10.0  # seconds for whoever is told


def screening(listed: Listed, report: Report) -> dict[str, Any]:
    """Counts by outcome and rule, the worst findings, and where the rest is."""
    rules: Counter[str] = Counter()
    worst: list[tuple[Severity, str, str, str]] = []
    for verdict in report.verdicts:
        for finding in verdict.findings:
            rules[finding.rule] += 1
            if finding.severity > Severity.NOTE:
                worst.append((finding.severity, verdict.reference.key, finding.rule, finding.message))
    worst.sort(key=lambda one: -one[0])
    return {
        "version": VERSION,
        "id": listed.id,
        "state": listed.state,
        "references": listed.size,
        "outcomes": {str(outcome): report.count(outcome) for outcome in Outcome},
        "rules": dict(sorted(rules.items())),
        "worst": [
            {"severity": str(severity), "key": key, "rule": rule, "message": message}
            for severity, key, rule, message in worst[:_WORST]
        ],
        "links": {"page": f"/lists/{listed.id}", "report": f"/api/jobs/{listed.id}/report.json"},
    }


def signature(body: bytes, secret: str) -> str:
    """What the header `x-citecheck-signature` holds: `sha256=` and the HMAC (RFC 2104) of the body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def tell(address: str, secret: str, result: dict[str, Any]) -> bool:
    """Send the result once, signed; whether it was taken. Redirections are not followed."""
    import requests

    body = json.dumps(result).encode()
    headers = {"content-type": "application/json", "x-citecheck-signature": signature(body, secret)}
    try:
        answer = requests.post(address, data=body, headers=headers, timeout=_PATIENCE, allow_redirects=False)
    except requests.RequestException:
        return False
    return answer.ok
