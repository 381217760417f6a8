"""Odoo's own test_lint, over the suite's addons.

The classes are run as Odoo wrote them; only the list of modules they look at is replaced.
"""

import pytest
from odoo.addons.test_lint.tests import (
    test_checkers,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_markers,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_pylint,
    test_routes,
    test_test_holes,
)
from odoo.modules import Manifest
from odoo.tools import config
from tasks import settings

MODULES = (
    test_checkers,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_markers,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_pylint,
    test_routes,
    test_test_holes,
)
for module in MODULES:
    globals().update(
        {
            name: item
            for name, item in vars(module).items()
            if name.startswith("Test") and isinstance(item, type)
        }
    )


@pytest.fixture(autouse=True)
def only_the_suite(monkeypatch, request):
    """Let Odoo's lint see the suite's addons alone."""
    manifests = [Manifest.for_addon(name) for name in settings.suite()]
    monkeypatch.setattr(Manifest, "all_addon_manifests", staticmethod(lambda: manifests))
    if request.cls is test_pylint.TestPyLint:
        # It would look at all of Odoo, for a quarter of an hour.
        monkeypatch.setattr(type(config), "root_path", property(lambda _self: str(settings.ADDONS)))
