"""Every way round the gates that is known, tried by the people who could: none gets through.

``make bypass`` tries the same on Odoo without the suite, and writes both into docs/bypass.md.
"""

import logging
import os

from odoo.tests import HttpCase, tagged

from . import attempts  # noqa: F401  (gathers them)
from .attempt import ATTEMPTS, GATES
from .clients import RefusedError, make_client, make_key
from .world import SECRET, World, set_up, set_up_types

JUDGED = not os.environ.get("P2IT_BYPASS_COMPARES")
"""Whether an attempt that gets through fails the test; where the gates are not up, they only are counted."""

CONFIGURED = os.environ.get("P2IT_BYPASS_TYPES") != "0"


class BypassCase(HttpCase):
    """One gate's attempts; each is a test of its own, rolled back afterwards."""

    gate = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = set_up(cls.env)
        cls.product, cls.other_product = cls.env["product.product"].create(
            [
                {"name": name, "is_storable": True, "list_price": 123456, "taxes_id": False}
                for name in (SECRET, "Cát vàng")
            ]
        )
        cls.other_customer = cls.env["res.partner"].create({"name": "Công ty Bình Minh"})
        stock = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        for product in cls.product + cls.other_product:
            cls.env["stock.quant"]._update_available_quantity(product, stock.lot_stock_id, 10000)
        if CONFIGURED:
            set_up_types(cls.env, cls.gate, cls.users)

    def setUp(self):
        super().setUp()
        self.keys = {}
        logging.disable(logging.WARNING)
        self.addCleanup(logging.disable, logging.NOTSET)

    def get_api_key(self, user):
        """:return: the user's API key, made when first asked for"""
        if user not in self.keys:
            self.keys[user] = make_key(user.with_env(self.env))
        return self.keys[user]

    def _can_be_tried(self, attempt):
        """:return: whether its people and modules are here, and what the suite alone has is set up"""
        here = attempt.role in self.users and set(attempt.needs) <= self.registry._init_modules
        return here and (CONFIGURED or "p2it_approvals" not in attempt.needs)

    def _try(self, attempt):
        """Run an attempt.

        :return: (whether it got through, what the server said)
        """
        world, said = World(self), ""
        client = make_client(attempt.client, self, self.users[attempt.role])
        try:
            attempt.run(world, client)
            assert world.proof, "The attempt does not say what proves it."
        except RefusedError as refusal:
            said = str(refusal)
        self.env.flush_all()
        self.env.invalidate_all()
        return bool(world.proof and world.proof()), said


def _make_test(attempt):
    def test(self):
        if not self._can_be_tried(attempt):
            self.outcome = {"key": attempt.key, "passed": None, "said": ""}
            return
        passed, said = self._try(attempt)
        self.outcome = {"key": attempt.key, "passed": passed, "said": said}
        if JUDGED:
            self.assertFalse(passed, f"Got through: {attempt.name}")

    test.__doc__ = attempt.name
    return test


for _gate in GATES:
    _name = "Test" + _gate.title().replace(" ", "").replace("-", "")
    _tests = {f"test_{item.key}": _make_test(item) for item in ATTEMPTS if item.gate == _gate}
    _class = type(_name, (BypassCase,), {"gate": _gate, "__module__": __name__, **_tests})
    globals()[_name] = tagged("standard", "post_install", "-at_install")(_class)
del _class
