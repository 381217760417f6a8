"""Where Odoo 19 comes from: ODOO_HOME, an earlier run, Debian's archive, or a git clone."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import settings
from .console import SetupError, say
from .system import remove, run, which

SOURCE = settings.WORK / "odoo"
PACKAGES = (
    "odoo-19",
    # Odoo's Debian package links into these.
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "fonts-glyphicons-halflings",
)
NPM_PACKAGES = ("font-awesome@4.7.0", "@mediapipe/selfie_segmentation@0.1.1675465747")
GIT_URL = "https://github.com/odoo/odoo.git"
WAYS = (
    "Odoo 19 can come from ODOO_HOME (your own 19.0 checkout), from an earlier run, from Debian's archive"
    " (apt-get), or from a git clone"
)


class Odoo:
    """An Odoo 19 found on this machine.

    :param Path python_path: the folder that holds the ``odoo`` package
    """

    def __init__(self, python_path):
        self.python_path = python_path
        folders = (python_path / "odoo" / "addons", python_path / "addons")
        self.addons_path = [folder for folder in folders if folder.is_dir()]


def ensure_odoo():
    """Find or fetch Odoo 19.

    :return: the Odoo to use
    :rtype: Odoo
    :raise SetupError: when ODOO_HOME is no 19.0, or none of the ways works here
    """
    home = os.environ.get("ODOO_HOME")
    if home:
        return _checked_home(Path(home).expanduser())
    if not (found := _locate(SOURCE)):
        _fetch()
        found = _locate(SOURCE)
    if not found:
        raise SetupError(f"What was fetched holds no Odoo 19.0. {WAYS}.")
    return Odoo(found)


def _checked_home(home):
    found = _locate(home)
    if not found:
        version = _version(home) or "no Odoo at all"
        raise SetupError(f"ODOO_HOME ({home}) must hold Odoo 19.0, but it holds {version}.")
    return Odoo(found)


def _candidates(home):
    return (home, home / "usr/lib/python3/dist-packages", home.parent)


def _version(home):
    for folder in _candidates(home):
        release = folder / "odoo" / "release.py"
        if release.is_file():
            match = re.search(r"version_info = \((.*?), (.*?),", release.read_text())
            return match and "Odoo " + ".".join(part.strip("'\"") for part in match.groups())
    return None


def _locate(home):
    """:return: the folder to put on PYTHONPATH, or None when there is no 19.0"""
    if _version(home) != "Odoo 19.0":
        return None
    return next(folder for folder in _candidates(home) if (folder / "odoo/release.py").is_file())


def _fetch():
    part = SOURCE.with_name("odoo.part")
    remove(part)
    part.mkdir(parents=True)
    try:
        if which("apt-get") and which("dpkg"):
            _fetch_from_debian(part)
        elif which("git"):
            say("      cloning Odoo's branch 19.0")
            command = ["git", "clone", "--depth=1", "--branch=19.0", GIT_URL, part]
            run(command, "odoo.log", f"Odoo could not be cloned. {WAYS}")
        else:
            raise SetupError(f"{WAYS}; this machine offers none of them.")
        remove(SOURCE)
        part.rename(SOURCE)
    finally:
        remove(part)


def _fetch_from_debian(target):
    """Download with apt, which checks the archive's signature, and unpack without installing."""
    apt = target / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (apt / folder).mkdir(parents=True)
    (apt / "sources.list").write_text(_sid_source())
    options = (
        *("-o", f"Dir::Etc::sourcelist={apt / 'sources.list'}", "-o", "Dir::Etc::sourceparts=/dev/null"),
        *("-o", f"Dir::State::lists={apt / 'lists'}", "-o", f"Dir::Cache={apt / 'cache'}"),
        *("-o", "APT::Sandbox::User=", "-o", "Acquire::Retries=3", "-o", "APT::Update::Error-Mode=any"),
    )
    failure = f"Odoo could not be downloaded. {WAYS}; apt-get failed"
    run(["apt-get", *options, "update"], "odoo.log", failure)
    say("      downloading Odoo (about 130 MB)")
    run(["apt-get", *options, "download", *PACKAGES], "odoo.log", failure, cwd=apt)
    for package in sorted(apt.glob("*.deb")):
        run(["dpkg", "-x", package, target], "odoo.log", "Odoo could not be unpacked")
    shutil.rmtree(apt)
    _add_missing_files(_locate(target) / "odoo" / "addons", target / "npm")


def _sid_source():
    """:return: a sources list for Debian's suite sid, at the machine's own mirror"""
    mirror, keyring = None, "/usr/share/keyrings/debian-archive-keyring.gpg"
    places = Path("/etc/apt")
    for file in (*sorted(places.glob("sources.list.d/*.sources")), *sorted(places.glob("**/*.list"))):
        for address in re.findall(r"https?://\S+", _uncommented(file.read_text())):
            if address.rstrip("/").endswith("/debian"):
                mirror = mirror or address
    if not mirror or not Path(keyring).is_file():
        raise SetupError(f"{WAYS}; this machine's apt has no Debian archive and keyring.")
    return f"deb [signed-by={keyring}] {mirror} sid main\n"


def _uncommented(text):
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def _add_missing_files(addons, folder):
    """Add fonts and a script that Odoo's Debian package leaves to others or leaves out."""
    folder.mkdir()
    say("      adding Odoo's fonts and scripts")
    command = ["npm", "pack", "--silent", *NPM_PACKAGES]
    run(command, "odoo.log", "Two packages that Odoo's web client needs could not be downloaded", cwd=folder)
    for archive in folder.glob("*.tgz"):
        place = folder / archive.stem
        place.mkdir()
        subprocess.run(["tar", "xzf", archive, "-C", place], check=True)
    fonts = next(folder.glob("font-awesome*/package/fonts"))
    for target in ("web/static/lib/fontawesome/fonts", "web/static/src/libs/fontawesome/fonts"):
        for link in [path for path in (addons / target).iterdir() if path.is_symlink()]:
            link.unlink()
            shutil.copy(fonts / link.name, link)
    selfie = addons / "mail/static/lib/selfie_segmentation"
    selfie.mkdir(parents=True, exist_ok=True)
    shutil.copy(next(folder.glob("mediapipe*/package/selfie_segmentation.js")), selfie)
    shutil.rmtree(folder)
    _check_links(addons)


def _check_links(addons):
    # The point of sale's receipt font is the one link that nothing here needs.
    dangling = [
        path
        for path in addons.rglob("*")
        if path.is_symlink() and not path.exists() and path.parts[-5] != "point_of_sale"
    ]
    if dangling:
        raise SetupError(f"Odoo's package changed: {len(dangling)} files are missing, such as {dangling[0]}.")
