from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .color_common import BLUE, GREEN, RED, ColorCase


@tagged("post_install", "-at_install")
class TestColorAudience(ColorCase):
    """Whom a rule colours for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["res.groups"].create(
            {"name": "Kế toán kho", "user_ids": [Command.link(cls.reader.id)]}
        )

    def test_a_rule_for_me_colours_for_me_alone(self):
        self._create_rule(user=self.reader)
        self.assertEqual(self._get_texts(self.reader), [RED] * 3)
        self.assertEqual(self._get_texts(self.colleague), [None] * 3)

    def test_a_rule_for_groups_colours_for_their_members(self):
        self._create_rule(audience="groups", group_ids=[Command.set(self.group.ids)])
        self.assertEqual(self._get_texts(self.reader), [RED] * 3)
        self.assertEqual(self._get_texts(self.colleague), [None] * 3)

    def test_who_joins_a_group_gets_its_colours_at_once(self):
        self._create_rule(audience="groups", group_ids=[Command.set(self.group.ids)])
        self.assertEqual(self._get_texts(self.colleague), [None] * 3)
        self.group.user_ids = [Command.link(self.colleague.id)]
        self.assertEqual(self._get_texts(self.colleague), [RED] * 3)
        self.group.user_ids = [Command.unlink(self.colleague.id)]
        self.assertEqual(self._get_texts(self.colleague), [None] * 3)

    def test_members_of_a_group_that_implies_it_count(self):
        above = self.env["res.groups"].create(
            {"name": "Trưởng kho", "implied_ids": [Command.link(self.group.id)]}
        )
        self._create_rule(audience="groups", group_ids=[Command.set(self.group.ids)])
        above.user_ids = [Command.link(self.colleague.id)]
        self.assertEqual(self._get_texts(self.colleague), [RED] * 3)

    def test_ones_own_rules_come_before_those_of_groups_and_of_everybody(self):
        self._create_rule("[]", text_color="green", sequence=1)
        self._create_rule(
            "[('ref', '!=', 'C')]",
            text_color="blue",
            sequence=2,
            audience="groups",
            group_ids=[Command.set(self.group.ids)],
        )
        self._create_rule("[('ref', '=', 'A')]", user=self.reader, sequence=3)
        self.assertEqual(self._get_texts(self.reader), [RED, BLUE, GREEN])
        self.assertEqual(self._get_texts(self.colleague), [GREEN] * 3)

    def test_groups_are_named_exactly_when_the_rule_is_for_groups(self):
        for values in (
            {"audience": "groups"},
            {"audience": "all", "group_ids": [Command.set(self.group.ids)]},
            {"audience": "me", "group_ids": [Command.set(self.group.ids)]},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._create_rule(**values)

    def test_an_administrator_makes_a_rule_for_somebody_else_alone(self):
        self._create_rule(audience="me", user_id=self.reader.id)
        self.assertEqual(self._get_texts(self.reader), [RED] * 3)
        self.assertEqual(self._get_texts(self.administrator), [None] * 3)

    def test_settings_administrators_administer_colour_rules(self):
        admin = self._create_user("quan", "base.group_system")
        self.assertTrue(self.env["p2it.color.rule"].with_user(admin)._may_share())
        self.assertFalse(self.env["p2it.color.rule"].with_user(self.reader)._may_share())

    def test_what_others_rely_on_outlives_its_owner(self):
        owner = self._create_user("chi", "base.group_user,p2it_web.group_color_administrator")
        shared, private = self._create_rule(user_id=owner.id), self._create_rule(user=owner)
        owner.unlink()
        self.assertEqual(shared.user_id, self.env.user)
        self.assertFalse(private.exists())
