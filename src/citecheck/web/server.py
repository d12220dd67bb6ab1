"""The server as uvicorn runs it."""

from __future__ import annotations

import uvicorn

from citecheck.web.app import create
from citecheck.web.options import Options

_LONGEST_ADDRESS = 300_000  # bytes: what the API takes in an address, every character of it escaped


def configured(options: Options) -> uvicorn.Config:
    """Quiet, patient for seconds alone, and open to so many connections at a time."""
    return uvicorn.Config(
        create(options),
        host=options.host,
        port=options.port,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http="h11",
        h11_max_incomplete_event_size=_LONGEST_ADDRESS,
        limit_concurrency=500,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )
