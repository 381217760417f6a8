"""The demo company: a Vietnamese trading company, imported from its own spreadsheets."""

from . import settings
from .console import progress
from .databases import LANGUAGES, suite_fingerprint
from .server import stop_server

_SCRIPTS = settings.ROOT / "scripts"
_STAMP = settings.WORK / f"{settings.DEMO_DB}.fingerprint"
"""Which state of the suite this demo database is on."""

PASSWORD = "demo"
LOGINS = (
    ("admin", "admin", "administrator, in English"),
    ("nv001@congty.example", PASSWORD, "sales director"),
    ("nv003@congty.example", PASSWORD, "head of department"),
    ("nv012@congty.example", PASSWORD, "team leader"),
    ("nv019@congty.example", PASSWORD, "salesperson"),
    ("thukho@congty.example", PASSWORD, "warehouse keeper"),
    ("ketoan@congty.example", PASSWORD, "accountant"),
    ("baove@congty.example", PASSWORD, "guard"),
)
"""One person of each level, from the company's own list of employees, and who lets goods out."""


def ensure_demo(databases):
    """Create the demo database, or bring it up to the suite as it is now.

    :param Databases databases: where it lives
    """
    current = suite_fingerprint()
    if not databases.exists(settings.DEMO_DB):
        _create(databases)
    elif not _STAMP.is_file() or _STAMP.read_text() != current:
        progress("the addons changed: upgrading")
        stop_server()
        failure = "The demo database could not be upgraded"
        modules = ",".join(settings.suite())
        # An addon that is new since then is installed; the others are only brought up to date.
        arguments = ("server", "-d", settings.DEMO_DB, "-i", modules, "-u", modules)
        databases.run_odoo("demo-upgrade.log", failure, *arguments, "--stop-after-init", "--no-http")
    _STAMP.write_text(current)


def _create(databases):
    part = f"{settings.DEMO_DB}_part"
    modules = ",".join((*settings.suite(), "l10n_vn"))
    try:
        progress("installing Odoo's modules")
        databases.copy(databases.ensure_base(), part)
        _run_script(databases, part, "demo_country.py")
        progress("installing the suite in Vietnamese and English")
        arguments = ("server", "-d", part, "-i", modules, f"--load-language={LANGUAGES}")
        failure = "The suite could not be installed"
        databases.run_odoo("demo-install.log", failure, *arguments, "--stop-after-init", "--no-http")
        progress("importing the company's spreadsheets")
        _run_script(databases, part, "demo_company.py")
        progress("taking over two years of orders")
        _run_script(databases, part, "demo_orders.py")
        _run_script(databases, part, "demo_leads.py")
        progress("some weeks of work with customers")
        _run_script(databases, part, "demo_care.py")
        _run_script(databases, part, "demo_pricing.py")
        _run_script(databases, part, "demo_control.py")
        _run_script(databases, part, "demo_credit.py")
        _run_script(databases, part, "demo_stock.py")
        _run_script(databases, part, "demo_commission.py")
        _run_script(databases, part, "demo_targets.py")
    except BaseException:
        databases.drop(part)
        raise
    databases.rename(part, settings.DEMO_DB)


def _run_script(databases, database, name):
    source = (_SCRIPTS / name).read_text()
    source = source.replace("DEMO_LOGINS", repr(LOGINS[1:]))
    source = source.replace("ORDERS", repr(str(_SCRIPTS / "demo" / "don_hang.csv")))
    failure = "The demo company could not be created"
    arguments = ("shell", "-d", database, "--no-http", "--log-level=warn")
    databases.run_odoo(f"{name}.log", failure, *arguments, stdin=source)


def welcome(address):
    """:return: where to go and how to log in, as text"""
    lines = ["", f"P2IT is at {address}", "", f"  {'login':<24}{'password':<12}who"]
    lines += [f"  {login:<24}{password:<12}{who}" for login, password, who in LOGINS]
    return "\n".join(lines) + "\n"
