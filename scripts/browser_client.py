"""A headless Chromium, driven over its own debugging protocol."""

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
)


class Browser:
    """One browser with one page; use it as a context manager.

    :param int width: of the page, in CSS pixels
    :param int height: of the page, in CSS pixels
    :param bool phone: whether the page is a phone's, with touch
    """

    def __init__(self, width=1366, height=768, phone=False):
        self.size = {
            "width": width,
            "height": height,
            "deviceScaleFactor": 2 if phone else 1,
            "mobile": phone,
        }
        self.phone = phone
        self._number = 0

    def __enter__(self):
        self._profile = Path(tempfile.mkdtemp(prefix="p2it-browser-"))
        program = shutil.which("chromium") or shutil.which("google-chrome")
        self._process = subprocess.Popen(
            [program, *_FLAGS, f"--user-data-dir={self._profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = websocket.create_connection(self._page_address(), timeout=120)
        self.call("Page.enable")
        self.call("Emulation.setDeviceMetricsOverride", **self.size)
        self.call("Emulation.setTimezoneOverride", timezoneId="Asia/Ho_Chi_Minh")  # where the demo company is
        if self.phone:
            self.call("Emulation.setTouchEmulationEnabled", enabled=True)
        return self

    def __exit__(self, *_error):
        with contextlib.suppress(Exception):
            self._socket.close()
        self._process.terminate()
        self._process.wait(timeout=20)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _page_address(self):
        port_file = self._profile / "DevToolsActivePort"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if port_file.is_file() and port_file.read_text().strip():
                port = port_file.read_text().split()[0]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as response:
                    pages = [page for page in json.load(response) if page["type"] == "page"]
                if pages:
                    return pages[0]["webSocketDebuggerUrl"]
            time.sleep(0.1)
        raise RuntimeError("Chromium did not start.")

    def call(self, method, **params):
        """:return: the result of one call of the debugging protocol"""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def script(self, source):
        """:return: the value of a JavaScript expression on the page, promises awaited"""
        result = self.call("Runtime.evaluate", expression=source, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", source))
        return result["result"].get("value")

    def open(self, address):
        """Go to an address and wait until it is loaded."""
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def wait(self, condition, seconds=60):
        """Wait until a JavaScript expression is true.

        :raise TimeoutError: when it never becomes true
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(RuntimeError):  # between two pages there is nothing to ask
                if self.script(f"Boolean({condition})"):
                    return
            time.sleep(0.2)
        raise TimeoutError(f"The page never became: {condition}")

    def log_in(self, address, login, password):
        """Log in to Odoo as a person would."""
        self.call("Network.clearBrowserCookies")
        self.open(f"{address}/web/login")
        self.script(
            f"document.querySelector('#login').value = {json.dumps(login)};"
            f"document.querySelector('#password').value = {json.dumps(password)};"
            "document.querySelector('.oe_login_form').submit()"
        )
        self.wait("document.querySelector('.o_web_client .o_main_navbar')")

    def picture(self, path):
        """Save what the page shows as a PNG file."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))
