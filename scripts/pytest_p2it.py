"""pytest plugin for the suite and for Odoo's own tests: a port for each worker, and no test may skip."""

import os
import socket

# Odoo 19 is a namespace package: pytest-odoo expects these parts of it to be imported.
import odoo.init
import odoo.modules.registry
import odoo.service.server
import odoo.tests
import pytest


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A skipped test hides what it was written for (a missing browser, say): it fails here."""
    report = yield
    if report.skipped and not os.environ.get("P2IT_MAY_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
