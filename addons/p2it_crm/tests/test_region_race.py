from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .transactions import RealTransactions


@tagged("post_install", "-at_install")
class TestTwoChangesAtOnce(RealTransactions, TransactionCase):
    """Two people apply, in transactions of their own, what each of them previewed."""

    transaction_context = {"tracking_disable": True}

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            areas = env["p2it.area"]
            company = env.ref("base.main_company")
            self.regions = areas.create(
                [{"name": f"Vùng {n}", "kind": "region", "company_id": company.id} for n in range(2)]
            ).ids
            self.province = areas.create({"name": "Tỉnh tranh chấp", "kind": "province"}).id
            changes = env["p2it.region.change"].create(
                [
                    {
                        "name": f"Thay đổi {region}",
                        "date_from": "2026-03-10",
                        "line_ids": [Command.create({"area_id": self.province, "region_id": region})],
                    }
                    for region in self.regions
                ]
            )
            changes.action_preview()
            self.changes = changes.ids
        self.addCleanup(self._delete)

    def _delete(self):
        with self._committing() as env:
            env["p2it.area.membership"].search([("area_id", "=", self.province)]).unlink()
            env["p2it.region.change"].browse(self.changes).unlink()
            env["p2it.area"].browse([self.province, *self.regions]).unlink()

    def _read_first(self, env):
        env["p2it.region.change"].browse(self.changes).line_ids.mapped("area_id.region_id")

    def test_one_is_applied_and_the_other_must_look_again(self):
        def apply(change_id):
            return lambda env: env["p2it.region.change"].browse(change_id).action_apply()

        errors = self._run_at_once(*map(apply, self.changes))
        self.assertEqual([type(error) for error in errors], [UserError])
        self.assertIn("Preview once more", str(errors[0]))
        with self._committing() as env:
            rows = env["p2it.area.membership"].search([("area_id", "=", self.province)])
            self.assertEqual(len(rows), 1)
            states = env["p2it.region.change"].browse(self.changes).mapped("state")
            self.assertEqual(sorted(states), ["applied", "previewed"])
