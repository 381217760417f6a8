from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from .color_common import RED, ColorCase


@tagged("post_install", "-at_install")
class TestColorPage(ColorCase):
    """Styles travel with the records, by whatever way a view reads or saves them."""

    def test_without_a_wish_nothing_is_added(self):
        self._create_rule()
        page = self.env["res.partner"].with_user(self.reader).web_search_read([], {"name": {}}, limit=3)
        self.assertTrue(page["records"])
        self.assertNotIn("p2it_style", page["records"][0])

    def test_without_rules_nothing_is_added(self):
        self.assertNotIn("p2it_style", self._read_page()[self.an_phat.id])

    def test_a_page_brings_a_style_or_none_for_each_record(self):
        self._create_rule("[('ref', '=', 'A')]")
        page = self._read_page()
        self.assertEqual(page[self.an_phat.id]["p2it_style"]["row"]["text"], RED)
        self.assertIs(page[self.binh_minh.id]["p2it_style"], False)

    def test_the_fields_of_the_rule_need_not_be_on_the_screen(self):
        self._create_rule("[('category_id.name', '=', 'Thân thiết')]")
        self.an_phat.category_id = [Command.create({"name": "Thân thiết"})]
        values = self._read_page()[self.an_phat.id]
        self.assertEqual(values.keys(), {"id", "name", "p2it_style"})
        self.assertTrue(values["p2it_style"])

    def test_opened_groups_bring_their_styles(self):
        self._create_rule("[('ref', '=', 'A')]")
        model = self.env["res.partner"].with_user(self.reader).with_context(p2it_color="res.partner,list")
        result = model.web_read_group(
            [("id", "in", self.partners.ids)],
            ["color"],
            auto_unfold=True,
            unfold_read_specification={"name": {}},
        )
        styles = {
            values["id"]: values["p2it_style"] for group in result["groups"] for values in group["__records"]
        }
        self.assertEqual(len(styles), 3)
        self.assertTrue(styles[self.an_phat.id])
        self.assertFalse(styles[self.cat_tuong.id])

    def test_saving_brings_the_new_style(self):
        user = self._create_user("lan", "base.group_user,base.group_partner_manager")
        self._create_rule("[('ref', '=', 'Z')]")
        partner = self.an_phat.with_user(user).with_context(p2it_color="res.partner,list")
        self.assertTrue(partner.web_save({"ref": "Z"}, {"name": {}})[0]["p2it_style"])
        self.assertFalse(partner.web_save({"ref": "A"}, {"name": {}})[0]["p2it_style"])
        many = (self.an_phat | self.binh_minh).with_env(partner.env)
        values = many.web_save_multi([{"ref": "Z"}, {"ref": "Y"}], {"name": {}})
        self.assertEqual([bool(one["p2it_style"]) for one in values], [True, False])
        new = self.env["res.partner"].with_env(partner.env)
        self.assertTrue(new.web_save({"name": "Mới", "ref": "Z"}, {"name": {}})[0]["p2it_style"])

    def test_calendars_receive_styles_with_their_records(self):
        self._create_rule("[('ref', '=', 'A')]")
        model = self.env["res.partner"].with_user(self.reader).with_context(p2it_color="res.partner,calendar")
        page = {
            values["id"]: values for values in model.search_read([("id", "in", self.partners.ids)], ["name"])
        }
        self.assertTrue(page[self.an_phat.id]["p2it_style"])
        self.assertFalse(page[self.binh_minh.id]["p2it_style"])

    def test_only_the_records_of_the_view_are_coloured_not_those_within(self):
        self._create_rule()
        self.binh_minh.parent_id = self.an_phat
        records = self.an_phat.with_user(self.reader).with_context(p2it_color="res.partner,list")
        values = records.web_read({"child_ids": {"fields": {"name": {}}}})[0]
        self.assertTrue(values["p2it_style"])
        self.assertNotIn("p2it_style", values["child_ids"][0])

    def test_records_that_are_new_or_gone_do_no_harm(self):
        self._create_rule()
        new = self.env["res.partner"].new({"name": "Chưa lưu"})
        gone = self.cat_tuong
        gone.unlink()
        self.assertEqual(list(self._get_styles(records=new | self.an_phat | gone)), [self.an_phat.id])
        self.assertFalse(self._get_styles(records=self.env["res.partner"]))

    def test_nonsense_in_the_context_colours_nothing(self):
        self._create_rule()
        for wish in ("res.partner,form", "nope,list", "list", ",", 7, ["res.partner", "list"]):
            with self.subTest(wish=wish):
                model = self.env["res.partner"].with_user(self.reader).with_context(p2it_color=wish)
                values = model.browse(self.an_phat.id).web_read({"name": {}})[0]
                self.assertNotIn("p2it_style", values)

    def test_what_a_rule_colours_changes_with_the_rule_at_once(self):
        rule = self._create_rule("[('ref', '=', 'A')]")
        self.assertEqual(self._get_texts(), [RED, None, None])
        rule.domain = "[('ref', '=', 'B')]"
        self.assertEqual(self._get_texts(), [None, RED, None])
        rule.unlink()
        self.assertFalse(self._get_styles())

    def test_me_is_whoever_reads(self):
        self._create_rule("[('user_id', '=', uid)]")
        self.an_phat.user_id, self.binh_minh.user_id = self.reader, self.colleague
        self.assertEqual(self._get_texts(self.reader), [RED, None, None])
        self.assertEqual(self._get_texts(self.colleague), [None, RED, None])

    def test_my_team_is_the_readers_team(self):
        # A group of users stands in for a team, for this addon knows none.
        self._create_rule("[('user_id.group_ids.user_ids', 'in', [uid])]")
        group = self.env["res.groups"].create({"name": "Đội miền Nam"})
        for user in self.reader | self.colleague:
            user.group_ids = [Command.set(group.ids)]
            user.group_ids |= self.env.ref("base.group_user")
        loner = self._create_user("khanh", "base.group_user")
        loner.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.an_phat.user_id = self.colleague
        (self.reader | self.colleague).group_ids -= self.env.ref("base.group_user")
        group.implied_ids = self.env.ref("base.group_user")
        self.assertEqual(self._get_texts(self.reader), [RED, None, None])
        self.assertEqual(self._get_texts(loner), [None, None, None])

    @freeze_time("2026-11-24 20:00:00")
    def test_dates_are_counted_in_the_readers_time_zone(self):
        # 20:00 UTC on Tuesday is 03:00 on Wednesday in Saigon.
        self.reader.tz, self.colleague.tz = "Asia/Ho_Chi_Minh", "America/New_York"
        # Activities are seen by who may edit what they are about.
        self.colleague.group_ids |= self.env.ref("base.group_partner_manager")
        wednesday, tuesday = self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.an_phat.id,
                    "date_deadline": date,
                    "user_id": self.reader.id,
                }
                for date in ("2026-11-25", "2026-11-24")
            ]
        )
        activities = wednesday | tuesday
        for domain in ("[('date_deadline', '=', 'today')]", "[('date_deadline', '=', context_today())]"):
            rule = self._create_rule(domain, model_id=self.env["ir.model"]._get_id("mail.activity"))
            with self.subTest(domain=domain):
                self.assertEqual(self._get_texts(self.reader, activities), [RED, None])
                self.assertEqual(self._get_texts(self.colleague, activities), [None, RED])
            rule.unlink()

    @freeze_time("2026-11-24 05:00:00")
    def test_relative_dates_move_on(self):
        self._create_rule(
            "[('date_deadline', '<', 'today -7d')]", model_id=self.env["ir.model"]._get_id("mail.activity")
        )
        activity = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.an_phat.id,
                "date_deadline": "2026-11-17",
                "user_id": self.reader.id,
            }
        )
        self.assertEqual(self._get_texts(self.reader, activity), [None])
        with freeze_time("2026-11-25 05:00:00"):
            self.assertEqual(self._get_texts(self.reader, activity), [RED])
