from datetime import date

from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
_DELETED = (
    "UPDATE p2it_commission_entry SET settlement_id = NULL WHERE company_id = %s",
    "DELETE FROM p2it_commission_hold WHERE company_id = %s",
    "UPDATE p2it_commission_settlement SET carried_to_id = NULL, payroll_id = NULL WHERE company_id = %s",
    "DELETE FROM account_move_line WHERE company_id = %s",
    "DELETE FROM account_move WHERE company_id = %s",
    "DELETE FROM p2it_commission_entry WHERE company_id = %s",
    "DELETE FROM p2it_commission_settlement WHERE company_id = %s",
    "DELETE FROM p2it_commission_payroll WHERE company_id = %s",
    "UPDATE p2it_commission_plan SET state = 'cancel' WHERE company_id = %s",
)


@tagged("post_install", "-at_install")
class TestSettlementAtOnce(RealTransactions, TransactionCase):
    """Several people settle, bill, send and hold the same at the same moment: it happens once."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            currency = env.ref("base.VND")
            self.was_active, currency.active = currency.active, True
            company = env["res.company"].create({"name": "Công ty Cùng Lúc", "currency_id": currency.id})
            self.company = company.id
            env = env(context={**env.context, "allowed_company_ids": company.ids})
            env.user.write({"company_ids": [Command.link(company.id)]})
            self.users = [
                env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    {
                        "name": name,
                        "login": f"cung.luc.{name}",
                        "company_id": company.id,
                        "company_ids": [Command.set(company.ids)],
                    }
                )
                .id
                for name in ("Ân", "Bình")
            ]
            self._create_books(env, company)
            plan = env["p2it.commission.plan"].create(
                {
                    "name": "Cùng lúc",
                    "date_from": FIRST,
                    "rule_ids": [Command.create({"rate": 1, "trigger": "invoiced"})],
                }
            )
            self.plan, self.rule = plan.id, plan.rule_ids.id
            for user in self.users:
                for number in range(5):
                    self._enter(env, user, 100_000, number)

    def _create_books(self, env, company):
        create = env["account.account"].create
        accounts = [
            create({"code": code, "name": name, "account_type": kind})
            for code, name, kind in (
                ("331000", "Phải trả", "liability_payable"),
                ("131000", "Phải thu", "asset_receivable"),
                ("641000", "Chi phí", "expense"),
            )
        ]
        for name, account in zip(
            ("property_account_payable_id", "property_account_receivable_id"), accounts, strict=False
        ):
            env["ir.default"].set("res.partner", name, account.id, company_id=company.id)
        env["account.journal"].create({"name": "Mua hàng", "code": "MH", "type": "purchase"})
        company.p2it_commission_account_id = accounts[2]

    def _enter(self, env, user, amount, number):
        """Enter what the engine would: the documents behind it don't matter here."""
        env.cr.execute(
            """INSERT INTO p2it_commission_entry (company_id, user_id, kind, date, amount, trigger, rule_id, plan_id,
                   root_id, level, period_start, origin_id, partial_id, refund_of_id, number)
               VALUES (%s, %s, 'earning', '2026-03-05', %s, 'invoiced', %s, %s, %s, 0, '2026-03-01', %s, 0, 0, 0)""",
            [self.company, user, amount, self.rule, self.plan, self.plan, number],
        )

    def _delete(self):
        with self._committing() as env:
            for query in _DELETED:
                env.cr.execute(query, [self.company])
            env["p2it.commission.plan"].browse(self.plan).unlink()
            env["ir.default"].search([("company_id", "=", self.company)]).unlink()
            env["res.users"].browse(self.users).active = False
            env.cr.execute("UPDATE res_users SET login = login || id WHERE id = ANY(%s)", [self.users])
            env["res.company"].browse(self.company).write({"active": False, "name": f"Xong {self.company}"})
            env.ref("base.VND").active = self.was_active
        self.registry.clear_cache()

    def _within(self, env):
        return env["p2it.commission.settlement"].with_context(allowed_company_ids=[self.company])

    def _propose(self, env):
        settlements = self._within(env)
        settlements._propose(
            env["res.company"].browse(self.company), env["res.users"].browse(self.users), FIRST, LAST
        )

    def _create_approved(self):
        with self._committing() as env:
            self._propose(env)
            settlements = self._within(env).search([("company_id", "=", self.company)])
            settlements.write({"state": "approved"})
            return settlements.ids

    def _read(self, query):
        with self._committing() as env:
            env.cr.execute(query, [self.company])
            return env.cr.fetchall()

    def test_one_settlement_each(self):
        errors = self._run_at_once(*[self._propose] * 4)
        self.assertFalse(errors)
        rows = self._read(
            "SELECT user_id, amount, entry_count FROM p2it_commission_settlement WHERE company_id = %s ORDER BY 1"
        )
        self.assertEqual(rows, [(user, 500_000, 5) for user in self.users])

    def test_billed_by_four_at_once(self):
        [first, _second] = self._create_approved()

        def bill(env):
            self._within(env).browse(first).action_create_bill()

        self.assertFalse(self._run_at_once(*[bill] * 4))
        self._run_at_once(bill)
        rows = self._read("SELECT amount_total, state FROM account_move WHERE company_id = %s")
        self.assertEqual(rows, [(500_000, "draft")])

    def test_billed_and_sent_to_payroll_at_once(self):
        [first, _second] = self._create_approved()
        errors = self._run_at_once(
            lambda env: self._within(env).browse(first).action_create_bill(),
            lambda env: self._within(env).browse(first).action_send_to_payroll(),
        )
        self.assertEqual([type(error) for error in errors], [UserError])
        bills = self._read("SELECT id FROM account_move WHERE company_id = %s")
        sent = self._read("SELECT id FROM p2it_commission_payroll WHERE company_id = %s")
        self.assertEqual(len(bills) + len(sent), 1)

    def test_sent_to_payroll_by_three_at_once(self):
        ids = self._create_approved()

        def send(env):
            self._within(env).browse(ids).action_send_to_payroll()

        self.assertEqual([type(error) for error in self._run_at_once(*[send] * 3)], [UserError] * 2)
        self.assertEqual(
            self._read("SELECT amount FROM p2it_commission_payroll WHERE company_id = %s"), [(1_000_000,)]
        )

    def test_held_and_settled_at_once(self):
        [[entry]] = self._read("SELECT MIN(id) FROM p2it_commission_entry WHERE company_id = %s")
        self._run_at_once(
            lambda env: env["p2it.commission.entry"]
            .with_context(allowed_company_ids=[self.company])
            .browse(entry)
            .action_hold("Cùng lúc"),
            self._propose,
        )
        [[settled]] = self._read(
            f"SELECT settlement_id FROM p2it_commission_entry WHERE company_id = %s AND id = {entry}"
        )
        held = self._read("SELECT id FROM p2it_commission_hold WHERE company_id = %s")
        self.assertTrue(held)
        self.assertIsNone(settled)
        rows = self._read(
            "SELECT SUM(s.amount), (SELECT SUM(amount) FROM p2it_commission_entry e "
            "WHERE e.settlement_id IS NOT NULL AND e.company_id = s.company_id) "
            "FROM p2it_commission_settlement s WHERE company_id = %s GROUP BY s.company_id"
        )
        self.assertEqual(rows, [(900_000, 900_000)])

    def test_accepted_and_cancelled_at_once(self):
        with self._committing() as env:
            self._propose(env)
            first = self._within(env).search([("company_id", "=", self.company)], limit=1).id
        self._run_at_once(
            lambda env: self._within(env).browse(first).action_accept(),
            lambda env: self._within(env).browse(first).action_cancel(),
        )
        [[state, amount, entries]] = self._read(
            "SELECT state, amount, (SELECT COUNT(*) FROM p2it_commission_entry WHERE settlement_id = s.id) "
            f"FROM p2it_commission_settlement s WHERE company_id = %s AND id = {first}"
        )
        self.assertIn((state, amount, entries), [("cancel", 0, 0)])
