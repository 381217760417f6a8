"""Where things are and which ports are used. Everything can be set by environment variables."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"

WORK = Path(os.environ.get("P2IT_WORK") or ROOT / ".work").resolve()
"""The one ignored folder that holds all that the set-up makes."""

LOGS = WORK / "logs"
DATA_DIR = WORK / "data"
VENV = WORK / "venv"
DEMO_PID = WORK / "demo.pid"

HTTP_PORT = os.environ.get("P2IT_PORT", "8069")
HTTP_INTERFACE = os.environ.get("P2IT_INTERFACE", "127.0.0.1")
"""The demo's passwords are known to all: other machines (a phone, say) only get in when asked for."""
DEMO_DB = os.environ.get("P2IT_DB", "p2it_demo")
WORKERS = os.environ.get("P2IT_TEST_WORKERS") or str(min(os.cpu_count() or 1, 4))

TEST_ONLY = ("hr_holidays", "purchase")
"""Stock modules that no addon depends on but some tests need: a document of somebody else's, say."""

MIN_FREE_MB = int(os.environ.get("P2IT_MIN_FREE_MB", "3000"))
"""Free space a first set-up needs: Odoo 1 GB, Python packages 0.5 GB, databases and logs."""


def suite():
    """:return: the technical names of the suite's addons, sorted"""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def fingerprint(*paths, skip=()):
    """Hash files by name and content, folders walked in order.

    :param paths: files and folders
    :param skip: names of files and folders to leave out
    :return: a short hash
    """
    skip = {"__pycache__", *skip}
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and skip.isdisjoint(file.relative_to(path.parent).parts):
                digest.update(str(file.relative_to(path.parent)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def child_env(**extra):
    """:return: the environment for a child process, without a caller's own Odoo settings"""
    env = {key: value for key, value in os.environ.items() if key not in ("ODOO_RC", "PYTHONPATH")}
    env.update(PYTHONUNBUFFERED="1", LC_ALL="C.UTF-8")
    env.update({key: str(value) for key, value in extra.items()})
    return env
