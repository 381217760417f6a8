"""The Python packages, in a virtual environment of the work folder."""

import sys

from . import settings
from .system import ensure_packages, remove, run

REQUIREMENTS = {
    "run": settings.ROOT / "requirements.txt",
    "develop": settings.ROOT / "requirements-dev.txt",
}


def ensure_venv(kind):
    """Install the pinned packages unless they are there already.

    :param str kind: ``run`` for serving, ``develop`` for tests and lint too
    :return: the environment's Python
    :rtype: Path
    """
    python = settings.VENV / "bin" / "python"
    wanted = settings.fingerprint(*REQUIREMENTS.values()) + sys.version.split()[0]
    done = settings.VENV / f"p2it-{kind}"
    if done.is_file() and done.read_text() == wanted:
        return python
    fresh = not any((settings.VENV / f"p2it-{other}").is_file() for other in REQUIREMENTS)
    try:
        _install(python, kind, fresh)
    except BaseException:
        if fresh:
            remove(settings.VENV)
        raise
    done.write_text(wanted)
    if kind == "develop":
        (settings.VENV / "p2it-run").write_text(wanted)
    return python


def _install(python, kind, fresh):
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        ensure_packages(["python3-venv"], "Python's venv module is missing")
    if fresh:
        remove(settings.VENV)
        command = [sys.executable, "-m", "venv", settings.VENV]
        run(command, "python.log", "The Python environment could not be made")
    command = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["-r", REQUIREMENTS[kind]]
    run(command, "python.log", "The Python packages could not be installed")
