from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .visibility_common import SECRET, VisibilityCommon, attempt


@tagged("post_install", "-at_install")
class TestVisibilityLeaks(VisibilityCommon):
    """Back ways to a hidden customer, tried by a peer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(
            f"Công ty {SECRET}", cls.seller, email="bimat@khach.example", phone="0903123456", vat="0312345678"
        )
        cls.sellers_lead = cls.env["crm.lead"].create(
            {"name": f"Hỏi giá {SECRET}", "partner_id": cls.customer.id, "user_id": cls.seller.id}
        )
        cls.own = cls._create_customer("Công ty Của Tôi", cls.peer)
        cls.own_lead = cls.env["crm.lead"].create(
            {"name": "Của tôi", "partner_id": cls.own.id, "user_id": cls.peer.id}
        )

    def _assert_refused(self, call, way="it"):
        with mute_logger("odoo.addons.base.models.ir_rule"):
            try:
                with self.env.cr.savepoint():
                    call()
            except AccessError as refusal:
                self.assertNotIn(SECRET, str(refusal))
            else:
                self.fail(f"{way} was not refused")
        self.env.invalidate_all()

    def test_no_record_of_ones_own_can_point_at_a_hidden_customer(self):
        env = self.env(user=self.peer)
        lead, own, hidden = env["crm.lead"], self.own.with_user(self.peer), self.customer.id
        order = env["sale.order"].create({"partner_id": own.id})
        line = Command.create({"product_id": self.env["product.product"].create({"name": "Nước mắm"}).id})
        sellers_order = self.env["sale.order"].create({"partner_id": hidden, "order_line": [line]})
        for name, call in {
            "new lead": lambda: lead.create({"name": "Dò", "partner_id": hidden}),
            "lead": lambda: self.own_lead.with_user(self.peer).write({"partner_id": hidden}),
            "parent": lambda: own.write({"parent_id": hidden}),
            "new contact": lambda: env["res.partner"].create({"name": "Dò", "parent_id": hidden}),
            "new child": lambda: own.write({"child_ids": [Command.link(hidden)]}),
            "set of children": lambda: own.write({"child_ids": [Command.set([hidden])]}),
            "child of a new one": lambda: env["res.partner"].create(
                {"name": "Dò", "child_ids": [Command.link(hidden)]}
            ),
            "order line": lambda: order.write({"order_line": [Command.link(sellers_order.order_line.id)]}),
            "order": lambda: order.write({"partner_id": hidden}),
            "invoice address": lambda: order.write({"partner_invoice_id": hidden}),
            "sample": lambda: env["p2it.sample"].create({"description": "Dò", "partner_id": hidden}),
            "meeting": lambda: env["calendar.event"].create(
                {
                    "name": "Dò",
                    "start": "2026-03-10 08:00:00",
                    "stop": "2026-03-10 09:00:00",
                    "partner_ids": [Command.set([hidden])],
                }
            ),
            "bank": lambda: env["res.partner.bank"].create({"partner_id": hidden, "acc_number": "1"}),
            "recipient": lambda: own.message_post(body="Dò", partner_ids=[hidden]),
            "follower": lambda: own.message_subscribe(partner_ids=[hidden]),
            "hidden lead": lambda: order.write({"opportunity_id": self.sellers_lead.id}),
            "tag": lambda: env["res.partner.category"].create(
                {"name": "Dò", "partner_ids": [Command.link(hidden)]}
            ),
            "import": lambda: lead.create([{"name": "Dò"}, {"name": "Dò", "partner_id": hidden}]),
        }.items():
            self._assert_refused(call, name)

    def test_load_refuses_the_database_id_of_a_hidden_customer(self):
        lead = self.env["crm.lead"].with_user(self.peer)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            result = lead.load(["name", "partner_id/.id"], [["Dò", str(self.customer.id)]])
        self.assertFalse(result["ids"])
        self.assertNotIn(SECRET, str(result))

    def test_an_onchange_tells_nothing_of_a_hidden_customer(self):
        lead = self.env["crm.lead"].with_user(self.peer)
        spec = {"partner_id": {"fields": {"display_name": {}}}, "email_from": {}, "phone": {}}
        for value in (self.customer.id, {"id": self.customer.id}):
            with self.subTest(value=value):
                self._assert_refused(
                    lambda value=value: lead.onchange({"partner_id": value}, ["partner_id"], spec)
                )

    def test_defaults_do_not_point_at_a_hidden_customer(self):
        spec = {"partner_id": {"fields": {"display_name": {}}}, "email_from": {}}
        lead = self.env["crm.lead"].with_user(self.peer).with_context(default_partner_id=self.customer.id)
        self.assertNotIn(SECRET, str(lead.onchange({}, [], spec)))
        self.assertFalse(lead.create({"name": "Dò"}).partner_id)
        self.env["ir.default"].with_user(self.peer).set(
            "crm.lead", "partner_id", self.customer.id, user_id=True
        )
        created = self.env["crm.lead"].with_user(self.peer).create({"name": "Dò"})
        self.assertFalse(created.partner_id)

    def test_a_domain_over_a_link_finds_nothing_of_a_hidden_customer(self):
        self.own_lead.partner_id = self.customer  # a manager did
        leads = self.env["crm.lead"].with_user(self.peer)
        self.assertTrue(leads.search([("id", "=", self.own_lead.id)]))
        self.assertFalse(leads.search([("partner_id.phone", "ilike", "0903123456")]))
        self.assertFalse(leads.search([("partner_id", "any", [("email", "=like", "bimat%")])]))

    def test_a_visible_lead_of_a_hidden_customer_tells_the_name_and_nothing_else(self):
        self.own_lead.partner_id = self.customer  # a manager did
        lead = self.own_lead.with_user(self.peer)
        spec = {"partner_id": {"fields": {"display_name": {}, "phone": {}, "vat": {}}}}
        result = attempt(lambda: lead.web_read(spec))
        self.assertNotIn("0312345678", str(result))

    def test_duplicates_of_a_lead_are_those_one_sees(self):
        values = {"name": "Hỏi giá", "email_from": "an@daiphat-rieng.example"}
        sellers = self.env["crm.lead"].create({**values, "user_id": self.seller.id})
        mine = self.env["crm.lead"].create({**values, "user_id": self.peer.id})
        self.assertFalse(mine.with_user(self.peer).duplicate_lead_count)
        self.assertNotIn(sellers.id, mine.with_user(self.peer).duplicate_lead_ids.ids)
        self.assertEqual(mine.with_user(self.leader).duplicate_lead_count, 1)
        self.assertEqual(mine.with_user(self.administrator).duplicate_lead_count, 1)

    def test_the_warning_of_the_same_tax_code_names_no_hidden_customer(self):
        self.own.vat = "0312345678"
        self.assertFalse(self.own.with_user(self.peer).same_vat_partner_id)
        self.env.invalidate_all()
        self.assertEqual(self.own.with_user(self.leader).same_vat_partner_id, self.customer)

    def test_an_email_of_a_hidden_customer_neither_shows_nor_doubles_it(self):
        partners = self.env["res.partner"].with_user(self.peer)
        before = self.env["res.partner"].search_count([])
        found = partners._find_or_create_from_emails(["bimat@khach.example", "moi@khach.example"])
        self.assertFalse(found[0])
        self.assertEqual(found[1].user_id, self.peer)
        self.assertEqual(self.env["res.partner"].search_count([]), before + 1)
        with self.assertRaisesRegex(UserError, "Ask your manager"):
            partners.find_or_create("bimat@khach.example")
        self.assertEqual(partners.with_user(self.leader).find_or_create("bimat@khach.example"), self.customer)

    def test_a_refusal_in_debug_mode_names_nothing(self):
        self.peer.group_ids += self.env.ref("base.group_no_one")
        for record in (self.customer, self.sellers_lead):
            self._assert_refused(lambda record=record: record.with_user(self.peer).read(["name"]))

    def test_nobody_merges_a_hidden_customer_into_their_own(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.peer)
        self._assert_refused(lambda: wizard._merge([self.own.id, self.customer.id], self.own))
        self.assertTrue(self.customer.exists())

    def test_a_tag_shows_only_the_customers_one_sees(self):
        tag = self.env["res.partner.category"].create(
            {"name": "VIP", "partner_ids": [Command.set((self.customer | self.own).ids)]}
        )
        self.env.invalidate_all()
        self.assertEqual(tag.with_user(self.peer).read(["partner_ids"])[0]["partner_ids"], self.own.ids)

    def test_groups_count_only_what_one_sees(self):
        groups = (
            self.env["res.partner"]
            .with_user(self.peer)
            .formatted_read_group([("lifecycle", "!=", False)], ["user_id"], ["__count"])
        )
        self.assertEqual([(g["user_id"][0], g["__count"]) for g in groups], [(self.peer.id, 1)])

    def test_a_meeting_with_a_hidden_customer_is_hidden_and_others_are_not(self):
        values = {"start": "2026-03-10 08:00:00", "stop": "2026-03-10 09:00:00", "user_id": self.seller.id}
        events = self.env["calendar.event"].create(
            [
                {**values, "name": "Gặp khách", "partner_ids": [Command.set(self.customer.ids)]},
                {**values, "name": "Hỏi giá", "opportunity_id": self.sellers_lead.id},
                {
                    **values,
                    "name": "Theo khách",
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.customer.id,
                },
                {**values, "name": "Họp chung", "partner_ids": [Command.set(self.seller.partner_id.ids)]},
                {
                    **values,
                    "name": "Đi cùng",
                    "partner_ids": [Command.set((self.customer | self.peer.partner_id).ids)],
                },
            ]
        )
        seen = events.with_user(self.peer)._filtered_access("read")
        self.assertEqual(seen.mapped("name"), ["Họp chung", "Đi cùng"])
        self.assertEqual(events.with_user(self.leader)._filtered_access("read"), events)

    def test_a_salesperson_works_with_own_customers_on_the_form(self):
        with Form(self.env["res.partner"].with_user(self.peer)) as form:
            form.name = "Khách mới"
        self.assertEqual(form.record.user_id, self.peer)
        leads = self.env["crm.lead"].with_user(self.peer).with_context(default_type="opportunity")
        with Form(leads) as form:
            form.name = "Hỏi giá"
            form.partner_id = self.own
        self.assertEqual(form.record.user_id, self.peer)

    def test_orders_are_seen_with_the_customer_whoever_wrote_them(self):
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "user_id": self.peer.id})
        self.assertTrue(self._sees(self.seller, order))
        self.assertFalse(self._sees(self.peer, order))

    def test_documents_of_an_archived_customer_stay_with_its_salesperson(self):
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self.customer.active = False
        self.assertTrue(self._sees(self.seller, order))
        self.assertFalse(self._sees(self.peer, order))

    def test_who_administers_users_can_still_make_one(self):
        self.seller.group_ids += self.env.ref("base.group_erp_manager")
        user = (
            self.env["res.users"]
            .with_user(self.seller)
            .create({"name": "Người mới", "login": "nguoimoi@p2it.example"})
        )
        self.assertFalse(user.partner_id.lifecycle)
        self.assertTrue(self._sees(self.peer, user.partner_id))

    def test_a_visitor_signs_up_on_the_portal(self):
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        values = {"login": "khach@moi.example", "name": "Khách Mới", "password": "khach-moi-2026"}
        self.env["res.users"].sudo().signup(values)
        user = self.env["res.users"].search([("login", "=", "khach@moi.example")])
        self.assertTrue(user.with_user(user).partner_id.name)
        self.assertEqual(user.partner_id.lifecycle, "prospect")

    def test_accounting_sees_everything_without_a_role_of_the_suite(self):
        accountant = self._create_user("accountant", "account.group_account_invoice")
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": order.partner_id.id}
        )
        for record in (self.customer, invoice):
            self.assertTrue(self._sees(accountant, record))

    def test_bills_and_entries_stay_open_to_an_accountant_who_also_sells(self):
        self.peer.group_ids += self.env.ref("account.group_account_invoice")
        supplier = self._create_customer("Nhà cung cấp", supplier_rank=1)
        moves = self.env["account.move"].create(
            [
                {"move_type": "in_invoice", "partner_id": supplier.id},
                {"move_type": "entry"},
                {"move_type": "out_invoice", "partner_id": self.customer.id},
            ]
        )
        self.assertEqual(moves.with_user(self.peer)._filtered_access("read"), moves[:2])


@tagged("post_install", "-at_install")
class TestVisibilityExplain(VisibilityCommon):
    """The button that tells a manager who can see a customer and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Công ty Đại Phát", cls.seller)

    def _explain(self, record, user=None):
        """:return: ``{user: reason}`` for the people of the test"""
        action = record.with_user(user or self.head).action_explain_visibility()
        explain = self.env["p2it.visibility.explain"].browse(action["res_id"])
        return {line.user_id: line.reason for line in explain.line_ids}

    @freeze_time("2026-03-11 12:00")
    def test_it_names_everyone_and_the_reason(self):
        self.env["p2it.cover"].create(
            {
                "user_id": self.seller.id,
                "cover_user_id": self.peer.id,
                "date_from": "2026-03-10",
                "date_to": "2026-03-12",
                "reason": "Nghỉ phép",
            }
        )
        reasons = self._explain(self.customer)
        self.assertEqual(reasons[self.seller], "Is the salesperson")
        self.assertEqual(reasons[self.leader], f"Is the manager of {self.seller.name}")
        self.assertIn("2 levels above", reasons[self.head])
        self.assertIn(f"{self.leader.name}, {self.head.name}", reasons[self.director])
        self.assertIn("Nghỉ phép", reasons[self.peer])
        self.assertIn("Administrator", reasons[self.administrator])
        self.assertNotIn(self.peer_head, reasons)
        self.assertNotIn(self.plain, reasons)

    def test_it_says_what_the_rules_do(self):
        lead = self.env["crm.lead"].create({"name": "Hỏi giá", "user_id": self.seller.id})
        people = self.env["res.users"].search([("login", "like", "p2it_%"), ("id", "!=", self.plain.id)])
        for record in (self.customer, lead):
            seeing = people.filtered(lambda user, record=record: self._sees(user, record))
            self.assertEqual(set(self._explain(record)) & set(people), set(seeing))

    def test_what_nobody_has_is_seen_by_who_may_assign(self):
        reasons = self._explain(self._create_customer("Công ty Chưa Giao"))
        self.assertIn("May assign", reasons[self.peer_head])
        self.assertNotIn(self.seller, reasons)

    def test_it_is_told_to_managers_who_see_the_customer(self):
        for user in (self.leader, self.peer_head):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                self._explain(self.customer, user)
