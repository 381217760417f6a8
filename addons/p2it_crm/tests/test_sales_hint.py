from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .statistics_common import StatisticsCommon


@tagged("post_install", "-at_install")
class TestSalesHint(StatisticsCommon):
    """Hints tell what the figures say, to who may know it, with the numbers behind them."""

    def _sell_every(self, customer, interval, orders=5, silent=60, **values):
        last = fields.Date.today() - timedelta(days=silent)
        for number in range(orders):
            self._confirm(self._sell(customer, last - timedelta(days=number * interval), **values))

    def _get_hints(self, kind, user=None):
        self.env.flush_all()
        own = {*self.customers.ids, *self.areas.ids, *self.people.ids}
        return [
            hint
            for hint in self.env["p2it.sales.hint"].with_user(user or self.administrator).get_hints()
            if hint["kind"] == kind and hint["res_id"] in own
        ]

    def test_a_customer_whose_rhythm_broke_is_told_with_the_numbers(self):
        self._sell_every(0, 10)
        self._sell_every(1, 90)
        (hint,) = self._get_hints("silent")
        self.assertEqual((hint["model"], hint["res_id"]), ("res.partner", self.customers[0].id))
        for number in ("5", "10", "60"):
            self.assertIn(number, hint["text"])
        rows = self.env["p2it.sales.statistics"].search(hint["action"]["domain"])
        self.assertEqual(sum(rows.mapped("ordered")), 5 * 330000)

    def test_nobody_is_told_of_anothers_customer(self):
        self._sell_every(0, 10)
        self.assertTrue(self._get_hints("silent", self.people[0]))
        self.assertTrue(self._get_hints("silent", self.manager))
        self.assertEqual(self._get_hints("silent", self.people[1]), [])

    def test_an_area_that_falls(self):
        self.areas[0].kind = "province"
        self.customers[0].area_id = self.areas[0]
        month = fields.Date.today().replace(day=1)
        for days in (100, 110, 120, 30):
            self._confirm(self._sell(0, month - timedelta(days=days)))
        (hint,) = self._get_hints("area")
        self.assertEqual(hint["res_id"], self.areas[0].id)
        self.assertIn("67", hint["title"])

    def test_who_wins_far_less_than_all(self):
        leads = self.env["crm.lead"]
        for user, won, lost in ((self.people[0], 8, 2), (self.people[1], 1, 9)):
            for number in range(won + lost):
                lead = leads.create({"name": f"Cơ hội {number}", "type": "opportunity", "user_id": user.id})
                lead.action_set_won() if number < won else lead.action_set_lost()
        rates = {hint["res_id"]: hint for hint in self._get_hints("conversion")}
        self.assertIn(self.people[1].id, rates)
        self.assertNotIn(self.people[0].id, rates)
        action = rates[self.people[1].id]["action"]
        self.assertEqual(leads.with_context(active_test=False).search_count(action["domain"]), 10)

    def test_the_mail_goes_to_who_wants_it_with_what_that_person_may_know(self):
        self._sell_every(0, 10)
        self.people.write({"wants_sales_hints": True})
        mails = self.env["mail.mail"]
        send = self.env["p2it.sales.hint"]._send_digest
        self.assertEqual(send(self.people[1]), mails)
        mail = send(self.people[0])
        self.assertIn(self.people[0].email, mail.email_to)
        self.assertIn(self.customers[0].name, mail.body_html)

    def test_everybody_chooses_for_themselves(self):
        self.people[0].with_user(self.people[0]).wants_sales_hints = True
        self.assertTrue(self.people[0].wants_sales_hints)

    def test_the_cost_does_not_grow_with_the_hints(self):
        self._sell_every(0, 10)
        hints = self.env["p2it.sales.hint"].with_user(self.manager)

        def count():
            self.env.invalidate_all()
            with self._count_queries() as counted:
                hints.get_hints()
            return counted[0]

        count()
        few = count()
        for number in range(6):
            other = self._create_customer(f"Khách lâu {number}", phone=f"09031277{number:02}")
            self._sell_every(0, 10, partner_id=other.id)
        count()
        self.assertLessEqual(count(), few + 2)


@tagged("post_install", "-at_install")
class TestSalesHintTour(HttpCase, StatisticsCommon):
    """On the screen: the numbers behind a hint, and the wish to have them by e-mail."""

    def test_on_a_desk(self):
        last = fields.Date.today() - timedelta(days=60)
        for number in range(5):
            self._confirm(self._sell(0, last - timedelta(days=number * 10)))
        user = self.people[0]
        self.start_tour("/odoo/sales-hints", "p2it_sales_hints", login=user.login)
        self.assertTrue(user.wants_sales_hints)
