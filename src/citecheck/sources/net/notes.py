"""What a run has learned that the user should hear of, whatever the answers are."""

from __future__ import annotations

import threading

slow_pool = threading.Event()
"""Set when Crossref has answered us in its slow pool, because we gave no contact address."""
