import json
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exporting.dashboard import DashboardRequest
from .dashboard_common import DashboardCommon


@tagged("post_install", "-at_install")
class TestDashboardHostile(DashboardCommon):
    """What somebody forged of dashboards, targets, hints and the map."""

    def _make_own(self, **tile):
        values = {
            "name": "Của tôi",
            "kind": "figure",
            "model": "p2it.sales.statistics",
            "measures": "ordered:sum",
        }
        return (
            self.env["p2it.dashboard"]
            .with_user(self.salesperson)
            .create({"name": "Của tôi", "tile_ids": [Command.create({**values, **tile})]})
        )

    # --- dashboards

    def test_a_default_makes_no_dashboard_of_somebody_else(self):
        view = {"name": "x", "model": "res.partner", "view_type": "list", "domain": "[]", "context": {}}
        ready = self._get_dashboard("salesperson").with_user(self.salesperson)
        for owner in (False, self.peer.id):
            forged = ready.with_context(default_user_id=owner)
            with self.assertRaises(AccessError):
                forged.create({"name": "Cho mọi người"})
            with self.assertRaises(AccessError):
                forged.add_view("Cho mọi người", view)
            with self.assertRaises(AccessError):
                ready.copy({"user_id": owner})
        for command in (Command.link(ready.tile_ids[0].id), Command.set(ready.tile_ids.ids)):
            with self.assertRaises(AccessError):
                ready.create({"name": "Ô của người khác", "tile_ids": [command]})
        tiles = ready.tile_ids.with_context(default_dashboard_id=ready.id)
        with self.assertRaises(AccessError):
            tiles.create({"name": "x", "model": "res.partner"})

    def test_who_left_the_team_sees_its_dashboards_no_more(self):
        own = self._make_own()
        team = self.env["crm.team"].create(
            {"name": "Miền Trung", "member_ids": [Command.set([self.salesperson.id, self.peer.id])]}
        )
        own.team_ids = team
        dashboards = self.env["p2it.dashboard"].with_user(self.peer)
        self.assertIn(own.id, dashboards.search([]).ids)
        team.crm_team_member_ids.filtered(lambda member: member.user_id == self.peer).active = False
        self.assertNotIn(own.id, dashboards.search([]).ids)
        with self.assertRaises(AccessError):
            dashboards.get_data(own.id)

    @mute_logger("odoo.addons.p2it_crm.models.p2it_dashboard_data")
    def test_a_forged_tile_says_so_and_shows_nothing(self):
        for tile in (
            {"measures": "ordered:array_agg"},
            {"measures": "id:recordset"},
            {"kind": "table", "groupby": "user_id.password"},
            {"kind": "table", "model": "res.users", "measures": "id:sum", "groupby": "password"},
            {"model": "res.users", "measures": "password:max"},
            {"kind": "table", "groupby": "user_id", "order": "ordered:sum; DROP TABLE res_partner"},
            {"domain": "[('user_id.password', '!=', False)]"},
            {"date_field": "nowhere"},
            {"kind": "table", "groupby": "user_id", "limit": -5},
            {"provider": "funnel"},
        ):
            own = self._make_own(**tile)
            for read in (own.get_data, own._get_export):
                [answer] = read(own.id)["tiles"]
                json.dumps(answer)
                self.assertIn("error", answer, tile)
                self.assertNotIn("rows", answer, tile)
                self.assertNotIn("value", answer, tile)

    def test_a_tile_asks_for_no_view_of_other_records(self):
        form = self.env.ref("base.view_users_form")
        own = self._make_own(kind="view", view_type="list", view_id=form.id)
        [answer] = own.get_data(own.id)["tiles"]
        self.assertFalse(answer["view"]["view_id"])
        self.assertNotIn(form.id, [view_id for view_id, _kind in answer["action"]["views"]])

    def test_a_context_that_is_no_text_is_refused(self):
        for context in (["group_by"], "[1]", "group_by"):
            with self.assertRaises(ValidationError):
                self._make_own(kind="view", view_type="list", view_context=context)

    # --- exports

    def test_an_export_adds_up_the_companies_on_the_screen(self):
        other = self.env["res.company"].create({"name": "Công ty Sài Gòn"})
        self.director.company_ids |= other
        order = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=other.ids)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": other.id,
                    "user_id": self.salesperson.id,
                    "order_line": [Command.create({"product_id": self.product.id, "price_unit": 7000000})],
                }
            )
        )
        order.action_confirm()
        self.env.flush_all()
        dashboards = self.env["p2it.dashboard"].with_user(self.director)
        tile = {"name": "x", "kind": "figure", "model": "p2it.sales.statistics", "measures": "ordered:sum"}
        own = dashboards.create({"name": "Của tôi", "tile_ids": [Command.create(tile)]})
        for companies in (self.company, other, self.company | other):
            context = {"allowed_company_ids": companies.ids}
            shown = dashboards.with_context(**context).get_data(own.id)
            wish = {"dashboard_id": own.id, "format": "xlsx", "context": context}
            written = DashboardRequest(self.env(user=self.director), wish).data
            self.assertEqual(written["tiles"][0]["value"], shown["tiles"][0]["value"])

    def test_an_export_of_anothers_company_is_refused(self):
        foreign = self.env["res.company"].create({"name": "Công ty lạ"})
        wish = {"dashboard_id": self._get_dashboard("director").id, "format": "xlsx"}
        wish["context"] = {"allowed_company_ids": foreign.ids}
        with self.assertRaises(AccessError):
            DashboardRequest(self.env(user=self.director), wish)

    # --- targets

    def test_a_target_goes_to_nobody_outside(self):
        targets = self.env["p2it.sales.target"].with_user(self.leader)
        target = targets.create({"user_id": self.salesperson.id, "ordered": 1})
        foreign = self.env["res.company"].create({"name": "Công ty lạ"})
        for values in ({"user_id": self.peer.id}, {"company_id": foreign.id}):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                target.write(values)

    def test_who_covers_somebody_sets_no_targets(self):
        values = {"user_id": self.peer.id, "ordered": 1}
        target = self.env["p2it.sales.target"].create(values)
        self.env["p2it.cover"].create(
            {
                "user_id": self.peer.id,
                "cover_user_id": self.leader.id,
                "date_from": "2026-01-01",
                "date_to": "2199-12-31",
                "reason": "Nghỉ phép",
            }
        )
        lent = target.with_user(self.leader)
        self.assertEqual(lent.search([("user_id", "=", self.peer.id)]), lent)
        for change in (
            lambda: lent.write({"ordered": 2}),
            lambda: lent.unlink(),
            lambda: lent.create({**values, "month": "2026-01-01"}),
        ):
            with self.assertRaisesRegex(AccessError, "set by their own superiors"):
                change()

    def test_a_month_by_default_begins_with_its_first_day(self):
        targets = self.env["p2it.sales.target"].with_user(self.leader)
        values = {"user_id": self.salesperson.id, "ordered": 1}
        target = targets.with_context(default_month="2026-05-17").create(values)
        self.assertEqual(str(target.month), "2026-05-01")

    # --- hints and map

    def test_one_digest_that_fails_stops_no_other(self):
        people = self.salesperson | self.leader | self.peer
        for user in people:
            user.write({"wants_sales_hints": True, "email": f"{user.id}@example.com"})
        self.peer.active = False
        hints, crons = type(self.env["p2it.sales.hint"]), type(self.env["ir.cron"])
        sent = []

        def make(reader):
            if reader.env.user == self.salesperson:
                raise UserError("Hỏng")
            sent.append(reader.env.user)
            return "<p>Khách ngừng mua</p>"

        with (
            patch.object(hints, "_make_digest", make),
            patch.object(crons, "_commit_progress", lambda *args, **values: 1.0),
            self.assertLogs("odoo.addons.p2it_crm.models.p2it_sales_digest", "ERROR"),
        ):
            self.env["p2it.sales.hint"]._cron_send_digests()
        self.assertIn(self.leader, sent)
        self.assertFalse(self.peer in sent or self.salesperson in sent)

    def test_a_digest_counts_in_the_main_company(self):
        self.leader.email = "lanh.dao@example.com"
        first = self.env["res.company"].create({"name": "A", "sequence": -1})
        self.leader.company_ids |= first
        seen = []
        hints = type(self.env["p2it.sales.hint"])
        with patch.object(hints, "_make_digest", lambda reader: seen.append(reader.env.companies) or ""):
            self.env["p2it.sales.hint"]._send_digest(self.leader)
        self.assertEqual((seen[0][0], seen[0] - seen[0][0]), (self.leader.company_id, first))

    def test_the_map_answers_whatever_a_client_wishes(self):
        maps = self.env["p2it.sales.map"].with_user(self.leader)
        for days in (("abc", None), (False, False), ("0001-01-01", "9999-12-31"), ({}, [])):
            self.assertIn("points", maps.get_map(*days))
        there, back = maps.get_map("2026-01-01", "2026-12-31"), maps.get_map("2026-12-31", "2026-01-01")
        self.assertEqual(there["points"], back["points"])
        for user_id in ("x", [1], 10**8):
            maps.get_map(False, False, user_id=user_id)

    def test_who_sells_nothing_asks_nothing(self):
        portal = self.env.ref("base.group_portal")
        people = self._create_user("thuong", "base.group_user") | self.env["res.users"].create(
            {"name": "Khách", "login": "p2it_khach", "group_ids": [Command.set(portal.ids)]}
        )
        for user in people:
            for ask in (
                lambda env: env["p2it.sales.hint"].get_hints(),
                lambda env: env["p2it.sales.map"].get_map(False, False),
                lambda env: env["p2it.sales.map"].get_without_position(self.leader.id),
                lambda env: env["p2it.dashboard"].get_data(self._get_dashboard("director").id),
            ):
                with self.assertRaises(AccessError):
                    ask(self.env(user=user))
