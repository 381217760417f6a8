from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .figures_common import FiguresCommon


@tagged("post_install", "-at_install")
class TestFiguresDetail(FiguresCommon):
    """What open forms and catalogues ask, and what they are told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("colleague", "p2it_crm.group_salesperson")
        cls.other_customer = cls.env["res.partner"].create(
            {"name": "Cửa hàng Thúy", "user_id": cls.colleague.id}
        )

    def _prepare_line(self, quantity=1, product=None, **values):
        product = product or self.cement
        return {
            "key": "virtual_1",
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "product_uom_qty": quantity,
            "sequence": 10,
            "warehouse_id": self.warehouse.id,
            **values,
        }

    def _ask_form(self, *lines, user=None, **options):
        model = self.env["sale.order.line"].with_user(user or self.seller)
        return model.get_stock_figures(list(lines), **options)

    def _ask_detail(self, line, user=None):
        return self.env["sale.order.line"].with_user(user or self.seller).get_stock_detail(line)

    def test_lines_as_they_stand_in_a_form_are_told_what_saved_ones_are(self):
        self._stock(self.cement, 30)
        self._create_purchase(self.cement, 9, days=2)
        order = self._create_order((self.cement, 2, self.dozen), (self.cement, 9), (self.cement, 30))
        lines = [
            self._prepare_line(
                line.product_uom_qty,
                key=line.id,
                product_uom_id=line.product_uom_id.id,
                sequence=line.sequence,
            )
            for line in order.order_line
        ]
        with freeze_time(fields.Datetime.now()):  # what is there is promised for now
            told = self._ask_form(*reversed(lines))
            saved = [(line, {name: line[name] for name in told[str(line.id)]}) for line in self._ask(order)]
        for line, figures in saved:
            self.assertEqual(figures, told[str(line.id)])

    def test_a_saved_line_has_its_own_goods(self):
        self._stock(self.cement, 6)
        line = self._create_order((self.cement, 6), confirm=True).order_line
        told = self._ask_form(self._prepare_line(6, key="a", line_id=line.id), self._prepare_line(1, key="b"))
        self.assertEqual((told["a"]["stock_state"], told["a"]["stock_reserved_own"]), ("enough", 6))
        self.assertEqual(told["b"]["stock_state"], "short")

    def test_the_delivery_date_in_the_form(self):
        self._create_purchase(self.cement, 6, days=5)
        soon = fields.Datetime.to_string(fields.Datetime.add(fields.Datetime.now(), days=1))
        told = self._ask_form(self._prepare_line(6), commitment_date=soon)
        self.assertEqual(told["virtual_1"]["stock_state"], "short")

    def test_nonsense_is_told_nothing(self):
        gone = self._prepare_line(product_id=2**30)
        odd = self._prepare_line(product_id="1", warehouse_id=False)
        self.assertEqual(self._ask_form(gone, odd, {}), {})
        self.assertEqual(self._ask_detail(gone), {})

    def test_another_company_s_warehouse_is_told_nothing(self):
        other = self.env["res.company"].create({"name": "Công ty miền Bắc"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        line = self._prepare_line(warehouse_id=warehouse.id)
        self.assertEqual(self._ask_form(line), {})
        self.assertEqual(self._ask_detail(line), {})

    def test_customers_are_told_nothing(self):
        portal = new_test_user(self.env, "p2it_stock_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self._ask_form(self._prepare_line(), user=portal)
        with self.assertRaises(AccessError):
            self._ask_detail(self._prepare_line(), user=portal)
        order = self._create_order((self.cement, 1), partner_id=portal.partner_id.id)
        order.message_subscribe(portal.partner_id.ids)
        order.order_line.with_user(portal).read(["product_uom_qty"])
        with self.assertRaises(AccessError):
            order.order_line.with_user(portal).read(["stock_on_hand"])
        self.assertEqual(order.with_user(portal)._get_catalog_stock(self.cement.ids), {})

    def test_each_warehouse_and_dates(self):
        self._stock(self.cement, 24)
        self._stock(self.cement, 7, self.second)
        self._create_purchase(self.cement, 12, days=3)
        self._create_purchase(self.cement, 1, days=1, unit=self.dozen, confirm=False)
        told = self._ask_detail(self._prepare_line(2, product_uom_id=self.dozen.id))
        own, other = told["warehouses"]
        self.assertEqual((own["name"], other["name"]), (self.warehouse.display_name, "Kho Cần Thơ"))
        self.assertEqual((own["stock_free"], other["stock_free"]), (2, 0.58))
        self.assertEqual((own["stock_state"], other["stock_state"]), ("enough", "short"))
        self.assertEqual([row["quantity"] for row in own["incoming_dates"]], [1])
        self.assertEqual([row["quantity"] for row in own["rfq_dates"]], [1])
        self.assertEqual(told["unit"], self.dozen.display_name)

    def test_lines_of_the_form_compete_in_the_order_s_warehouse(self):
        self._stock(self.cement, 10)
        self._stock(self.cement, 10, self.second)
        first = self._prepare_line(6, key="first")
        second = self._prepare_line(6, key="second", sequence=11)
        model = self.env["sale.order.line"].with_user(self.seller)
        own, other = model.get_stock_detail(second, [first, second])["warehouses"]
        self.assertEqual((own["stock_free"], own["stock_state"]), (4, "short"))
        self.assertEqual((other["stock_free"], other["stock_state"]), (10, "enough"))

    def test_the_company_chooses_the_warehouses_compared(self):
        third = self.env["stock.warehouse"].create(
            {"name": "Kho Đà Nẵng", "code": "DN", "company_id": self.company.id}
        )
        self.company.stock_compare_warehouse_ids = third
        told = self._ask_detail(self._prepare_line())
        self.assertEqual([row["id"] for row in told["warehouses"]], (self.warehouse + third).ids)

    def test_whose_orders_have_it_reserved_as_far_as_one_may_read_them(self):
        self._set_steps(2)
        self._stock(self.cement, 30)
        mine = self._create_order((self.cement, 4), confirm=True)
        theirs = {"user_id": self.colleague.id, "partner_id": self.other_customer.id}
        self._create_order((self.cement, 5), **theirs, confirm=True)
        self._validate(mine.picking_ids, 3)
        shelf = self.env["stock.location"].create(
            {"name": "Kệ", "location_id": self.warehouse.lot_stock_id.id}
        )
        move = self.env["stock.move"].create(
            {
                "product_id": self.cement.id,
                "product_uom_qty": 2,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": shelf.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        told = self._ask_detail(self._prepare_line(4, line_id=mine.order_line.id))
        (row,) = told["reserved_by"]
        self.assertEqual((row["name"], row["quantity"], row["own"]), (mine.name, 4, True))
        self.assertEqual((told["reserved_hidden"], told["reserved_other"]), (5, 2))
        self.assertEqual(told["warehouses"][0]["stock_reserved"], 11)
        told = self._ask_detail(self._prepare_line(), user=self.colleague)
        self.assertEqual((told["reserved_by"][0]["quantity"], told["reserved_hidden"]), (5, 4))

    def test_the_catalogue(self):
        self._stock(self.cement, 9)
        self._create_purchase(self.brick, 7, days=2)
        service = self._create_product("Vận chuyển", type="service", is_storable=False)
        order = self._create_order((self.cement, 6), (self.cement, 6))
        products = self.cement + self.brick + service
        info = order.with_user(self.seller)._get_product_catalog_order_line_info(
            products.ids, child_field="order_line"
        )
        cement, brick = info[self.cement.id]["stock"], info[self.brick.id]["stock"]
        self.assertEqual((cement["stock_free"], cement["stock_state"]), (9, "short"))
        self.assertEqual((brick["stock_incoming"], brick["stock_state"]), (7, "later"))
        self.assertNotIn("stock", info[service.id])
        again = order.with_user(self.seller).get_catalog_stock(products.ids)
        self.assertEqual(again[str(self.cement.id)], cement)
        order.order_line[1:].unlink()
        again = order.with_user(self.seller).get_catalog_stock(products.ids)
        self.assertEqual(again[str(self.cement.id)]["stock_state"], "enough")
