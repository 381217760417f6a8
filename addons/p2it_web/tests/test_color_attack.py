from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..models import p2it_color_rule_preview, p2it_color_rule_trouble
from .color_common import RED, ColorCase


@tagged("post_install", "-at_install")
class TestColorAttack(ColorCase):
    """What a hostile employee may try by way of rules, and what comes of it."""

    def _preview(self, user=None, **values):
        values = {"model": "res.partner", "text_color": "red", "in_list": True, **values}
        return self.env["p2it.color.rule"].with_user(user or self.reader).get_preview(values)

    def test_no_rule_searches_past_the_rules_of_who_may_see_what(self):
        for domain in (
            "[('parent_id', 'any!', [('ref', '=', 'A')])]",
            "[('child_ids', 'not any!', [('ref', '=', 'A')])]",
            "[('parent_id', 'any', [('parent_id', 'any!', [('ref', '=', 'A')])])]",
        ):
            with self.subTest(domain=domain):
                with self.assertRaises(ValidationError):
                    self._create_rule(domain, user=self.reader)
                self.assertTrue(self._preview(domain=domain)["rules"][0]["trouble"])

    def test_a_hidden_field_behind_a_relation_colours_and_counts_nothing(self):
        self.binh_minh.parent_id = self.an_phat
        domains = (
            "[('parent_id.ref', '=', 'A')]",
            "[('parent_id', 'any', [('ref', '=', 'A')])]",
            "['!', ('child_ids.ref', '=', 'B')]",
        )
        for domain in domains:
            self._create_rule(domain)
        with patch.object(self.registry["res.partner"]._fields["ref"], "groups", "base.group_system"):
            self.assertEqual(self._get_texts(self.reader), [None, None, None])
            for domain in domains:
                with self.assertRaises(ValidationError):
                    self._create_rule(domain, user=self.reader)
                for rule in self._preview(domain=domain)["rules"]:
                    self.assertEqual((rule["count"], bool(rule["trouble"])), (0, True))

    def test_a_rule_about_what_an_employee_may_not_open_can_still_be_listed(self):
        boss = self._create_user("boss", "base.group_system")
        model_id = self.env["ir.model"]._get_id("ir.config_parameter")
        rule = self._create_rule(model_id=model_id, user=boss, audience="all")
        self.env.invalidate_all()
        specification = {"model_choice": {}, "model_id": {"fields": {"display_name": {}}}, "may_edit": {}}
        values = rule.with_user(self.reader).web_read(specification)[0]
        self.assertEqual(values["model_choice"], "ir.config_parameter")
        self.assertFalse(values["may_edit"])

    def test_listing_many_rules_costs_no_more_queries_than_listing_few(self):
        rules = self.env["p2it.color.rule"]
        for number in range(20):
            rules |= self._create_rule(f"[('id', '=', {number})]")

        def count(some):
            self.env.invalidate_all()
            with self._count_queries() as counted:
                some.with_user(self.reader).web_read({"name": {}, "model_choice": {}, "may_edit": {}})
            return counted[0]

        count(rules)
        self.assertLessEqual(count(rules), count(rules[:2]))

    def test_a_group_that_comes_to_imply_another_brings_its_colours_at_once(self):
        group = self.env["res.groups"].create({"name": "Nhóm màu"})
        self._create_rule(audience="groups", group_ids=[Command.link(group.id)])
        self.assertEqual(self._get_texts(), [None, None, None])
        self.env.ref("base.group_user").implied_ids = [Command.link(group.id)]
        self.assertEqual(self._get_texts(), [RED, RED, RED])

    def test_rules_of_a_model_that_is_gone_stand_in_nobodys_way(self):
        rule = self._create_rule(user_id=self.administrator.id)
        self.env.flush_all()
        # As after an addon's folder was taken away: its model is known to the database alone.
        query = SQL("UPDATE p2it_color_rule SET model = 'x.gone' WHERE id = %s RETURNING id", rule.id)
        self.env.execute_query(query)
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        rule = rule.with_user(self.administrator)
        self.assertFalse(rule.web_read({"model_choice": {}, "name": {}})[0]["model_choice"])
        self.assertEqual(self._get_texts(), [None, None, None])
        rule.write({"name": "Luật của mô hình đã gỡ", "active": False})
        rule.unlink()

    def test_nonsense_in_a_preview_is_no_fault_of_the_server(self):
        for values in (
            {"id": "x"},
            {"sequence": "x"},
            {"domain": []},
            {"domain": 3},
            {"column_name": ["x"]},
            {"audience": "boss"},
            {"text_color": "url(x)"},
            {"domain": "[('create_date', '<', today + relativedelta(weekday='x'))]"},
            {"domain": "[('name', '=', 'a\\x00b')]"},
            {"domain": "-" * 19_000 + "1"},
            {"domain": "[" + "1+" * 9_000 + "1]"},
            {"domain": "[('child_ids', 'any', " * 150 + "[]" + ")]" * 150},
        ):
            with self.subTest(values=values):
                self.assertTrue(self._preview(**values)["rules"])
        for values in ("x", None, [1], {"model": ["res.partner"]}, {"model": 3}):
            with self.subTest(values=values):
                preview = self.env["p2it.color.rule"].with_user(self.reader).get_preview(values)
                self.assertFalse(preview["rules"])

    def test_a_visitors_wish_for_colours_is_granted_for_what_the_visitor_reads_alone(self):
        portal = new_test_user(self.env, "p2it_color_portal", groups="base.group_portal")
        self._create_rule("[('ref', '=', 'A')]")
        model = self.env["res.partner"].with_user(portal).with_context(p2it_color="res.partner,list")
        page = model.search_read([("id", "in", (portal.partner_id | self.an_phat).ids)], ["name"])
        self.assertEqual([values["id"] for values in page], portal.partner_id.ids)
        with self.assertRaises(AccessError):
            model.browse(self.an_phat.id).web_read({"name": {}})

    # ---- time ----

    def _make_slow(self, mark):
        """Let whatever searches for a mark among partners take much longer than anybody waits."""
        search = self.registry["res.partner"]._search

        def crawl(records, domain, *args, **kwargs):
            query = search(records, domain, *args, **kwargs)
            if mark in str(domain):
                query.add_where(SQL("pg_sleep(20) IS NOT NULL"))
            return query

        self.patch(self.registry["res.partner"], "_search", crawl)

    def test_what_can_not_be_counted_in_time_is_said_to_be_too_much_and_the_rest_is_shown(self):
        self.patch(p2it_color_rule_preview, "COUNT_SECONDS", 0.2)
        self._create_rule("[('ref', '=', 'B')]", name="Nhanh")
        self._make_slow("'A'")
        preview = self._preview(domain="[('ref', '=', 'A')]", name="Chậm")
        self.assertEqual(
            [(rule["name"], rule["count"], rule["trouble"]) for rule in preview["rules"]],
            [("Chậm", None, None), ("Nhanh", 1, None)],
        )
        self.assertEqual(preview["rows"][0]["id"], self.binh_minh.id)

    def test_a_preview_leaves_the_servers_own_limit_of_time_as_it_was(self):
        self.env.cr.execute("SET LOCAL statement_timeout = '77s'")
        self.patch(p2it_color_rule_preview, "COUNT_SECONDS", 0.2)
        self._make_slow("'A'")
        self._preview(domain="[('ref', '=', 'A')]")
        self.env.cr.execute("SHOW statement_timeout")
        self.assertEqual(self.env.cr.fetchone()[0], "77s")

    def test_a_rule_that_is_slow_among_all_records_can_be_saved(self):
        self.patch(p2it_color_rule_trouble, "CHECK_SECONDS", 0.2)
        self._make_slow("'A'")
        self.assertTrue(self._create_rule("[('ref', '=', 'A')]", user=self.reader).active)
