import random
import threading
import time
from collections import defaultdict

from odoo import Command
from odoo.tests import TransactionCase, tagged

from .transactions import RealTransactions

_WRITERS, _STEPS = 4, 12


@tagged("post_install", "-at_install")
class TestStatisticsWhileOthersWrite(RealTransactions, TransactionCase):
    """Four people sell, change and cancel, a process folds: who reads finds what the documents say."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            self.partner_ids = (
                env["res.partner"].create([{"name": f"Khách đồng thời {n}"} for n in range(_WRITERS)]).ids
            )
            product = env["product.product"].create(
                {"name": "Nước mắm đồng thời", "type": "service", "list_price": 1000, "taxes_id": False}
            )
            self.product_id = product.id
        self.addCleanup(self._delete)
        self.errors, self.differences, self.reads = [], [], 0
        self.is_over = threading.Event()

    def _delete(self):
        with self._committing() as env:
            orders = env["sale.order"].search([("partner_id", "in", self.partner_ids)])
            orders.filtered(lambda order: order.state == "sale")._action_cancel()
            orders.with_context(force_delete=True).unlink()
            env["res.partner"].browse(self.partner_ids).unlink()
            env["product.product"].browse(self.product_id).product_tmpl_id.unlink()
        with self._committing() as env:
            env["p2it.sales.statistics.store"]._fold(10**6)

    def _write(self, number):
        """Sell to one's own customer and to the next, who is somebody else's too."""
        choose = random.Random(number)

        def step(env):
            partner_id = self.partner_ids[(number + choose.randrange(2)) % _WRITERS]
            orders = env["sale.order"].search([("partner_id", "=", partner_id)])
            if len(orders) < 3 or choose.random() < 0.4:
                line = Command.create(
                    {"product_id": self.product_id, "product_uom_qty": choose.randint(1, 9)}
                )
                order = env["sale.order"].create({"partner_id": partner_id, "order_line": [line]})
                order.action_confirm()
                return
            order = choose.choice(orders)
            if choose.random() < 0.3 and order.state == "sale":
                order._action_cancel()
            else:
                order.order_line.price_unit = choose.randint(100, 5000)

        for _step in range(_STEPS):
            self.errors += self._run_at_once(step)

    def _fold(self):
        while not self.is_over.is_set():
            self.errors += self._run_at_once(lambda env: env["p2it.sales.statistics.store"]._fold(3))
            time.sleep(0.02)

    def _compare(self):
        """Read both in one transaction, which sees one state of the database."""
        while True:
            last = self.is_over.is_set()
            with self._committing() as env:
                expected = defaultdict(float)
                rows = env["sale.report"]._read_group(
                    [("partner_id", "in", self.partner_ids), ("state", "=", "sale")],
                    ["partner_id"],
                    ["price_subtotal:sum", "order_reference:count_distinct"],
                )
                expected = {partner.id: (amount, count) for partner, amount, count in rows}
                for groupby in (["partner_id"], ["partner_id", "source"]):
                    rows = env["p2it.sales.statistics"]._read_group(
                        [("partner_id", "in", self.partner_ids), ("ordered", "!=", False)],
                        groupby,
                        ["ordered:sum", "order_count:sum"],
                    )
                    found = {partner.id: (amount, count) for partner, *_source, amount, count in rows}
                    if found != expected:
                        self.differences.append((groupby, found, expected))
                self.reads += 1
            if last:
                return

    def test_it_says_at_every_moment_what_the_documents_say(self):
        writers = [threading.Thread(target=self._write, args=(number,)) for number in range(_WRITERS)]
        others = [threading.Thread(target=self._fold), threading.Thread(target=self._compare)]
        for thread in (*others, *writers):
            thread.start()
        for thread in writers:
            thread.join(300)
        self.is_over.set()
        for thread in others:
            thread.join(120)
        self.assertEqual(self.errors, [])
        self.assertEqual(self.differences[:1], [])
        self.assertGreater(self.reads, 3)
        with self._committing() as env:
            self.assertTrue(env["sale.order"].search_count([("partner_id", "in", self.partner_ids)]))

    def test_a_fold_begun_before_a_change_keeps_its_mark(self):
        """The change is written while the folding runs, and committed after it."""
        with self._committing() as env:
            line = Command.create({"product_id": self.product_id})
            order = env["sale.order"].create({"partner_id": self.partner_ids[0], "order_line": [line]})
            order.action_confirm()
            order_id = order.id
        with self._committing() as folding:
            folding["p2it.sales.statistics.store"]._fold(10**6)
            with self._committing() as env:
                env["sale.order"].browse(order_id).order_line.price_unit = 777
        with self._committing() as env:
            domain = [("partner_id", "=", self.partner_ids[0])]
            self.assertEqual(
                env["p2it.sales.statistics"]._read_group(domain, [], ["ordered:sum"]), [(777.0,)]
            )
            env["p2it.sales.statistics.store"]._fold(10**6)
            self.assertEqual(
                env["p2it.sales.statistics"]._read_group(domain, [], ["ordered:sum"]), [(777.0,)]
            )
