"""What a person sees: numbered steps with their time, and one sentence when something fails."""

import sys
import time
from contextlib import contextmanager


class SetupError(Exception):
    """An expected problem, told in one sentence; nothing half-made may be left behind."""


def say(text=""):
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


class Steps:
    """Numbered steps of one command.

    :param int total: how many steps the command will take
    """

    def __init__(self, total):
        self.total = total
        self.number = 0

    @contextmanager
    def step(self, title):
        """Announce a step, and tell how long it took when it is done."""
        self.number += 1
        say(f"[{self.number}/{self.total}] {title} ...")
        started = time.monotonic()
        yield
        say(f"      done in {time.monotonic() - started:.1f} s")


def progress(text):
    """Show a passing state: in place on a terminal, as a line of its own elsewhere."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r      {text:<70.70}\r")
        sys.stdout.flush()
    else:
        say(f"      {text}")
