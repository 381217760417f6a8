from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRegionTours(HttpCase):
    """Regions and duplicates, as people use them in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("seller", "p2it_crm.group_salesperson")
        cls.peer = cls._create_user("peer", "p2it_crm.group_salesperson")
        cls.administrator = cls._create_user("boss", "p2it_crm.group_administrator")
        areas = cls.env["p2it.area"]
        cls.south = areas.create({"name": "Miền Nam", "kind": "region", "company_id": cls.env.company.id})
        cls.west = areas.create(
            {
                "name": "Miền Tây",
                "kind": "region",
                "company_id": cls.env.company.id,
                "parent_id": cls.south.id,
            }
        )
        cls.province = areas.create({"name": "Tỉnh An Bình", "kind": "province"})
        cls.former = areas.create(
            {
                "name": "Tỉnh cũ Bình Hòa",
                "kind": "province",
                "date_to": "2025-06-30",
                "successor_ids": [Command.set(cls.province.ids)],
            }
        )

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env, login=f"p2it_region_{login}", groups=group, email=f"{login}@p2it.example"
        )

    def _create_customer(self, name, user, **values):
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": user.id, **values}
        )

    def test_an_administrator_previews_and_applies_a_change_of_regions(self):
        new = self._create_customer("Khách mới", self.seller, area_id=self.province.id)
        old = self._create_customer("Khách cũ", self.seller, area_id=self.former.id)
        self._create_customer("Khách nơi khác", self.seller)
        self.start_tour("/odoo/region-changes/new", "p2it_region_change", login="p2it_region_boss")
        self.env.invalidate_all()
        self.assertEqual((new | old).region_id, self.west)
        self.start_tour("/odoo/p2it-customers", "p2it_region_search", login="p2it_region_seller")

    def test_a_salesperson_sees_duplicates_while_typing_and_merges_them(self):
        own = self._create_customer("Công ty Đại Phát", self.seller, phone="0903 123 456")
        self._create_customer("Công ty Bí Mật", self.peer, phone="0905 111 222")
        self.start_tour("/odoo/p2it-customers/new", "p2it_duplicates_and_merge", login="p2it_region_seller")
        self.env.invalidate_all()
        self.assertEqual(own.name, "Đại Phát Long An")
        self.assertFalse(
            self.env["res.partner"].search([("name", "ilike", "Đại Phát"), ("id", "!=", own.id)])
        )
