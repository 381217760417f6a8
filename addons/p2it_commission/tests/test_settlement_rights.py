from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .settle_common import APRIL, MARCH, SettleCommon

_MODELS = (
    *("p2it.commission.plan", "p2it.commission.rule", "p2it.commission.tier", "p2it.commission.age"),
    *("p2it.commission.target", "p2it.commission.assignment", "p2it.commission.entry"),
    *("p2it.commission.settlement", "p2it.commission.hold", "p2it.commission.dispute"),
    "p2it.commission.payroll",
)


@tagged("post_install", "-at_install")
class TestCommissionBypass(SettleCommon):
    """A salesperson moves no row of the own commission, by any client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["p2it.commission.target"].create(
            {"plan_id": cls.plan.id, "user_id": cls.minh.id, "amount": 1, "date_from": MARCH[0]}
        )
        cls.env["p2it.commission.assignment"].create(
            {"user_id": cls.minh.id, "salesperson_id": cls.lan.id, "share": 10}
        )
        cls._sell("2026-03-05", (cls.beer, 1_000_000))
        cls._sell("2026-03-05", (cls.beer, 1_000_000), user=cls.lan)

    def setUp(self):
        super().setUp()
        self.settlement = self._settle_one()
        self._settle_one(user=self.lan)
        self._as(self.minh, self.settlement).action_dispute("Thiếu")
        self._sell("2026-04-05", (self.beer, 1_000_000))
        self._run()
        self.entry = self._get_entries().filtered(lambda entry: not entry.settlement_id)
        self._as(self.officer, self.entry).action_hold("Chờ")
        self.env.flush_all()

    def _get_ledger(self):
        """:return: all rows that say what somebody earns, as they are in the database"""
        self.env.flush_all()
        found = []
        for name in _MODELS:
            table = self.env[name]._table
            self.env.cr.execute(f"SELECT * FROM {table} ORDER BY id")
            found.append(self.env.cr.fetchall())
        return found

    def _refused(self, call):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            call()
            self.env.flush_all()
        return caught.exception

    def test_no_row_is_written_created_copied_or_deleted(self):
        before = self._get_ledger()
        for name in _MODELS:
            mine = self._as(self.minh, self.env[name])
            record = self.env[name].search([], limit=1)
            if not record and name not in ("p2it.commission.tier", "p2it.commission.age"):
                self.assertEqual(name, "p2it.commission.payroll")
            with self.subTest(model=name):
                self._refused(lambda mine=mine: mine.create({}))
                self._refused(lambda mine=mine: mine.with_context(default_user_id=self.minh.id).create({}))
                for field in ("state", "amount", "user_id", "company_id"):
                    if record and field in mine._fields:
                        value = record[field].id if field.endswith("_id") else record[field]
                        self._refused(lambda r=mine, i=record.id, f=field, v=value: r.browse(i).write({f: v}))
                if record:
                    self._refused(mine.browse(record.id).unlink)
                    self._refused(mine.browse(record.id).copy)
        self.assertEqual(self._get_ledger(), before)

    def test_no_row_is_imported_or_saved_by_a_form(self):
        before = self._get_ledger()
        for name in _MODELS:
            mine = self._as(self.minh, self.env[name])
            with self.subTest(model=name):
                try:
                    result = mine.load([".id", "company_id/.id"], [["1", str(self.company.id)]])
                except AccessError:
                    result = {"ids": False}
                self.assertFalse(result["ids"], result)
                self._refused(lambda mine=mine: mine.web_save({}, {"id": {}}))
        self.assertEqual(self._get_ledger(), before)

    def test_an_officer_of_another_company_sees_no_sums_of_this_one(self):
        other = self.env["res.company"].create({"name": "Công ty Khác"})
        stranger = self._create_staff("ke.toan.khac", "p2it_commission.group_officer")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        wizards = self.env["p2it.commission.settle.wizard"].with_user(stranger)
        wizards = wizards.with_context(allowed_company_ids=other.ids)
        values = {"company_id": self.company.id, "date_from": APRIL[0], "date_to": APRIL[1]}
        self._refused(lambda: wizards.create(values).line_ids.mapped("amount"))

    def test_no_state_is_written_whatever_the_context(self):
        context = {"default_state": "approved", "tracking_disable": True, "mail_notrack": True}
        mine = self._as(self.minh, self.settlement).with_context(**context)
        for values in ({"state": "approved"}, {"amount_total": 1}, {"carried_to_id": self.settlement.id}):
            with self.subTest(values=values):
                self._refused(lambda values=values: mine.write(values))
        officer = self._as(self.officer, self.settlement).with_context(**context)
        manager = self._as(self.manager, self.settlement).with_context(**context)
        for user in (officer, manager):
            self.assertIsInstance(
                self._refused(lambda user=user: user.write({"state": "approved"})), AccessError
            )

    def test_no_step_of_others_is_taken(self):
        settlement, entry = self._as(self.minh, self.settlement), self._as(self.minh, self.entry)
        dispute = self._as(self.minh, self.settlement.dispute_ids)
        steps = {
            "accept_for": lambda: settlement.action_accept_for("Tự"),
            "propose_again": settlement.action_propose_again,
            "approve": settlement.action_approve,
            "cancel": settlement.action_cancel,
            "bill": settlement.action_create_bill,
            "payroll": settlement.action_send_to_payroll,
            "hold": lambda: entry.action_hold("Tự"),
            "release": lambda: entry.action_release("Tự"),
            "answer": lambda: dispute.action_answer("Đúng"),
        }
        for name, step in steps.items():
            with self.subTest(step=name):
                self.assertIsInstance(self._refused(step), AccessError)

    def test_no_dialog_leads_round(self):
        notes = self._as(self.minh, self.env["p2it.commission.note.wizard"])
        hers = self._get_entries(self.lan)
        for kind, values in (
            ("release", {"entry_ids": [Command.set(self.entry.ids)]}),
            ("hold", {"entry_ids": [Command.set(hers.ids)]}),
            ("ask", {"entry_ids": [Command.set(hers.ids)]}),
            ("accept", {"settlement_ids": [Command.set(self.settlement.ids)]}),
            ("dispute", {"settlement_ids": [Command.set(hers.settlement_id.ids)]}),
            ("answer", {"dispute_ids": [Command.set(self.settlement.dispute_ids.ids)]}),
        ):
            with self.subTest(kind=kind):
                self._refused(
                    lambda kind=kind, values=values: (
                        notes.create({"kind": kind, "note": "Tự", **values}).action_confirm()
                    )
                )
        self._refused(lambda: self._as(self.minh, self.env["p2it.commission.settle.wizard"]).create({}))

    def test_settlements_of_others_are_not_seen_nor_settled(self):
        mine = self._as(self.minh, self.env["p2it.commission.settlement"])
        self.assertEqual(mine.search([]), self.settlement)
        hers = self._get_entries(self.lan).settlement_id
        self.assertEqual(self._as(self.leader, mine).search([]), self.settlement + hers)
        for step in (
            "action_accept",
            "action_print_statement",
            "action_export_statement",
            "action_view_bill",
        ):
            with self.subTest(step=step):
                self._refused(getattr(mine.browse(hers.id), step))
        self._refused(lambda: self._as(self.leader, hers).action_accept())

    def test_statements_show_only_what_one_may_read(self):
        statements = self._as(self.minh, self.env["p2it.commission.statement.wizard"])
        hers = self._get_entries(self.lan).settlement_id
        for values in ({"user_id": self.lan.id}, {"settlement_id": hers.id}):
            wizard = statements.create({"date_from": MARCH[0], "date_to": APRIL[1], **values})
            self.assertFalse(wizard._get_entries())
            self.assertFalse(wizard._get_sums())
            self._refused(wizard.action_export)
        other = self._as(self.lan, self.env["p2it.commission.statement.wizard"]).create(
            {"date_from": MARCH[0], "date_to": APRIL[1]}
        )
        other.action_export()
        self._refused(lambda: statements.browse(other.id).read(["file"]))

    def test_holds_and_payroll_of_others_are_not_seen(self):
        self.assertEqual(len(self._as(self.minh, self.env["p2it.commission.hold"]).search([])), 1)
        self.assertFalse(self._as(self.lan, self.env["p2it.commission.hold"]).search([]))
        self._refused(lambda: self._as(self.minh, self.env["p2it.commission.payroll"]).search([]))

    def test_history_is_not_changed_by_the_server_either(self):
        self._refused(lambda: self.entry.hold_ids.write({"reason": "khác"}))
        self._refused(self.entry.hold_ids.unlink)
        self._refused(self.settlement.unlink)
        self._refused(self.settlement.dispute_ids.unlink)
