"""Start PostgreSQL servers from Debian's programs, on loopback and in a temporary folder."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.serving import free_port

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def needed() -> None:
    """Skip the test if PostgreSQL is not installed."""
    if not PROGRAMS:
        pytest.skip("no PostgreSQL programs: apt-get install postgresql")


def program(name: str) -> str:
    return str(PROGRAMS[-1].with_name(name))


def user() -> str | None:
    """Return the user to run as: PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


class Server:
    """One PostgreSQL server and its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://fibromag@127.0.0.1:{self.port}/{database}"

    def run(self, *command: str) -> None:
        done = subprocess.run(command, user=user(), cwd=self.folder, capture_output=True, env=plain())
        assert done.returncode == 0, done.stderr.decode()

    def create(self) -> None:
        """Create an empty server. Its locale does not sort by bytes, so that no test relies on that."""
        self.run(
            *(program("initdb"), "-D", str(self.data), "-U", "fibromag", "-A", "trust", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync"),
        )
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write("fsync = off\nmax_connections = 60\nshared_buffers = 64MB\n")
            settings.write("wal_level = replica\nmax_wal_senders = 6\nhot_standby = on\n")

    def follow(self, primary: "Server") -> None:
        """Create a standby of a primary."""
        self.run(
            *(program("pg_basebackup"), "-d", primary.url(), "-D", str(self.data)),
            *("-R", "-X", "stream", "-c", "fast", "--no-sync"),
        )

    def start(self) -> None:
        command = (program("postgres"), "-D", str(self.data), "-p", str(self.port), "-k", str(self.folder))
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                (*command, "-h", "127.0.0.1"),
                user=user(),
                cwd=self.folder,
                env=plain(),
                stderr=log,
                stdout=log,
            )
        for _ in range(600):
            with suppress(psycopg.OperationalError), psycopg.connect(self.url(), connect_timeout=2):
                return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def signal(self, number: int) -> None:
        """Send a signal to the server and to each of its processes."""
        assert self.process
        parent = psutil.Process(self.process.pid)
        for each in (parent, *parent.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                each.send_signal(number)

    def kill(self) -> None:
        """Kill the server as a crash does."""
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=60)

    def stop(self) -> None:
        """Stop the server without waiting for clients."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)

    def create_database(self, name: str, like: str = "template1") -> str:
        """Create a database as a copy of another, to which nobody is connected; return its address."""
        self.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.url(name)

    def execute(self, statement: str, database: str = "postgres") -> list[Any]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def plain() -> dict[str, str]:
    """Return the environment without variables that point to another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {
        "LC_ALL": "C.UTF-8"
    }


@contextmanager
def servers(number: int = 1) -> Iterator[list[Server]]:
    """Start a primary and hot standbys."""
    needed()
    top = Path(tempfile.mkdtemp(prefix="fibromag-postgresql-"))
    top.chmod(0o755)
    found: list[Server] = []
    try:
        for each in range(number):
            folder = top / str(each)
            folder.mkdir()
            if name := user():
                account = pwd.getpwnam(name)
                os.chown(folder, account.pw_uid, account.pw_gid)
            server = Server(folder)
            server.follow(found[0]) if found else server.create()
            found.append(server)
            server.start()
        yield found
    finally:
        for server in found:
            server.kill()
        shutil.rmtree(top, ignore_errors=True)
