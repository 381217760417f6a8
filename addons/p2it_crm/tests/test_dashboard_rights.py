from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .dashboard_common import DashboardCommon

_VIEW = {
    "name": "Khách hàng của tôi",
    "model": "res.partner",
    "view_type": "list",
    "domain": "[('user_id', '=', uid)]",
    "context": {"group_by": ["area_id"]},
    "order": "name desc",
}


@tagged("post_install", "-at_install")
class TestDashboardRights(DashboardCommon):
    """Own dashboards: who sees, edits and shares them, by whatever client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dashboards = cls.env["p2it.dashboard"].with_user(cls.salesperson)
        cls.own = dashboards.browse(dashboards.add_view("Của tôi", _VIEW))
        cls.team = cls.env["crm.team"].create(
            {"name": "Miền Trung", "member_ids": [Command.set([cls.salesperson.id, cls.peer.id])]}
        )

    def test_a_view_is_kept_as_it_was_seen(self):
        [tile] = self._read(self.own, self.salesperson)["tiles"]
        self.assertEqual(tile["view"]["domain"], [["user_id", "=", self.salesperson.id]])
        self.assertEqual((tile["view"]["group_by"], tile["view"]["order"]), (["area_id"], "name desc"))

    def test_an_owner_arranges_tiles(self):
        self.own.add_view(self.own.id, {**_VIEW, "name": "Thứ hai"})
        first, second = self.own.tile_ids
        self.own.arrange([second.id, first.id])
        tiles = self._read(self.own, self.salesperson)["tiles"]
        self.assertEqual([tile["id"] for tile in tiles], [second.id, first.id])

    def test_nobody_else_sees_an_own_dashboard(self):
        for user in (self.peer, self.director, self.administrator):
            self.assertNotIn(self.own.id, self.env["p2it.dashboard"].with_user(user).search([]).ids)
            with self.assertRaises(AccessError):
                self._read(self.own, user)

    def test_a_team_sees_what_is_shared_with_it_as_its_own_figures(self):
        self.own.team_ids = self.team
        [tile] = self._read(self.own, self.peer)["tiles"]
        self.assertEqual(tile["view"]["domain"], [["user_id", "=", self.peer.id]])
        for change in (
            lambda record: record.write({"name": "Bị sửa"}),
            lambda record: record.tile_ids.write({"domain": "[]"}),
            lambda record: record.tile_ids.unlink(),
            lambda record: record.unlink(),
            lambda record: record.arrange(record.tile_ids.ids),
            lambda record: record.add_view(record.id, _VIEW),
        ):
            with self.assertRaises(AccessError):
                change(self.own.with_user(self.peer))
        with self.assertRaises(AccessError):
            self._read(self.own, self.director)

    def test_a_copy_is_ones_own(self):
        dashboard = self._get_dashboard("salesperson").with_user(self.salesperson)
        copy = dashboard.browse(dashboard.copy_for_me())
        self.assertEqual(copy.user_id, self.salesperson)
        self.assertEqual(len(copy.tile_ids), len(dashboard.tile_ids))
        self.assertFalse(copy.group_ids)
        copy.name = "Bản của Sonia"
        with self.assertRaises(AccessError):
            dashboard.name = "Bị sửa"

    def test_only_administrators_make_dashboards_for_everybody(self):
        dashboards = self.env["p2it.dashboard"]
        for user in (self.salesperson, self.director):
            with self.assertRaises(AccessError):
                dashboards.with_user(user).create({"name": "Cho mọi người", "user_id": False})
            with self.assertRaises(AccessError):
                dashboards.with_user(user).create({"name": "Của người khác", "user_id": self.peer.id})
        for values in ({"user_id": False}, {"user_id": self.peer.id}):
            with self.assertRaises(AccessError):
                self.own.write(values)
        dashboards.with_user(self.administrator).create({"name": "Chung", "user_id": False})
        self._get_dashboard("director").with_user(self.administrator).name = "Giám đốc công ty"

    def test_a_ready_made_tile_is_put_away_by_administrators(self):
        dashboard = self._get_dashboard("salesperson")
        tile = dashboard.tile_ids[0]
        with self.assertRaises(AccessError):
            tile.with_user(self.director).active = False
        tile.with_user(self.administrator).active = False
        shown = [shown["id"] for shown in self._read(dashboard, self.salesperson)["tiles"]]
        self.assertNotIn(tile.id, shown)

    def test_a_tile_never_goes_to_a_dashboard_of_somebody_else(self):
        tile = self.own.tile_ids
        with self.assertRaises(AccessError):
            tile.dashboard_id = self._get_dashboard("director")
        with self.assertRaises(AccessError):
            tile.create(
                {"dashboard_id": self._get_dashboard("director").id, "name": "x", "model": "res.partner"}
            )

    def test_a_view_keeps_only_how_it_looks(self):
        forged = {**_VIEW, "context": {"group_by": [], "default_user_id": 1, "active_test": False}}
        self.own.add_view(self.own.id, forged)
        self.assertEqual(self.own.tile_ids[-1]._get_view_context(), {"group_by": []})

    def test_what_is_no_filter_or_no_model_is_refused_by_name(self):
        for values in (
            {"domain": "__import__('os')"},
            {"model": "p2it.no.model"},
            {"groupby": "no_field"},
        ):
            with self.assertRaises(ValidationError):
                self.own.tile_ids.write(values)

    def test_records_without_a_right_are_told_not_shown(self):
        self.own.add_view(self.own.id, {**_VIEW, "model": "account.move", "name": "Hóa đơn"})
        self.own.tile_ids[-1].write({"kind": "figure", "model": "ir.config_parameter", "domain": "[]"})
        tile = self._read(self.own, self.salesperson)["tiles"][-1]
        self.assertTrue(tile["is_forbidden"])
        self.assertNotIn("value", tile)

    def test_a_ready_made_dashboard_leaves_out_what_a_role_may_not_see(self):
        dashboard = self._get_dashboard("salesperson")
        shown = len(self._read(dashboard, self.salesperson)["tiles"])
        self.env["p2it.dashboard.tile"].create(
            {"dashboard_id": dashboard.id, "name": "Ẩn", "kind": "figure", "model": "ir.config_parameter"}
        )
        self.assertEqual(len(self._read(dashboard, self.salesperson)["tiles"]), shown)

    def test_only_people_in_scope_can_be_chosen(self):
        with self.assertRaises(AccessError):
            self._read(self._get_dashboard("salesperson"), self.salesperson, user_id=self.peer.id)
        answer = self.env["p2it.dashboard"].with_user(self.salesperson).get_dashboards()
        self.assertEqual(answer["user_ids"], [self.salesperson.id])

    def test_a_salesperson_finds_no_managers_dashboard(self):
        names = self.env["p2it.dashboard"].with_user(self.salesperson).search([]).mapped("name")
        self.assertNotIn("Director", names)
        with self.assertRaises(AccessError):
            self._read(self._get_dashboard("director"), self.salesperson)

    def test_everybody_begins_with_the_dashboard_of_the_own_role(self):
        head = self._create_user("truong_phong", "p2it_crm.group_manager")
        employee = self.env["hr.employee"].create({"name": "Trưởng phòng", "user_id": head.id})
        employee.parent_id = self.director.employee_ids
        self.leader.employee_ids.parent_id = employee
        for user, name in (
            (self.director, "director"),
            (head, "manager"),
            (self.leader, "leader"),
            (self.salesperson, "salesperson"),
            (self.accountant, "accountant"),
            (self.administrator, "director"),
        ):
            answer = self.env["p2it.dashboard"].with_user(user).get_dashboards()
            self.assertEqual(answer["first"], self._get_dashboard(name).id, name)

    def test_what_is_put_before_the_ready_made_ones_opens_first(self):
        self.own.sequence = 1
        answer = self.env["p2it.dashboard"].with_user(self.salesperson).get_dashboards()
        self.assertEqual(answer["first"], self.own.id)

    def test_targets_are_set_by_managers_for_the_people_below(self):
        targets = self.env["p2it.sales.target"]
        with self.assertRaises(AccessError):
            targets.with_user(self.salesperson).create({"user_id": self.salesperson.id, "ordered": 1})
        targets.with_user(self.leader).create({"user_id": self.salesperson.id, "ordered": 1})
        with self.assertRaises(AccessError):
            targets.with_user(self.leader).create({"user_id": self.peer.id, "ordered": 1})
