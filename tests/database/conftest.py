"""A PostgreSQL for these tests alone: on loopback, in a temporary folder, gone when they end.

Its programs are Debian's (``postgresql``), which CI installs; without them, or without psycopg, these
tests are skipped.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from builders import OWN, SQL, collect_section

OWNER, READER = "owner", "reader"
SECRET = "p@:/%w'1 ü?#&"  # all that a URL could trip over
PATIENCE = 60  # seconds for a start or a stop
END_OF_PARENT = 1  # PR_SET_PDEATHSIG


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs: on PATH, or where Debian puts them."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[-3])
    return versions[-1].parent if versions else None


class Server:
    """A cluster with one superuser, that listens on loopback only."""

    owner, secret = OWNER, SECRET

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mktlab-pg-"))
        self.password = secrets.token_urlsafe()
        self.process = None
        self._as = {}
        if os.geteuid() == 0:  # which PostgreSQL refuses to run as
            names = {entry.pw_name: entry for entry in pwd.getpwall()}
            user = names.get("postgres") or names["nobody"]
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self.folder, user.pw_uid, user.pw_gid)

    def start(self):
        where = programs()
        given = self.folder / "password"
        given.write_text(self.password)
        given.chmod(0o644)  # the folder is for one user alone
        self._run(
            where / "initdb", "-D", self.folder / "data", "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8",
            "-A", "scram-sha-256", f"--pwfile={given}", "--no-sync",
        )  # fmt: skip
        self._run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.folder / "key", "-out",
            self.folder / "certificate",
        )  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.folder,
            "fsync": "off", "max_connections": 20, "shared_buffers": "32MB", "ssl": "on",
            "ssl_cert_file": self.folder / "certificate", "ssl_key_file": self.folder / "key",
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [where / "postgres", "-D", self.folder / "data", *options],
                stdout=log, stderr=log, cwd=self.folder, start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None, **self._as,
            )  # fmt: skip
        self._wait()

    def _run(self, *command):
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._as)

    def _wait(self):
        import psycopg

        until = time.monotonic() + PATIENCE
        while True:
            try:
                return psycopg.connect(**self.way(), connect_timeout=5).close()
            except psycopg.OperationalError:
                log = (self.folder / "log").read_text()
                assert self.process.poll() is None, log
                assert time.monotonic() < until, log
                time.sleep(0.1)

    def way(self, database="postgres"):
        return {
            "host": "127.0.0.1", "port": self.port, "user": OWNER, "password": self.password,
            "dbname": database,
        }  # fmt: skip

    def stop(self):
        try:
            if self.process is not None:
                self.process.send_signal(signal.SIGINT)  # ends sessions, then itself
                self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        finally:
            shutil.rmtree(self.folder)


def _end_with_parent():
    """Ask Linux to stop the server should the tests be killed."""
    ctypes.CDLL(None).prctl(END_OF_PARENT, signal.SIGINT)


@pytest.fixture(scope="session")
def server():
    if programs() is None:
        pytest.skip("database tests need Debian's postgresql")
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def _shop(server):
    """A database with a role that may read and nothing else: no table of its own, not even for a moment."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(**server.way(), autocommit=True) as con:
        con.execute("CREATE DATABASE shop")
        con.execute("REVOKE ALL ON DATABASE shop FROM PUBLIC")
        con.execute(sql.SQL("CREATE ROLE reader LOGIN PASSWORD {}").format(sql.Literal(SECRET)))
        con.execute("GRANT CONNECT ON DATABASE shop TO reader")


@pytest.fixture
def owner(server, _shop):
    """A session of the owner, before whom all lies empty."""
    import psycopg

    with psycopg.connect(**server.way("shop"), autocommit=True) as con:
        schemas = con.execute(
            "SELECT quote_ident(nspname) FROM pg_namespace "
            "WHERE nspname <> 'information_schema' AND left(nspname, 3) <> 'pg_'"
        ).fetchall()
        for (name,) in schemas:
            con.execute(f"DROP SCHEMA {name} CASCADE")
        con.execute("CREATE SCHEMA public")
        con.execute("GRANT USAGE ON SCHEMA public TO reader")
        con.execute("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")
        con.execute("ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO reader")
        yield con


@pytest.fixture
def section(server, _shop, project, monkeypatch):
    """Settings that read this database as the reader, with changes of ``sql``, and of ``own`` by keyword."""
    monkeypatch.setenv("MKTLAB_SQL_PASSWORD", SECRET)
    (project / "data/raw").mkdir(parents=True)

    def made(*, own=None, user=READER, options="", **changes):
        url = f"postgresql://{user}@127.0.0.1:{server.port}/shop{options}"
        return collect_section(
            source="sql", sql=SQL | {"url": url} | changes, own=OWN | (own or {})
        )

    return made
