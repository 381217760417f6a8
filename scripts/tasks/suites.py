"""Running tests: the suite's own over copies of one prepared database, and Odoo's own for comparison."""

import subprocess
import xml.etree.ElementTree as ElementTree

from . import settings
from .console import SetupError, say

STOCK_SUITES = {
    "base": "test_res_*.py",
    "contacts": "test_*.py",
    "crm": "test_*.py",
    "hr_expense": "test_*.py",
    "loyalty": "test_*.py",
    "product": "test_*.py",
    "purchase_stock": "test_*.py",
    "sale": "test_*.py",
    "sale_crm": "test_*.py",
    "sale_loyalty": "test_*.py",
    "sale_management": "test_*.py",
    "sale_stock": "test_*.py",
    "stock": "test_*.py",
}
"""Odoo's test files that must not notice the suite. An addon that touches another app adds it here."""


def run_suite(databases, database, arguments):
    """Run the suite's tests on every core, each worker over its own copy of the database.

    :param arguments: what to give to pytest; without a path all tests run
    :return: pytest's exit code
    """
    paths = (
        []
        if any((settings.ROOT / part.split("::")[0]).exists() for part in arguments)
        else ["tests", "addons"]  # the longest files first, so that no worker is left with one
    )
    spread = ("-n", settings.WORKERS, "--dist=loadfile", "--no-loadscope-reorder")
    workers = spread if int(settings.WORKERS) > 1 else ()
    return subprocess.call(
        pytest_command(databases, database, *workers, *arguments, *paths),
        env=pytest_env(databases),
        cwd=settings.ROOT,
    )


def run_benches(databases, database, names):
    """Run the scripts ``tests/bench_*.py`` in Odoo's shell; each prints its figures and its limit.

    One that compares with stock Odoo runs over a database without the suite first.

    :param names: parts of the scripts' names; all of them without
    :return: 0 when all stayed within their limits, else 1
    """
    failed = 0
    for script in sorted((settings.ROOT / "tests").glob("bench_*.py")):
        if names and not any(name in script.stem for name in names):
            continue
        say(script.name)
        if "P2IT_BENCH_STOCK" in script.read_text():
            failed |= _run_bench(databases, databases.ensure_base(), script)
        failed |= _run_bench(databases, database, script)
    return int(failed)


def _run_bench(databases, database, script):
    """Run one script over a fresh copy of a database.

    :return: whether it failed or went over its limits
    """
    copy = f"{database}_bench"
    databases.copy(database, copy)
    try:
        command = databases.odoo_command("shell", "-d", copy, "--no-http", "--log-level=warn")
        env = {**databases.env(), "P2IT_BENCH_STOCK": str(settings.WORK / "bench_stock.json")}
        with script.open() as source:
            return bool(subprocess.call(command, stdin=source, env=env, cwd=settings.WORK))
    finally:
        databases.drop(copy)


def pytest_command(databases, database, *arguments):
    """:return: the command that runs pytest over a database"""
    config = databases.config_file("test.conf", db_name=database, limit_memory_hard=0)
    return [
        *(str(databases.python), "-m", "pytest", "-p", "pytest_p2it"),
        *(f"--odoo-database={database}", f"--odoo-config={config}"),
        *map(str, arguments),
    ]


def pytest_env(databases):
    """:return: the environment for it"""
    env = databases.env(P2IT_ROOT=settings.ROOT, P2IT_CONFIG=databases.config_file())
    env["PYTHONPATH"] += f":{settings.ROOT / 'scripts'}"
    # pytest-odoo would take them for the database's: a person's USER is no role of PostgreSQL.
    return {key: value for key, value in env.items() if key not in ("HOST", "PORT", "USER", "PASSWORD")}


def compare_with_odoo(databases, steps, arguments):
    """Run Odoo's own suites twice, without and with the suite; only a difference fails.

    :param arguments: names of stock modules to run instead of the whole list
    :return: 0 when the failures are the same, else 1
    """
    modules = arguments or STOCK_SUITES
    with steps.step("Databases with and without the suite"):
        plain = databases.ensure_stock(STOCK_SUITES)
        ours = databases.ensure_stock_with_suite(STOCK_SUITES)
    with steps.step("Odoo's tests without the suite"):
        before = _run_stock(databases, plain, modules, "stock-without.xml")
    with steps.step("Odoo's tests with the suite"):
        after = _run_stock(databases, ours, modules, "stock-with.xml")
    return _report(before, after)


def _report(before, after):
    broken = sorted(name for name, failed in after.items() if failed and not before.get(name, True))
    mended = sorted(name for name, failed in before.items() if failed and not after.get(name, True))
    lost = sorted(set(before) - set(after))
    for title, names in (("fails only with the suite", broken), ("not run with the suite", lost)):
        for name in names:
            say(f"{title}: {name}")
    for name in mended:
        say(f"fails only without the suite: {name}")
    say(f"without the suite: {len(before)} tests, {sum(before.values())} failed")
    say(f"with the suite:    {len(after)} tests, {sum(after.values())} failed")
    say(f"{len(after) - len(broken) - len(lost)} passed, {len(broken) + len(lost)} failed")
    return 1 if broken or lost or not after else 0


def _run_stock(databases, database, modules, result):
    """:return: for each test whether it failed"""
    report = settings.LOGS / result
    report.unlink(missing_ok=True)
    paths = [path for module in modules for path in _test_files(databases.odoo, module)]
    workers = ["-n", settings.WORKERS, "--dist=loadfile", "-q", "--tb=short", "-p", "no:warnings"]
    # Tests are named by their path under the root, so that equal file names stay apart.
    place = ["-c", settings.ROOT / "pyproject.toml", f"--rootdir={databases.odoo.python_path}"]
    command = pytest_command(databases, database, *workers, *place, f"--junitxml={report}", *paths)
    log = settings.LOGS / result.replace(".xml", ".log")
    with log.open("wb") as output:
        subprocess.call(
            command,
            env=pytest_env(databases) | {"P2IT_MAY_SKIP": "1"},
            cwd=settings.ROOT,
            stdout=output,
            stderr=output,
        )
    if not report.is_file():
        raise SetupError(f"Odoo's tests could not be run (see {log}).")
    cases = ElementTree.parse(report).iter("testcase")
    return {
        f"{case.get('classname')}.{case.get('name')}": case.find("failure") is not None
        or case.find("error") is not None
        for case in cases
    }


def _test_files(odoo, module):
    folder = next(path / module / "tests" for path in odoo.addons_path if (path / module).is_dir())
    return sorted(folder.glob(STOCK_SUITES.get(module, "test_*.py")))


def update_translations(databases, database):
    """Export the terms of every addon, and add new ones to the Vietnamese files.

    :return: Odoo's exit code
    """
    config = f"--config={databases.config_file()}"
    for addon in settings.suite():
        (settings.ADDONS / addon / "i18n").mkdir(exist_ok=True)
    arguments = ("i18n", "export", config, "-d", database, "-l", "pot", "--", *settings.suite())
    code = subprocess.call([str(databases.python), "-m", "odoo", *arguments], env=databases.env())
    merge = settings.ROOT / "scripts" / "merge_translations.py"
    return code or subprocess.call([databases.python, merge], env=databases.env())
