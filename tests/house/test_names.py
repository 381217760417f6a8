"""Names that other people's scripts rely on."""

import odoo


def test_odoo_is_19():
    assert odoo.release.version_info[:2] == (19, 0)
