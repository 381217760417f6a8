from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionHostile(CommissionCommon):
    """Ways round the guards that a salesperson found: none pays more than what was sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.minh + cls.lan).group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def _as(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _refused(self, call):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()
            self.env.flush_all()

    # === FIGURES OF ORDERS === #

    def test_no_figure_of_an_order_is_written_where_commission_is_paid(self):
        self._create_plan({"rate": 10, "trigger": "ordered"})
        order = self._as(self.minh, self._create_order("2026-03-05", (self.beer, 100_000)))
        for call in (
            lambda: order.order_line.write({"price_subtotal": 1_000_000_000}),
            lambda: order.order_line.write({"qty_delivered": 50}),
            lambda: order.write({"currency_rate": 0.0001}),
            lambda: order.write({"amount_total": 1}),
            lambda: order.write({"date_order": "2026-02-01 05:00:00"}),
            lambda: order.write(
                {"order_line": [Command.update(order.order_line.id, {"price_subtotal": 1_000_000_000})]}
            ),
        ):
            self._refused(call)
        self._run()
        self.assertEqual(self._get_earned(self.minh), 10_000)

    def test_no_figure_of_an_order_comes_by_a_default(self):
        self._create_plan({"rate": 10, "trigger": "ordered"})
        orders = self._as(self.minh, self.env["sale.order"]).with_context(
            default_price_subtotal=1_000_000_000, default_currency_rate=0.0001
        )
        order = orders.create(
            {
                "partner_id": self.customer.id,
                "user_id": self.minh.id,
                "order_line": [Command.create({"product_id": self.beer.id, "price_unit": 100_000})],
            }
        )
        order.action_confirm()
        self.assertEqual((order.order_line.price_subtotal, order.currency_rate), (100_000, 1))
        line = order.order_line.with_context(default_price_subtotal=1_000_000_000, default_qty_delivered=9)
        line = line.create({"order_id": order.id, "product_id": self.beer.id, "price_unit": 200_000})
        self.assertEqual((line.price_subtotal, line.qty_delivered), (200_000, 0))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 30_000)

    def test_no_order_is_confirmed_into_another_month(self):
        self._create_plan({"rate": 10, "trigger": "ordered"})
        values = {
            "partner_id": self.customer.id,
            "order_line": [Command.create({"product_id": self.beer.id, "price_unit": 100_000})],
        }
        orders = self._as(self.minh, self.env["sale.order"])
        past = {"state": "sale", "date_order": "2026-02-01 05:00:00"}
        self._refused(lambda: orders.create({**values, **past}))
        self._refused(
            lambda: orders.with_context(default_state="sale", default_date_order="2026-02-01").create(values)
        )
        order = orders.create(values)
        self._refused(lambda: order.write(past))
        order.date_order = "2026-02-01 05:00:00"
        self._refused(lambda: order.write({"state": "sale"}))
        order.action_confirm()
        self._run()
        self.assertEqual(self._get_earned(self.minh, "2026-03-01"), 100_000 * 10 / 100)

    def test_without_a_plan_in_force_figures_are_as_in_odoo(self):
        plan = self._create_plan({"rate": 10, "trigger": "ordered"})
        order = self._as(self.minh, self._create_order("2026-03-05", (self.beer, 100_000)))
        plan.action_withdraw()
        order.date_order = "2026-03-06 05:00:00"
        self.assertEqual(str(order.date_order), "2026-03-06 05:00:00")

    def test_nobody_takes_over_an_order_that_is_confirmed(self):
        self._create_plan({"rate": 10, "trigger": "paid"})
        order = self._create_order("2026-03-05", (self.beer, 100_000))
        team = self.env["crm.team"].create({"name": "Kênh khác", "company_id": self.company.id})
        self._refused(lambda: self._as(self.lan, order).write({"user_id": self.lan.id}))
        self._refused(lambda: self._as(self.minh, order).write({"team_id": team.id}))
        other = self.customer.copy()
        self._refused(lambda: self._as(self.minh, order).write({"partner_id": other.id}))
        self._as(self.lan, order).write({"user_id": self.minh.id})  # a form that saves what is there
        chief = new_test_user(
            self.env,
            "truong.phong",
            groups="sales_team.group_sale_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self._as(chief, order).user_id = self.lan
        self.assertEqual(order.user_id, self.lan)

    # === MARGIN === #

    def test_no_cost_comes_by_a_default(self):
        self._create_plan({"rate": 10, "base": "margin", "trigger": "ordered"})
        order = self._as(self.minh, self._create_order("2026-03-30", (self.beer, 100_000)))
        lines = order.order_line.with_context(default_purchase_price=1)
        self._refused(
            lambda: lines.create({"order_id": order.id, "product_id": self.beer.id, "price_unit": 100_000})
        )
        self._run()
        self.assertEqual(self._get_earned(self.minh), 4_000)

    def test_what_is_taken_off_a_bill_brings_no_margin(self):
        self._create_plan({"rate": 10, "base": "margin", "trigger": "ordered"})
        order = self._as(self.minh, self._create_order("2026-03-30", (self.beer, 100_000)))
        order.order_line.create(
            {
                "order_id": order.id,
                "product_id": self.beer.id,
                "product_uom_qty": -10,
                "price_unit": 0,
                "purchase_price": 1_000_000,
            }
        )
        self._run()
        self.assertEqual(self._get_earned(self.minh), 4_000)

    def test_what_is_given_away_is_under_the_minimum_price(self):
        self._create_plan(
            {"base": "quantity", "amount_per_unit": 500, "min_price": 50_000, "trigger": "ordered"}
        )
        self._create_order("2026-03-30", (self.beer, 100_000))
        for price in (0, 1, -1):
            self._create_order("2026-03-30", (self.beer, price))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 500)

    def test_no_line_borrows_the_cost_of_another(self):
        self._create_plan({"rate": 10, "base": "margin", "trigger": "invoiced"})
        order = self._as(self.minh, self._create_order("2026-03-30", (self.beer, 100_000)))
        invoice = self._sell("2026-03-31", (self.beer, 100_000))
        command = [Command.link(invoice.invoice_line_ids.id)]
        line = {"order_id": order.id, "product_id": self.beer.id}
        self._refused(lambda: order.order_line.write({"invoice_lines": command}))
        self._refused(lambda: order.order_line.create({**line, "invoice_lines": command}))
        self._refused(lambda: order.order_line.with_context(default_invoice_lines=command).create(line))
        self._refused(
            lambda: order.write(
                {"order_line": [Command.update(order.order_line.id, {"invoice_lines": command})]}
            )
        )

    # === DELIVERIES === #

    def test_nobody_who_sells_writes_what_was_delivered(self):
        self._create_plan({"rate": 10, "trigger": "delivered"})
        order = self._create_order("2026-03-30", (self.beer, 100_000))
        move = order.order_line.move_ids
        self._refused(lambda: self._as(self.minh, move).write({"state": "done", "quantity": 1}))
        values = {name: move[name].id for name in ("product_id", "location_id", "location_dest_id")}
        values |= {"sale_line_id": order.order_line.id, "company_id": self.company.id, "state": "done"}
        self._refused(lambda: self._as(self.minh, move).create({**values, "product_uom_qty": 50}))
        move.quantity = 1
        move.picked = True
        self._as(self.minh, move.picking_id).button_validate()
        self.assertEqual(move.state, "done")
        for records, vals in (
            (move, {"quantity": 50}),
            (move, {"date": "2026-01-01"}),
            (move.move_line_ids, {"quantity": 50}),
        ):
            self._refused(lambda records=records, vals=vals: self._as(self.minh, records).write(vals))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 10_000)

    # === SPLITS === #

    def test_a_contact_and_its_company_give_away_the_whole_once(self):
        self._create_plan({"rate": 10, "trigger": "invoiced"})
        contact = self.env["res.partner"].create({"name": "Kho Bảy Hiền", "parent_id": self.customer.id})
        split = self.env["p2it.commission.assignment"]
        split.create({"partner_id": self.customer.id, "user_id": self.leader.id, "share": 80})
        split.create({"partner_id": contact.id, "user_id": self.lan.id, "share": 70})
        self._sell("2026-03-05", (self.beer, 100_000), customer=contact)
        self._run()
        earned = [self._get_earned(user) for user in (self.minh, self.lan, self.leader)]
        self.assertEqual(earned, [3_000, 7_000, 0])

    def test_customers_that_are_merged_give_away_the_whole_once(self):
        self._create_plan({"rate": 10, "trigger": "invoiced"})
        other = self.env["res.partner"].create({"name": "Đại lý Bảy Hiền (trùng)"})
        split = self.env["p2it.commission.assignment"]
        split.create({"partner_id": self.customer.id, "user_id": self.leader.id, "share": 80})
        split.create({"partner_id": other.id, "user_id": self.lan.id, "share": 70})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (other + self.customer).ids, self.customer, extra_checks=False
        )
        self._sell("2026-03-05", (self.beer, 100_000))
        self._run()
        earned = [self._get_earned(user) for user in (self.minh, self.lan, self.leader)]
        self.assertEqual(sum(earned), 10_000)
        self.assertEqual(earned, [0, 2_000, 8_000])

    # === PAYMENTS AND REFUNDS === #

    def test_only_what_settles_a_customers_debt_is_a_payment(self):
        self.income.reconcile = True
        self._create_plan({"rate": 10, "trigger": "paid"})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        entry = self.env["account.move"].create(
            {
                "journal_id": self.bank.id,
                "date": "2026-03-06",
                "line_ids": [
                    Command.create({"account_id": self.income.id, "balance": 1_000_000}),
                    Command.create({"account_id": self.expense.id, "balance": -1_000_000}),
                ],
            }
        )
        entry.action_post()
        (entry + invoice).line_ids.filtered(lambda line: line.account_id == self.income).reconcile()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 0)
        self._pay(invoice, 1_000_000, "2026-03-10")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 100_000)

    def test_refunds_above_the_invoice_take_back_what_it_brought(self):
        self._create_plan({"rate": 10, "trigger": "invoiced"})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._refund(invoice, "2026-03-06", 800_000)
        self._refund(invoice, "2026-03-07", 1_500_000)
        self._run()
        self.assertEqual(self._get_earned(self.minh), 0)

    def test_a_refund_that_is_reversed_brings_back_what_it_took(self):
        self._create_plan({"rate": 10, "trigger": "invoiced"})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        refund = self._refund(invoice, "2026-03-06")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 0)
        again = self._refund(refund, "2026-03-07")
        self._run()
        self.assertEqual((again.move_type, self._get_earned(self.minh)), ("out_invoice", 100_000))
        self._refund(again, "2026-03-08")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 0)

    def test_an_order_cancelled_and_confirmed_again_pays_once(self):
        self._create_plan({"rate": 10, "trigger": "ordered"})
        order = self._create_order("2026-03-05", (self.beer, 1_000_000))
        for _number in range(3):
            self._run()
            self.assertEqual(self._get_earned(self.minh), 100_000)
            order._action_cancel()
            self._run()
            self.assertEqual(self._get_earned(self.minh), 0)
            order.action_draft()
            order.action_confirm()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 100_000)

    def test_a_line_that_is_gone_is_taken_back_and_its_entries_read(self):
        self._create_plan({"rate": 10, "trigger": "invoiced"})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000), (self.craft, 500_000))
        self._run()
        invoice.button_draft()
        invoice.invoice_line_ids[1].unlink()
        invoice.action_post()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 100_000)
        self.minh.group_ids += self.env.ref("base.group_allow_export")
        entries = self._as(self.minh, self.env["p2it.commission.entry"]).search([])
        self.assertEqual(len(entries), 3)
        entries.web_read({name: {"fields": {"display_name": {}}} for name in ("product_id", "move_id")})
        entries.export_data(["move_id/name", "explanation", "origin"])
        exported = entries.fields_get(attributes=["exportable"])
        self.assertFalse(exported["move_line_id"]["exportable"] or exported["sale_line_id"]["exportable"])

    # === WHO SEES WHAT OTHERS EARN === #

    def test_what_if_is_seen_by_who_asked(self):
        plan = self._create_plan({"rate": 10, "trigger": "invoiced"})
        self._sell("2026-03-05", (self.beer, 1_000_000))
        officer, stranger = (
            new_test_user(
                self.env,
                login,
                groups="p2it_commission.group_officer",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for login, company in (
                ("ke.toan", self.company),
                ("ke.toan.khac", self.env["res.company"].create({"name": "Công ty Khác"})),
            )
        )
        wizard = self._as(officer, self.env["p2it.commission.whatif"]).create(
            {"plan_id": plan.id, "date_from": "2026-01-01", "date_to": "2026-12-31"}
        )
        wizard.action_compute()
        self.assertEqual(sum(wizard.line_ids.mapped("new_amount")), 100_000)
        theirs = wizard.with_user(stranger).with_context(allowed_company_ids=stranger.company_ids.ids)
        self.assertFalse(theirs.search([]) or theirs.line_ids.search([]))
        self._refused(
            lambda: theirs.env[wizard.line_ids._name].browse(wizard.line_ids.ids).read(["new_amount"])
        )
