"""pytest plugin for the suite and for Odoo's own tests.

Each worker has a port and a filestore of its own, and no test may skip. Property tests try the same
examples in every run, so that what is red is red for everybody; ``--hypothesis-profile=explore`` looks for
new ones.
"""

import os
import shutil
import socket
from contextlib import contextmanager
from pathlib import Path

# Odoo 19 is a namespace package: pytest-odoo expects these parts of it to be imported.
import odoo.init
import odoo.modules.module
import odoo.modules.registry
import odoo.service.server
import odoo.tests
import pytest
import pytest_odoo
from hypothesis import HealthCheck, settings

# How long a busy machine takes to think of an example says nothing about the rules.
_PATIENT = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("p2it", derandomize=True, **_PATIENT)
settings.register_profile("explore", max_examples=3000, **_PATIENT)
settings.load_profile("p2it")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _own_filestore(original, database):
    """Give a worker's copy of the database files of its own, hard links of the original's.

    pytest-odoo lets the workers share one folder: then one worker's cleaning of unused files takes
    away what another has just written.
    """
    if original == database:
        yield
        return
    stores = Path(odoo.tools.config["data_dir"]) / "filestore"
    own = stores / database
    shutil.rmtree(own, ignore_errors=True)
    if (stores / original).is_dir():
        shutil.copytree(stores / original, own, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(own, ignore_errors=True)


pytest_odoo._shared_filestore = _own_filestore


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_cmdline_main(config):
    """Give each worker's Odoo a port of its own, before pytest-odoo starts it."""
    config.option.odoo_extra = [*config.option.odoo_extra, f"http-port={_free_port()}"]
    return (yield)


@pytest.fixture(scope="session", autouse=True)
def http_server(load_registry):
    """Serve the worker's database for tests with a browser or a remote client.

    pytest-odoo's own option starts and stops a whole server for each test module.
    """
    server = odoo.service.server.server
    server.http_spawn()
    yield
    server.httpd.shutdown()


def pytest_collection_modifyitems(config, items):
    """Leave out what Odoo's own runner leaves out: tests that are not of the standard set."""
    special = [item for item in items if item.cls and "standard" not in _get_tags(item)]
    config.hook.pytest_deselected(items=special)
    items[:] = [item for item in items if item not in special]


def _get_tags(item):
    """:return: the tags of a test by Odoo's rules; a test of plain Python counts as standard"""
    return getattr(item.cls, "test_tags", {"standard"})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """Tell Odoo that a test runs, as its own runner does, also while its class is set up."""
    if item.cls and issubclass(item.cls, odoo.tests.BaseCase):
        odoo.modules.module.current_test = item.cls(item.name)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Tell Odoo which test runs: a request shares the cursor of that test alone."""
    if isinstance(item.instance, odoo.tests.BaseCase):
        odoo.modules.module.current_test = item.instance
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A skipped test hides what it was written for (a missing browser, say): it fails here."""
    report = yield
    if report.skipped and not os.environ.get("P2IT_MAY_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
