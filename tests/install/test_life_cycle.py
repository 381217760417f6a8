"""Each addon installs alone, upgrades without a word, loads its demo, and goes without a trace."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tasks import settings
from tasks.databases import Databases
from tasks.odoo_source import ensure_odoo
from tasks.postgres import ensure_postgres

TRACES = {
    "tables": "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relname LIKE 'p2it%'",
    "columns": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name LIKE '%p2it%'
    """,
    "external ids": "SELECT module || '.' || name FROM ir_model_data WHERE module LIKE 'p2it%'",
    "models": "SELECT model FROM ir_model WHERE model LIKE 'p2it%'",
    "parameters": "SELECT key FROM ir_config_parameter WHERE key LIKE 'p2it%'",
    "scheduled actions": "SELECT cron_name FROM ir_cron WHERE cron_name LIKE '%P2IT%'",
    "indexes": "SELECT indexname FROM pg_indexes WHERE indexname LIKE '%p2it%'",
}
# What a person should never find in the log of an installation or an upgrade.
NOISE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) (?!.*security risk)", re.M)


@pytest.fixture(scope="module")
def databases():
    return Databases(ensure_odoo(), Path(sys.executable), ensure_postgres())


@pytest.fixture
def database(databases, request):
    """The name of a database that is dropped after the test."""
    name = f"p2it_life_{abs(hash(request.node.name)) % 10**8}"
    yield name
    databases.drop(name)


def run_odoo(databases, *arguments, stdin=None):
    """:return: what Odoo printed, all of it"""
    done = subprocess.run(
        databases.odoo_command(*arguments),
        env=databases.env(),
        cwd=settings.WORK,
        capture_output=True,
        input=stdin,
        text=True,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-5000:]
    return output


def uninstall(databases, database, script):
    """Run a script that uninstalls; PostgreSQL's own cleaning would hold the table that Odoo locks for it.

    :return: what Odoo printed
    """
    databases.postgres.psql(database, "ALTER TABLE ir_module_module SET (autovacuum_enabled = FALSE)")
    return run_odoo(databases, "shell", "-d", database, "--no-http", stdin=script)


def noise(output):
    return [line for line in output.splitlines() if NOISE.match(line)]


def traces(databases, database):
    """:return: what of the suite is found in the database, by kind"""
    found = {kind: databases.postgres.psql(database, query).split() for kind, query in TRACES.items()}
    return {kind: names for kind, names in found.items() if names}


def schema(databases, database):
    """:return: every column of every table, as a set of sentences"""
    query = """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
          FROM information_schema.columns WHERE table_schema = 'public'
    """
    return set(databases.postgres.psql(database, query).splitlines())


@pytest.mark.parametrize("addon", settings.suite())
def test_an_addon_installs_alone_upgrades_quietly_and_uninstalls_clean(databases, database, addon):
    base = databases.ensure_base()
    databases.copy(base, database)
    arguments = ("server", "-d", database, "--stop-after-init", "--no-http")
    assert not noise(run_odoo(databases, *arguments, "-i", addon))
    assert traces(databases, database)
    assert not noise(run_odoo(databases, *arguments, "-u", addon))
    script = f"""
modules = env["ir.module.module"]
modules.search([("name", "=", "{addon}")]).button_immediate_uninstall()
ours = [("module", "=", "{addon}"), ("name", "not like", "module_%")]
assert not env["ir.model.data"].search_count(ours), env["ir.model.data"].search(ours).mapped("name")
# What it stands on goes as well, so that what is left is Odoo's own.
rest = modules.search([("name", "=like", "p2it_%"), ("state", "=", "installed")])
if rest:
    rest.button_immediate_uninstall()
"""
    uninstall(databases, database, script)
    assert traces(databases, database) == {}
    assert schema(databases, database) - schema(databases, base) == set()
    # Whoever works on must not stumble over what is left: every view of the database still renders.
    assert not noise(run_odoo(databases, *arguments, "-u", "base"))


def test_demo_data_loads_with_odoos_own_demo(databases, database):
    databases.create_empty(database)
    modules = ",".join(settings.suite())
    arguments = ("-i", modules, "--with-demo", "--stop-after-init", "--no-http")
    output = run_odoo(databases, "server", "-d", database, *arguments)
    assert not [line for line in noise(output) if "p2it" in line.lower() or "demo data" in line.lower()]
    script = (
        'import json; print("RESULT", json.dumps(env["res.partner"].search_count([("ref", "like", "KH%")])))'
    )
    printed = run_odoo(databases, "shell", "-d", database, "--no-http", stdin=script)
    customers = json.loads(re.search(r"RESULT (.*)", printed)[1])
    assert customers > 1000
    # Uninstalling is quiet with data, too: nothing that points at the suite's records holds them.
    script = """
names = env["ir.module.module"].search([("name", "=like", "p2it_%"), ("state", "=", "installed")])
names.button_immediate_uninstall()
"""
    output = uninstall(databases, database, script)
    assert not noise(output)
    assert traces(databases, database) == {}
