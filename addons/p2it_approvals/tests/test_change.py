from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import HttpCase, tagged

from .common import ApprovalCommon


class ChangeCommon(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls._create_type(gate="order", guarded_fields=False)
        cls.order = cls._create_order()
        request = cls.env["p2it.approval.request"].with_user(cls.seller).ask("sale.order", cls.order.ids)
        cls.env["p2it.approval.request"].browse(request).with_user(cls.boss).action_approve()
        cls.order.with_user(cls.seller).action_confirm()


@tagged("post_install", "-at_install")
class TestProposedChange(ChangeCommon):
    """A confirmed order is changed by proposing: the approver reads what differs, the server makes it."""

    def _propose(self, vals, user=None):
        requests = self.env["p2it.approval.request"].with_user(user or self.seller)
        return requests.browse(requests.ask_change("sale.order", self.order.id, vals, "Khách lấy thêm"))

    def _raise_price(self, price=120000):
        return {"order_line": [Command.update(self.order.order_line[0].id, {"price_unit": price})]}

    def test_a_refused_change_offers_to_propose_it(self):
        for change in (
            lambda: self.order.with_user(self.seller).write(self._raise_price()),
            lambda: self.order.order_line.with_user(self.seller).write({"price_unit": 120000}),
        ):
            with self.assertRaises(RedirectWarning) as caught, self.env.cr.savepoint():
                change()
            message, _action, button, context = caught.exception.args
            self.assertIn("propose it", message)
            self.assertEqual(button, "Propose This Change")
            self.assertEqual(context["p2it_change"], self._raise_price())

    def test_nothing_changes_before_it_is_agreed_to(self):
        request = self._propose(self._raise_price())
        self.assertEqual(self.order.amount_untaxed, 60000000)
        self.assertIn("Xi măng Hà Tiên: Unit Price 100,000 → 120,000", request.proposed_text)
        self.assertFalse(self.order._get_held("order"), "what was approved stays approved")
        self.assertIn("Trưởng phòng", self.order.approval_change_waits_for)

    def test_agreed_to_it_is_made_and_is_what_is_approved(self):
        request = self._propose(self._raise_price())
        self._approve(request, self.boss)
        self.assertEqual(self.order.amount_untaxed, 72000000)
        self.assertFalse(self.order._get_held("order"))
        self.assertFalse(self.order.approval_change_waits_for)

    def test_lines_are_added_and_removed_by_it(self):
        other = self.env["product.product"].create({"name": "Thép cuộn", "list_price": 5000000})
        line = {"product_id": other.id, "product_uom_qty": 20, "price_unit": 5000000, "tax_ids": False}
        request = self._propose({"order_line": [Command.create(line)]})
        self.assertIn("Added: Thép cuộn", request.proposed_text)
        self._approve(request, self.boss)
        self.assertEqual(self.order.amount_untaxed, 160000000)
        self.assertFalse(self.order._get_held("order"))

    def test_a_refused_one_changes_nothing(self):
        request = self._propose(self._raise_price())
        request.with_user(self.boss).action_refuse("Giữ giá cũ")
        self.assertEqual(self.order.amount_untaxed, 60000000)
        self.assertFalse(self.order._get_held("order"))

    def test_a_second_proposal_replaces_the_first(self):
        first = self._propose(self._raise_price())
        second = self._propose(self._raise_price(130000))
        self.assertEqual((first.state, second.state), ("superseded", "open"))

    def test_it_is_not_made_on_an_order_that_changed_meanwhile(self):
        request = self._propose(self._raise_price())
        self._approve(self._propose(self._raise_price(110000), self.seller), self.boss)
        self.assertEqual(request.state, "superseded")
        request = self._propose(self._raise_price())
        self._change_past_the_gate(self.order, price_unit=90000)
        with self.assertRaisesRegex(UserError, "was changed after"):
            self._approve(request, self.boss)

    def test_it_is_not_made_when_it_would_be_another_one(self):
        line = {"product_id": self.product.id, "product_uom_qty": 10, "tax_ids": False}
        request = self._propose({"order_line": [Command.create(line)]})
        self.product.list_price = 150000
        with (
            self.assertRaisesRegex(UserError, "would not be what was proposed"),
            self.env.cr.savepoint(),
        ):
            self._approve(request, self.boss)
        self.assertEqual(len(self.order.order_line), 1)

    def _add_kind(self, guarded_fields=False):
        steps = [{"name": "Kế toán trưởng", "user_ids": self.accountant.ids}]
        return self._create_type(steps, name="Đơn hàng, kế toán", gate="order", guarded_fields=guarded_fields)

    def test_it_is_made_when_every_type_has_agreed_and_not_before(self):
        self._add_kind()
        first, second = self._propose(self._raise_price())
        self._approve(first, self.boss)
        self.assertEqual(self.order.amount_untaxed, 60000000, "the accountant has not agreed")
        self._approve(second, self.accountant)
        self.assertEqual(self.order.amount_untaxed, 72000000)
        self.assertFalse(self.order._get_held("order"))

    def test_what_one_type_refuses_is_not_made_whatever_the_other_says(self):
        self._add_kind()
        first, second = self._propose(self._raise_price())
        self._approve(first, self.boss)
        second.with_user(self.accountant).action_refuse("Giữ giá cũ")
        self.assertEqual(first.state, "superseded")
        first, second = self._propose(self._raise_price())
        first.with_user(self.boss).action_refuse("Giữ giá cũ")
        self.assertEqual(second.state, "superseded")
        self.assertEqual(self.order.amount_untaxed, 60000000)

    def test_a_new_proposal_replaces_what_half_of_them_agreed_to(self):
        self._add_kind()
        first, _second = self._propose(self._raise_price())
        self._approve(first, self.boss)
        self._propose(self._raise_price(130000))
        self.assertEqual(first.state, "superseded")

    def test_its_text_says_what_matters_to_any_type(self):
        self._add_kind("payment_term_id\norder_line.price_unit")
        term = self.env.ref("account.account_payment_term_30days")
        self.kind.guarded_fields = "order_line.price_unit"
        requests = self._propose({**self._raise_price(), "payment_term_id": term.id})
        self.assertEqual(len(requests), 2)
        for request in requests:
            self.assertIn(term.name, request.proposed_text)

    def test_it_is_made_when_the_approver_reads_another_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.seller.lang = "vi_VN"
        requests = self.env["p2it.approval.request"].with_user(self.seller).with_context(lang="vi_VN")
        request = requests.browse(requests.ask_change("sale.order", self.order.id, self._raise_price()))
        self.assertIn("100.000 → 120.000", request.proposed_text)
        self._approve(request.with_context(lang="en_US"), self.boss)
        self.assertEqual(self.order.amount_untaxed, 72000000)

    def test_a_change_that_needs_no_approval_is_not_proposed(self):
        with self.assertRaisesRegex(UserError, "needs no approval"):
            self._propose({"client_order_ref": "PO-3"})

    def test_nobody_proposes_what_he_may_not_write(self):
        reader = self._create_user("reader", "base.group_user")
        with self.assertRaises(AccessError):
            self._propose(self._raise_price(), reader)

    def test_a_proposal_moves_no_state_and_no_figure(self):
        for vals in ({"state": "draft"}, {"amount_untaxed": 1}, {"name": "GIẢ"}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._propose({**vals, **self._raise_price()})

    def test_what_is_no_change_of_one_document_is_said(self):
        requests = self.env["p2it.approval.request"].with_user(self.seller)
        for arguments in (
            ("khong.co", self.order.id, {}),
            ("sale.order", self.order.ids, {"note": "x"}),
            ("sale.order", self.order.id, []),
        ):
            with self.assertRaisesRegex(UserError, "one document"):
                requests.ask_change(*arguments)

    def test_a_quotation_is_changed_not_proposed(self):
        draft = self._create_order()
        with self.assertRaisesRegex(UserError, "is a quotation"):
            self.env["p2it.approval.request"].with_user(self.seller).ask_change(
                "sale.order", draft.id, {"note": "x"}
            )

    def test_the_preview_leaves_no_trace(self):
        wizard = (
            self.env["p2it.approval.ask.wizard"]
            .with_user(self.seller)
            .with_context(
                active_model="sale.order", active_ids=self.order.ids, p2it_change=self._raise_price()
            )
            .create({})
        )
        self.assertIn("100,000 → 120,000", wizard.change_text)
        self.assertEqual(wizard.line_ids.mapped("people"), [self.boss.name])
        self.assertEqual(self.order.amount_untaxed, 60000000)
        wizard.action_ask()
        self.assertTrue(self.order.approval_change_waits_for)


@tagged("post_install", "-at_install")
class TestChangeTour(ChangeCommon, HttpCase):
    """Typed into the form, refused on saving, proposed, read and agreed to."""

    def test_a_price_is_raised_on_a_confirmed_order(self):
        url = f"/odoo/action-sale.action_orders/{self.order.id}"
        self.start_tour(url, "p2it_change_propose", login=self.seller.login)
        self.assertEqual(self.order.amount_untaxed, 60000000)
        self.start_tour(url, "p2it_change_approve", login=self.boss.login)
        self.assertEqual(self.order.amount_untaxed, 72000000)
