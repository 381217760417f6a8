from datetime import timedelta

from odoo.tests import tagged, users
from odoo.tools.safe_eval import safe_eval

from .test_care import CareCommon


@tagged("post_install", "-at_install")
class TestCustomersWithoutCare(CareCommon):
    """Days since the last care, on the record and in searches of every kind."""

    def _age_customer(self, customer, days):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - %s WHERE id = %s",
            [timedelta(days=days), customer.id],
        )
        customer.invalidate_recordset()

    def _find(self, operator, value, customer=None):
        domain = [("id", "=", (customer or self.customer).id), ("days_without_care", operator, value)]
        return bool(self.env["res.partner"].with_user(self.salesperson).search(domain))

    def test_days_count_from_the_last_care(self):
        self._age_customer(self.customer, 100)
        self._age(self._record_care(), days=12)
        self._age(self._record_care(), days=40)
        self.assertEqual(self.customer.days_without_care, 12)

    def test_days_count_from_the_entry_of_whom_nobody_cared_for(self):
        self._age_customer(self.customer, 33)
        self.assertEqual(self.customer.days_without_care, 33)
        self.assertTrue(self._find(">=", 30))
        self.assertFalse(self._find(">=", 60))

    def test_corrected_care_is_none(self):
        self._age_customer(self.customer, 100)
        care = self._record_care()
        self._age(care, days=50)
        correction = self._record_care(corrects_id=care.id)
        self._age(correction, days=45)
        self.assertEqual(self.customer.days_without_care, 45)

    def test_each_comparison_agrees_with_the_figure(self):
        self._age_customer(self.customer, 100)
        self._age(self._record_care(), days=30)
        self.assertEqual(self.customer.days_without_care, 30)
        compare = {
            ">=": int.__ge__,
            ">": int.__gt__,
            "<=": int.__le__,
            "<": int.__lt__,
            "=": int.__eq__,
            "!=": int.__ne__,
        }
        for operator, function in compare.items():
            for value in (29, 30, 31):
                self.assertEqual(self._find(operator, value), function(30, value), (operator, value))

    def test_the_date_of_the_last_care_is_searched(self):
        self._age(self._record_care(), days=10)
        last = self.customer.last_care_date
        partners, mine = self.env["res.partner"], [("id", "=", self.customer.id)]
        for operator, value, found in (
            (">=", last, True),
            (">", last, False),
            ("<=", last, True),
            ("<", last, False),
            ("<", last + timedelta(days=1), True),
            ("=", False, False),
            ("!=", False, True),
        ):
            domain = [*mine, ("last_care_date", operator, value)]
            self.assertEqual(bool(partners.search(domain)), found, (operator, value))

    def test_the_filters_of_the_screen_are_searches_that_work(self):
        self._age_customer(self.customer, 61)
        arch = self.env["res.partner"].get_view(
            self.env.ref("p2it_crm.res_partner_view_search").id, "search"
        )["arch"]
        for days in (7, 14, 30, 60, 90):
            self.assertIn(f"'days_without_care', '&gt;=', {days})", arch)
            self.assertEqual(self._find(">=", days), days <= 60)

    def test_leads_know_it_too(self):
        lead = self.env["crm.lead"].search([("id", "=", self.lead.id), ("days_without_care", "<", 1)])
        self.assertEqual(lead, self.lead)

    def test_eighty_customers_cost_the_queries_of_eight(self):
        def measure(count):
            customers = self.env["res.partner"].create(
                [{"name": f"Đại lý {i}", "user_id": self.salesperson.id} for i in range(count)]
            )
            for customer in customers:
                self._record_care(partner_id=customer.id)
            self.env.flush_all()
            self.env.invalidate_all()
            found = customers.with_user(self.salesperson)
            domain = [("id", "in", found.ids), ("days_without_care", "<", 7)]
            with self._count_queries() as queries:
                rows = found.web_search_read(
                    domain, {"name": {}, "last_care_date": {}, "days_without_care": {}, "care_count": {}}
                )
            self.assertEqual(len(rows["records"]), count)
            return queries[0]

        measure(1)
        small, large = measure(8), measure(80)
        self.assertLessEqual(large, small)


@tagged("post_install", "-at_install")
class TestWhoHasNotRecorded(CareCommon):
    def _get_idle(self, user):
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_without_record")
        domain = [("is_my_salesperson", "=", True), ("has_recorded_today", "=", False)]
        self.assertEqual(action["domain"], "[('is_my_salesperson', '=', True)]")
        return self.env["res.users"].with_user(user).search(domain)

    def test_a_manager_finds_the_people_below_who_recorded_nothing(self):
        self.assertIn(self.salesperson, self._get_idle(self.manager))
        self._record_care()
        self.assertNotIn(self.salesperson, self._get_idle(self.manager))
        self.assertIn(self.manager, self._get_idle(self.manager))

    def test_an_entry_of_yesterday_is_none_of_today(self):
        self._age(self._record_care())
        self.assertIn(self.salesperson, self._get_idle(self.manager))
        self.assertEqual(self.salesperson.with_user(self.manager).care_today_count, 0)
        self.assertTrue(self.salesperson.with_user(self.manager).last_care_date)

    def test_nobody_sees_people_who_are_not_below(self):
        self.assertNotIn(self.manager, self._get_idle(self.salesperson))
        stranger = self._create_user("stranger", "p2it_crm.group_manager")
        self.env["hr.employee"].create({"name": "Người lạ", "user_id": stranger.id})
        self.assertEqual(self._get_idle(stranger), stranger)

    def test_an_administrator_finds_everybody(self):
        self.assertLessEqual(self.salesperson | self.manager, self._get_idle(self.administrator))

    def test_who_sells_nothing_is_not_listed(self):
        clerk = self._create_user("clerk", "base.group_user")
        self.env["hr.employee"].create({"name": "Thủ kho", "user_id": clerk.id})
        self.assertNotIn(clerk, self._get_idle(self.administrator))

    def test_the_figures_of_a_person_are_those_of_entries_one_may_see(self):
        self._record_care()
        peer = self._create_user("peer", "p2it_crm.group_salesperson")
        self.assertEqual(self.salesperson.with_user(peer).care_today_count, 0)
        self.assertEqual(self.salesperson.with_user(self.manager).care_today_count, 1)

    @users("p2it_manuel")
    def test_the_day_of_a_person_opens(self):
        self._record_care()
        action = self.salesperson.with_user(self.env.user).action_view_day()
        self.assertEqual(self.env["p2it.care"].search(action["domain"]).user_id, self.salesperson)

    def test_many_people_cost_the_same_queries(self):
        boss = self.manager.employee_ids

        def measure(count):
            people = self.env["res.users"]
            for number in range(count):
                user = self._create_user(f"p{count}_{number}", "p2it_crm.group_salesperson")
                self.env["hr.employee"].create({"name": user.name, "user_id": user.id, "parent_id": boss.id})
                people |= user
            found = self.env["res.users"].with_user(self.manager)
            fields_ = {"name": {}, "last_care_date": {}, "care_today_count": {}}
            domain = [("id", "in", people.ids), ("has_recorded_today", "=", False)]
            found.web_search_read(domain, fields_)  # what Odoo caches for long is known after this
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as queries:
                rows = found.web_search_read(domain, fields_)["records"]
            self.assertEqual(len(rows), count)
            return queries[0]

        measure(1)
        small, large = measure(8), measure(80)
        self.assertLessEqual(large, small)


@tagged("post_install", "-at_install")
class TestKindsOfCare(CareCommon):
    def test_the_kinds_offered_are_those_of_work_with_customers(self):
        domain = safe_eval(self.env["p2it.care"]._fields["activity_type_id"].domain)
        kinds = self.env["mail.activity.type"].search(domain)
        self.assertIn(self.env.ref("p2it_crm.activity_type_visit"), kinds)
        self.assertNotIn(self.env.ref("hr_expense.mail_act_expense_approval"), kinds)
        self.assertNotIn(self.env.ref("mail.mail_activity_data_upload_document"), kinds)
