from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .figures_common import FiguresCommon

FIELDS = ("stock_on_hand", "stock_free", "stock_reserved", "stock_incoming", "stock_ready", "stock_rfq")
LIMIT = 12


@tagged("post_install", "-at_install")
class TestFiguresCost(FiguresCommon):
    """Queries of all figures, whatever the number of lines, dates, units, states and orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.env["product.product"].create(
            [{"name": f"Hàng {number}", "is_storable": True, "taxes_id": False} for number in range(60)]
        )
        for product in cls.products:
            cls._stock(product, 500)
        cls._create_purchase(cls.products[0], 8)

    def _create_long_order(self, lines, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.products[at % len(self.products)].id,
                            "product_uom_qty": 1 + at % 3,
                            "product_uom_id": (self.dozen if at % 4 == 0 else self.piece).id,
                            "price_unit": 1,
                            "customer_lead": at % 10,
                        }
                    )
                    for at in range(lines)
                ],
                **values,
            }
        )

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        # Whoever works has read these before.
        self.env.user.has_group("base.group_user"), self.env.company.name
        self.env.ref("stock.route_warehouse0_mto")
        before = self.cr.sql_log_count
        function()
        return self.cr.sql_log_count - before

    def _count_lines(self, order):
        lines = order.order_line.browse(order.order_line.ids)  # as a view reads them
        return self._count(lambda: [line[name] for name in FIELDS for line in lines])

    def test_a_quotation_of_200_lines(self):
        few, many = (self._count_lines(self._create_long_order(lines)) for lines in (5, 200))
        self.assertLessEqual(many, LIMIT)
        self.assertLessEqual(many, few)

    def test_a_confirmed_order_of_200_lines_in_three_steps(self):
        self._set_steps(3)
        orders = [self._create_long_order(lines) for lines in (5, 200)]
        for order in orders:
            order.action_confirm()
            self._validate(order.picking_ids, 1)
        few, many = map(self._count_lines, orders)
        self.assertLessEqual(many, LIMIT)
        self.assertLessEqual(many, few)

    def test_many_orders_of_all_states_dates_and_warehouses(self):
        self._stock(self.products[0], 100, self.second)
        now = fields.Datetime.now()
        orders = self.env["sale.order"]
        for number in range(24):
            values = {"warehouse_id": (self.warehouse if number % 2 else self.second).id}
            orders |= self._create_long_order(8, commitment_date=now + timedelta(days=number), **values)
        orders[::3].action_confirm()
        self.assertLessEqual(self._count_lines(orders), LIMIT)

    def test_the_form_s_own_call(self):
        model = self.env["sale.order.line"].with_user(self.seller)

        def ask(count):
            return model.get_stock_figures(
                [
                    {
                        "key": number,
                        "product_id": self.products[number % 60].id,
                        "product_uom_id": self.piece.id,
                        "product_uom_qty": 2,
                        "warehouse_id": self.warehouse.id,
                    }
                    for number in range(count)
                ]
            )

        few, many = self._count(lambda: ask(3)), self._count(lambda: ask(200))
        self.assertLessEqual(many, LIMIT + 4)
        self.assertLessEqual(many, few)

    def test_the_catalogue(self):
        order = self._create_long_order(4)

        def show(count):
            return self._count(lambda: order._get_catalog_stock(self.products[:count].ids))

        few, many = show(5), show(60)
        self.assertLessEqual(many, few)
