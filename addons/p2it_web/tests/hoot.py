from odoo.addons.web.tests.test_js import unit_test_error_checker


class HootSuite:
    """Mixin of a browser test that runs the HOOT tests of one addon."""

    def _run_hoot(self, tag):
        """:param str tag: by what the addon's tests are described, such as ``@p2it_web``"""
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={self._get_suite_id(tag)}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )

    def _get_suite_id(self, name):
        """:return: by what HOOT knows a suite: a hash of its name"""
        value = 0
        for character in name:
            value = ((value << 5) - value + ord(character)) & 0xFFFFFFFF
        return f"{value:08x}"
