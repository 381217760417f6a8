from datetime import date

from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
_DELETED = (
    "DELETE FROM p2it_commission_hold WHERE user_id = ANY(%s)",
    "UPDATE p2it_commission_settlement SET payroll_id = NULL WHERE user_id = ANY(%s)",
    "DELETE FROM p2it_commission_entry WHERE user_id = ANY(%s)",
    "DELETE FROM p2it_commission_settlement WHERE user_id = ANY(%s)",
    "DELETE FROM p2it_commission_payroll WHERE NOT EXISTS ("
    "SELECT FROM p2it_commission_settlement s WHERE s.payroll_id = p2it_commission_payroll.id)",
)


@tagged("post_install", "-at_install")
class TestSettlementAtOnce(RealTransactions, TransactionCase):
    """Several people settle, bill, send and hold the same at the same moment: it happens once."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            self.company = env.company.id
            self.users = [self._create_user(env, name) for name in ("Ân", "Bình")]
            self.account = env.company.p2it_commission_account_id.id
            env.company.p2it_commission_account_id = env["account.account"].search(
                [("account_type", "=", "expense"), ("company_ids", "in", env.company.ids)], limit=1
            )
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

    def _create_user(self, env, name):
        users = env["res.users"].with_context(no_reset_password=True)
        return users.create({"name": name, "login": f"cung.luc.{name}"}).id

    def _enter(self, env, user, amount, number):
        """Enter what the engine would: the documents behind it don't matter here."""
        env.cr.execute(
            """
            INSERT INTO p2it_commission_entry (
                company_id, user_id, kind, date, amount, trigger, rule_id, plan_id, root_id, level,
                period_start, origin_id, partial_id, refund_of_id, number)
            VALUES (%s, %s, 'earning', '2026-03-05', %s, 'invoiced', %s, %s, %s, 0, '2026-03-01', %s, 0, 0, 0)
            """,
            [self.company, user, amount, self.rule, self.plan, self.plan, -number - 1],
        )

    def _delete(self):
        with self._committing() as env:
            env["account.move"].search([("p2it_settlement_id.user_id", "in", self.users)]).unlink()
            for query in _DELETED:
                env.cr.execute(query, [self.users])
            env.invalidate_all()
            env["p2it.commission.plan"].browse(self.plan).unlink()
            env.company.p2it_commission_account_id = self.account
            users = env["res.users"].browse(self.users)
            partners = users.partner_id
            users.unlink()
            partners.unlink()
        self.registry.clear_cache()

    def _within(self, env):
        return env["p2it.commission.settlement"]

    def _propose(self, env):
        settlements = self._within(env)
        settlements._propose(
            env["res.company"].browse(self.company), env["res.users"].browse(self.users), FIRST, LAST
        )

    def _create_approved(self):
        with self._committing() as env:
            self._propose(env)
            settlements = self._within(env).search([("user_id", "in", self.users)])
            settlements.write({"state": "approved"})
            return settlements.ids

    def _read(self, query):
        with self._committing() as env:
            env.cr.execute(query, [self.users] * query.count("%s"))
            return env.cr.fetchall()

    def test_one_settlement_each(self):
        errors = self._run_at_once(*[self._propose] * 4)
        self.assertFalse(errors)
        rows = self._read(
            "SELECT user_id, amount, entry_count FROM p2it_commission_settlement "
            "WHERE user_id = ANY(%s) ORDER BY 1"
        )
        self.assertEqual(rows, [(user, 500_000, 5) for user in self.users])

    def test_billed_by_four_at_once(self):
        [first, _second] = self._create_approved()

        def bill(env):
            self._within(env).browse(first).action_create_bill()

        self.assertFalse(self._run_at_once(*[bill] * 4))
        self._run_at_once(bill)
        rows = self._read(
            "SELECT m.amount_total, m.state FROM account_move m "
            "JOIN p2it_commission_settlement s ON s.id = m.p2it_settlement_id WHERE s.user_id = ANY(%s)"
        )
        self.assertEqual(rows, [(500_000, "draft")])

    def test_billed_and_sent_to_payroll_at_once(self):
        [first, _second] = self._create_approved()
        errors = self._run_at_once(
            lambda env: self._within(env).browse(first).action_create_bill(),
            lambda env: self._within(env).browse(first).action_send_to_payroll(),
        )
        self.assertEqual([type(error) for error in errors], [UserError])
        bills = self._read(
            "SELECT bill.id FROM account_move bill "
            "JOIN p2it_commission_settlement s ON s.id = bill.p2it_settlement_id WHERE s.user_id = ANY(%s)"
        )
        sent = self._read(
            "SELECT payroll_id FROM p2it_commission_settlement "
            "WHERE payroll_id IS NOT NULL AND user_id = ANY(%s)"
        )
        self.assertEqual(len(bills) + len(sent), 1)

    def test_sent_to_payroll_by_three_at_once(self):
        ids = self._create_approved()

        def send(env):
            self._within(env).browse(ids).action_send_to_payroll()

        self.assertEqual([type(error) for error in self._run_at_once(*[send] * 3)], [UserError] * 2)
        self.assertEqual(
            self._read(
                "SELECT DISTINCT p.amount FROM p2it_commission_payroll p "
                "JOIN p2it_commission_settlement s ON s.payroll_id = p.id WHERE s.user_id = ANY(%s)"
            ),
            [(1_000_000,)],
        )

    def test_held_and_settled_at_once(self):
        [[entry]] = self._read("SELECT MIN(id) FROM p2it_commission_entry WHERE user_id = ANY(%s)")
        self._run_at_once(
            lambda env: env["p2it.commission.entry"].browse(entry).action_hold("Cùng lúc"),
            self._propose,
        )
        [[settled]] = self._read(
            f"SELECT settlement_id FROM p2it_commission_entry WHERE user_id = ANY(%s) AND id = {entry}"
        )
        held = self._read("SELECT id FROM p2it_commission_hold WHERE user_id = ANY(%s)")
        self.assertTrue(held)
        self.assertIsNone(settled)
        rows = self._read(
            "SELECT SUM(s.amount), (SELECT SUM(amount) FROM p2it_commission_entry e "
            "WHERE e.settlement_id IS NOT NULL AND e.user_id = ANY(%s)) "
            "FROM p2it_commission_settlement s WHERE user_id = ANY(%s)"
        )
        self.assertEqual(rows, [(900_000, 900_000)])

    def test_accepted_and_cancelled_at_once(self):
        with self._committing() as env:
            self._propose(env)
            first = self._within(env).search([("user_id", "in", self.users)], limit=1).id
        self._run_at_once(
            lambda env: self._within(env).browse(first).action_accept(),
            lambda env: self._within(env).browse(first).action_cancel(),
        )
        [[state, amount, entries]] = self._read(
            "SELECT state, amount, (SELECT COUNT(*) FROM p2it_commission_entry WHERE settlement_id = s.id) "
            f"FROM p2it_commission_settlement s WHERE user_id = ANY(%s) AND id = {first}"
        )
        self.assertIn((state, amount, entries), [("cancel", 0, 0)])
