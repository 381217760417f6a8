import json

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .hold_common import HoldCommon

_SAME = {
    "on_hand": "on_hand",
    "reserved": "reserved",
    "free": "free",
    "ready": "ready",
    "incoming": "incoming_quantity",
    "rfq": "rfq_quantity",
}


@tagged("post_install", "-at_install")
class TestStockBoard(HoldCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Nhà thùng Phú Quốc"})
        cls.sauce = cls._create_product("Tương ớt", 0)

    def _buy(self, product, quantity, confirm=True):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "date_planned": fields.Datetime.now(),
                        }
                    )
                ],
            }
        )
        if confirm:
            order.button_confirm()
        return order

    def _row(self, product, user=None):
        board = self.env["p2it.stock.board"].with_user(user or self.seller)
        board.invalidate_model()  # as each request begins
        return board.search([("product_id", "=", product.id), ("warehouse_id", "=", self.warehouse.id)])

    def test_same_figures_as_on_the_line(self):
        self._buy(self.bottle, 7)
        self._buy(self.bottle, 9, confirm=False)
        self._hold(self._create_order(2))
        order = self._create_order(5)
        order.sudo().action_confirm()
        order.sudo().picking_ids.move_ids.picked = True
        figures = (self.bottle + self.sauce)._get_stock_figures(self.warehouse)
        for product in self.bottle + self.sauce:
            row, figure = self._row(product), figures[product.id, self.warehouse.id]
            for name, attribute in _SAME.items():
                self.assertEqual(row[name], getattr(figure, attribute), (product.name, name))
        row = self._row(self.bottle)
        self.assertEqual(
            [row[name] for name in ("on_hand", "reserved", "free", "ready", "incoming", "rfq", "outgoing")],
            [10, 7, 3, 5, 7, 9, 7],
        )
        self.assertEqual((row.forecast, row.stock_state), (10, "free"))

    def test_state(self):
        self.assertEqual(self._row(self.sauce).stock_state, "none")
        self._buy(self.sauce, 1)
        self.assertEqual(self._row(self.sauce).stock_state, "coming")

    def test_sums(self):
        other = self._create_product("Nước tương", 5)
        board = self.env["p2it.stock.board"].with_user(self.seller)
        rows = [("product_id", "in", (self.bottle + other).ids), ("warehouse_id", "=", self.warehouse.id)]
        [(total,)] = board._read_group(rows, aggregates=["on_hand:sum"])
        self.assertEqual(total, 15)

    def test_rows_keep_their_ids(self):
        before = self._row(self.bottle).id
        self._buy(self.bottle, 7)
        self.assertEqual(self._row(self.bottle).id, before)

    def test_readers(self):
        plain = new_test_user(self.env, "ngoai", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._row(self.bottle, plain)
        keeper = new_test_user(self.env, "thu.kho.2", groups="stock.group_stock_user")
        self.assertEqual(self._row(self.bottle, keeper).on_hand, 10)
        elsewhere = self.env["res.company"].create({"name": "Công ty khác"})
        other = self.env["stock.warehouse"].search([("company_id", "=", elsewhere.id)], limit=1)
        board = self.env["p2it.stock.board"].with_user(self.seller)
        self.assertFalse(board.search([("warehouse_id", "=", other.id)]))

    def test_card_has_its_picture(self):
        """The widget of pictures reads when they were changed; a salesperson's phone shows cards."""
        row = self._row(self.bottle)
        values = row.web_read(
            {"image_128": {}, "write_date": {}, "warehouse_id": {"fields": {"display_name": {}}}}
        )
        self.assertTrue(values[0]["write_date"])

    def test_nobody_writes(self):
        with self.assertRaises(AccessError):
            self._row(self.bottle, self.manager).write({"on_hand": 99})

    def test_one_query_for_many(self):
        def count(products):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = self.env["p2it.stock.board"].search_read(
                [("product_id", "in", products.ids)], ["product_id", "free", "uom_id", "warehouse_id"]
            )
            return self.cr.sql_log_count - before, len(rows)

        many = self.bottle + self.sauce
        count(many)
        few_queries, few = count(many)
        for number in range(40):
            many += self._create_product(f"Hàng {number}", number + 1)
        more_queries, more = count(many)
        self.assertGreater(more, few)
        self.assertLessEqual(more_queries, few_queries + 1)


@tagged("post_install", "-at_install")
class TestStockLive(HoldCommon):
    """One message per transaction, with the ids of what has changed in it."""

    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()

    def _listen(self, change):
        """:return: what is sent when ``change`` is committed: the lists of ids"""
        before = self.env["bus.bus"].sudo().search([], order="id desc", limit=1).id or 0
        change()
        self.env.flush_all()
        self.env.cr.precommit.run()
        sent = (
            self.env["bus.bus"]
            .sudo()
            .search([("id", ">", before), ("message", "like", "p2it_stock_changed")])
        )
        for message in sent:
            self.assertIn("res.groups", message.channel)
        return [json.loads(message.message)["payload"]["product_ids"] for message in sent]

    def test_reservation(self):
        order = self._create_order(6)
        self.assertEqual(self._listen(order.sudo().action_confirm), [[self.bottle.id]])

    def test_burst_is_one_message(self):
        sauce = self._create_product("Tương ớt", 3)

        def change():
            for _time in range(20):
                for product in self.bottle + sauce:
                    self.env["stock.quant"]._update_available_quantity(product, self.stock, 1)

        self.assertEqual(self._listen(change), [sorted((self.bottle + sauce).ids)])

    def test_quotation_and_receipt(self):
        vendor = self.env["res.partner"].create({"name": "Nhà cung cấp"})
        line = Command.create({"product_id": self.bottle.id, "product_qty": 3})
        vals = {"partner_id": vendor.id, "order_line": [line]}
        purchases = []
        self.assertEqual(
            self._listen(lambda: purchases.append(self.env["purchase.order"].create(vals))),
            [[self.bottle.id]],
        )
        self.assertEqual(self._listen(purchases[0].button_confirm), [[self.bottle.id]])
        picking = purchases[0].picking_ids
        picking.move_ids.picked = True
        self.assertEqual(self._listen(picking.button_validate), [[self.bottle.id]])

    def test_nothing_that_is_not_stock(self):
        self.assertEqual(self._listen(lambda: self.bottle.write({"list_price": 9})), [])

    def test_thousands_are_all(self):
        products = self.env["product.product"].browse(range(1, 2000))
        self.assertEqual(self._listen(lambda: self.env["p2it.stock.live"]._tell(products)), [None])
