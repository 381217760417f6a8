"""What cannot work is refused in one sentence, with exit code 1 and nothing half-made."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tasks import odoo_source, postgres, settings, system
from tasks.console import SetupError

SCRIPT = settings.ROOT / "scripts" / "p2it.py"


def run_demo(work, python=(sys.executable,), **env):
    """:return: the finished process of ``make demo`` in a work folder of its own"""
    return subprocess.run(
        [*python, str(SCRIPT), "demo"],
        env={**os.environ, "P2IT_WORK": str(work), **env},
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_refused(done, work, *words):
    """One sentence that holds the words, exit code 1, and a work folder that is still empty."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    sentence = done.stderr.strip()
    assert "\n" not in sentence
    for word in words:
        assert word in sentence
    assert not work.exists() or not list(work.iterdir())


def test_a_taken_port_is_refused_before_anything_is_made(tmp_path):
    with socket.socket() as other:
        other.bind(("", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = run_demo(tmp_path / "work", P2IT_PORT=port)
    assert_refused(done, tmp_path / "work", f"Port {port}", "P2IT_PORT")


@pytest.mark.parametrize("port", ["http", "99999999", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    assert_refused(run_demo(tmp_path / "work", P2IT_PORT=port), tmp_path / "work", f"Port {port}")


def test_a_full_disk_is_refused_before_anything_is_made(tmp_path):
    done = run_demo(tmp_path / "work", P2IT_PORT="48069", P2IT_MIN_FREE_MB="999999999", ODOO_HOME="")
    assert_refused(done, tmp_path / "work", "999999999 MB", "P2IT_WORK")


def test_a_wrong_python_is_refused(tmp_path):
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0);"
        "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    done = run_demo(tmp_path / "work", python=(sys.executable, "-c", pretend))
    assert_refused(done, tmp_path / "work", "Python 3.10 to 3.13", "Python 3.9")


@pytest.mark.parametrize(
    ("release", "words"),
    [(None, "no Odoo at all"), ("(18, 0, 0, FINAL, 0, '')", "Odoo 18.0"), ("('saas~19', 2, 0)", "saas~19.2")],
)
def test_an_odoo_home_that_is_not_19_is_refused(tmp_path, release, words):
    home = tmp_path / "odoo-home"
    (home / "odoo").mkdir(parents=True)
    if release:
        (home / "odoo" / "release.py").write_text(f"version_info = {release}\n")
    done = run_demo(tmp_path / "work", P2IT_PORT="48069", ODOO_HOME=str(home))
    assert_refused(done, tmp_path / "work", str(home), words)


def test_an_odoo_home_may_be_a_git_checkout(tmp_path, monkeypatch):
    (tmp_path / "odoo" / "addons").mkdir(parents=True)
    (tmp_path / "addons").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    assert odoo_source.ensure_odoo().addons_path == [tmp_path / "odoo" / "addons", tmp_path / "addons"]


def test_no_postgresql_and_no_root_is_one_sentence(monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.setattr(postgres, "_binaries", lambda: None)
    monkeypatch.setattr(system, "is_root", lambda: False)
    with pytest.raises(SetupError, match=r"PostgreSQL is missing: .*apt-get install postgresql"):
        postgres.ensure_postgres()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Temporary failure in name resolution", "network cannot be reached"),
        ("npm error code ECONNREFUSED", "network cannot be reached"),
        ("anything else", "could not"),
    ],
)
def test_a_failed_command_says_the_likely_reason(tmp_path, monkeypatch, output, words):
    monkeypatch.setattr(settings, "LOGS", tmp_path)
    command = [sys.executable, "-c", f"import sys; print({output!r}); sys.exit(3)"]
    with pytest.raises(SetupError, match=words):
        system.run(command, "x.log", "It could not be done")
    assert output in Path(tmp_path / "x.log").read_text()


def test_what_an_earlier_command_logged_is_not_given_as_the_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "LOGS", tmp_path)
    (tmp_path / "x.log").write_text("No space left on device\n")
    with pytest.raises(SetupError) as caught:
        system.run([sys.executable, "-c", "raise SystemExit(1)"], "x.log", "It could not be done")
    assert "full" not in str(caught.value)
