from lxml import etree
from odoo.tests import tagged

from ..models.p2it_dashboard_data import _LISTS
from .dashboard_common import DashboardCommon

_READERS = {
    "director": ("director", "leader"),
    "manager": ("director", "leader"),
    "leader": ("director", "leader"),
    "salesperson": ("director", "leader", "salesperson"),
    "accountant": ("accountant",),
}
"""Who looks at which dashboard."""


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCommon):
    """What ready-made dashboards show, and that each figure is the sum of what it opens."""

    def _check_sum(self, user, tile, record, domain, measure, shown):
        """A figure equals what its list adds up to, and what its pivot shows."""
        model = self.env[tile["action"]["res_model"]].with_user(user)
        [[summed]] = model._read_group(domain, [], [measure])
        self.assertAlmostEqual(float(summed or 0), float(shown or 0), places=2, msg=f"{tile['name']}: pivot")
        if record._is_plain_sum(measure):
            records = model.search(domain)
            name = measure.split(":")[0]
            listed = len(records) if measure == "__count" else sum(records.mapped(name))
            self.assertAlmostEqual(listed, float(shown or 0), places=2, msg=f"{tile['name']}: list")

    def _check_tile(self, user, tile):
        record = self.env["p2it.dashboard.tile"].browse(tile["id"])
        if tile.get("is_forbidden"):
            self.assertFalse(self.env[record.model].with_user(user).has_access("read"), tile["name"])
            return 0
        self.assertNotIn("error", tile, f"{tile['name']}: {tile.get('error')}")
        measures = record._get_measures()
        if tile["kind"] == "figure":
            self._check_sum(user, tile, record, tile["action"]["domain"], measures[0], tile["value"])
            for other in tile["comparisons"]:
                if "change" in other:
                    self._check_sum(
                        user, tile, record, other["action"]["domain"], measures[0], other["value"]
                    )
            return 1
        return sum(self._check_row(user, tile, record, row) for row in tile["rows"])

    def _check_row(self, user, tile, record, row):
        if record.provider:
            measures = {
                "funnel": ["lead_count:sum"],
                "care": ["care_count:sum"],
                "people": ["ordered:sum"],
            }.get(record.provider, ["ordered:sum", "order_count:sum"])
        else:
            measures = record._get_measures()
        checked = 0
        for at, value in enumerate(row["cells"][: None if "domains" in row else len(measures)]):
            domain = row["domains"][at] if "domains" in row else row["domain"]
            measure = measures[0] if "domains" in row else measures[at]
            if domain is not None and "record" not in row:
                self._check_sum(user, tile, record, domain, measure, value)
                checked += 1
        return checked

    def test_every_figure_opens_what_it_sums_up(self):
        for name, readers in _READERS.items():
            for user in map(self.__getattribute__, readers):
                data = self._read(self._get_dashboard(name), user)
                checked = sum(self._check_tile(user, tile) for tile in data["tiles"])
                self.assertGreater(checked, 10, name)

    def test_a_salesperson_sees_the_own_figures_and_nothing_of_a_peer(self):
        data = self._read(self._get_dashboard("salesperson"), self.salesperson)
        self.assertEqual(self._get_tile(data, "Ordered")["value"], 425000)
        self.assertNotIn("Ẩn Danh", str(data))
        self.assertNotIn("Dũng", str(data))

    def test_a_director_chooses_a_person_with_everybody_below(self):
        data = self._read(self._get_dashboard("director"), self.director)
        self.assertEqual(self._get_tile(data, "Ordered")["value"], 850000)
        data = self._read(self._get_dashboard("director"), self.director, user_id=self.leader.id)
        self.assertEqual(self._get_tile(data, "Ordered")["value"], 425000)

    def test_an_area_narrows_all_tiles(self):
        data = self._read(self._get_dashboard("director"), self.director, area_id=self.province.id)
        self.assertEqual(self._get_tile(data, "Ordered")["value"], 425000)
        heat = self._get_tile(data, "Ordered by Province and Month")
        self.assertEqual([row["label"] for row in heat["rows"]], [self.province.display_name])

    def test_figures_are_live(self):
        self._create_order(self.customer, user_id=self.salesperson.id).action_confirm()
        data = self._read(self._get_dashboard("director"), self.director, period="today")
        self.assertEqual(self._get_tile(data, "Ordered")["value"], 1275000)
        self.assertEqual(self._get_tile(data, "Ordered Today")["others"][0]["value"], 3)

    def test_targets_of_the_people_one_sees_count(self):
        self.env["p2it.sales.target"].create(
            [
                {"user_id": user.id, "ordered": 850000, "care_count": 4}
                for user in (self.salesperson, self.peer)
            ]
        )
        for user, target in ((self.director, 1700000), (self.leader, 850000)):
            data = self._read(self._get_dashboard("manager"), user, period="month")
            comparisons = self._get_tile(data, "Ordered")["comparisons"]
            [found] = [one for one in comparisons if "progress" in one]
            self.assertEqual((found["value"], found["progress"]), (target, 50))
        care = self._get_tile(data, "Care Discipline")
        [row] = [row for row in care["rows"] if row["label"] == self.salesperson.display_name]
        self.assertEqual(row["cells"], [1, 4, 25, 1])
        opened = row["actions"][1]
        targets = self.env[opened["res_model"]].search(opened["domain"])
        self.assertEqual((targets.user_id, targets.care_count), (self.salesperson, 4))

    def test_a_list_behind_a_figure_has_a_column_of_it(self):
        for name, user in (
            ("director", self.director),
            ("manager", self.leader),
            ("accountant", self.accountant),
        ):
            for tile in self._read(self._get_dashboard(name), user)["tiles"]:
                if tile["kind"] != "figure" or tile["action"]["res_model"] not in _LISTS:
                    continue
                [[view, kind]] = tile["action"]["views"][:1]
                measure = tile["format"]["name"]
                if kind == "list" and measure in self.env[tile["action"]["res_model"]]._fields:
                    arch = self.env[tile["action"]["res_model"]].get_view(view, "list")["arch"]
                    [column] = etree.fromstring(arch).xpath(f"//field[@name='{measure}'][@sum]")
                    self.assertFalse(column.get("optional"), f"{tile['name']}: {measure}")

    def test_the_name_of_a_row_opens_all_its_cells(self):
        heat = self._get_tile(
            self._read(self._get_dashboard("director"), self.director), "Ordered by Province and Month"
        )
        row = heat["rows"][0]
        rows = self.env[heat["action"]["res_model"]].with_user(self.director).search(row["domain"])
        self.assertEqual(sum(rows.mapped("ordered")), sum(cell or 0 for cell in row["cells"]))

    def test_a_column_is_called_as_the_field_at_the_end_of_its_path(self):
        data = self._read(self._get_dashboard("accountant"), self.accountant)
        label = self.env["account.move"]._fields["invoice_user_id"].get_description(self.env)["string"]
        self.assertEqual(self._get_tile(data, "Debts by Salesperson")["label"], label)

    def test_days_of_a_short_period_are_written_short(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.customer.invoice_ids.ids
        ).create({})._create_payments()
        data = self._read(self._get_dashboard("accountant"), self.accountant, period="month")
        for row in self._get_tile(data, "Payments in the Period")["rows"]:
            self.assertRegex(row["label"], r"^\d\d/\d\d$")

    def test_a_broken_tile_spoils_no_other(self):
        dashboard = self._get_dashboard("director")
        dashboard.tile_ids[0].order = "nonsense desc"
        dashboard.tile_ids[4].write({"kind": "table", "groupby": "user_id", "order": "nonsense desc"})
        data = self._read(dashboard, self.director)
        self.assertEqual(len([tile for tile in data["tiles"] if "error" in tile]), 1)

    def test_as_many_queries_for_much_as_for_little(self):
        dashboard = self._get_dashboard("director")
        self._read(dashboard, self.director)
        with self._count_queries() as few:
            self._read(dashboard, self.director)
        for number in range(6):
            customer = self._create_customer(f"Khách {number}")
            self._create_order(customer, user_id=self.salesperson.id).action_confirm()
        self._read(dashboard, self.director)
        with self._count_queries() as many:
            self._read(dashboard, self.director)
        self.assertLessEqual(many[0], few[0] + 3)
