from odoo.tests import HttpCase, tagged

from .figures_common import FiguresCommon


@tagged("post_install", "-at_install")
class TestFiguresTour(FiguresCommon, HttpCase):
    """A salesperson types an order, looks at one on the phone, and takes goods from the catalogue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.cement, 12)
        cls._stock(cls.cement, 3, cls.second)
        cls._create_purchase(cls.cement, 5, days=4)
        cls._create_purchase(cls.cement, 7, days=6, confirm=False)
        colleague = cls._create_user("colleague", "p2it_crm.group_salesperson")
        theirs = cls.env["res.partner"].create({"name": "Cửa hàng Thúy", "user_id": colleague.id})
        cls._create_order((cls.cement, 2), partner_id=theirs.id, user_id=colleague.id, confirm=True)

    def _get_url(self, order=None):
        return f"/odoo/action-sale.action_quotations_with_onboarding/{order.id if order else 'new'}"

    def test_typing_an_order(self):
        self.start_tour(self._get_url(), "p2it_stock_type_an_order", login=self.seller.login)
        order = self.env["sale.order"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [4, 6])

    def test_on_a_phone(self):
        order = self._create_order((self.cement, 6))
        self.browser_size, self.touch_enabled = "390x844", True
        self.start_tour(self._get_url(order), "p2it_stock_on_a_phone", login=self.seller.login)

    def test_the_catalogue(self):
        order = self._create_order((self.cement, 6))
        self.start_tour(self._get_url(order), "p2it_stock_catalogue", login=self.seller.login)
        self.assertEqual(order.order_line.product_uom_qty, 14)
