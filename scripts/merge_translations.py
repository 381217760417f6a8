"""Bring each addon's Vietnamese file up to date with its template: ``make i18n`` runs it."""

import sys
from pathlib import Path

import polib
from tasks.settings import ADDONS

NAME = "vi.po"


def merge(template_path):
    """Add new terms, drop those that are gone, keep what is translated.

    :param Path template_path: the ``.pot`` file of one addon
    :return: the terms that have no Vietnamese yet
    """
    template = polib.pofile(str(template_path), wrapwidth=0)
    path = template_path.parent / NAME
    catalog = polib.pofile(str(path), wrapwidth=0) if path.is_file() else polib.POFile(wrapwidth=0)
    for part in sorted(template_path.parent.glob("*.po.part")):
        _add(catalog, polib.pofile(part.read_text(encoding="utf-8")))
        part.unlink()
    catalog.metadata = {**template.metadata, "Language": "vi", "Plural-Forms": "nplurals=1; plural=0;"}
    catalog.merge(template)
    for entry in catalog.obsolete_entries():
        catalog.remove(entry)
    catalog.sort(key=lambda entry: entry.msgid)
    catalog.save(str(path))
    return [entry.msgid for entry in catalog if not entry.translated()]


def _add(catalog, part):
    for entry in part:
        known = catalog.find(entry.msgid)
        if known is None:
            catalog.append(entry)
        elif not known.msgstr:
            known.msgstr = entry.msgstr


if __name__ == "__main__":
    missing = [msgid for path in sorted(ADDONS.glob("*/i18n/*.pot")) for msgid in merge(Path(path))]
    for msgid in missing:
        print(f"no Vietnamese for: {msgid!r}")
    sys.exit(1 if missing else 0)
