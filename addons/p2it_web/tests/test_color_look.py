from odoo.addons.p2it_web.domain import palette
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .color_common import BLUE, GREEN, RED, YELLOW, ColorCase


@tagged("post_install", "-at_install")
class TestColorLook(ColorCase):
    """What the rules that match make of a record."""

    def test_a_record_that_matches_gets_the_colours_and_no_other(self):
        self._create_rule("[('ref', '=', 'A')]", background_color="light_yellow", bold=True)
        self.assertEqual(
            self._get_styles(),
            {
                self.an_phat.id: {
                    "row": {
                        "text": RED, "background": YELLOW, "bold": True, "italic": False, "strike": False
                    },
                    "columns": {},
                }
            },
        )  # fmt: skip

    def test_the_first_match_wins(self):
        self._create_rule("[('ref', 'in', ['A', 'B'])]", text_color="green", sequence=20)
        self._create_rule("[('ref', '=', 'A')]", text_color="blue", sequence=10)
        self.assertEqual(self._get_texts(), [BLUE, GREEN, None])

    def test_rules_that_combine_add_what_is_open(self):
        self._create_rule("[('ref', '=', 'A')]", stops=False)
        self._create_rule("[]", text_color="green", background_color="light_yellow", sequence=20)
        row = self._get_styles()[self.an_phat.id]["row"]
        self.assertEqual((row["text"], row["background"]), (RED, YELLOW))

    def test_a_column_is_coloured_by_itself(self):
        self._create_rule("[('ref', '=', 'A')]", column_name="ref")
        self._create_rule("[('ref', '=', 'A')]", text_color="blue", sequence=20)
        style = self._get_styles()[self.an_phat.id]
        self.assertEqual(style["columns"]["ref"]["text"], RED)
        self.assertEqual(style["row"]["text"], BLUE)

    def test_columns_are_coloured_in_lists_alone(self):
        self._create_rule(column_name="ref")
        self.assertTrue(self._get_styles(view_type="list"))
        for view_type in ("kanban", "calendar", "form"):
            with self.subTest(view_type=view_type):
                self.assertFalse(self._get_styles(view_type=view_type))

    def test_a_rule_colours_the_views_it_names(self):
        self._create_rule(in_list=False, in_calendar=False)
        self.assertFalse(self._get_styles(view_type="list"))
        self.assertFalse(self._get_styles(view_type="calendar"))
        self.assertEqual(len(self._get_styles(view_type="kanban")), 3)

    def test_archived_records_are_coloured_and_archived_rules_do_not_colour(self):
        rule = self._create_rule("[('ref', '=', 'A')]")
        self.an_phat.active = False
        self.assertEqual(self._get_texts()[0], RED)
        rule.active = False
        self.assertFalse(self._get_styles())

    def test_what_can_not_be_read_is_refused_with_the_ratio_and_what_would_do(self):
        with self.assertRaisesRegex(ValidationError, r"1\.0 to 1.*\n.*Black.*\n.*Dark Gray"):
            self._create_rule(text_color="white")

    def test_exactly_the_readable_combinations_can_be_saved(self):
        rule = self._create_rule()
        for text in (False, *palette.TEXT_COLORS):
            for background in (False, *palette.BACKGROUND_COLORS):
                values = {"text_color": text, "background_color": background, "bold": True}
                with self.subTest(text=text, background=background):
                    if palette.get_choice_contrast(text, background) >= 4.5:
                        rule.write(values)
                    else:
                        with self.assertRaises(ValidationError):
                            rule.write(values)

    def test_the_names_offered_are_those_of_the_palette(self):
        selections = self.env["p2it.color.rule"].fields_get(["text_color", "background_color"])
        for name, colors in (
            ("text_color", palette.TEXT_COLORS),
            ("background_color", palette.BACKGROUND_COLORS),
        ):
            self.assertEqual([value for value, _name in selections[name]["selection"]], list(colors))

    def test_a_rule_that_would_change_or_show_nothing_is_refused(self):
        for values in (
            {"text_color": False},
            {"in_list": False, "in_kanban": False, "in_calendar": False},
            {"column_name": "ref", "in_list": False},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._create_rule(**values)
