"""The server: uvicorn, from its start to its end.

What must stay true: SIGTERM ends the process within ten seconds, whoever is connected, and what was asked
until then is answered; all workers serve one dataset; nothing that fails is logged with its message or its
data, and no core file is written.
"""

import asyncio
import gc
import resource
import signal
import sys
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from app.db.database import open_database
from app.db.errors import UnusableError
from app.main import create_app, trusted_proxies
from app.middleware.connections import Connection, Connections, drain_at_sigterm
from app.middleware.limits import LONGEST_HEAD, LONGEST_TARGET
from app.settings import read_settings

THREADS = 16
"""Maximum number of requests of one process that wait for the database at the same time."""

IDLE_SECONDS = 5
"""Time that a connection is kept for a further request."""

START_SECONDS = 60
"""Time that a worker may take to read the dataset, before another takes its place."""

DRAIN_SECONDS = 1.0
"""Least time between SIGTERM and closing the listener: each response in it closes its connection."""

ENDING_SECONDS = 6
"""Time that requests may take after the listener was closed."""

WORKER_RETRY_SECONDS = 10
"""Time after which a worker tries again that could not open the dataset of the others."""


def service(digest: str | None = None) -> FastAPI:
    """Return the app that one process serves; raise `UnusableError` for a dataset with another digest."""
    settings = read_settings()
    app = create_app(open_database(settings.database_url), settings.export, settings, lifespan)
    if digest not in (None, app.state.resources.database.stamp.digest):
        raise UnusableError("The dataset was replaced since the start: restart to serve the new one.")
    app.state.resources.checker.test()
    return app


def worker(digest: str) -> FastAPI:
    """Return the app of one worker. One that cannot serve the dataset of the others ends after a while."""
    try:
        return service(digest)
    except UnusableError as error:
        print(f"A worker cannot start: {error}", file=sys.stderr, flush=True)  # noqa: T201
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        time.sleep(WORKER_RETRY_SECONDS)
        sys.exit(1)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    """Set up a process that serves; yield its connections."""
    settings, log, ending = app.state.resources.settings, app.state.log, app.state.resources.ending
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))  # a core file would hold what was sent
    warnings.simplefilter("ignore")  # a warning may quote what was sent
    log.start(sys.stdout)
    log.replace_server_log(asyncio.get_running_loop())
    drain_at_sigterm(ending, max(DRAIN_SECONDS, settings.drain_seconds))
    current_default_thread_limiter().total_tokens = THREADS
    gc.freeze()  # what was loaded stays
    gc.set_threshold(50_000, 20, 20)
    connections = Connections(app, settings.patience_seconds, trusted_proxies(settings))
    watching = asyncio.create_task(connections.watch())
    try:
        yield {"connections": connections}
    finally:
        watching.cancel()
        log.close()


def serve(app: FastAPI, host: str, port: int, workers: int) -> None:
    """Serve until told to end: `app` in this process, or one `worker` in each of several."""
    database = app.state.resources.database
    config = uvicorn.Config(
        app if workers == 1 else partial(worker, database.stamp.digest),
        factory=workers > 1,
        host=host,
        port=port,
        workers=workers,
        http=Connection,
        h11_max_incomplete_event_size=LONGEST_HEAD + LONGEST_TARGET,
        loop="uvloop",
        ws="none",
        log_level=app.state.resources.settings.log_level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=512,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=ENDING_SECONDS,
        timeout_worker_healthcheck=START_SECONDS,
    )
    if workers == 1:
        uvicorn.Server(config).run()
    else:
        database.close()
        Multiprocess(config, sockets=[config.bind_socket()]).run()
