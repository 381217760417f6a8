from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditHostile(CreditCommon):
    """Ways around the terms, and dead ends, that were found by trying."""

    def _get_hold(self, order):
        return self.env["p2it.credit.hold"].search([("order_id", "=", order.id)], limit=1)

    def _hold(self, order, ask=True):
        order.with_user(self.seller).action_confirm_or_hold("Khách quen", ask)
        return self._get_hold(order)

    def _approve(self, hold):
        hold.sudo()._get_open_approvals().with_user(self.credit_manager).action_approve()

    def _transfer(self, order, amount):
        self.env.flush_all()
        transfer = (
            self.env["p2it.bank.transfer"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": order.partner_id.id,
                    "amount": amount,
                    "bank_id": self.company_data["default_journal_bank"].id,
                    "bank_reference": f"FT-{order.name}",
                    "line_ids": [Command.create({"order_id": order.id, "amount": amount})],
                }
            )
        )
        transfer.action_record()
        transfer.with_user(self.accountant).action_confirm()
        return transfer

    # ---- money counts once ----

    def test_money_for_one_quotation_pays_no_other(self):
        self._create_policy(0)
        paid, other = self._create_order(100), self._create_order(100)
        self._transfer(paid, 100)
        with self.assertRaisesRegex(RedirectWarning, "kept for other quotations"):
            self._confirm(other)
        self._confirm(paid)
        self.assertEqual((paid.state, self.customer.credit_exposure), ("sale", 0))

    def test_money_for_one_quotation_pays_no_other_in_the_same_go(self):
        self._create_policy(0)
        other, paid = self._create_order(100), self._create_order(100)
        self._transfer(paid, 100)
        result = (other + paid).with_user(self.seller).action_confirm_or_hold()
        self.assertEqual(result["confirmed"], paid.ids)
        self.assertEqual(self._get_hold(other).excess, 100)

    def test_money_for_a_cancelled_quotation_is_free_again(self):
        self._create_policy(0)
        paid, other = self._create_order(100), self._create_order(100)
        self._transfer(paid, 100)
        paid.with_context(disable_cancel_warning=True).action_cancel()
        self._confirm(other)
        self.assertEqual(self.customer.credit_available, 0)

    def test_money_that_was_matched_with_older_debts_is_gone(self):
        policy = self._create_policy(1000)
        owing = self._create_order(100)
        self._confirm(owing)
        invoice, order = self._invoice(owing), self._create_order(100)
        item = self._transfer(order, 100).sudo().line_ids.move_line_id.with_user(self.env.user)
        debt = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        (item + debt).reconcile()
        policy.limit = 0
        with self.assertRaisesRegex(RedirectWarning, "over the limit"):
            self._confirm(order)

    # ---- whose terms ----

    def test_a_default_in_the_context_moves_nobody_to_laxer_terms(self):
        self._create_policy(100)
        lax = self.env["p2it.customer.group"].create({"name": "Công trình"})
        self._create_policy(10**9, group_id=lax.id)
        partners = self.env["res.partner"].with_user(self.seller)
        with self.assertRaisesRegex(AccessError, "allowed to owe more"):
            partners.with_context(default_customer_group_id=lax.id).create({"name": "Khách mới"})

    def test_no_laxer_prepayment_or_overdue(self):
        self._create_policy(
            prepayment_kind="percent", prepayment_percent=100, overdue_kind="check", overdue_days=5
        )
        for values in ({"prepayment_kind": "none"}, {"overdue_kind": "check", "overdue_days": 90}):
            lax = self.env["p2it.customer.group"].create({"name": "Công trình"})
            self._create_policy(group_id=lax.id, **values)
            with self.assertRaisesRegex(AccessError, "allowed to owe more"), self.env.cr.savepoint():
                self.other.with_user(self.seller).customer_group_id = lax

    def test_no_laxer_terms_in_another_company(self):
        company = self.env["res.company"].create({"name": "Chi nhánh Lào"})
        self._create_policy(100, company_id=company.id)
        lax = self.env["p2it.customer.group"].create({"name": "Công trình"})
        self._create_policy(10**9, company_id=company.id, group_id=lax.id)
        with self.assertRaisesRegex(AccessError, "allowed to owe more"):
            self.other.with_user(self.seller).customer_group_id = lax

    def test_contacts_of_a_customer_with_good_terms_are_entered_by_who_sells(self):
        self._create_policy(0)
        self._create_policy(1000, partner_id=self.customer.id)
        partners = self.env["res.partner"].with_user(self.seller)
        for kind in ("contact", "delivery"):
            partners.create({"name": "Anh Ba", "type": kind, "parent_id": self.customer.id})

    def test_debts_leave_no_limit_with_their_branch(self):
        self._create_policy(100)
        self._confirm(self._create_order(90, self.branch))
        with self.assertRaisesRegex(AccessError, "still owes"):
            self.branch.with_user(self.seller).parent_id = False
        self.branch.with_user(self.credit_manager).parent_id = False
        self.branch.with_user(self.credit_manager).parent_id = self.customer
        free = self.env["res.partner"].create({"name": "Chi nhánh Huế", "parent_id": self.customer.id})
        free.with_user(self.seller).parent_id = False

    # ---- holds and releases ----

    def test_a_change_that_was_asked_for_stays_asked(self):
        self._create_policy(100)
        order = self._create_order(60)
        self._confirm(order)
        wizard = self.env["p2it.credit.hold.wizard"].with_user(self.seller)
        context = {
            "active_model": "sale.order",
            "active_ids": order.ids,
            "default_stage": "change",
            "default_total": 120,
        }
        wizard.with_context(**context).create({}).action_ask()
        hold = self._get_hold(order)
        self.assertFalse(hold.is_stale)
        self.env["p2it.credit.hold"]._review()
        self._receive(10)
        self.assertEqual((hold.state, hold.approval_state), ("open", "open"))
        self._receive(10)
        self.assertEqual(hold.state, "cleared")

    def test_a_released_order_in_another_currency_goes_on(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.8377)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": currency.id})
        self._create_policy(100)
        for amount in (1007, 1021, 1035):
            order = self._create_order(amount, pricelist_id=pricelist.id)
            order.order_line.price_unit = 1.01
            hold = self._hold(order)
            self.env.flush_all()
            self.env.invalidate_all()
            self._approve(hold)
            self.assertEqual((hold.state, order.state), ("released", "sale"))
            order._action_cancel()

    def test_a_release_is_for_the_debts_it_was_asked_for(self):
        self._create_policy(100, partner_id=self.customer.id)
        limit = self._create_policy(60, partner_id=self.branch.id)
        order = self._create_order(60, self.branch)
        self._confirm(self._create_order(90))
        hold = self._hold(order)
        self.assertEqual(hold.line_ids.partner_id, self.customer)
        self._approve(hold)
        self.assertEqual(order.state, "sale")
        limit.limit = 50
        with self.assertRaisesRegex(RedirectWarning, "over the limit of.*50"):
            order._check_goods_may_leave()

    def test_a_customer_who_signed_is_not_told_of_holds(self):
        self._create_policy(100)
        portal = new_test_user(self.env, "p2it_credit_portal", groups="base.group_portal")
        order = self._create_order(150)
        order.with_user(portal).sudo()._validate_order()
        self._receive(60)
        self.assertEqual(order.state, "sale")
        messages = self.env["mail.message"].search(
            [("model", "=", "p2it.credit.hold"), ("res_id", "=", self._get_hold(order).id)]
        )
        self.assertEqual(messages.notified_partner_ids, self.seller.partner_id)

    def test_too_little_paid_online_agrees_to_nothing(self):
        self._create_policy(100)
        order = self._create_order(150, require_payment=True)
        method = self.env["payment.method"].with_context(active_test=False).search([], limit=1)
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.env["payment.provider"].search([], limit=1).id,
                "payment_method_id": method.id,
                "reference": "HN-1",
                "amount": 1,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
                "state": "done",
            }
        )
        transaction._check_amount_and_confirm_order()
        self.assertFalse(self._get_hold(order))
        self.assertFalse(order.sudo().agreed_fingerprint)

    def test_held_orders_are_found_by_their_reason(self):
        self._create_policy(100)
        order, free = self._create_order(150), self._create_order(10)
        self._hold(order, ask=False)
        orders = self.env["sale.order"].with_user(self.seller)
        limit, overdue = (self.env.ref(f"p2it_credit.reason_{name}") for name in ("limit", "overdue"))
        for domain, found in (
            ([("hold_reason_ids", "in", limit.ids)], order),
            ([("hold_reason_ids", "in", overdue.ids)], orders),
            ([("hold_reason_ids.code", "=", "limit")], order),
            ([("hold_reason_ids.code", "=", "overdue")], orders),
            ([("hold_reason_ids", "!=", False)], order),
            ([("hold_reason_ids", "=", False)], free),
            ([("hold_reason_ids", "in", [False, *limit.ids])], order + free),
            ([("hold_reason_ids", "not in", limit.ids)], free),
        ):
            both = [("id", "in", (order + free).ids)]
            self.assertEqual(orders.search(domain + both), found.with_user(self.seller), domain)
        stock = self.env["sale.order"].with_user(self.storekeeper)
        self.assertEqual(stock.search([("hold_reason_ids", "in", limit.ids)]).ids, order.ids)

    def test_in_a_list_each_quotation_is_judged_alone(self):
        self._create_policy(100)
        quotations = self._create_order(60) + self._create_order(60)
        self.assertEqual(quotations.mapped("credit_state"), ["free", "free"])
        self._confirm(quotations[0])
        quotations.invalidate_recordset()
        self.assertEqual(quotations.mapped("credit_state"), ["free", "held"])

    def test_one_order_in_a_list_does_not_lend_its_money_to_another(self):
        policy = self._create_policy(1000)
        owing, paid = self._create_order(60), self._create_order(60)
        self._confirm(owing + paid)
        self._transfer(paid, 60)
        policy.limit = 50
        with self.assertRaisesRegex(RedirectWarning, "goods stay here"):
            (owing + paid)._check_goods_may_leave()

    def test_branches_of_a_company_in_one_go_share_one_limit(self):
        branch = self.env["res.company"].create({"name": "Chi nhánh Huế", "parent_id": self.company.id})
        self._create_policy(100)
        self._confirm(self._create_order(60))
        own, theirs = self._create_order(30), self._create_order(30, company_id=branch.id)
        orders = (own + theirs).with_context(allowed_company_ids=(self.company + branch).ids)
        with self.assertRaisesRegex(RedirectWarning, "confirmed in the same go"):
            orders.action_confirm()
        result = orders.action_confirm_or_hold(ask=False)
        self.assertEqual(result["confirmed"], own.ids)
        self.assertEqual(self.customer.credit_exposure, 90)

    def test_who_may_not_ask_is_told_whom_to_tell(self):
        policy = self._create_policy(100)
        order = self._create_order(60)
        self._confirm(order)
        policy.limit = 50
        order.picking_ids.move_ids.write({"quantity": 60, "picked": True})
        with self.assertRaisesRegex(UserError, "Tell the salesperson.*seller") as caught:
            order.picking_ids.with_user(self.storekeeper).button_validate()
        self.assertNotIsInstance(caught.exception, RedirectWarning)

    # ---- cost ----

    def _count_review(self, partners):
        for partner in partners:
            self._hold(self._create_order(150, partner), ask=False)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.env["p2it.credit.hold"]._review()
        return self.cr.sql_log_count - before

    def test_as_many_queries_for_many_holds(self):
        self._create_policy(100)
        self._count_review(self.customer)
        few = self._count_review(self.customer)
        partners = self.env["res.partner"].create([{"name": f"Khách {number}"} for number in range(30)])
        self.assertLessEqual(self._count_review(partners), few + 2)
