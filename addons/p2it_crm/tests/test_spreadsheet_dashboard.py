import base64
import json

from odoo.tests import TransactionCase, tagged

_DASHBOARDS = ("p2it_crm.spreadsheet_dashboard_sales", "p2it_crm.spreadsheet_dashboard_people")


@tagged("post_install", "-at_install")
class TestSpreadsheetDashboard(TransactionCase):
    """What the sheets ask of the statistics can be answered."""

    def _iter_pivots(self):
        for name in _DASHBOARDS:
            dashboard = self.env.ref(name)
            data = json.loads(base64.b64decode(dashboard.spreadsheet_binary_data))
            for pivot in data["pivots"].values():
                yield dashboard, data, pivot

    def test_each_pivot_can_be_read(self):
        count = 0
        for dashboard, _data, pivot in self._iter_pivots():
            groupby = [
                ":".join(filter(None, (one["fieldName"], one.get("granularity"))))
                for one in (*pivot["rows"], *pivot["columns"])
            ]
            statistics = self.env[pivot["model"]]
            measures = [
                f"{one['fieldName']}:{statistics._fields[one['fieldName']].aggregator}"
                for one in pivot["measures"]
            ]
            with self.subTest(dashboard=dashboard.name, pivot=pivot["name"]):
                statistics.formatted_read_group(pivot["domain"], groupby, measures)
            count += 1
        self.assertGreaterEqual(count, 8)

    def test_every_filter_reaches_a_field(self):
        for _dashboard, data, pivot in self._iter_pivots():
            filters = {one["id"] for one in data["globalFilters"]}
            self.assertEqual(set(pivot["fieldMatching"]), filters)
            for match in pivot["fieldMatching"].values():
                self.assertIn(match["chain"], self.env[pivot["model"]]._fields)

    def test_managers_alone_see_salespeople_side_by_side(self):
        people = self.env.ref(_DASHBOARDS[1])
        self.assertEqual(people.group_ids, self.env.ref("p2it_crm.group_manager"))
