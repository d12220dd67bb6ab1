"""The command line of the server: the page an editor opens, and the API that systems call."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any


def add_command(commands: Any) -> None:
    """Add `serve` to these sub-commands of argparse."""
    serve = commands.add_parser("serve", help="open a page for lists, and an API, on this machine")
    add = serve.add_argument
    add("--host", default="127.0.0.1", metavar="ADDR", help="listen here (default: this machine alone)")
    add("--port", type=int, default=8765, metavar="N", help="listen on this port (default: 8765; 0: a free one)")
    add("--name", action="append", default=[], metavar="HOST", help="a host name under which it is reached; repeatable")
    add("--data", type=Path, metavar="DIR", help="where lists are kept (default: the platform's data folder)")
    add("--cache", type=Path, default=Path("cache"), metavar="DIR", help="where answers are kept")
    add("--catalogue", type=Path, metavar="DIR", help="a local catalogue, asked before the registries")
    add("--offline", action="store_true", help="answer from the cache only")
    add("--mailto", metavar="ADDR", help="your address, for the registries (or CITECHECK_MAILTO)")
    add("--token", metavar="TEXT", help="let in only who knows it (or CITECHECK_TOKEN)")
    add("--webhook", metavar="URL", help="tell this address of each list that is done (with CITECHECK_WEBHOOK_SECRET)")
    add("--jobs", type=int, default=2, metavar="N", help="judge so many lists at a time (default: 2)")
    add("--open", action="store_true", help="open the page in the browser")
    add("--purge", action="store_true", help="delete the lists that have expired, and end")
    add("--debug", action="store_true", help="show the traceback of an error")
    serve.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    from citecheck.errors import SettingsError

    try:
        import uvicorn

        from citecheck.web.server import configured
        from citecheck.web.store import Store
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"serving needs the library {error.name}", hint="pip install 'citecheck-pipeline[web]'"
        ) from None
    options = _options(arguments)
    if arguments.purge:
        print(f"{Store(options.data / 'citecheck.sqlite').purge()} lists deleted")
        return 0
    config = configured(options)
    socket = config.bind_socket()
    socket.listen(128)
    host, port = socket.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    print(f"citecheck: listening on {address}; end with Ctrl-C", file=sys.stderr, flush=True)
    if arguments.open:
        import webbrowser

        webbrowser.open(address)
    uvicorn.Server(config).run(sockets=[socket])
    return 0


def _options(arguments: argparse.Namespace) -> Any:
    from platformdirs import user_data_path

    from citecheck.settings import Settings, from_environment
    from citecheck.web.options import Options

    settings = Settings(
        cache=arguments.cache, catalogue=arguments.catalogue, offline=arguments.offline, mailto=arguments.mailto or ""
    )
    return Options(
        settings=from_environment(settings),
        data=arguments.data or user_data_path("citecheck", appauthor=False),
        host=arguments.host,
        port=arguments.port,
        names=tuple(arguments.name),
        token=arguments.token or os.environ.get("CITECHECK_TOKEN", ""),
        webhook=arguments.webhook or "",
        secret=os.environ.get("CITECHECK_WEBHOOK_SECRET", ""),
        workers=arguments.jobs,
    )
