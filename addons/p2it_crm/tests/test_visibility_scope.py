from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .visibility_common import VisibilityCommon


@tagged("post_install", "-at_install")
class TestVisibilityScope(VisibilityCommon):
    """Whose customers a person sees, and that every change takes effect at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Công ty Đại Phát", cls.seller)

    def _move(self, user, manager):
        self._get_employee(user).parent_id = self._get_employee(manager)

    def test_the_scope_is_the_person_and_everyone_below(self):
        self.assertEqual(self.seller.scope_user_ids, self.seller)
        self.assertEqual(self.leader.scope_user_ids, self.leader | self.seller | self.peer)
        everyone = self.director | self.head | self.leader | self.seller | self.peer | self.peer_head
        self.assertEqual(self.director.scope_user_ids, everyone)

    def test_a_moved_employee_takes_their_customers_along_at_once(self):
        self.assertTrue(self._sees(self.head, self.customer))
        self.assertFalse(self._sees(self.peer_head, self.customer))
        self._move(self.seller, self.peer_head)
        self.assertFalse(self._sees(self.head, self.customer))
        self.assertTrue(self._sees(self.peer_head, self.customer))

    def test_a_moved_manager_takes_everyone_below_along_at_once(self):
        self._move(self.leader, self.peer_head)
        self.assertFalse(self._sees(self.head, self.customer))
        self.assertTrue(self._sees(self.peer_head, self.customer))

    def test_another_salesperson_of_a_customer_sees_it_at_once_with_its_contacts(self):
        contact = self.env["res.partner"].create({"name": "Chị Lan", "parent_id": self.customer.id})
        self.customer.user_id = self.peer
        for record in self.customer | contact:
            self.assertFalse(self._sees(self.seller, record))
            self.assertTrue(self._sees(self.peer, record))

    def test_a_contact_that_changes_companies_follows_the_new_one(self):
        contact = self.env["res.partner"].create({"name": "Chị Lan", "parent_id": self.customer.id})
        contact.parent_id = self._create_customer("Công ty An Khang", self.peer)
        self.assertFalse(self._sees(self.seller, contact))
        self.assertTrue(self._sees(self.peer, contact))

    def test_a_contacts_own_salesperson_does_not_open_a_strange_company(self):
        contact = self.env["res.partner"].create({"name": "Chị Lan", "parent_id": self.customer.id})
        contact.user_id = self.peer
        self.assertFalse(self._sees(self.peer, contact))

    def test_an_archived_employee_in_the_middle_does_not_cut_the_tree(self):
        self._get_employee(self.leader).active = False
        self.assertTrue(self._sees(self.head, self.customer))

    def test_the_customers_of_who_left_stay_with_the_people_above(self):
        self._get_employee(self.seller).active = False
        self.seller.active = False
        self.assertTrue(self._sees(self.leader, self.customer))

    def test_archiving_a_manager_hands_the_people_to_the_next_one_who_stays(self):
        leader, seller = self._get_employee(self.leader), self._get_employee(self.seller)
        leader.action_archive()
        self.assertEqual(seller.parent_id, self._get_employee(self.head))
        self.assertTrue(self._sees(self.head, self.customer))

    def test_archiving_two_levels_at_once_hands_the_people_further_up(self):
        (self._get_employee(self.leader) | self._get_employee(self.head)).action_archive()
        self.assertEqual(self._get_employee(self.seller).parent_id, self._get_employee(self.director))

    def test_archiving_a_manager_of_others_is_as_in_odoo(self):
        boss = self.env["hr.employee"].create({"name": "Quản đốc"})
        worker = self.env["hr.employee"].create({"name": "Công nhân", "parent_id": boss.id})
        boss.action_archive()
        self.assertFalse(worker.parent_id)

    def test_who_is_archived_as_an_employee_leads_nobody(self):
        self._get_employee(self.leader).active = False
        self.assertEqual(self.leader.scope_user_ids, self.leader)

    def test_a_circle_of_managers_ends(self):
        first, second = self._get_employee(self.leader), self._get_employee(self.head)
        self.env.flush_all()
        self.env.cr.execute("UPDATE hr_employee SET parent_id = %s WHERE id = %s", [first.id, second.id])
        self.env.invalidate_all()
        self.assertIn(self.head, self.leader.scope_user_ids)
        self.assertIn(self.seller, self.head.scope_user_ids)

    def test_only_employees_of_companies_one_may_enter_count(self):
        other = self.env["res.company"].create({"name": "Chi nhánh Hà Nội"})
        stranger = self._create_person(
            "hanoi", "p2it_crm.group_salesperson", self.head, company_id=other.id, company_ids=other.ids
        )
        below = self._create_person("below_hanoi", "p2it_crm.group_salesperson", stranger)
        self.assertNotIn(stranger, self.head.scope_user_ids)
        self.assertIn(below, self.head.scope_user_ids, "who isn't counted doesn't cut off others")
        self.head.company_ids += other
        self.assertIn(stranger, self.head.scope_user_ids)

    def test_the_scope_does_not_depend_on_the_company_one_works_in(self):
        other = self.env["res.company"].create({"name": "Chi nhánh Hà Nội"})
        self.head.company_ids += other
        customer = self.customer.with_user(self.head).with_context(allowed_company_ids=other.ids)
        self.assertTrue(customer.has_access("read"))

    def test_managers_see_what_nobody_has_and_salespeople_do_not(self):
        nobodys = self._create_customer("Công ty Chưa Giao")
        lead = self.env["crm.lead"].create({"name": "Chưa giao", "user_id": False})
        for record in (nobodys, lead):
            self.assertTrue(self._sees(self.peer_head, record))
            self.assertFalse(self._sees(self.seller, record))
            self.assertFalse(self._sees(self.leader, record))

    def test_a_manager_without_people_sees_no_strangers_customer(self):
        self.assertFalse(self._sees(self.peer_head, self.customer))

    def test_who_is_no_customer_stays_visible(self):
        supplier = self._create_customer("Nhà cung cấp", supplier_rank=1)
        colleague = self.env["hr.employee"].create({"name": "Thủ kho"})
        former = self._create_user("former", "base.group_user")
        former.active = False
        partners = supplier | colleague.work_contact_id | former.partner_id
        for partner in partners | self.env.company.partner_id | self.director.partner_id:
            self.assertTrue(self._sees(self.peer, partner), partner.name)

    def test_all_colleagues_can_be_chosen_as_users(self):
        users = self.env["res.users"].with_user(self.peer)
        self.assertIn(self.director, users.search([]))
        self.assertTrue(self.director.with_user(self.peer).name)

    def test_a_customer_made_without_salesperson_is_its_makers(self):
        customer = self.env["res.partner"].with_user(self.seller).create({"name": "Khách lẻ"})
        lead = self.env["crm.lead"].with_user(self.seller).create({"name": "Hỏi giá", "user_id": False})
        self.assertEqual(customer.user_id, self.seller)
        self.assertEqual(lead.user_id, self.seller)

    def test_a_customer_made_by_a_manager_waits_for_a_salesperson(self):
        customer = self.env["res.partner"].with_user(self.head).create({"name": "Khách lẻ"})
        self.assertFalse(customer.user_id)

    def test_nobody_gives_themselves_a_strangers_customer(self):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.customer.with_user(self.peer).user_id = self.peer

    def test_without_a_role_everything_is_as_in_odoo(self):
        self.assertTrue(self._sees(self.plain, self.customer))
        self.assertEqual(self.env["ir.rule"].with_user(self.plain)._get_customer_scope().user_ids, set())
        nobodys = self.env["crm.lead"].create({"name": "Chưa giao", "user_id": False})
        sellers = self.env["crm.lead"].create({"name": "Của người khác", "user_id": self.seller.id})
        self.assertTrue(self._sees(self.plain, nobodys))
        self.assertFalse(self._sees(self.plain, sellers))

    def test_an_administrator_sees_all(self):
        self.assertTrue(self._sees(self.administrator, self.customer))

    def test_the_cost_does_not_grow_with_the_people_below(self):
        def count_queries():
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["res.partner"].with_user(self.director).search_count([])
            return self.env.cr.sql_log_count - start

        count_queries()
        small = count_queries()
        for number in range(12):
            self._create_person(f"many_{number}", "p2it_crm.group_salesperson", self.leader)
        count_queries()
        self.assertLessEqual(count_queries(), small)

    def test_a_page_of_customers_costs_the_same_number_of_queries(self):
        def count_queries(limit):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["res.partner"].with_user(self.director).web_search_read(
                [("user_id", "=", self.seller.id)], {"display_name": {}, "phone": {}}, limit=limit
            )
            return self.env.cr.sql_log_count - start

        self.env["res.partner"].create(
            [{"name": f"Khách {number}", "user_id": self.seller.id} for number in range(80)]
        )
        count_queries(8)
        self.assertEqual(count_queries(8), count_queries(80))


@tagged("post_install", "-at_install")
class TestCover(VisibilityCommon):
    """Someone's customers lent to another person for some days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Công ty Đại Phát", cls.seller)

    def _lend(self, lender, cover, user=None, **values):
        return (
            self.env["p2it.cover"]
            .with_user(user or self.administrator)
            .create(
                {
                    "user_id": lender.id,
                    "cover_user_id": cover.id,
                    "date_from": date(2026, 3, 10),
                    "date_to": date(2026, 3, 12),
                    "reason": "Nghỉ phép",
                    **values,
                }
            )
        )

    def _sees_on(self, moment, user, record=None):
        """Ask as a request at ``moment`` would: in a transaction of its own."""
        with freeze_time(moment):
            self.env.invalidate_all()
            return self._sees(user, record or self.customer)

    def test_a_cover_begins_and_ends_by_itself(self):
        self._lend(self.seller, self.peer)
        for moment, expected in (
            ("2026-03-09 12:00", False),
            ("2026-03-10 12:00", True),
            ("2026-03-12 12:00", True),
            ("2026-03-13 12:00", False),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(self._sees_on(moment, self.peer), expected)

    def test_a_cover_begins_at_midnight_where_the_lender_lives(self):
        self.seller.tz = "Asia/Ho_Chi_Minh"
        self.peer.tz = "Pacific/Kiritimati"
        self._lend(self.seller, self.peer)
        self.assertFalse(self._sees_on("2026-03-09 16:59", self.peer))
        self.assertTrue(self._sees_on("2026-03-09 17:01", self.peer))
        self.assertTrue(self._sees_on("2026-03-12 16:59", self.peer))
        self.assertFalse(self._sees_on("2026-03-12 17:01", self.peer))

    @freeze_time("2026-03-11 12:00")
    def test_making_ending_and_deleting_a_cover_takes_effect_at_once(self):
        cover = self._lend(self.seller, self.peer)
        self.assertTrue(self._sees(self.peer, self.customer))
        cover.action_end()
        self.assertFalse(self._sees(self.peer, self.customer))
        cover.date_to = date(2026, 3, 12)
        self.assertTrue(self._sees(self.peer, self.customer))
        cover.sudo().unlink()
        self.assertFalse(self._sees(self.peer, self.customer))

    @freeze_time("2026-03-11 12:00")
    def test_what_is_lent_is_not_lent_on(self):
        third = self._create_person("third", "p2it_crm.group_salesperson", self.peer_head)
        self._lend(self.seller, self.peer)
        self._lend(self.peer, third, with_team=True)
        self.assertTrue(self._sees(self.peer, self.customer))
        self.assertFalse(self._sees(third, self.customer))

    @freeze_time("2026-03-11 12:00")
    def test_who_stands_above_the_covering_person_gains_nothing(self):
        third = self._create_person("third", "p2it_crm.group_salesperson", self.peer_head)
        self._lend(self.seller, third)
        self.assertTrue(self._sees(third, self.customer))
        self.assertFalse(self._sees(self.peer_head, self.customer))

    @freeze_time("2026-03-11 12:00")
    def test_the_people_below_are_lent_only_when_chosen(self):
        cover = self._lend(self.leader, self.peer_head)
        self.assertFalse(self._sees(self.peer_head, self.customer))
        cover.with_team = True
        self.assertTrue(self._sees(self.peer_head, self.customer))

    @freeze_time("2026-03-11 12:00")
    def test_the_expenses_of_the_lender_are_not_lent(self):
        self._lend(self.seller, self.peer)
        employee = self._get_employee(self.seller)
        expense = self.env["hr.expense"].create({"name": "Tiếp khách", "employee_id": employee.id})
        self.assertFalse(self._sees(self.peer, expense))

    def test_only_who_stands_above_both_may_lend(self):
        stranger = self._create_person("third", "p2it_crm.group_salesperson", self.peer_head)
        self.assertTrue(self._lend(self.seller, self.peer, self.head))
        self.assertTrue(self._lend(self.seller, self.head, self.head))
        self.assertTrue(self._lend(self.seller, stranger, self.director))
        for user, lender, cover in (
            (self.head, self.seller, stranger),
            (self.peer_head, self.seller, self.peer_head),
            (self.head, self.head, self.seller),
            (self.head, self.director, self.head),
        ):
            with self.subTest(user=user.login, lender=lender.login), self.assertRaises(AccessError):
                self._lend(lender, cover, user)

    def test_neither_lender_nor_covering_person_may_lend(self):
        for user in (self.seller, self.peer):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self._lend(self.seller, self.peer, user)

    def test_a_cover_cannot_be_turned_into_one_that_could_not_be_made(self):
        cover = self._lend(self.seller, self.peer, self.head)
        with self.assertRaises(AccessError):
            cover.user_id = self.peer_head
        with self.assertRaises(AccessError):
            cover.with_user(self.head).cover_user_id = self.peer_head

    @freeze_time("2026-03-11 12:00")
    def test_a_cover_that_has_begun_stays_in_the_history(self):
        cover = self._lend(self.seller, self.peer, self.head)
        with self.assertRaises(UserError):
            cover.unlink()
        planned = self._lend(self.seller, self.peer, self.head, date_from=date(2026, 3, 12))
        self.assertTrue(planned.unlink())

    def test_people_see_the_covers_that_concern_them(self):
        stranger = self._create_person("third", "p2it_crm.group_salesperson", self.peer_head)
        cover = self._lend(self.seller, self.peer)
        for user, expected in (
            (self.seller, True),
            (self.peer, True),
            (self.leader, True),
            (stranger, False),
            (self.peer_head, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._sees(user, cover), expected)

    def test_a_cover_has_two_people_of_the_suite_and_days_in_order(self):
        with self.assertRaises(ValidationError):
            self._lend(self.seller, self.plain)
        for values in ({"date_to": date(2026, 3, 9)}, {"cover": self.seller}):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._lend(self.seller, **{"cover": self.peer, **values})

    @freeze_time("2026-03-11 12:00")
    def test_lent_customers_and_their_orders_can_be_worked_on(self):
        product = self.env["product.product"].create({"name": "Nước mắm"})
        self._lend(self.seller, self.peer)
        order = (
            self.env["sale.order"]
            .with_user(self.peer)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
        )
        self.customer.with_user(self.peer).phone = "0903 123 456"
        self.assertTrue(self._sees(self.seller, order))
