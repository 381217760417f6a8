"""The demo's web server: started in the background, found again, stopped."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import settings
from .console import SetupError
from .system import check_port

START_SECONDS = 90


def address(port=settings.HTTP_PORT):
    return f"http://localhost:{port}"


def running_pid():
    """:return: the process id of the demo's server when it runs, else None"""
    try:
        pid = int(settings.DEMO_PID.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if b"odoo" in command else None


def stop_server():
    """Stop the demo's server.

    :return: whether it was running
    """
    pid = running_pid()
    if pid:
        os.kill(pid, signal.SIGTERM)
        for _attempt in range(100):
            if not running_pid():
                break
            time.sleep(0.1)
        else:
            os.kill(pid, signal.SIGKILL)
    settings.DEMO_PID.unlink(missing_ok=True)
    return bool(pid)


def start_server(databases, database, port=settings.HTTP_PORT):
    """Serve a database until `stop_server`, and wait until the web client answers.

    :raise SetupError: when the port is taken or the server does not answer in time
    """
    check_port(port)
    log = settings.LOGS / "demo-server.log"
    config = databases.config_file(
        "demo.conf",
        http_interface=settings.HTTP_INTERFACE,
        http_port=port,
        db_name=database,
        dbfilter=f"^{database}$",
        list_db=False,
    )
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(databases.python), "-m", "odoo", "server", f"--config={config}"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=databases.env(),
            cwd=settings.WORK,
            start_new_session=True,
        )
    settings.DEMO_PID.write_text(str(process.pid))
    _wait(process, port, log)


def _wait(process, port, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            settings.DEMO_PID.unlink(missing_ok=True)
            raise SetupError(f"The server stopped while starting (see {log}).")
        if answers(port):
            return
        time.sleep(0.3)
    stop_server()
    raise SetupError(f"The server did not answer in {START_SECONDS} s (see {log}).")


def answers(port=settings.HTTP_PORT):
    """:return: whether the web client's login page is served"""
    try:
        with urllib.request.urlopen(f"{address(port)}/web/login", timeout=30) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
