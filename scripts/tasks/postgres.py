"""PostgreSQL: the one that PGHOST names, or a private cluster in the work folder."""

import hashlib
import os
import pwd
import subprocess
import tempfile
from pathlib import Path

from . import settings
from .console import SetupError, say
from .system import ensure_packages, is_root, remove, run, which

CLUSTER = settings.WORK / "postgres"
ROLE = "odoo"
MIN_VERSION = 13
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
port = 5432
max_connections = 200
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
# A cluster that can be made again from the project: speed before durability.
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum_naptime = 10s
"""


class Postgres:
    """How to reach PostgreSQL.

    :param dict env: the PG* variables that libpq reads
    :param str owner: a superuser of a private cluster, None elsewhere
    """

    def __init__(self, env, owner=None):
        self.env = env
        self.owner = owner

    def psql(self, database, statement, as_owner=False):
        """Run one statement.

        :return: the first column of the result as text, one row a line
        :raise SetupError: with PostgreSQL's own words
        """
        env = dict(self.env, PGUSER=self.owner) if as_owner and self.owner else self.env
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
        done = subprocess.run(command, env=settings.child_env(**env), capture_output=True, text=True)
        if done.returncode:
            raise SetupError(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()


def ensure_postgres():
    """Find or start PostgreSQL.

    :rtype: Postgres
    :raise SetupError: when there is none and none can be installed, or it is too old
    """
    if os.environ.get("PGHOST"):
        postgres = Postgres({})
        if not which("psql"):
            ensure_packages(["postgresql-client"], "PostgreSQL's client programs are missing")
    else:
        postgres = _private_cluster()
    version = int(postgres.psql("postgres", "SHOW server_version_num")) // 10000
    if version < MIN_VERSION:
        raise SetupError(f"PostgreSQL {MIN_VERSION} or newer is needed; this one is {version}.")
    return postgres


def stop_postgres():
    """Stop the private cluster, if it runs."""
    data = _home() / "data"
    if (data / "postmaster.pid").is_file() and (binaries := _binaries()):
        subprocess.run(
            _as_server([binaries / "pg_ctl", "-D", data, "-m", "fast", "stop"]), capture_output=True
        )


def remove_postgres():
    """Stop the private cluster and remove all of it."""
    stop_postgres()
    for folder in (_home(), _socket_folder(_home()), CLUSTER):
        remove(folder)


def _private_cluster():
    binaries = _binaries()
    if not binaries:
        ensure_packages(["postgresql"], "PostgreSQL is missing")
        binaries = _binaries()
    if not binaries:
        raise SetupError("PostgreSQL was installed, but its programs initdb and pg_ctl were not found.")
    home = _home()
    socket = _socket_folder(home)
    if not (home / "ready").is_file():
        _create_cluster(binaries, home, socket)
    _start(binaries, home, socket)
    env = {"PGHOST": socket, "PGPORT": "5432", "PGUSER": ROLE}
    postgres = Postgres(env, owner="postgres")
    if not (home / "ready").is_file():
        postgres.psql("postgres", f"CREATE ROLE {ROLE} LOGIN CREATEDB", as_owner=True)
        (home / "ready").touch()
    return postgres


def _binaries():
    """:return: the folder of the newest initdb on this machine, or None"""
    places = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    if found := which("initdb"):
        places.append(Path(found).resolve())
    return places[0].parent if places else None


def _server_user():
    """:return: the system user to run the server as: PostgreSQL refuses root"""
    if not is_root():
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError as error:
        raise SetupError(
            "PostgreSQL refuses to run as root and there is no user 'postgres': add one."
        ) from error


def _as_server(command):
    command = [str(part) for part in command]
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        if is_root()
        else command
    )


def _home():
    """:return: the cluster's folder: in the work folder, unless the server's user can't get there"""
    if not is_root():
        return CLUSTER
    parent = CLUSTER.parent
    closed = [
        folder
        for folder in (parent, *parent.parents)
        if folder.exists() and not folder.stat().st_mode & 0o001
    ]
    if not closed:
        return CLUSTER
    return Path("/var/tmp") / f"p2it-postgres-{_short_hash(CLUSTER)}"


def _socket_folder(home):
    """:return: a folder for the socket, whose path PostgreSQL limits to about 100 bytes"""
    folder = home / "socket"
    if len(str(folder)) < 85:
        return folder
    return Path(tempfile.gettempdir()) / f"p2it-socket-{_short_hash(home)}"


def _short_hash(path):
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def _create_cluster(binaries, home, socket):
    say("      creating a private PostgreSQL cluster")
    if home.exists():
        stop_postgres()
        remove(home)
    user = _server_user()
    for folder in (home, socket):
        folder.mkdir(parents=True, exist_ok=True)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
    # Only its owner (and root) may enter the socket's folder, so that trust is enough inside.
    socket.chmod(0o700)
    data = home / "data"
    options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-D", data]
    try:
        run(
            _as_server([binaries / "initdb", *options]),
            "postgres.log",
            "PostgreSQL's cluster could not be made",
            cwd="/",
        )
    except SetupError:
        remove(home)
        raise
    with (data / "postgresql.conf").open("a") as file:
        file.write(_SETTINGS.format(socket=socket))


def _start(binaries, home, socket):
    data = home / "data"
    status = subprocess.run(
        _as_server([binaries / "pg_ctl", "-D", data, "status"]), capture_output=True, cwd="/"
    )
    if status.returncode == 0:
        return
    command = [binaries / "pg_ctl", "-D", data, "-l", home / "server.log", "-w", "-t", "60", "start"]
    run(
        _as_server(command),
        "postgres.log",
        f"PostgreSQL did not start, see also {home / 'server.log'}",
        cwd="/",
    )


def has_database(postgres, name):
    """:return: whether the database exists"""
    return postgres.psql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'") == "1"
