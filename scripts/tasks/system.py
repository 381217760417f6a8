"""The machine: processes, packages of the distribution, disk space and ports."""

import errno
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from . import settings
from .console import SetupError, say

_NO_SPACE = re.compile("no space left on device|disk full", re.I)
_NO_NETWORK = re.compile(
    "could not resolve|temporary failure|name resolution|network is unreachable|connection refused"
    "|connection timed out|failed to establish|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT"
    "|unable to connect|cannot initiate the connection|failed to fetch|retries exceeded",
    re.I,
)


def is_root():
    return os.geteuid() == 0


def run(command, log, failure, **options):
    """Run a command quietly, its output kept in a log file.

    :param list command: program and arguments
    :param str log: name of the log file under the work folder
    :param str failure: the sentence for the person when the command fails, without its reason
    :raise SetupError: with the sentence, the likely reason and the log's place
    """
    settings.LOGS.mkdir(parents=True, exist_ok=True)
    path = settings.LOGS / log
    options.setdefault("env", settings.child_env())
    with path.open("ab") as output:
        start = output.tell()
        done = subprocess.run(
            [str(part) for part in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            **options,
        )
    if done.returncode:
        raise SetupError(f"{failure}{likely_reason(path, start)} (see {path})")


def likely_reason(log, start=0):
    """:return: why a logged command failed, as far as its output tells; may be empty"""
    with log.open("rb") as content:
        content.seek(start)
        text = content.read().decode(errors="replace")
    if _NO_SPACE.search(text):
        return ": the disk is full, free some space and run the same command again"
    if _NO_NETWORK.search(text):
        return ": the network cannot be reached, check the connection and run the same command again"
    return ""


def explain_os_error(error):
    """:return: one sentence for an OSError that reached the top"""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {settings.WORK} is full: free some space and run it again."
    return f"The system refused: {error}."


def check_disk():
    """:raise SetupError: when a first set-up would not fit on the disk of the work folder"""
    place = settings.WORK
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 2**20
    if free < settings.MIN_FREE_MB:
        raise SetupError(
            f"The set-up needs {settings.MIN_FREE_MB} MB of free disk space and {place} has {free} MB:"
            " free some, or put the work folder elsewhere with P2IT_WORK=/path."
        )


def check_port(port):
    """:raise SetupError: when another program listens on the port"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", int(port)))
        except (ValueError, OverflowError) as error:
            raise SetupError(
                f"Port {port} cannot be used: a port is a number from 1 to 65535."
                " Choose one with P2IT_PORT=8070."
            ) from error
        except OSError as error:
            raise SetupError(
                f"Port {port} cannot be used ({error.strerror}): stop the"
                " program that holds it or choose another with P2IT_PORT=8070."
            ) from error


def which(*names):
    """:return: the path of the first of these programs that the machine has, or None"""
    return next((found for name in names if (found := shutil.which(name))), None)


_apt_updated = False


def ensure_packages(packages, missing):
    """Install Debian packages when that is possible here.

    :param list packages: names of Debian packages
    :param str missing: the sentence's beginning that says what is missing and why it is needed
    :raise SetupError: without root or without apt, with the command that a person can run
    """
    global _apt_updated
    names = " ".join(packages)
    if not is_root() or not which("apt-get"):
        raise SetupError(f"{missing}: have it installed, on Debian with 'apt-get install {names}'.")
    say(f"      installing {names}")
    env = settings.child_env(DEBIAN_FRONTEND="noninteractive")
    if not _apt_updated:
        run(["apt-get", "update"], "apt.log", "The list of Debian packages could not be read", env=env)
        _apt_updated = True
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    run(command, "apt.log", f"{missing}, and it could not be installed", env=env)


def remove(path):
    """Remove a file or folder that may not be there."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
