"""The commands themselves, each a few readable steps."""

import os
import subprocess
import sys
import time

from . import bypass, demo, lint, server, settings, suites
from .browser import ensure_browser, ensure_npm, ensure_pdf
from .console import SetupError, Steps, say
from .databases import Databases
from .odoo_source import SOURCE, ensure_odoo
from .postgres import ensure_postgres, remove_postgres, stop_postgres
from .python_env import ensure_venv
from .system import check_disk, check_port, explain_os_error, remove


def prepare(steps, kind):
    """Get everything that running Odoo needs.

    :param Steps steps: where the progress is shown; four steps are taken
    :param str kind: which Python packages, ``run`` or ``develop``
    :rtype: Databases
    """
    with steps.step("Odoo 19"):
        if not os.environ.get("ODOO_HOME") and not SOURCE.exists():
            check_disk()
            ensure_npm()
        odoo = ensure_odoo()
    with steps.step("Python packages"):
        python = ensure_venv(kind)
    with steps.step("PostgreSQL"):
        postgres = ensure_postgres()
    with steps.step("Printing" if kind == "run" else "Browser and printing"):
        if kind == "develop":
            ensure_browser()
        ensure_pdf()
    return Databases(odoo, python, postgres)


def command_demo(_arguments):
    """Set up everything, create the demo company and serve it."""
    started = time.monotonic()
    if not server.running_pid():
        check_port(settings.HTTP_PORT)
    steps = Steps(6)
    databases = prepare(steps, "run")
    with steps.step(f"Demo company in the database {settings.DEMO_DB}"):
        demo.ensure_demo(databases)
    with steps.step("Web server"):
        if not server.running_pid():
            server.start_server(databases, settings.DEMO_DB)
    say(demo.welcome(server.address()))
    say(f"Ready after {time.monotonic() - started:.0f} s. 'make stop' stops it.")


def command_stop(_arguments):
    """Stop the demo's web server and the private PostgreSQL."""
    say("The web server is stopped." if server.stop_server() else "No web server was running.")
    stop_postgres()


def command_test(arguments):
    """Set up what the tests need and run them all; arguments go to pytest."""
    steps = Steps(6)
    databases = prepare(steps, "develop")
    with steps.step("Database with the suite"):
        database = databases.ensure_suite()
    with steps.step("Tests"):
        return suites.run_suite(databases, database, arguments)


def command_test_odoo(arguments):
    """Run Odoo's own tests with and without the suite, and compare what fails."""
    steps = Steps(7)
    databases = prepare(steps, "develop")
    return suites.compare_with_odoo(databases, steps, arguments)


def command_bench(arguments):
    """Measure what must stay fast, over a fresh copy of the suite's database."""
    steps = Steps(6)
    databases = prepare(steps, "develop")
    with steps.step("Database with the suite"):
        database = databases.ensure_suite()
    with steps.step("Measurements"):
        return suites.run_benches(databases, database, arguments)


def command_bypass(arguments):
    """Try every way round the gates on Odoo without and with the suite, and write docs/bypass.md."""
    steps = Steps(8)
    databases = prepare(steps, "develop")
    return bypass.compare(databases, steps, arguments)


def command_lint(_arguments):
    """Check style: ruff, pylint-odoo, prettier."""
    return lint.run_lint(ensure_venv("develop"))


def command_format(_arguments):
    """Rewrite the files in the house's format."""
    return lint.run_format(ensure_venv("develop"))


def command_screenshots(arguments):
    """Take the README's pictures of the running demo."""
    command_demo([])
    python = ensure_venv("develop")
    ensure_browser()
    return subprocess.call(
        [python, settings.ROOT / "scripts" / "screenshots.py", server.address(), *arguments]
    )


def command_shell(arguments):
    """Open Odoo's shell on the demo database."""
    databases = Databases(ensure_odoo(), ensure_venv("run"), ensure_postgres())
    command = databases.odoo_command("shell", "-d", settings.DEMO_DB, "--no-http", *arguments)
    return subprocess.call(command, env=databases.env())


def command_i18n(_arguments):
    """Bring the translation files up to date with the sources."""
    databases = Databases(ensure_odoo(), ensure_venv("develop"), ensure_postgres())
    return suites.update_translations(databases, databases.ensure_suite())


def command_clean(_arguments):
    """Stop everything and remove all that the set-up made."""
    server.stop_server()
    remove_postgres()
    remove(settings.WORK)
    say(f"{settings.WORK} is removed.")


def command_help(_arguments):
    """List the commands."""
    for name, function in COMMANDS.items():
        say(f"  make {name:<12} {function.__doc__.splitlines()[0]}")
    say("Environment: P2IT_PORT (8069), P2IT_INTERFACE (127.0.0.1; 0.0.0.0 for phones nearby),")
    say("  P2IT_DB (p2it_demo), P2IT_WORK (.work), P2IT_TEST_WORKERS, P2IT_MIN_FREE_MB,")
    say("   ODOO_HOME (your own Odoo 19.0), PGHOST, PGPORT, PGUSER, PGPASSWORD.")


COMMANDS = {
    name[len("command_") :].replace("_", "-"): function
    for name, function in list(globals().items())
    if name.startswith("command_")
}


def main(arguments):
    """Run one command.

    :return: the process's exit code
    """
    name, rest = (arguments or ["help"])[0], arguments[1:]
    if name not in COMMANDS:
        say(f"There is no command {name!r}.")
        command_help(rest)
        return 2
    try:
        return COMMANDS[name](rest) or 0
    except SetupError as failure:
        sys.stderr.write(f"\nSTOPPED: {failure}\n")
    except OSError as error:
        sys.stderr.write(f"\nSTOPPED: {explain_os_error(error)}\n")
    except KeyboardInterrupt:
        sys.stderr.write("\nSTOPPED by you; run the same command again to go on.\n")
    return 1
