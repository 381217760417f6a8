from odoo.addons.p2it_web.tests.hoot import HootSuite
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestHoot(HootSuite, HttpCase):
    """The client side of this addon."""

    def test_the_unit_tests_of_the_client_side_pass(self):
        self._run_hoot("@p2it_crm")
