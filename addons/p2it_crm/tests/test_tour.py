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
