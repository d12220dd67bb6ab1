"""All words of the page in one place, so that a language can be added: a second table with the same keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

ENGLISH: Mapping[str, str] = {
    "title": "citecheck",
    "tagline": "finds the work behind each reference and says where the two disagree",
    "paste": "Paste a reference list",
    "paste-help": "One reference a line, numbered or not, or any bibliography file",
    "file": "or choose a file",
    "file-help": "A manuscript, BibTeX, RIS, CSV, CSL-JSON and more",
    "format": "Format",
    "format-auto": "found out",
    "sources": "Ask",
    "offline": "only what was answered before",
    "read": "Read the list",
    "understood": "What was understood",
    "understood-help": "Nothing has been asked yet. Mend what was misread, then check.",
    "check": "Check these references",
    "sent": "What is sent to whom",
    "edit": "Edit",
    "save": "Save",
    "recheck": "Check again",
    "accept": "This is the work",
    "reject": "Not this work",
    "who": "Your name",
    "why": "Why",
    "seen": "Seen",
    "unseen": "Not seen yet",
    "stop": "Stop asking",
    "delete": "Delete this list",
    "download": "Download",
    "reports": "Reports",
    "exports": "Completed list",
    "candidates": "Other works that were found",
    "record": "The record",
    "claimed": "As written",
    "sort": "Order",
    "sort-list": "as in the list",
    "sort-look": "what needs a look first",
    "show": "Show",
    "show-all": "all",
    "private": "Only who has this address can see the list. It is deleted on",
    "keys": "Keys: j and k step, enter opens, a accepts, r rejects, s marks as seen",
    "draft": "not checked yet",
    "queued": "waits for its turn",
    "running": "is being checked",
    "done": "checked",
    "stopped": "stopped; what is known stays",
    "failed": "failed",
    "token": "Token",
    "login": "Enter",
    "login-help": "This server asks for the token that it was started with",
    "login-wrong": "That is not the token",
    "gone": "There is no such list. It may have expired or been deleted.",
    "again": "Check another list",
    "api": "For programs",
}


def translator(texts: Mapping[str, str] = ENGLISH) -> Callable[[str], str]:
    """What a template calls for its words."""
    return texts.__getitem__
