import base64

from odoo.tests import TransactionCase, tagged

from .import_common import ImportCommon
from .transactions import RealTransactions

_NAME = "Khách nhập cùng lúc"


@tagged("post_install", "-at_install")
class TestImportsAtOnce(RealTransactions, TransactionCase):
    """Two real transactions on two connections; whatever they commit is deleted afterwards."""

    def setUp(self):
        super().setUp()
        rows = [("", f"{_NAME} {n}", "", f"090177{n:04}", "") for n in range(40)]
        content = base64.b64encode(ImportCommon._make_csv(ImportCommon.CUSTOMER, rows))
        with self._committing() as env:
            self.import_ids = []
            for _n in range(2):
                record = env["p2it.import"].create(
                    {"kind": "customer", "filename": "race.csv", "file": content}
                )
                record.action_check()
                self.import_ids.append(record.id)
        self.addCleanup(self._delete)

    def _delete(self):
        with self._committing() as env:
            env["p2it.import"].browse(self.import_ids).write({"state": "cancelled"})
            env["p2it.import"].browse(self.import_ids).row_ids.unlink()
            env["p2it.import"].browse(self.import_ids).unlink()
            env["res.partner"].search([("name", "like", _NAME)]).unlink()
            env["ir.cron.trigger"].search([("cron_id", "=", env.ref("p2it_crm.cron_import").id)]).unlink()

    def _read_first(self, env):
        env["p2it.import"].browse(self.import_ids).mapped("state")

    def _count_customers(self):
        with self._committing() as env:
            return env["res.partner"].search_count([("name", "like", _NAME)])

    def _states(self):
        with self._committing() as env:
            return env["p2it.import"].browse(self.import_ids).mapped("state")

    def test_two_people_clicking_import_start_it_once(self):
        record_id = self.import_ids[0]
        start = lambda env: env["p2it.import"].browse(record_id).action_run()  # noqa: E731
        self.assertFalse(self._run_at_once(start, start))
        self.assertEqual(self._states()[0], "queued")

    def test_two_drivers_of_one_import_do_each_row_once(self):
        record_id = self.import_ids[0]
        with self._committing() as env:
            env["p2it.import"].browse(record_id).action_run()
        drive = lambda env: env["p2it.import"].browse(record_id).action_process_batch()  # noqa: E731
        for _round in range(3):
            self.assertFalse(self._run_at_once(drive, drive))
        self.assertEqual(self._states()[0], "done")
        self.assertEqual(self._count_customers(), 40)

    def test_two_imports_of_one_file_create_each_customer_once(self):
        with self._committing() as env:
            env["p2it.import"].browse(self.import_ids).action_run()

        def drive(record_id):
            return lambda env: env["p2it.import"].browse(record_id).action_process_batch()

        first, second = self.import_ids
        for _round in range(5):
            self.assertFalse(self._run_at_once(drive(first), drive(second)))
        self.assertEqual(self._states(), ["done", "done"])
        self.assertEqual(self._count_customers(), 40)
        with self._committing() as env:
            counts = [
                (record.create_count, record.join_count)
                for record in env["p2it.import"].browse(self.import_ids)
            ]
        self.assertEqual(sorted(counts), [(0, 40), (40, 0)])
