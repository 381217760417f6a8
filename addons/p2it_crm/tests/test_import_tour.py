import base64
import io

import openpyxl
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestImportTour(HttpCase):
    """A manager brings in a file in the browser, and downloads what was refused."""

    def test_a_manager_imports_customers_in_the_browser(self):
        manager = new_test_user(
            self.env, "p2it_import_tour", "p2it_crm.group_manager", email="tour@p2it.example"
        )
        self.start_tour("/odoo", "p2it_import_customers", login=manager.login, timeout=120)
        record = self.env["p2it.import"].search([("user_id", "=", manager.id)])
        self.assertEqual(record.state, "done")
        counts = record.create_count, record.join_count, record.refuse_count
        self.assertEqual(counts, (2, 1, 1))
        customer = self.env["res.partner"].search([("ref", "=", "KH1")])
        self.assertEqual(customer.phone, "+84977053365")
        targets = record.column_ids.mapped("target_id.code")
        self.assertEqual(targets, ["code", "name", "phone", "note"])
        self.assertIn("khách quen", customer.comment)
        self._assert_report(record, manager)

    def _assert_report(self, record, manager):
        url = record.action_download_refused()["url"]
        self.authenticate(manager.login, manager.login)
        content = self.url_open(url).content
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        lines = [[cell.value or "" for cell in line] for line in sheet.iter_rows()]
        self.assertEqual(lines[0][:2] + lines[0][-1:], ["Mã KH", "Tên khách hàng", "Reason"])
        self.assertEqual(lines[1][0], "KH3")
        self.assertEqual(content, base64.b64decode(record.refused_file))
        other = new_test_user(self.env, "p2it_import_other", "p2it_crm.group_manager")
        self.authenticate(other.login, other.login)
        self.assertNotIn(self.url_open(url).status_code, (200, 301))
