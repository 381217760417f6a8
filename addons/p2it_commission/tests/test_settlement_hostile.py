from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .settle_common import APRIL, MARCH, SettleCommon


@tagged("post_install", "-at_install")
class TestSettlementHostile(SettleCommon):
    """Ways round the steps of a settlement, and round who sees what others earn."""

    def _refused(self, call):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()
            self.env.flush_all()

    def _make_officer(self, user):
        user.group_ids += self.env.ref("p2it_commission.group_officer")

    # === THE OWN COMMISSION === #

    def test_nobody_releases_the_own_commission(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self._make_officer(self.minh)
        entry = self._get_entries()
        self._as(self.officer, entry).action_hold("Chờ kiểm tra")
        self._refused(lambda: self._as(self.minh, entry).action_release("Tự bỏ"))
        self.assertTrue(entry.is_held)
        self._as(self.officer, entry).action_release("Đã kiểm tra")

    def test_nobody_answers_the_own_question(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self._make_officer(self.minh)
        dispute = self._as(self.minh, self._get_entries()).action_ask("Thiếu?")
        self._refused(lambda: self._as(self.minh, dispute).action_answer("Đúng"))
        self._as(self.officer, dispute).action_answer("Đúng")

    def test_what_was_said_is_not_deleted_or_changed(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        settlement = self._settle_one()
        self._as(self.minh, settlement).action_dispute("Thiếu")
        dispute = settlement.dispute_ids
        self._as(self.officer, dispute).action_answer("Không thiếu")
        self.env.flush_all()
        for user in (self.minh, self.officer):
            for message in (dispute.message_ids | settlement.message_ids).with_user(user):
                self._refused(message.unlink)
                self._refused(lambda message=message: message.write({"body": "khác"}))
                message.set_message_done()

    # === WHAT OTHERS EARN === #

    def test_a_form_that_is_not_saved_tells_nothing_about_documents_of_others(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000), user=self.lan)
        self._run()
        hers = self._get_entries(self.lan)
        values = {
            "user_id": self.lan.id,
            "kind": "earning",
            "trigger": "invoiced",
            "move_id": invoice.id,
            "product_id": self.beer.id,
            "rule_id": hers.rule_id.id,
            "plan_id": self.plan.id,
        }
        mine = self._as(self.minh, self.env["p2it.commission.entry"])
        spec = {"origin": {}, "explanation": {}}
        for record, names in ((mine, []), (mine, list(values)), (mine.browse(self._get_entries().ids), [])):
            try:
                found = record.onchange(values, names, spec)["value"]
            except UserError:
                continue
            self.assertFalse(found.get("origin") or found.get("explanation"), found)

    # === MONEY === #

    def test_what_corrects_a_held_entry_waits_with_it(self):
        gone = self._sell("2026-03-05", (self.beer, 1_000_000))
        back = self._sell("2026-03-05", (self.beer, 4_000_000))
        self._sell("2026-03-05", (self.craft, 500_000))
        self._run()
        held = self._get_entries().filtered(lambda entry: entry.move_id in gone + back)
        self._as(self.officer, held).action_hold("Chờ")
        gone.button_draft()
        self._refund(back, "2026-03-20")
        self._run()
        self.assertEqual(len(self._get_entries()), 5)
        settlement = self._settle_one((MARCH[0], date(2026, 12, 31)))
        self.assertEqual((settlement.entry_count, settlement.amount_total), (1, 15_000))
        self._as(self.officer, held).action_release("Xong")
        rest = self._settle_one((MARCH[0], date(2027, 1, 31)))
        self.assertEqual((rest.entry_count, rest.amount_total), (4, 0))

    def test_a_question_asked_twice_is_one(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        entry = self._as(self.minh, self._get_entries())
        dispute = entry.action_ask("Thiếu?")
        self._refused(lambda: entry.action_ask("Thiếu?"))
        self._as(self.officer, dispute).action_answer("Không")
        entry.action_ask("Vì sao?")

    def test_a_payment_undone_after_its_settlement_is_taken_back_once(self):
        plan = self._create_plan({"rate": 10, "trigger": "paid"}, name="Thu tiền")
        self.assertTrue(plan)
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        payment = self._pay(invoice, 1_000_000, "2026-03-10")
        settlement = self._approve(self._settle_one())
        self.assertEqual(settlement.amount_total, 130_000)
        self._as(self.officer, settlement).action_create_bill()
        payment.line_ids.remove_move_reconcile()
        self._run()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 30_000)
        self._settle(invoice, payment)
        self._run()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 130_000)
        self.assertEqual(settlement.amount_total, 130_000)

    def test_who_left_is_no_leader_any_more(self):
        boss = self._create_person("giam.doc.kd")
        self.leader.employee_id.parent_id = boss.employee_id
        self._create_plan({"rate": 1, "trigger": "invoiced", "beneficiary": "leader"}, name="Trưởng nhóm")
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self.leader.employee_id.active = False
        self._sell("2026-04-05", (self.beer, 2_000_000))
        self._run()
        self.assertEqual((self._get_earned(self.leader), self._get_earned(boss)), (10_000, 20_000))

    def test_a_period_without_entries_is_no_settlement(self):
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._propose(APRIL)

    # === PLANS === #

    def test_a_plan_that_was_duplicated_does_not_pay_twice(self):
        twin = self.plan.copy()
        self.assertNotEqual(twin.name, self.plan.name)
        twin.name = self.plan.name
        with self.assertRaisesRegex(UserError, "New Version"):
            twin.action_confirm()

    def test_a_target_begins_with_its_period(self):
        targets = self.env["p2it.commission.target"]
        values = {"plan_id": self.plan.id, "user_id": self.minh.id, "amount": 1}
        self._refused(lambda: targets.create({**values, "date_from": "2026-05-15"}))
        target = targets.create({**values, "date_from": "2026-05-01"})
        self._refused(lambda: target.write({"date_from": "2026-06-02"}))
        draft = self._create_plan({"rate": 3}, confirm=False, period="month", name="Năm sau")
        targets.create({**values, "plan_id": draft.id, "date_from": "2026-05-01"})
        self._refused(lambda: draft.write({"period": "quarter"}))
        draft.target_ids = [Command.clear()]
        draft.period = "quarter"
