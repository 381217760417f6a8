"""Two people, a real server, a real browser: what one does to the stock the other sees within two seconds."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
import xmlrpc.client
from pathlib import Path

import pytest
from browser_client import Browser
from tasks import settings
from tasks.databases import Databases
from tasks.odoo_source import ensure_odoo
from tasks.postgres import ensure_postgres

SECONDS = 2
FREE = "document.querySelector('.o_data_row [name=free]')?.innerText.trim()"


class Person:
    """Somebody who works by XML-RPC."""

    def __init__(self, address, database, login, password):
        self.database, self.password = database, password
        common = xmlrpc.client.ServerProxy(f"{address}/xmlrpc/2/common")
        self.uid = common.authenticate(database, login, password, {})
        self.object = xmlrpc.client.ServerProxy(f"{address}/xmlrpc/2/object", allow_none=True)

    def call(self, model, method, *args, **kwargs):
        return self.object.execute_kw(self.database, self.uid, self.password, model, method, args, kwargs)


@pytest.fixture(scope="module")
def databases():
    return Databases(ensure_odoo(), Path(sys.executable), ensure_postgres())


@pytest.fixture(scope="module")
def server(databases):
    """The address of a server over a copy of the suite's database, and the database's name."""
    name = "p2it_live"
    databases.copy(databases.ensure_suite(), name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = databases.config_file(
        "live.conf",
        http_interface="127.0.0.1",
        http_port=port,
        db_name=name,
        dbfilter=f"^{name}$",
    )
    log = settings.LOGS / "live-server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(databases.python), "-m", "odoo", "server", f"--config={config}"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=databases.env(),
            cwd=settings.WORK,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address, name
    finally:
        process.terminate()
        process.wait(timeout=60)
        databases.drop(name)


def wait_for(address, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/web/login", timeout=60):
            return
        time.sleep(0.5)
    raise TimeoutError("The server does not answer.")


@pytest.fixture(scope="module")
def keeper(server):
    """Who works in the warehouse, and brings ten bottles there first."""
    person = Person(*server, "admin", "admin")
    person.warehouse = person.call("stock.warehouse", "search_read", [], ["lot_stock_id"], limit=1)[0]
    person.product = person.call(
        "product.product", "create", {"name": "Nước mắm Phú Quốc", "is_storable": True, "list_price": 1}
    )
    person.customer = person.call("res.partner", "create", {"name": "Quán Bà Tư"})
    count(person, 10)
    return person


@pytest.fixture(scope="module")
def screen(server, keeper):
    """The browser of a salesperson."""
    groups = [
        keeper.call("ir.model.data", "check_object_reference", *group)[1]
        for group in (("base", "group_user"), ("sales_team", "group_sale_salesman_all_leads"))
    ]
    keeper.call(
        "res.users",
        "create",
        {
            "name": "Người bán",
            "login": "nguoi.ban.song",
            "password": "nguoi.ban.song",
            "group_ids": [(6, 0, groups)],
        },
    )
    with Browser(width=1500, height=900) as browser:
        browser.log_in(server[0], "nguoi.ban.song", "nguoi.ban.song")
        yield browser


def count(person, quantity):
    """Correct what lies in the warehouse, as a count does."""
    context = {"inventory_mode": True}
    values = {
        "product_id": person.product,
        "location_id": person.warehouse["lot_stock_id"][0],
        "inventory_quantity_auto_apply": quantity,
    }
    person.call("stock.quant", "create", values, context=context)


def measure(browser, condition):
    """:return: seconds until the page shows it"""
    start = time.monotonic()
    browser.wait(condition, seconds=30)
    return time.monotonic() - start


def test_the_board_follows(server, keeper, screen):
    screen.open(f"{server[0]}/odoo/availability")
    screen.wait(f"{FREE} === '10.00'")
    count(keeper, 25)
    seconds = measure(screen, f"{FREE} === '25.00'")
    print(f"board: {seconds:.2f} s")
    assert seconds <= SECONDS


def test_an_open_order_follows(server, keeper, screen):
    count(keeper, 25)
    line = {"product_id": keeper.product, "product_uom_qty": 30}
    order = keeper.call("sale.order", "create", {"partner_id": keeper.customer, "order_line": [(0, 0, line)]})
    screen.open(f"{server[0]}/odoo/sales/{order}")
    state = "document.querySelector('.o_data_row .o_p2it_stock')?.innerText || ''"
    screen.wait(f"/Short/.test({state})")
    count(keeper, 40)
    seconds = measure(screen, f"/Enough/.test({state})")
    print(f"order: {seconds:.2f} s")
    assert seconds <= SECONDS
