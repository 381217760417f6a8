from unittest.mock import patch

import psycopg2
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .color_common import GREEN, RED, ColorCase

LOGGERS = ("odoo.sql_db", "odoo.addons.p2it_web.models.p2it_color_rule_style")


@tagged("post_install", "-at_install")
class TestColorTrouble(ColorCase):
    """A rule that does not work stands in nobody's way, and its owner hears of it."""

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()

    def _break(self, rule, domain="[('field_of_the_past', '=', 1)]"):
        """Break a rule the way an upgrade does that drops a field: behind the checks."""
        self.env.flush_all()
        self.env.execute_query(
            SQL("UPDATE p2it_color_rule SET domain = %s WHERE id = %s RETURNING id", domain, rule.id)
        )
        rule.invalidate_recordset()
        self.env.registry.clear_cache()

    def test_a_domain_that_can_not_work_is_refused_when_saved(self):
        for domain in (
            "[('nope', '=', 1)]",
            "[(",
            "[('name', 'between', 3)]",
            "[('name.nope', '=', 1)]",
            "1/0",
            "['|', ('name', '=', 'x')]",
            "[('create_date', '<', 'someday')]",
            "[('id', '=', env.uid)]",
            "[('id', 'in', list(range(10 ** 9)))]",
            "['!'] * 10 ** 9",
            "[" * 3000,
        ):
            with self.subTest(domain=domain[:40]), self.assertRaisesRegex(ValidationError, "Khách cần gọi"):
                self._create_rule(domain)

    @mute_logger(*LOGGERS)
    def test_a_broken_rule_is_switched_off_its_owner_told_and_the_page_shown(self):
        for domain, word in (
            ("[('field_of_the_past', '=', 1)]", "field_of_the_past"),
            ("[('name', '=', gone)]", "gone"),
            ("[(", r"\[\("),
            ("[('category_id.nope', '=', 1)]", "nope"),
        ):
            with self.subTest(domain=domain):
                rule = self._create_rule("[('ref', '=', 'A')]", sequence=1)
                sound = self._create_rule("[('ref', '=', 'B')]", text_color="green", sequence=2)
                self._break(rule, domain)
                page = self._read_page()
                self.assertEqual(page[self.binh_minh.id]["p2it_style"]["row"]["text"], GREEN)
                self.assertFalse(page[self.an_phat.id]["p2it_style"])
                rule.invalidate_recordset()
                self.assertFalse(rule.active)
                self.assertTrue(sound.active)
                self.assertRegex(rule.trouble, word)
                message = self.env["mail.message"].search(
                    [
                        ("model", "=", "p2it.color.rule"),
                        ("res_id", "=", rule.id),
                        ("subject", "ilike", "Khách cần gọi"),
                    ]
                )
                self.assertEqual(message.partner_ids, self.administrator.partner_id)
                self.assertRegex(message.body, "activate the rule again")
                (rule | sound).unlink()

    @mute_logger(*LOGGERS)
    def test_an_error_of_the_database_breaks_neither_the_page_nor_other_rules(self):
        rule = self._create_rule("[('ref', '=', 'A')]", sequence=1)
        self._create_rule("[('ref', '=', 'B')]", text_color="green", sequence=2)
        search = type(self.env["p2it.color.rule"])._search_ids

        def fail(rules, model, text, ids):
            if "'A'" in text:
                rules.env.cr.execute("SELECT 'chữ'::integer")
            return search(rules, model, text, ids)

        with patch.object(self.registry["p2it.color.rule"], "_search_ids", fail):
            self.assertEqual(self._get_texts(), [None, GREEN, None])
        self.env.cr.execute("SELECT 1")
        self.assertTrue(rule.active, "for its owner the domain works")

    @mute_logger(*LOGGERS)
    def test_an_error_of_the_database_switches_the_rule_off(self):
        rule = self._create_rule("[('ref', '=', 'A')]")
        search = self.registry["res.partner"]._search

        def divide(records, domain, *args, **kwargs):
            query = search(records, domain, *args, **kwargs)
            if "'A'" in str(domain):
                query.add_where(SQL("1 / (res_partner.id - res_partner.id) = 1"))
            return query

        with patch.object(self.registry["res.partner"], "_search", divide):
            self.assertEqual(len(self._read_page()), 3)
        rule.invalidate_recordset()
        self.assertFalse(rule.active)
        self.assertTrue(rule.trouble)

    @mute_logger(*LOGGERS)
    def test_a_search_without_end_breaks_its_rule_alone(self):
        rule = self._create_rule("[('ref', '=', 'A')]")
        self._create_rule("[('ref', '=', 'B')]", text_color="green", sequence=20)
        search = self.registry["res.partner"]._search

        def endless(records, domain, *args, **kwargs):
            if "'A'" in str(domain):
                return endless(records, domain)
            return search(records, domain, *args, **kwargs)

        with patch.object(self.registry["res.partner"], "_search", endless):
            self.assertEqual(self._get_texts(), [None, GREEN, None])
        rule.invalidate_recordset()
        self.assertFalse(rule.active)
        self.assertIn("without end", rule.trouble)

    @mute_logger(*LOGGERS)
    def test_what_fails_for_one_reader_alone_switches_nothing_off(self):
        rule = self._create_rule("[('ref', '=', 'A')]")
        search = self.registry["res.partner"]._search
        reader = self.reader

        def fail(records, *args, **kwargs):
            if records.env.user == reader:
                raise UserError("Không phải lúc này")
            return search(records, *args, **kwargs)

        with patch.object(self.registry["res.partner"], "_search", fail):
            self.assertEqual(self._get_texts(), [None] * 3)
        rule.invalidate_recordset()
        self.assertTrue(rule.active)
        self.assertEqual(self._get_texts(), [RED, None, None])

    @mute_logger(*LOGGERS)
    def test_a_search_that_takes_too_long_breaks_its_rule_alone(self):
        self._create_rule("[('ref', '=', 'A')]")
        self._create_rule("[('ref', '=', 'B')]", text_color="green", sequence=20)
        search = type(self.env["p2it.color.rule"])._search_ids

        def time_out(rules, model, text, ids):
            if "'A'" in text:
                raise psycopg2.errors.QueryCanceled
            return search(rules, model, text, ids)

        with patch.object(self.registry["p2it.color.rule"], "_search_ids", time_out):
            self.assertEqual(self._get_texts(), [None, GREEN, None])

    def test_two_people_at_once_are_left_to_odoo(self):
        self._create_rule()

        def conflict(rules, model, text, ids):
            raise psycopg2.errors.SerializationFailure

        with (
            patch.object(self.registry["p2it.color.rule"], "_search_ids", conflict),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            self._get_styles()

    @mute_logger(*LOGGERS)
    def test_a_rule_that_can_not_be_switched_off_still_breaks_nothing(self):
        rule = self._create_rule()
        self._break(rule)
        with (
            patch.object(self.registry["p2it.color.rule"], "_switch_off_if_broken", side_effect=KeyError),
            mute_logger("odoo.addons.p2it_web.models.p2it_color_rule_trouble"),
        ):
            self.assertEqual(len(self._read_page()), 3)

    @mute_logger(*LOGGERS)
    def test_administrators_hear_of_a_rule_whose_owner_left(self):
        rule = self._create_rule(user_id=self.colleague.id)
        self.colleague.active = False
        self._break(rule)
        self._read_page()
        message = self.env["mail.message"].search(
            [("model", "=", "p2it.color.rule"), ("res_id", "=", rule.id), ("subject", "!=", False)]
        )
        self.assertIn(self.administrator.partner_id, message.partner_ids)

    @mute_logger(*LOGGERS)
    def test_mending_a_rule_clears_its_trouble(self):
        rule = self._create_rule()
        self._break(rule)
        self._read_page()
        rule.invalidate_recordset()
        with self.assertRaises(ValidationError):
            rule.active = True
        rule.write({"domain": "[('ref', '=', 'A')]", "active": True})
        self.assertFalse(rule.trouble)
        self.assertEqual(self._get_texts(), [RED, None, None])

    @mute_logger(*LOGGERS)
    def test_saving_a_record_is_not_undone_by_a_broken_rule(self):
        user = self._create_user("lan", "base.group_user,base.group_partner_manager")
        self._break(self._create_rule())
        partner = self.an_phat.with_user(user).with_context(p2it_color="res.partner,list")
        partner.web_save({"ref": "Mới"}, {"name": {}})
        self.env.flush_all()
        self.assertEqual(self.an_phat.ref, "Mới")
