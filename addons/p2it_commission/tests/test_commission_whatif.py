from odoo.exceptions import AccessError
from odoo.tests import tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionWhatif(CommissionCommon):
    """Another plan is tried on a time that is over, and nothing is touched."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._create_plan({"rate": 2, "trigger": "invoiced"})
        cls._sell("2026-03-05", (cls.beer, 800_000), (cls.craft, 200_000))
        cls._sell("2026-03-06", (cls.beer, 700_000), user=cls.lan)
        cls._sell("2025-03-06", (cls.beer, 9_000_000))
        cls._run()

    def _try(self, plan, **values):
        wizard = self.env["p2it.commission.whatif"].create(
            {"plan_id": plan.id, "date_from": "2026-01-01", "date_to": "2026-12-31", **values}
        )
        wizard.action_compute()
        return {line.user_id: (line.old_amount, line.new_amount) for line in wizard.line_ids}, wizard

    def test_old_and_new_for_each_person(self):
        draft = self.env["p2it.commission.plan"].browse(self.plan.action_new_version()["res_id"])
        draft.rule_ids.rate = 1
        self.env["p2it.commission.rule"].create(
            {"plan_id": draft.id, "categ_id": self.craft_category.id, "rate": 10, "trigger": "invoiced"}
        )
        entries = self.env["p2it.commission.entry"].search([])
        found, wizard = self._try(draft)
        self.assertEqual(found, {self.minh: (20_000, 28_000), self.lan: (14_000, 7_000)})
        self.assertEqual((wizard.old_amount, wizard.new_amount, wizard.difference), (34_000, 35_000, 1_000))
        self.assertEqual(self.env["p2it.commission.entry"].search([]), entries)
        self.assertEqual(self._run(), 0)

    def test_the_plan_in_force_tried_on_its_own_time_changes_nothing(self):
        found, wizard = self._try(self.plan)
        self.assertEqual(found, {self.minh: (20_000, 20_000), self.lan: (14_000, 14_000)})
        self.assertEqual(wizard.difference, 0)

    def test_only_who_settles_commission_tries_plans(self):
        with self.assertRaises(AccessError):
            self.env["p2it.commission.whatif"].with_user(self.minh).create({"plan_id": self.plan.id})
