"""What stays the same of a finding when lines move and other entries come and go: its fingerprint."""

from __future__ import annotations

import hashlib

from citecheck.model import Finding, Reference

LENGTH = 16


def fingerprint(reference: Reference, finding: Finding) -> str:
    """Of the rule, the field and the entry; not of the line, the file, the wording or what registries say today."""
    text = "\n".join((finding.rule, finding.field, entry(reference)))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:LENGTH]


def entry(reference: Reference) -> str:
    """The key, if it is more than the number of the entry in its list; else the text without blanks and marks."""
    if reference.key and not reference.key.isdecimal():
        return reference.key
    return "".join(filter(str.isalnum, reference.raw.casefold())) or reference.key
