from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    """What a salesperson does in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            login="p2it_tour",
            groups="p2it_crm.group_salesperson",
            email="tour@p2it.example",
        )

    def test_a_salesperson_takes_a_lead_to_an_account(self):
        self.env["product.product"].create({"name": "Nước mắm Phú Quốc 40°", "list_price": 85000})
        self.start_tour("/odoo", "p2it_lead_to_account", login="p2it_tour")
        customer = self.env["res.partner"].search([("name", "=", "Công ty Hoa Sen")])
        self.assertEqual(customer.lifecycle, "account")
        self.assertEqual(customer.account_user_id, self.salesperson)
        lead = self.env["crm.lead"].search([("name", "=", "Hỏi giá nước mắm")])
        self.assertEqual(lead.qualified_user_id, self.salesperson)
        self.assertEqual(lead.order_ids, customer.account_document)
        self.assertEqual(lead.order_ids.state, "sale")

    def test_a_salesperson_converts_many_from_the_list(self):
        own = {"is_company": True, "user_id": self.salesperson.id}
        good, unreachable = self.env["res.partner"].create(
            [{"name": "Công ty Hoa Sen", "phone": "0903123456", **own}, {"name": "Không liên lạc", **own}]
        )
        self.start_tour("/odoo/p2it-customers", "p2it_convert_many_to_accounts", login="p2it_tour")
        self.assertEqual((good | unreachable).mapped("lifecycle"), ["account", "prospect"])

    def test_a_customer_shows_what_it_bought_and_every_figure_opens_its_list(self):
        product = self.env["product.product"].create({"name": "Nước mắm Phú Quốc 40°", "list_price": 85000})
        customer = self.env["res.partner"].create(
            {"name": "Đại lý Thành Đạt", "is_company": True, "user_id": self.salesperson.id}
        )
        contact = self.env["res.partner"].create({"name": "Chị Hoa", "parent_id": customer.id})
        self.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "user_id": self.salesperson.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
                for partner in (customer, contact)
            ]
        ).action_confirm()
        self.start_tour("/odoo/p2it-customers", "p2it_account_overview", login="p2it_tour")

    def test_a_manager_learns_who_sees_a_customer_and_a_peer_finds_nothing(self):
        own, boss, _peer = (
            new_test_user(
                self.env,
                login=f"p2it_{name}",
                groups=f"p2it_crm.group_{role}",
                email=f"{name}@p2it.example",
            )
            for name, role in (("own", "salesperson"), ("boss", "manager"), ("peer", "salesperson"))
        )
        above = self.env["hr.employee"].create({"name": "Sếp", "user_id": boss.id})
        self.env["hr.employee"].create({"name": "Nhân viên", "user_id": own.id, "parent_id": above.id})
        self.env["res.partner"].create({"name": "Đại lý Thành Đạt", "is_company": True, "user_id": own.id})
        self.start_tour("/odoo/p2it-customers", "p2it_visibility_manager", login="p2it_boss")
        self.start_tour("/odoo/p2it-customers", "p2it_visibility_peer", login="p2it_peer")
