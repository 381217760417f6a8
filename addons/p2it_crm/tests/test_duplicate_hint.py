import json

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .visibility_common import SECRET, VisibilityCommon

TAX_CODE = "0312687878"


@tagged("post_install", "-at_install")
class TestDuplicateHint(VisibilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._create_customer(
            "Công ty TNHH Đại Phát", cls.seller, phone="0903 123 456 / 0912 345 678",
            email="Dai.Phat@khach.example", vat=TAX_CODE,
        )  # fmt: skip
        cls.hidden = cls._create_customer(
            f"Công ty {SECRET}", cls.peer, phone="0905 111 222", email="bimat@khach.example", vat="0102000114"
        )

    def _find(self, user=None, model="res.partner", res_id=False, **values):
        return self.env["p2it.duplicate.hint"].with_user(user or self.seller).find(model, res_id, values)

    def test_own_customers_are_found_by_anything_typed_and_why(self):
        for values, reason in (
            ({"name": "cong ty tnhh dai phat"}, "same name"),
            ({"name": "Đại Phát"}, "similar name"),
            ({"phone": "+84 903.123.456"}, "same phone"),
            ({"phone": "0912345678"}, "same phone"),
            ({"vat": "0312 687 878"}, "same tax code"),
            ({"email": "dai.phat@KHACH.example"}, "same e-mail"),
        ):
            for model in ("res.partner", "crm.lead"):
                with self.subTest(values=values, model=model):
                    found = self._find(model=model, **values)
                    self.assertEqual(
                        [(one["id"], one["reasons"]) for one in found], [(self.own.id, [reason])]
                    )

    def test_the_record_itself_and_its_contacts_are_no_duplicates(self):
        contact = self.env["res.partner"].create(
            {"name": "Chị Hằng", "parent_id": self.own.id, "phone": "0903 123 456"}
        )
        lead = self.env["crm.lead"].create(
            {"name": "Hỏi giá", "partner_id": self.own.id, "user_id": self.seller.id}
        )
        self.assertFalse(self._find(res_id=self.own.id, phone="0903123456"))
        self.assertFalse(self._find(res_id=contact.id, phone="0903123456"))
        self.assertFalse(self._find(parent_id=self.own.id, phone="0903123456"))
        self.assertFalse(self._find(model="crm.lead", res_id=lead.id, phone="0903123456"))

    def test_leads_are_found_while_they_are_open(self):
        lead = self.env["crm.lead"].create(
            {"name": "Hỏi giá", "type": "lead", "phone": "0907 000 111", "user_id": self.seller.id}
        )
        self.assertEqual([one["id"] for one in self._find(phone="0907000111")], [lead.id])
        lead.action_set_lost()
        self.assertFalse(self._find(phone="0907000111"))

    def test_a_peer_learns_that_it_exists_and_whom_to_ask_and_nothing_else(self):
        for values in (
            {"phone": "0905111222"}, {"vat": "0102000114"}, {"email": "bimat@khach.example"},
        ):  # fmt: skip
            with self.subTest(values=values):
                found = self._find(**values)
                self.assertEqual([set(one) for one in found], [{"hidden", "message", "sure"}])
                self.assertIn(self.leader.name, found[0]["message"])
                text = json.dumps(found, ensure_ascii=False)
                for secret in (SECRET, "0905", "bimat", "0102000114", self.peer.name, str(self.hidden.id)):
                    self.assertNotIn(secret, text)

    def test_nothing_hidden_is_found_by_a_name_or_part_of_a_proof(self):
        for values in (
            {"name": f"Công ty {SECRET}"}, {"phone": "090511122"}, {"phone": "0905"}, {"vat": "01020001"},
            {"email": "bimat@khach"}, {"email": "%@khach.example"}, {"phone": "%"}, {"vat": "0102%"},
        ):  # fmt: skip
            with self.subTest(values=values):
                self.assertEqual(self._find(**values), [])

    def test_superiors_see_it_as_their_own(self):
        found = self._find(self.leader, phone="0905111222")
        self.assertEqual([one["id"] for one in found], [self.hidden.id])

    def test_the_setting_decides_what_is_told(self):
        self.env.company.duplicate_hint = "none"
        self.assertEqual(self._find(phone="0905111222"), [])
        self.env.company.duplicate_hint = "salesperson"
        message = self._find(phone="0905111222")[0]["message"]
        self.assertIn(self.peer.name, message)
        self.assertNotIn(SECRET, message)

    def test_customers_of_companies_one_can_not_enter_are_not_told(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        self.hidden.company_id = other
        self.assertEqual(self._find(phone="0905111222"), [])

    def test_pointing_at_a_hidden_customer_tells_nothing_of_it(self):
        self.assertEqual(self._find(res_id=self.hidden.id, name="Công ty X"), [])
        found = self._find(res_id=self.hidden.id, phone="0903123456")
        self.assertEqual([one["id"] for one in found], [self.own.id])

    def test_trying_ids_tells_not_whose_number_it_is(self):
        lead = self.env["crm.lead"].create(
            {"name": "Bí mật", "partner_id": self.hidden.id, "user_id": self.peer.id}
        )
        told = self._find(phone="0905111222")
        self.assertEqual(self._find(res_id=self.hidden.id, phone="0905111222"), told)
        self.assertEqual(self._find(parent_id=self.hidden.id, phone="0905111222"), told)
        self.assertEqual(self._find(model="crm.lead", res_id=lead.id, phone="0905111222"), told)
        self.assertEqual(self._find(res_id=10**8, phone="0905111222"), told)

    def test_only_salespeople_ask(self):
        portal = self._create_user("cong", "base.group_portal")
        for user in (portal, self.plain):
            with self.assertRaises(AccessError):
                self._find(user, phone="0905111222")
        with self.assertRaises(AccessError):
            self._find(model="res.users", phone="0905111222")

    def test_looking_among_many_costs_no_more_queries_than_among_few(self):
        def count(number):
            self.env["res.partner"].create(
                [
                    {"name": f"Đại Phát {n}", "phone": "0903 123 456", "user_id": self.seller.id}
                    for n in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._find(name="Đại Phát", phone="0903123456", vat=TAX_CODE)
            return self.env.cr.sql_log_count - start

        count(1)
        self.assertLessEqual(count(80), count(8) + 2)
