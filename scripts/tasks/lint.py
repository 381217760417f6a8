"""Style: ruff for Python, pylint-odoo for Odoo's rules, prettier for XML and JavaScript."""

import os
import subprocess

from . import settings
from .browser import ensure_prettier
from .console import say

_EXCEPTIONS = (
    "consider-merging-classes-inherited",  # one concern per file: a model may be extended in several
    "method-required-super",  # an import refuses to be copied
    "no-search-all",  # units of measure are few, and looked up once
    "prefer-env-translation",  # messages of the pure rules are marked where there is no environment
)
# Not in the code: Odoo's own lint does not know these names.
_FORMATTED = ("addons/**/*.{xml,js,scss}", "package.json")


def run_lint(python):
    """Run every check, also after one has failed.

    :param Path python: the Python of the development environment
    :return: 0 when all is well, else 1
    """
    tools = python.parent
    addons = [settings.ADDONS / name for name in settings.suite()]
    checks = (
        ("ruff check", [tools / "ruff", "check", "."]),
        ("ruff format", [tools / "ruff", "format", "--check", "."]),
        (
            "pylint-odoo",
            [tools / "pylint", "--rcfile=.pylintrc", f"--disable={','.join(_EXCEPTIONS)}", *addons],
        ),
        ("prettier", [ensure_prettier(), *_prettier("--check")]),
    )
    failed = [name for name, command in checks if not _passes(name, command)]
    say("Lint failed: " + ", ".join(failed) if failed else "Lint passed.")
    return 1 if failed else 0


def run_format(python):
    """Rewrite what the formatters can.

    :return: 0 when all is well, else 1
    """
    tools = python.parent
    commands = (
        ("ruff check", [tools / "ruff", "check", "--fix", "."]),
        ("ruff format", [tools / "ruff", "format", "."]),
        ("prettier", [ensure_prettier(), *_prettier("--write")]),
    )
    failed = [name for name, command in commands if not _passes(name, command)]
    return 1 if failed else 0


def _prettier(action):
    plugin = settings.WORK / "node/node_modules/@prettier/plugin-xml/src/plugin.js"
    return (f"--plugin={plugin}", "--log-level=warn", "--no-error-on-unmatched-pattern", action, *_FORMATTED)


def _passes(name, command):
    say(f"--- {name}")
    env = settings.child_env(PATH=f"{settings.VENV / 'bin'}:{os.environ.get('PATH', '')}")
    return subprocess.call([str(part) for part in command], cwd=settings.ROOT, env=env) == 0
