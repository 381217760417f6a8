"""Every text of the suite has its Vietnamese, with the same placeholders."""

import io
import re

import odoo
import polib
import pytest
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name
from odoo.tools.translate import trans_export
from tasks import settings

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def template(addon):
    """:return: the terms of an addon as it is installed"""
    buffer = io.BytesIO()
    with Registry(get_db_name()).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        trans_export(None, [addon], buffer, "po", env)
    return polib.pofile(buffer.getvalue().decode())


@pytest.mark.parametrize("addon", settings.suite())
def test_every_text_has_its_vietnamese(addon):
    catalog = {
        entry.msgid: entry.msgstr for entry in polib.pofile(str(settings.ADDONS / addon / "i18n" / "vi.po"))
    }
    terms = [entry.msgid for entry in template(addon)]
    assert terms
    assert [term for term in terms if not catalog.get(term)] == []


@pytest.mark.parametrize("addon", settings.suite())
def test_the_template_names_every_place_of_a_text(addon):
    """Odoo translates what the template names, and nothing else of the Vietnamese file."""
    path = settings.ADDONS / addon / "i18n" / f"{addon}.pot"
    places = {entry.msgid: {place for place, _line in entry.occurrences} for entry in polib.pofile(str(path))}
    missing = [
        (entry.msgid, place)
        for entry in template(addon)
        for place, _line in entry.occurrences
        if place not in places.get(entry.msgid, ())
    ]
    assert missing == []


@pytest.mark.parametrize("addon", settings.suite())
def test_translations_keep_the_placeholders(addon):
    wrong = [
        entry.msgid
        for entry in polib.pofile(str(settings.ADDONS / addon / "i18n" / "vi.po"))
        if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert wrong == []
