from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .color_common import RED, ColorCase


@tagged("post_install", "-at_install")
class TestColorRights(ColorCase):
    """Rules are made by those who may, and tell nobody what he may not see."""

    def _hide(self, partner):
        """Hide a partner from ordinary readers."""
        self.env["ir.rule"].create(
            {
                "name": "Khách bí mật",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {partner.id})]",
                "groups": False,
            }
        )

    def test_an_employee_makes_changes_and_deletes_rules_for_himself(self):
        rule = self._create_rule("[('ref', '=', 'A')]", user=self.reader)
        rule.write({"domain": "[('ref', '=', 'B')]", "text_color": "blue"})
        self.assertTrue(self._get_styles(self.reader))
        rule.unlink()

    def test_an_employee_chooses_the_records_without_reading_the_models(self):
        rule = (
            self.env["p2it.color.rule"]
            .with_user(self.reader)
            .create({"name": "Của tôi", "model_choice": "res.partner", "text_color": "red"})
        )
        self.assertEqual(rule.sudo().model_id.model, "res.partner")
        self.assertEqual(rule.model_choice, "res.partner")
        values = rule.web_read({"model_id": {"fields": {"display_name": {}}}, "model_choice": {}})[0]
        self.assertEqual(values["model_choice"], "res.partner")

    def test_only_what_one_may_see_is_offered(self):
        offered = dict(self.env["p2it.color.rule"].with_user(self.reader)._get_model_choices())
        self.assertIn("res.partner", offered)
        self.assertNotIn("ir.config_parameter", offered)
        self.assertNotIn("base.language.install", offered)

    def test_an_employee_can_not_colour_for_others_by_whatever_way(self):
        rule = self._create_rule(user=self.reader)
        group = self.env.ref("base.group_user")
        for values in (
            {"audience": "all"},
            {"audience": "groups", "group_ids": [Command.link(group.id)]},
            {"user_id": self.colleague.id},
            {"user_id": self.env.ref("base.user_admin").id},
        ):
            with self.subTest(values=values):
                with self.assertRaises(AccessError):
                    rule.write(values)
                with self.assertRaises(AccessError):
                    self._create_rule(user=self.reader, **values)
                with self.assertRaises(AccessError):
                    rule.copy(values)
        defaults = {"default_audience": "all"}
        with self.assertRaises(AccessError):
            self.env["p2it.color.rule"].with_user(self.reader).with_context(**defaults).create(
                {"name": "Lén", "model_choice": "res.partner", "text_color": "red"}
            )

    def test_an_employee_can_not_touch_the_rules_of_others(self):
        shared = self._create_rule()
        private = self._create_rule(user=self.colleague)
        for rule in (shared, private):
            with self.subTest(rule=rule.audience):
                for attempt in (
                    lambda rule=rule: rule.with_user(self.reader).write({"active": False}),
                    lambda rule=rule: rule.with_user(self.reader).unlink(),
                ):
                    with self.assertRaises(AccessError):
                        attempt()

    def test_an_employee_sees_the_rules_that_count_for_him(self):
        shared = self._create_rule()
        private = self._create_rule(user=self.colleague)
        own = self._create_rule(user=self.reader)
        visible = self.env["p2it.color.rule"].with_user(self.reader).search([])
        self.assertIn(shared, visible)
        self.assertIn(own, visible)
        self.assertNotIn(private, visible)

    def test_the_form_offers_to_edit_exactly_what_may_be_edited(self):
        shared, own = self._create_rule(), self._create_rule(user=self.reader)
        self.assertFalse(shared.with_user(self.reader).may_edit)
        self.assertTrue(own.with_user(self.reader).may_edit)
        self.assertTrue(shared.with_user(self.administrator).may_edit)
        self.assertTrue(self.env["p2it.color.rule"].with_user(self.reader).new({}).may_edit)

    def test_nobody_writes_what_is_wrong_with_a_rule(self):
        rule = self._create_rule(user=self.reader)
        for user in (self.reader, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).write({"trouble": "Giả"})
        forged = self._create_rule(user=self.reader, trouble=False)
        self.assertFalse(forged.trouble)
        with self.assertRaises(AccessError):
            self._create_rule(user=self.reader, trouble="Giả")
        model = self.env["p2it.color.rule"].with_user(self.reader).with_context(default_trouble="Giả")
        rule = model.create({"name": "Lén", "model_choice": "res.partner", "text_color": "red"})
        self.assertFalse(rule.trouble)

    def test_portal_users_have_no_rules_and_see_none(self):
        portal = new_test_user(self.env, "p2it_color_portal", groups="base.group_portal")
        self._create_rule()
        model = self.env["p2it.color.rule"].with_user(portal)
        for attempt in (
            lambda: model.search([]),
            lambda: model.get_preview({"model": "res.partner"}),
            lambda: model.get_me_conditions("res.partner"),
        ):
            with self.assertRaises(AccessError):
                attempt()
        with self.assertRaises(ValidationError):
            self._create_rule(user_id=portal.id)

    def test_records_that_can_not_be_listed_or_seen_are_refused(self):
        for model in ("base.language.install", "mail.thread"):
            with self.subTest(model=model), self.assertRaises(ValidationError):
                self._create_rule(model_id=self.env["ir.model"]._get_id(model))
        with self.assertRaises(ValidationError):
            self._create_rule(user=self.reader, model_id=self.env["ir.model"]._get_id("ir.config_parameter"))

    def test_a_column_one_may_not_see_is_refused(self):
        with self.assertRaises(ValidationError):
            self._create_rule(column_name="no_such_column")
        field = self.registry["res.partner"]._fields["ref"]
        with patch.object(field, "groups", "base.group_system"), self.assertRaises(ValidationError):
            self._create_rule(user=self.reader, column_name="ref")

    def test_a_hidden_field_colours_nothing_for_who_may_not_read_it_and_the_rule_stays(self):
        rule = self._create_rule("[('ref', '=', 'A')]")
        field = self.registry["res.partner"]._fields["ref"]
        with patch.object(field, "groups", "p2it_web.group_color_administrator"):
            self.assertEqual(self._get_texts(self.reader), [None, None, None])
            self.assertEqual(self._get_texts(self.administrator), [RED, None, None])
        self.assertTrue(rule.active)

    def test_an_employee_makes_no_rule_on_a_field_he_may_not_read(self):
        field = self.registry["res.partner"]._fields["ref"]
        with patch.object(field, "groups", "base.group_system"), self.assertRaises(ValidationError):
            self._create_rule("[('ref', '=', 'A')]", user=self.reader)

    def test_a_hidden_record_behind_a_relation_colours_nothing(self):
        secret = self.env["res.partner"].create({"name": "Tập đoàn bí mật", "is_company": True})
        self.an_phat.parent_id = secret
        self._create_rule("[('parent_id.name', 'ilike', 'bí mật')]")
        self.assertEqual(self._get_texts(self.reader), [RED, None, None])
        self._hide(secret)
        self.assertEqual(self._get_texts(self.reader), [None, None, None])

    def test_a_hidden_record_is_not_coloured_when_asked_for_by_its_id(self):
        self._create_rule()
        self._hide(self.an_phat)
        self.assertNotIn(self.an_phat.id, self._get_styles(self.reader))

    def test_superuser_mode_does_not_widen_what_a_rule_sees(self):
        self._create_rule()
        self._hide(self.an_phat)
        records = self.partners.with_user(self.reader).sudo()
        styles = records.env["p2it.color.rule"]._get_styles(records, "list")
        self.assertNotIn(self.an_phat.id, styles)

    def test_records_of_other_companies_stay_out_of_it(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        self.an_phat.company_id = other
        self._create_rule("[('company_id', 'in', company_ids + [False])]")
        self.assertEqual(self._get_texts(self.reader), [None, RED, RED])
        self.reader.company_ids |= other
        both = self.partners.with_user(self.reader).with_context(
            allowed_company_ids=[self.env.company.id, other.id]
        )
        self.assertEqual(len(both.env["p2it.color.rule"]._get_styles(both, "list")), 3)

    def test_sorting_leaves_the_rules_of_others_where_they_are(self):
        shared = self._create_rule(sequence=5)
        own = self._create_rule(user=self.reader, sequence=6)
        (own | shared).with_user(self.reader).web_resequence({"sequence": {}}, offset=1)
        self.assertEqual((shared.sequence, own.sequence), (5, 1))
