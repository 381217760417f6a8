from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_stop_care import StopCareCommon
from .visibility_common import SECRET, VisibilityCommon


@tagged("post_install", "-at_install")
class TestHostilePeer(VisibilityCommon):
    """A peer looks for a hidden customer where Odoo itself computes as superuser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(f"Công ty {SECRET}", cls.seller)
        cls.own = cls._create_customer("Công ty Của Tôi", cls.peer)
        cls.team = cls.env["crm.team"].create(
            {"name": "Đội miền Trung", "member_ids": [Command.set(cls.seller.ids)]}
        )
        cls.campaign = cls.env["utm.campaign"].create({"name": "Tết", "title": "Tết"})

    @classmethod
    def _sell(cls):
        product = cls.env["product.product"].create(
            {"name": "Nước mắm", "invoice_policy": "order", "list_price": 100, "taxes_id": False}
        )
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "team_id": cls.team.id,
                "campaign_id": cls.campaign.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.write({"team_id": cls.team.id, "campaign_id": cls.campaign.id})
        invoice.action_post()
        payment = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment.create({})._create_payments()

    def _get_model(self, name):
        return self.env["ir.model"]._get(name).id

    def test_an_activity_moved_to_a_hidden_customer_does_not_name_it(self):
        activity = self.env["mail.activity"].with_user(self.peer)
        activity = activity.create({"summary": "Dò", "user_id": self.peer.id})
        with self.assertRaises(AccessError) as refusal:
            activity.write({"res_model_id": self._get_model("res.partner"), "res_id": self.customer.id})
        self.assertNotIn(SECRET, str(refusal.exception))

    def test_an_activity_is_still_moved_to_a_customer_of_ones_own(self):
        activity = self.env["mail.activity"].with_user(self.peer)
        activity = activity.create({"summary": "Gọi", "user_id": self.peer.id})
        activity.write({"res_model_id": self._get_model("res.partner"), "res_id": self.own.id})
        self.assertEqual(activity.res_name, self.own.name)

    def test_a_form_does_not_name_what_an_id_refers_to(self):
        for model, values, shown in (
            (
                "mail.activity",
                {"res_model_id": self._get_model("res.partner"), "res_id": self.customer.id},
                "res_name",
            ),
            ("mail.message", {"model": "res.partner", "res_id": self.customer.id}, "record_name"),
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.peer).onchange(values, list(values), {shown: {}})

    def test_defaults_do_not_refer_to_a_hidden_customer(self):
        for model, defaults, shown in (
            (
                "mail.activity",
                {
                    "default_res_model_id": self._get_model("res.partner"),
                    "default_res_id": self.customer.id,
                },
                "res_name",
            ),
            (
                "mail.message",
                {"default_model": "res.partner", "default_res_id": self.customer.id},
                "record_name",
            ),
        ):
            with self.subTest(model):
                records = self.env[model].with_user(self.peer).with_context(**defaults)
                answer = records.onchange({}, [], {shown: {}, "res_id": {}})
                self.assertNotIn(SECRET, str(answer))

    def test_what_a_team_invoiced_is_told_to_who_sees_the_invoices(self):
        self._sell()
        for user, amount in ((self.peer, 0), (self.seller, 100), (self.head, 100), (self.administrator, 100)):
            with self.subTest(user.login):
                self.env.invalidate_all()
                self.assertEqual(self.team.with_user(user).invoiced, amount)

    def test_figures_of_a_campaign_are_told_to_who_sees_its_documents(self):
        self._sell()
        for user, count in ((self.peer, 0), (self.seller, 1), (self.head, 1), (self.administrator, 1)):
            with self.subTest(user.login):
                self.env.invalidate_all()
                campaign = self.campaign.with_user(user)
                self.assertEqual((campaign.quotation_count, campaign.invoiced_amount), (count, 100 * count))

    def test_nobody_enters_the_date_of_conversion(self):
        leads = self.env["crm.lead"].with_user(self.peer)
        lead = leads.create({"name": "Giả", "type": "lead", "date_conversion": fields.Datetime.now()})
        self.assertFalse(lead.date_conversion)
        lead = leads.with_context(default_date_conversion="2026-01-01 00:00:00").create({"name": "Giả"})
        self.assertFalse(lead.date_conversion)
        with self.assertRaises(AccessError):
            lead.write({"date_conversion": fields.Datetime.now()})
        self.assertFalse(lead.converted_on)

    def test_a_conversion_has_its_own_date(self):
        lead = self.env["crm.lead"].with_user(self.peer).create({"name": "Thật", "type": "lead"})
        lead.write({"type": "opportunity", "date_conversion": "2020-01-01 00:00:00"})
        self.assertGreater(lead.date_conversion, fields.Datetime.to_datetime("2026-01-01"))
        lead = self.env["crm.lead"].with_user(self.peer).create({"name": "Thật", "type": "lead"})
        lead.convert_opportunity(self.own.with_user(self.peer))
        self.assertTrue(lead.converted_on)


@tagged("post_install", "-at_install")
class TestHostileSalesperson(StopCareCommon):
    """A salesperson makes a customer of their own vanish, or gets round the agreement."""

    def test_a_salesperson_merges_no_customers_made_alike_by_hand(self):
        other = self._create_customer("Đại lý Hoa Sen", phone="0911 222 333", user_id=self.salesperson.id)
        free = self.env["res.company"].create({"name": "Chi nhánh Đà Nẵng"})
        self.salesperson.company_ids += free
        both = self.customer + other
        wizard = self.env["p2it.merge"].with_context(active_model="res.partner", active_ids=both.ids)
        with self.assertRaises(UserError):
            wizard.with_user(self.salesperson).with_context(allowed_company_ids=free.ids).create({})
        other.with_user(self.salesperson).name = self.customer.name
        with self.assertRaises(UserError):
            wizard.with_user(self.salesperson).create({})
        self.assertTrue(other.exists().active and self.customer.exists().active)

    def test_a_customer_does_not_leave_the_lists_of_customers_by_hand(self):
        supplier = self.env["res.partner"].create(
            {"name": "Nhà cung cấp", "is_company": True, "supplier_rank": 1}
        )
        self.customer.customer_group_id = False
        customer = self.customer.with_user(self.salesperson)
        for values in ({"supplier_rank": 1}, {"parent_id": supplier.id, "is_company": False}):
            with self.subTest(values), self.assertRaises(UserError), self.env.cr.savepoint():
                customer.write(values)
            self.env.invalidate_all()
            self.assertTrue(self.customer.lifecycle)

    def test_who_asks_does_not_write_the_answer(self):
        request = self._create_request(decision_note="Đồng ý, đóng đi")
        self.assertFalse(request.decision_note)

    def test_an_answer_stays_as_it_was_given(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        decided = request.with_user(self.leader)
        decided.decision_note = "Gọi lại tuần sau"
        decided.action_refuse()
        with self.assertRaises(UserError):
            decided.decision_note = "Tôi chưa bao giờ nói vậy"
        self.assertEqual(request.decision_note, "Gọi lại tuần sau")

    def test_nobody_puts_words_into_the_mouth_of_who_asks(self):
        request = self._create_request()
        with self.assertRaises(AccessError):
            request.with_user(self.leader).note = "Khách nợ xấu"
