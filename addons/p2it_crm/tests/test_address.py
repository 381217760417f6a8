from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import P2itCrmCommon

HERE, THERE = (21.0285, 105.8542), (10.7769, 106.7009)


@tagged("post_install", "-at_install")
class TestAddress(P2itCrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref("base.vn")
        cls.states = cls.env["res.country.state"].create(
            [{"name": f"Tỉnh {n}", "code": f"T{n}", "country_id": cls.country.id} for n in range(2)]
        )
        cls.provinces = cls.env["p2it.area"].create(
            [{"name": state.name, "kind": "province", "state_id": state.id} for state in cls.states]
        )
        cls.ward = cls.env["p2it.area"].create(
            {"name": "Phường Một", "kind": "ward", "parent_id": cls.provinces[0].id}
        )

    def _place(self, partner):
        return partner.area_id, partner.ward_id, partner.state_id

    def test_a_ward_brings_its_province_on_every_way_in(self):
        none = self.env["p2it.area"]
        by_create = self._create_customer(ward_id=self.ward.id)
        by_write = self._create_customer("B")
        by_write.write({"ward_id": self.ward.id})
        by_area = self._create_customer("C", area_id=self.ward.id)
        by_import = self.env["res.partner"].load(
            ["name", "ward_id/.id"], [["Khách nhập", str(self.ward.id)]]
        )["ids"]
        for partner in by_create | by_write | by_area | self.env["res.partner"].browse(by_import):
            self.assertEqual(self._place(partner), (self.ward, self.ward, self.states[0]))
        by_create.ward_id = False
        self.assertEqual(self._place(by_create), (self.provinces[0], none, self.states[0]))

    def test_another_province_takes_an_unfitting_ward_away(self):
        partner = self._create_customer(ward_id=self.ward.id)
        partner.with_user(self.salesperson).write({"state_id": self.states[1].id})
        self.assertEqual(partner.area_id, self.provinces[1])
        self.assertFalse(partner.ward_id)

    def test_the_same_province_keeps_the_ward(self):
        partner = self._create_customer(ward_id=self.ward.id)
        partner.state_id = self.states[0]
        self.assertEqual(partner.ward_id, self.ward)

    def test_a_province_alone_is_the_area(self):
        self.assertEqual(self._create_customer(state_id=self.states[1].id).area_id, self.provinces[1])

    def test_a_state_without_an_area_changes_nothing_of_odoo(self):
        state = self.env.ref("base.state_us_5")
        partner = self._create_customer(state_id=state.id)
        self.assertFalse(partner.area_id)
        self.assertEqual(partner.state_id, state)

    def test_an_ended_province_leads_to_the_state_of_its_successor(self):
        former = self.env["p2it.area"].create(
            {"name": "Tỉnh cũ", "kind": "province", "date_to": "2025-06-30",
             "successor_ids": self.provinces[0].ids}
        )  # fmt: skip
        self.assertEqual(self._create_customer(area_id=former.id).state_id, self.states[0])

    def test_the_form_fills_in_and_takes_away(self):
        with Form(self.env["res.partner"].with_user(self.administrator)) as form:
            form.name = "Công ty Hoa Sen"
            form.ward_id = self.ward
            self.assertEqual((form.state_id, form.area_id), (self.states[0], self.ward))
            form.state_id = self.states[1]
            self.assertFalse(form.ward_id)
            self.assertEqual(form.area_id, self.provinces[1])

    def test_any_number_of_addresses_each_with_its_own_place(self):
        customer = self._create_customer(ward_id=self.ward.id)
        addresses = self.env["res.partner"].create(
            [
                {"name": f"Kho {n}", "type": "delivery", "parent_id": customer.id, "area_id": area.id,
                 "partner_latitude": 10 + n, "partner_longitude": 106}
                for n, area in enumerate((self.ward, self.provinces[1]))
            ]
        )  # fmt: skip
        self.assertEqual(addresses.mapped("state_id"), self.states)
        self.assertEqual(addresses.mapped("partner_latitude"), [10, 11])

    def test_a_new_area_in_the_same_province_keeps_the_pin(self):
        partner = self._create_customer(area_id=self.provinces[0].id)
        partner.write({"partner_latitude": HERE[0], "partner_longitude": HERE[1]})
        partner.area_id = self.ward
        self.assertAlmostEqual(partner.partner_latitude, HERE[0])

    def test_writing_many_costs_no_more_than_few(self):
        def count(number):
            partners = self.env["res.partner"].create(
                [
                    {
                        "name": f"K{n}",
                        "area_id": self.ward.id,
                        "partner_latitude": 10,
                        "partner_longitude": 106,
                    }
                    for n in range(number)
                ]
            )
            self.env.invalidate_all()
            with self._count_queries() as counted:
                partners.write({"state_id": self.states[1].id})
            self.assertEqual(len(partners.pin_log_ids), 2 * number)
            return counted[0]

        count(1)
        self.assertLessEqual(count(80), count(8) + 2)


@tagged("post_install", "-at_install")
class TestPinLog(P2itCrmCommon):
    def _pin(self, place, **values):
        return {"partner_latitude": place[0], "partner_longitude": place[1], **values}

    def _log(self, partner):
        return [
            (log.method, round(log.old_latitude, 4), round(log.new_latitude, 4))
            for log in partner.pin_log_ids.sorted("id")
        ]

    def test_each_way_of_moving_a_pin_is_logged_with_the_old_one(self):
        partner = self._create_customer(**self._pin(HERE))
        own = partner.with_user(self.salesperson)
        own.write(self._pin(THERE, pin_claim="device", pin_accuracy=12))
        self.assertEqual((partner.pin_method, partner.pin_accuracy), ("device", 12))
        own.write({"street": "2 Lê Lợi"})
        self.assertFalse(partner.pin_method)
        self.env["res.partner"].with_user(self.salesperson).load(
            [".id", "partner_latitude", "partner_longitude"], [[str(partner.id), str(HERE[0]), str(HERE[1])]]
        )
        with patch.object(type(own), "_geo_localize", lambda *args, **kwargs: THERE):
            own.with_context(force_geo_localize=True).geo_localize()
        self.assertEqual(
            self._log(partner),
            [
                ("hand", 0, HERE[0]),
                ("device", HERE[0], THERE[0]),
                ("reset", THERE[0], 0),
                ("hand", 0, HERE[0]),
                ("address", HERE[0], THERE[0]),
            ],
        )
        self.assertEqual(partner.pin_log_ids.sorted("id")[1:].user_id, self.salesperson)

    def test_how_it_was_found_by_the_server_can_not_be_claimed(self):
        partner = self._create_customer()
        partner.with_user(self.salesperson).write(self._pin(HERE, pin_claim="address"))
        with self.assertRaises(AccessError):
            partner.with_user(self.salesperson).write({"pin_method": "device"})
        self.assertEqual(partner.pin_log_ids.method, "address")

    def test_what_does_not_move_is_not_logged(self):
        partner = self._create_customer(**self._pin(HERE))
        partner.write(self._pin(HERE))
        partner.write({"phone": "0903 123 457"})
        self.assertEqual(len(partner.pin_log_ids), 1)

    def test_the_distance_is_that_on_the_ground(self):
        partner = self._create_customer(**self._pin(HERE))
        partner.write(self._pin(THERE))
        self.assertAlmostEqual(partner.pin_log_ids.sorted("id")[1].distance / 1000, 1144, delta=5)

    def test_nobody_writes_or_deletes_the_log(self):
        log = self._create_customer(**self._pin(HERE)).pin_log_ids
        for attempt in (
            lambda log: log.write({"old_latitude": 1}),
            lambda log: log.unlink(),
            lambda log: log.create({"partner_id": log.partner_id.id, "method": "hand"}),
            lambda log: log.partner_id.write({"pin_log_ids": [(5, 0, 0)]}),
        ):
            with self.assertRaises(AccessError):
                attempt(log.with_user(self.administrator))
        self.assertTrue(log.exists())

    def test_the_log_of_a_hidden_customer_is_hidden(self):
        log = self._create_customer(**self._pin(HERE), user_id=self.manager.id).pin_log_ids
        self.assertFalse(log.with_user(self.salesperson).search([("id", "in", log.ids)]))

    def test_a_place_that_does_not_exist_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no place on earth"):
            self._create_customer(partner_latitude=106.7, partner_longitude=10.7)

    def test_an_address_on_a_form_is_found_without_saving(self):
        partners = self.env["res.partner"].with_user(self.salesperson)
        with patch.object(type(partners), "_geo_localize", lambda *args, **kwargs: HERE):
            self.assertEqual(partners.find_position_of_address(street="1 Tràng Tiền"), list(HERE))
        portal = self._create_user("cong", "base.group_portal")
        with self.assertRaises(AccessError):
            partners.with_user(portal).find_position_of_address(street="1 Tràng Tiền")
