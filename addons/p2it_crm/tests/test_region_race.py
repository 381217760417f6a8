import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestTwoChangesAtOnce(TransactionCase):
    """Two people apply, in transactions of their own, what each of them previewed."""

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

    @contextmanager
    def _committing(self):
        with self.registry._db.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _delete(self):
        with self._committing() as env:
            env["p2it.area.membership"].search([("area_id", "=", self.province)]).unlink()
            env["p2it.region.change"].browse(self.changes).unlink()
            env["p2it.area"].browse([self.province, *self.regions]).unlink()

    def test_one_is_applied_and_the_other_must_look_again(self):
        barrier, errors = threading.Barrier(2, timeout=30), []

        def apply(change_id):
            try:
                with self.registry._db.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    first = [True]

                    def once():
                        change = env["p2it.region.change"].browse(change_id)
                        change.line_ids.mapped("area_id.region_id")
                        if first.pop() if first else False:
                            barrier.wait()  # both have read the map before either applies
                        change.action_apply()

                    retrying(once, env)
            except Exception as error:  # reported to the test's thread
                errors.append(error)

        threads = [threading.Thread(target=apply, args=(change_id,)) for change_id in self.changes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive(), "the two wait for each other for ever")
        self.assertEqual([type(error) for error in errors], [UserError])
        self.assertIn("Preview once more", str(errors[0]))
        with self._committing() as env:
            rows = env["p2it.area.membership"].search([("area_id", "=", self.province)])
            self.assertEqual(len(rows), 1)
            states = env["p2it.region.change"].browse(self.changes).mapped("state")
            self.assertEqual(sorted(states), ["applied", "previewed"])
