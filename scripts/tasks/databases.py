"""Databases: Odoo's own modules are installed once, the suite over a copy, and copies are run on."""

import ast
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import time

from . import settings
from .console import SetupError, progress
from .postgres import has_database
from .system import likely_reason, remove

_LOADING = re.compile(rb"Loading module (\S+) \((\d+)/(\d+)\)")
_NOT_INSTALLED = ("tests", "static", "README.md")
"""Parts of an addon that are read from disk, never copied into a database."""

LANGUAGES = "vi_VN"

_DROP_PATIENCE = 30
"""Seconds to wait until a database that is cleaned can be dropped."""


class Databases:
    """Creates, copies and fills databases.

    :param Odoo odoo: the Odoo to run
    :param Path python: the Python to run it with
    :param Postgres postgres: where the databases live
    """

    def __init__(self, odoo, python, postgres):
        self.odoo = odoo
        self.python = python
        self.postgres = postgres

    # ---- Odoo's command line ----

    def config_file(self, name="odoo.conf", **options):
        """Write an Odoo configuration file with this machine's paths.

        :return: the file's path
        :rtype: Path
        """
        options = {
            "addons_path": ",".join(str(path) for path in (*self.odoo.addons_path, settings.ADDONS)),
            "data_dir": settings.DATA_DIR,
            "unaccent": True,
            "without_demo": True,
            "http_interface": "127.0.0.1",
            **options,
        }
        path = settings.WORK / name
        base = (settings.ROOT / "config" / "development.conf").read_text()
        lines = [f"{key} = {value}" for key, value in options.items()]
        path.write_text(base.rstrip() + "\n" + "\n".join(lines) + "\n")
        return path

    def env(self, **extra):
        """:return: the environment for Odoo and PostgreSQL's client programs"""
        binaries = f"{self.python.parent}:{os.environ.get('PATH', '')}"
        return settings.child_env(
            **self.postgres.env,
            PYTHONPATH=self.odoo.python_path,
            PATH=binaries,
            PYTHONWARNINGS="ignore",
            **extra,
        )

    def odoo_command(self, *arguments):
        """:return: the command that runs Odoo with the generated configuration"""
        return [str(self.python), "-m", "odoo", *map(str, arguments), f"--config={self.config_file()}"]

    def run_odoo(self, log, failure, *arguments, stdin=None):
        """Run Odoo to its end and show the modules as they load.

        :param str log: name of the log file
        :param str failure: the sentence when it fails
        :param str stdin: what to feed to it, for the shell
        :raise SetupError: when Odoo ends with an error
        """
        settings.LOGS.mkdir(parents=True, exist_ok=True)
        path = settings.LOGS / log
        with path.open("wb") as output:
            process = subprocess.Popen(
                self.odoo_command(*arguments),
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.env(),
                cwd=settings.WORK,
            )
        if stdin:
            process.stdin.write(stdin.encode())
            process.stdin.close()
        self._watch(process, path)
        if process.returncode:
            raise SetupError(f"{failure}{likely_reason(path)} (see {path})")

    def _watch(self, process, log):
        shown = None
        while process.poll() is None:
            time.sleep(1)
            seen = _LOADING.findall(log.read_bytes())
            if seen and seen[-1] != shown and int(seen[-1][1]) % 10 == 0:
                shown = seen[-1]
                name, number, total = (part.decode() for part in shown)
                progress(f"{number} of {total} modules, {name}")

    # ---- databases ----

    def exists(self, name):
        return has_database(self.postgres, name)

    def drop(self, name):
        """Remove a database and its files; none is fine too."""
        statement = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
        for patience in range(_DROP_PATIENCE, -1, -1):
            try:
                self.postgres.psql("postgres", statement)
                break
            except SetupError as error:
                # PostgreSQL's own cleaning may be at work in it, which only a superuser may end.
                if not patience or "pg_signal_backend" not in str(error):
                    raise
                time.sleep(1)
        remove(settings.DATA_DIR / "filestore" / name)

    def copy(self, source, target):
        """Make a database as a copy of another, files included."""
        self.drop(target)
        self.postgres.psql("postgres", f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        files = settings.DATA_DIR / "filestore"
        if (files / source).is_dir():
            shutil.copytree(files / source, files / target)

    def rename(self, source, target):
        """Give a finished database its name, so that what has the name is always whole."""
        self.drop(target)
        self.postgres.psql("postgres", f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        files = settings.DATA_DIR / "filestore"
        if (files / source).is_dir():
            (files / source).rename(files / target)

    def create_empty(self, name):
        """Make an empty database in which Odoo can search without diacritics."""
        self.drop(name)
        statement = (
            f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
        self.postgres.psql("postgres", statement)
        for extension in ("unaccent", "pg_trgm"):
            self.postgres.psql(name, f"CREATE EXTENSION IF NOT EXISTS {extension}", as_owner=True)
        # An index can use the function only when it is immutable. Only its owner may say so: on a
        # server of someone else's, searching works all the same, without an index.
        with contextlib.suppress(SetupError):
            self.postgres.psql(name, "ALTER FUNCTION unaccent(text) IMMUTABLE", as_owner=True)

    def make(self, name, source, log, *arguments, assets=False):
        """Make a database by running Odoo over a new one or over a copy; whole or not at all.

        :param str name: the database's name
        :param str source: the database to start from, None for an empty one
        :param str log: name of the log file
        :param arguments: what to give to Odoo
        :param bool assets: also make the web client's bundles, for browser tests
        """
        part = f"{name}_part"
        if source:
            self.copy(source, part)
        else:
            self.create_empty(part)
        try:
            failure = f"Odoo could not prepare the database {name}"
            if arguments:
                self.run_odoo(
                    log, failure, "server", "-d", part, "--stop-after-init", "--no-http", *arguments
                )
            if assets:
                script = (settings.ROOT / "scripts" / "prepare_assets.py").read_text()
                arguments = ("shell", "-d", part, "--no-http", "--log-level=warn")
                self.run_odoo(f"assets-{log}", failure, *arguments, stdin=script)
        except BaseException:
            self.drop(part)
            raise
        self.rename(part, name)

    def ensure_base(self):
        """:return: the name of a database with the stock modules that the suite stands on"""
        modules = stock_modules()
        digest = hashlib.sha256(",".join([str(self.odoo.python_path), *modules]).encode()).hexdigest()
        name = f"p2it_base_{digest[:8]}"
        if not self.exists(name):
            self.make(name, None, "install-base.log", "-i", ",".join(modules))
        return name

    def ensure_test_base(self):
        """:return: the name of a database like the base, with what only the tests need besides"""
        base = self.ensure_base()
        digest = hashlib.sha256(",".join([base, *settings.TEST_ONLY]).encode()).hexdigest()
        name = f"p2it_tests_{digest[:8]}"
        if not self.exists(name):
            self.drop_like("p2it_tests_%")
            # Modules that join two others are left out: the suite runs beside as few as possible.
            wanted = ("-i", ",".join(settings.TEST_ONLY), "--skip-auto-install")
            self.make(name, base, "install-tests.log", *wanted)
        return name

    def ensure_suite(self):
        """
        :return: the name of a database with the suite as it is now, and what only its tests need, without
            demo data
        """
        digest = hashlib.sha256(",".join([suite_fingerprint(), *settings.TEST_ONLY]).encode()).hexdigest()
        name = f"p2it_suite_{digest[:10]}"
        if not self.exists(name):
            base = self.ensure_test_base()
            self.drop_like("p2it_suite_%")
            self.make(name, base, "install-suite.log", "-i", ",".join(settings.suite()), assets=True)
        return name

    def ensure_stock(self, apps):
        """
        :param apps: names of stock modules wanted besides those that the suite stands on
        :return: the name of a database without the suite, ready for browser tests
        """
        digest = hashlib.sha256(",".join([self.ensure_base(), *sorted(apps)]).encode()).hexdigest()
        name = f"p2it_stock_{digest[:8]}"
        if not self.exists(name):
            base = self.ensure_base()
            self.drop_like("p2it_stock_%")
            self.make(name, base, "prepare-stock.log", "-i", ",".join(sorted(apps)), assets=True)
        return name

    def ensure_stock_with_suite(self, apps):
        """
        :param apps: as for :meth:`ensure_stock`
        :return: the name of a database like it, with the suite besides
        """
        stock = self.ensure_stock(apps)
        name = f"{stock}_{suite_fingerprint()}".replace("p2it_stock_", "p2it_beside_")
        if not self.exists(name):
            self.drop_like("p2it_beside_%")
            self.make(name, stock, "prepare-beside.log", "-i", ",".join(settings.suite()), assets=True)
        return name

    def drop_like(self, pattern):
        """Remove the databases whose names match a pattern of SQL."""
        query = f"SELECT datname FROM pg_database WHERE datname LIKE '{pattern}'"
        for name in self.postgres.psql("postgres", query).split():
            self.drop(name)


def suite_fingerprint():
    """:return: a short hash of everything in the addons that an installation copies"""
    return settings.fingerprint(settings.ADDONS, skip=_NOT_INSTALLED)


def stock_modules():
    """:return: the stock modules that the suite's manifests name, sorted"""
    ours = set(settings.suite())
    depends = set()
    for addon in ours:
        manifest = ast.literal_eval((settings.ADDONS / addon / "__manifest__.py").read_text())
        depends.update(manifest.get("depends", []))
    return sorted(depends - ours)
