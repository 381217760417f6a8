from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilityCommon

NOW = "2026-03-20 03:00:00"


class ConversionCommon(VisibilityCommon):
    @classmethod
    def _create_lead(cls, user, day="2026-03-01", converted=None, **values):
        """Create a lead on a day, and convert it on another."""
        lead = cls.env["crm.lead"].create(
            {"name": "Hỏi giá", "type": "lead", "user_id": user and user.id, **values}
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s, stage_entered = %s WHERE id = %s",
            [f"{day} 03:00:00", f"{day} 03:00:00", lead.id],
        )
        lead.invalidate_recordset(["create_date", "stage_entered"])
        lead.modified(["create_date"])
        if converted:
            lead.write({"type": "opportunity", "date_conversion": f"{converted} 03:00:00"})
        return lead


@tagged("post_install", "-at_install")
class TestDaysToConvert(ConversionCommon):
    """A lead is converted when it becomes an opportunity or its customer an account."""

    def test_becoming_an_opportunity_converts(self):
        lead = self._create_lead(self.seller, "2026-03-01", "2026-03-09")
        self.assertEqual(fields.Date.to_string(lead.converted_on), "2026-03-09")
        self.assertEqual(lead.days_to_convert, 8)

    def test_days_are_those_of_the_companys_calendar(self):
        self.env.company.resource_calendar_id.tz = "Asia/Ho_Chi_Minh"
        lead = self._create_lead(self.seller)
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-03-01 18:30:00' WHERE id = %s", [lead.id]
        )
        lead.invalidate_recordset(["create_date"])
        lead.date_conversion = "2026-03-02 15:00:00"  # the same day in Vietnam
        self.assertEqual((str(lead.converted_on), lead.days_to_convert), ("2026-03-02", 0))

    @freeze_time("2026-03-06 03:00:00")
    def test_the_customer_becoming_an_account_converts(self):
        customer = self._create_customer("Công ty Đại Phát", self.seller, phone="0903123456")
        lead = self._create_lead(self.seller, "2026-03-01", partner_id=customer.id)
        older = self._create_lead(self.seller, "2026-03-01", "2026-03-03", partner_id=customer.id)
        self.assertFalse(lead.converted_on)
        customer._convert_to_account("manual")
        self.assertEqual((str(lead.converted_on), lead.days_to_convert), ("2026-03-06", 5))
        self.assertEqual(str(older.converted_on), "2026-03-03")

    @freeze_time("2026-03-06 03:00:00")
    def test_an_account_of_before_or_after_the_loss_converts_nothing(self):
        customer = self._create_customer("Công ty Đại Phát", self.seller, phone="0903123456")
        lost = self._create_lead(self.seller, "2026-03-01", partner_id=customer.id)
        with freeze_time("2026-03-03 03:00:00"):
            lost.action_set_lost()
        customer._convert_to_account("manual")
        later = self._create_lead(self.seller, "2026-03-10", partner_id=customer.id)
        self.assertFalse(lost.converted_on or later.converted_on)

    def test_averages_count_converted_leads_only(self):
        leads = self._create_lead(self.seller, "2026-03-01", "2026-03-05")
        leads |= self._create_lead(self.seller, "2026-03-01", "2026-03-07")
        leads |= self._create_lead(self.seller, "2026-03-01")
        domain = [("id", "in", leads.ids)]
        [group] = self.env["crm.lead"].formatted_read_group(domain, ["user_id"], ["days_to_convert:avg"])
        self.assertEqual(group["days_to_convert:avg"], 5)


@tagged("post_install", "-at_install")
class TestConversionReport(ConversionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Quá đắt"})
        cls.west = cls.env["p2it.area"].create({"name": "Miền Tây"})
        # Of the seller 1 of 4 is converted, of the peer 1 of 1: together 40 %, not 62.5 %.
        cls.converted = cls._create_lead(cls.seller, "2026-03-01", "2026-03-05", area_id=cls.west.id)
        cls.open = cls._create_lead(cls.seller, "2026-03-01")
        cls.lost = cls._create_lead(cls.seller, "2026-03-02")
        cls.lost.action_set_lost(lost_reason_id=cls.reason.id)
        cls.fresh = cls._create_lead(cls.seller, "2026-03-19")
        cls.peers = cls._create_lead(cls.peer, "2026-02-01", "2026-02-03")
        cls.direct = cls._create_lead(cls.peer, "2026-03-01", type="opportunity")
        cls.env["p2it.stage.limit"].search([]).active = False
        cls.env["p2it.stage.limit"].create({"days": 7})

    def _read(self, groupby, user=None, domain=None):
        report = self.env["p2it.lead.conversion.report"].with_user(user or self.administrator)
        measures = [
            *("lead_count:sum", "converted_count:sum", "conversion_rate:avg", "days_to_convert:avg"),
            *("stale_count:sum", "lost_count:sum"),
        ]
        domain = [("began_as", "=", "lead")] if domain is None else domain
        groups = report.formatted_read_group(domain, groupby, measures)
        return {
            (group[groupby[0]] or [False])[0] if groupby else None: [group[measure] for measure in measures]
            for group in groups
        }

    @freeze_time(NOW)
    def test_the_figures_of_each_salesperson(self):
        figures = self._read(["user_id"])
        self.assertEqual(figures[self.seller.id], [4, 1, 25, 4, 1, 1])
        self.assertEqual(figures[self.peer.id], [1, 1, 100, 2, 0, 0])

    @freeze_time(NOW)
    def test_the_rate_of_all_is_weighted_by_the_leads(self):
        self.assertEqual(self._read([])[None][:4], [5, 2, 40, 3])

    @freeze_time(NOW)
    def test_leads_lost_are_counted_by_reason(self):
        figures = self._read(["lost_reason_id"])
        self.assertEqual(figures[self.reason.id][5], 1)

    @freeze_time(NOW)
    def test_what_began_as_an_opportunity_is_told_apart(self):
        self.assertEqual(
            self._read(["user_id"], domain=[("began_as", "=", "opportunity")])[self.peer.id][0], 1
        )

    @freeze_time(NOW)
    def test_areas_and_months_group(self):
        self.assertEqual(self._read(["area_id"])[self.west.id][:3], [1, 1, 100])
        months = self._read(["create_date:month"])
        self.assertEqual(sorted(row[0] for row in months.values()), [1, 4])

    @freeze_time(NOW)
    def test_the_report_is_of_this_moment(self):
        self.open.lead_status_id = self.env["p2it.lead.status"].create({"name": "Đã gọi"})
        self.fresh.convert_opportunity(self.env["res.partner"])
        figures = self._read(["user_id"])[self.seller.id]
        self.assertEqual((figures[1], figures[4]), (2, 0))

    @freeze_time(NOW)
    def test_the_figures_are_those_of_the_leads_shown(self):
        report = self.env["p2it.lead.conversion.report"].search([("is_stale", "=", True)])
        self.assertEqual(report.lead_id, self.open)
        self.assertEqual(self.env["crm.lead"].search([("is_stale", "=", True)]), self.open)

    @freeze_time(NOW)
    def test_each_reads_as_far_as_the_scope_reaches(self):
        for user, count in ((self.seller, 4), (self.peer, 1), (self.leader, 5), (self.director, 5)):
            figures = self._read(["user_id"], user=user)
            self.assertEqual(sum(row[0] for row in figures.values()), count, user.login)
        self.assertFalse(self._read(["user_id"], user=self.peer_head))
        for model in ("p2it.lead.conversion.report", "p2it.lead.conversion.person"):
            for attempt in ("create", "unlink"):
                with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                    record = self.env[model].search([], limit=1).with_user(self.administrator)
                    record.create({}) if attempt == "create" else record.unlink()
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.env[model].with_user(self.plain).search([])

    @freeze_time(NOW)
    def test_people_under_the_mark_are_found(self):
        self.env.company.write({"conversion_mark": 50, "conversion_min_leads": 4, "conversion_days": 90})
        people = self.env["p2it.lead.conversion.person"].with_user(self.director)
        self.assertEqual(people.search([("verdict", "=", "under")]).user_id, self.seller)
        self.assertEqual(people.search([("verdict", "=", "few")]).user_id, self.peer)
        self.env.company.conversion_mark = 25
        self.assertEqual(people.search([("verdict", "=", "reached")]).user_id, self.seller)
        self.env.company.conversion_mark = 0
        self.assertFalse(people.search([("verdict", "!=", False)]))
        self.assertFalse(people.with_user(self.peer).search([("user_id", "=", self.seller.id)]))

    @freeze_time(NOW)
    def test_a_salespersons_row_opens_the_leads_it_counts(self):
        self.env.company.conversion_days = 15
        for person in self.env["p2it.lead.conversion.person"].with_user(self.director).search([]):
            action = person.action_view_leads()
            shown = self.env[action["res_model"]].with_user(self.director).search(action["domain"])
            self.assertEqual(len(shown), person.lead_count)
            self.assertEqual(sum(shown.mapped("converted_count")), person.converted_count)
        self.assertEqual(person.user_id, self.seller)
        self.assertEqual(person.lead_count, 1)

    @freeze_time(NOW)
    def test_a_report_of_many_costs_no_more_queries_than_one_of_few(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._read(["user_id"], user=self.director)
            self.env["p2it.lead.conversion.person"].with_user(self.director).web_search_read(
                [], {"conversion_rate": {}, "verdict": {}}
            )
            return self.env.cr.sql_log_count - start

        count()
        few = count()
        self.env["crm.lead"].create(
            [{"name": f"Lead {n}", "type": "lead", "user_id": self.seller.id} for n in range(80)]
        )
        self.assertLessEqual(count(), few)


@tagged("post_install", "-at_install")
class TestStaleColors(ConversionCommon):
    """The rules that come with the addon mark what is stale, for everybody and cheaply."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["p2it.stage.limit"].search([]).active = False
        limits = cls.env["p2it.stage.limit"].create([{"days": 7}, {"days": 7, "lead_type": "opportunity"}])
        assert limits
        past = fields.Datetime.to_string(fields.Datetime.from_string(NOW) - timedelta(days=9))[:10]
        cls.leads = cls.env["crm.lead"].create(
            [{"name": f"Lead {n}", "type": "lead", "user_id": cls.seller.id} for n in range(40)]
            + [{"name": f"Cơ hội {n}", "type": "opportunity", "user_id": cls.seller.id} for n in range(40)]
        )
        cls.old = cls.leads[:4] | cls.leads[-4:]
        cls.env.flush_all()
        for leads, day in ((cls.leads, NOW[:10]), (cls.old, past)):
            cls.env.cr.execute(
                "UPDATE crm_lead SET stage_entered = %s WHERE id IN %s", [day, tuple(leads.ids)]
            )
        cls.env.invalidate_all()

    def _read_page(self, view_type="list", leads=None, wish=True):
        model = self.env["crm.lead"].with_user(self.seller)
        if wish:
            model = model.with_context(p2it_color=f"crm.lead,{view_type}")
        leads = self.leads if leads is None else leads
        page = model.web_search_read([("id", "in", leads.ids)], {"name": {}, "is_stale": {}})
        return {values["id"]: values for values in page["records"]}

    @freeze_time(NOW)
    def test_lists_and_kanbans_colour_what_is_stale(self):
        for view_type in ("list", "kanban"):
            page = self._read_page(view_type)
            coloured = {id_ for id_, values in page.items() if values["p2it_style"]}
            self.assertEqual(coloured, set(self.old.ids))
        lead, opportunity = (page[record.id]["p2it_style"]["row"] for record in (self.old[0], self.old[-1]))
        self.assertNotEqual(lead["background"], opportunity["background"])

    @freeze_time(NOW)
    def test_colours_cost_a_salesperson_two_queries_and_a_savepoint(self):
        def count(leads, wish):
            self._read_page(leads=leads, wish=wish)
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._read_page(leads=leads, wish=wish)
            return self.env.cr.sql_log_count - start

        self.assertLessEqual(count(self.leads, True) - count(self.leads, False), 4)
        self.assertLessEqual(count(self.leads, True), count(self.leads[:8], True))
