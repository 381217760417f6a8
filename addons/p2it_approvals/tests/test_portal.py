from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestQuotationPortal(ApprovalCommon, HttpCase):
    """What a customer meets on the portal, logged in or by an old link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "huu.nghi@khach.example"
        cls._create_type(gate="quotation", guarded_fields=False)
        cls.env["res.users"].create(
            {
                "name": "Nguyễn Thị Khách",
                "login": "p2it_appr_khach",
                "password": "p2it_appr_khach",
                "partner_id": cls.customer.id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )
        cls.order = cls._create_order(state="draft", require_signature=True)
        cls.token = cls.order._portal_ensure_token()

    def _get(self, path, **parameters):
        parameters = "&".join(f"{name}={value}" for name, value in parameters.items())
        return self.url_open(f"{path}?{parameters}")

    def _assert_hidden(self, response):
        self.assertNotIn("60,000,000", response.text)
        self.assertNotIn("Xi măng", response.text)
        self.assertNotIn(b"%PDF", response.content)

    def test_an_old_link_says_so_politely(self):
        path = f"/my/orders/{self.order.id}"
        page = self._get(path, access_token=self.token)
        self.assertIn("This quotation is being prepared", page.text)
        self.assertEqual(page.status_code, 200)
        for kind in ("pdf", "html", "text"):
            self._assert_hidden(self._get(path, access_token=self.token, report_type=kind, download="true"))

    def test_a_wrong_token_learns_nothing(self):
        page = self._get(f"/my/orders/{self.order.id}", access_token="khong-dung")
        self.assertNotIn("This quotation is being prepared", page.text)

    def test_the_customer_who_is_logged_in_does_not_find_it(self):
        self.authenticate("p2it_appr_khach", "p2it_appr_khach")
        for path in ("/my", "/my/quotes", "/my/orders", f"/my/orders/{self.order.id}"):
            page = self._get(path)
            self._assert_hidden(page)
            self.assertNotIn(self.order.name, page.text)
        self._assert_hidden(self._get(f"/report/pdf/sale.report_saleorder/{self.order.id}"))

    def test_nothing_can_be_done_with_it(self):
        path = f"/my/orders/{self.order.id}"
        for action, values in (
            ("accept", {"name": "Khách", "signature": "iVBORw0KGgo="}),
            ("transaction", {"provider_id": 1, "amount": 1, "flow": "redirect"}),
        ):
            payload = {"params": {"access_token": self.token, **values}}
            answer = self.url_open(f"{path}/{action}", json=payload).json()
            self.assertTrue(answer.get("error") or answer["result"].get("error"), action)
        self._assert_hidden(self._get(f"{path}/download_edi", access_token=self.token))
        self.assertEqual(self.order.state, "draft")
        self.assertFalse(self.order.signature or self.order.transaction_ids)

    def test_once_approved_the_same_link_shows_it(self):
        self._approve(self._ask(self.order), self.boss)
        page = self._get(f"/my/orders/{self.order.id}", access_token=self.token)
        self.assertIn("60,000,000", page.text)

    def test_a_colleague_looks_at_the_page_of_a_draft(self):
        self.seller.password = "p2it_appr_seller"
        self.authenticate(self.seller.login, "p2it_appr_seller")
        page = self._get(f"/my/orders/{self.order.id}", access_token=self.token)
        self.assertIn("60,000,000", page.text)
