"""The server: one process, one SQLite file, the page and the API."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from citecheck.version import __version__
from citecheck.web import api_jobs, api_light, pages, reconcile
from citecheck.web.counters import Counters
from citecheck.web.guard import LOOPBACK, App, Guard
from citecheck.web.jobs import Jobs
from citecheck.web.options import Options
from citecheck.web.reader import Readers
from citecheck.web.screening import screening, tell
from citecheck.web.state import State
from citecheck.web.store import Listed, Store

_BETWEEN_PURGES = 3600.0


def create(options: Options) -> App:
    """The application, behind its guard."""
    state = _state(options)
    app = FastAPI(
        title="citecheck", version=__version__, docs_url=None, redoc_url=None, lifespan=_living(state),
        description="Finds the published work behind each reference of a list and says where the two disagree.",
    )  # fmt: skip
    app.state.citecheck = state
    for router in (api_jobs.router, api_light.router, reconcile.router, pages.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(str(files("citecheck.web") / "static"))), name="static")
    _add_watch(app, state)
    names = tuple(name.lower() for name in (*options.names, *([] if options.host in LOOPBACK else [options.host])))
    return Guard(app=app, hosts=names, token=options.token, largest=options.largest)


def _state(options: Options) -> State:
    store = Store(options.data / "citecheck.sqlite")
    counters = Counters()

    def finished(listed: Listed) -> None:
        if options.webhook:
            tell(options.webhook, options.secret, screening(listed, state.report(listed)))

    jobs = Jobs(store, options.settings, workers=options.workers, counters=counters, finished=finished)
    state = State(options, store, jobs, Readers())
    return state


def _living(state: State):  # type: ignore[no-untyped-def]  # the type of a lifespan is Starlette's business
    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        state.store.purge()
        state.jobs.start()
        yield
        await run_in_threadpool(state.jobs.stop)
        state.readers.close()

    return living


def _add_watch(app: FastAPI, state: State) -> None:
    purged = [time.monotonic()]

    @app.middleware("http")
    async def counted(request: Request, call_next):  # type: ignore[no-untyped-def]  # as Starlette calls it
        response = await call_next(request)
        route = request.scope.get("route")
        state.jobs.counters.answered(getattr(route, "path", "other"), response.status_code)
        if time.monotonic() - purged[0] > _BETWEEN_PURGES:
            purged[0] = time.monotonic()
            await run_in_threadpool(state.store.purge)
        return response

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        return JSONResponse({"detail": f"that went wrong here ({type(error).__name__})"}, status_code=500)

    @app.get("/health", tags=["server"])
    def health() -> dict[str, str]:
        """The process is there."""
        return {"status": "ok", "version": __version__}

    @app.get("/ready", tags=["server"], responses={503: {}})
    def ready() -> JSONResponse:
        """Lists can be taken."""
        open_lists = state.store.waiting()
        full = open_lists >= state.options.most_waiting
        return JSONResponse({"ready": not full, "waiting": open_lists}, status_code=503 if full else 200)

    @app.get("/metrics", tags=["server"], response_class=PlainTextResponse)
    def metrics() -> PlainTextResponse:
        """Prometheus reads this."""
        return PlainTextResponse("".join(state.jobs.counters.lines(state.store.count())), media_type="text/plain")
