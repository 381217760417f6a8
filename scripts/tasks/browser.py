"""Programs around Odoo: a headless browser for tests and pictures, wkhtmltopdf for paper, node for lint."""

from . import settings
from .system import ensure_packages, run, which

NODE = settings.WORK / "node"


def ensure_browser():
    """Have Chromium or Chrome, and the fonts that Vietnamese needs.

    :raise SetupError: when it is missing and can't be installed: tests never go without it
    """
    if not which("chromium", "google-chrome", "chromium-browser"):
        ensure_packages(
            ["chromium", "fonts-dejavu-core"], "Chromium, which the browser tests need, is missing"
        )


def ensure_pdf():
    """Have wkhtmltopdf, which prints Odoo's documents."""
    if not which("wkhtmltopdf"):
        ensure_packages(["wkhtmltopdf"], "wkhtmltopdf, which prints documents, is missing")


def ensure_npm():
    """Have npm, which brings two files of Odoo's web client and the formatter of XML and JavaScript."""
    if not which("npm"):
        ensure_packages(["npm"], "npm, which brings parts of the web client, is missing")


def ensure_prettier():
    """Install the pinned formatter of XML and JavaScript.

    :return: its program
    :rtype: Path
    """
    ensure_npm()
    program = NODE / "node_modules" / ".bin" / "prettier"
    manifest = settings.ROOT / "package.json"
    wanted = settings.fingerprint(manifest)
    done = NODE / "ready"
    if not (done.is_file() and done.read_text() == wanted):
        NODE.mkdir(parents=True, exist_ok=True)
        (NODE / "package.json").write_bytes(manifest.read_bytes())
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        run(command, "node.log", "The formatter could not be installed", cwd=NODE)
        done.write_text(wanted)
    return program
