from odoo.tests import tagged

from .color_common import RED, ColorCase


@tagged("post_install", "-at_install")
class TestColorPreview(ColorCase):
    """The form shows real records as they would be, while a rule is edited."""

    def _get_preview(self, user=None, **values):
        values = {
            "id": False, "name": "Đang sửa", "model": "res.partner", "domain": "[('ref', '=', 'A')]",
            "text_color": "red", "stops": True, "in_list": True, "audience": "me", "sequence": 10, **values,
        }  # fmt: skip
        return self.env["p2it.color.rule"].with_user(user or self.reader).get_preview(values)

    def test_matching_records_are_shown_first_and_coloured(self):
        preview = self._get_preview()
        row = preview["rows"][0]
        self.assertEqual(row["id"], self.an_phat.id)
        self.assertEqual(row["style"]["row"]["text"], RED)
        self.assertIn("ref", preview["fields"])
        self.assertEqual(row["values"]["ref"], "A")

    def test_every_rule_is_counted_in_its_place(self):
        self._create_rule("[('ref', 'in', ['B', 'C'])]", name="Chung")
        preview = self._get_preview()
        self.assertEqual(
            [(rule["name"], rule["count"]) for rule in preview["rules"]], [("Đang sửa", 1), ("Chung", 2)]
        )
        self.assertEqual([rule["current"] for rule in preview["rules"]], [True, False])

    def test_a_saved_rule_is_shown_as_it_is_being_changed(self):
        rule = self._create_rule("[('ref', '=', 'B')]", user=self.reader)
        preview = self._get_preview(id=rule.id)
        self.assertEqual([(entry["id"], entry["count"]) for entry in preview["rules"]], [(rule.id, 1)])
        self.assertEqual(rule.domain, "[('ref', '=', 'B')]")

    def test_conditions_that_do_not_work_yet_are_told_not_raised(self):
        preview = self._get_preview(domain="[('nope', '=', 1)]")
        self.assertIn("nope", preview["rules"][0]["trouble"])
        self.assertTrue(preview["rows"])

    def test_nobody_sees_in_a_preview_what_he_may_not(self):
        self.assertEqual(self._get_preview(model="ir.config_parameter")["rows"], [])
        self.assertEqual(self._get_preview(model="no.such.model")["rows"], [])
        field = self.registry["res.partner"]._fields["ref"]
        self.patch(field, "groups", "base.group_system")
        preview = self._get_preview()
        self.assertEqual(preview["rules"][0]["count"], 0)
        self.assertNotIn("ref", preview["fields"])

    def test_rules_of_others_do_not_show(self):
        self._create_rule(user=self.colleague, name="Riêng của Bình")
        self.assertEqual([rule["name"] for rule in self._get_preview()["rules"]], ["Đang sửa"])

    def test_conditions_about_the_reader_fit_the_model(self):
        conditions = self.env["p2it.color.rule"].with_user(self.reader).get_me_conditions("res.partner")
        self.assertIn('[("user_id", "=", uid)]', [condition["domain"] for condition in conditions])
        for condition in conditions:
            with self.subTest(condition=condition["label"]):
                self._create_rule(condition["domain"], user=self.reader)

    def test_the_palette_tells_every_contrast(self):
        palette = self.env["p2it.color.rule"].with_user(self.reader).get_palette()
        self.assertEqual(palette["contrast"]["white,"], 1)
        self.assertEqual(
            len(palette["contrast"]),
            (len(palette["text_color"]) + 1) * (len(palette["background_color"]) + 1),
        )
