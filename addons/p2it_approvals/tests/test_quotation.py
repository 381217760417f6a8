from lxml import html
from odoo import Command, fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestQuotationGate(ApprovalCommon):
    """A quotation that lacks its approval stays inside, whichever way it would leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "huu.nghi@khach.example"
        cls.kind = cls._create_type(gate="quotation", guarded_fields=False)
        cls.portal_user = cls.env["res.users"].create(
            {
                "name": "Nguyễn Thị Khách",
                "login": "p2it_appr_portal",
                "partner_id": cls.customer.id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )
        cls.template = cls.env.ref("sale.email_template_edi_sale")

    def _create_held(self, **values):
        return self._create_order(**values).with_user(self.seller)

    def _create_released(self):
        order = self._create_order()
        self._approve(self._ask(order), self.boss)
        return order.with_user(self.seller)

    def _compose(self, orders, mode="comment", **values):
        return (
            self.env["mail.compose.message"]
            .with_user(self.seller)
            .with_context(
                default_model="sale.order", default_res_ids=orders.ids, default_composition_mode=mode
            )
            .create({"subject": "Báo giá", "body": "<p>Giá 60.000.000 đ</p>", **values})
        )

    def test_the_send_button_is_held_and_names_who_must_agree(self):
        with self.assertRaisesRegex(RedirectWarning, "needs the approval"):
            self._create_held().action_quotation_send()

    def test_the_composer_is_held_with_a_template_and_without(self):
        order = self._create_held()
        for values in ({"template_id": self.template.id}, {"partner_ids": self.customer.ids}):
            with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
                self._compose(order, **values)._action_send_mail()

    def test_a_mass_mail_with_one_held_quotation_sends_none(self):
        held, released = self._create_held(), self._create_released()
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            self._compose(held | released, mode="mass_mail", template_id=self.template.id)._action_send_mail()
        self.assertFalse(self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.customer.ids)]))

    def test_a_template_mail_is_held(self):
        order = self._create_held()
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            self.template.with_user(self.seller).sudo().send_mail(order.id)

    def test_a_template_mail_to_colleagues_is_work_inside(self):
        order = self._create_held()
        template = self.template.copy(
            {"email_to": self.boss.email, "partner_to": "", "use_default_to": False}
        )
        self.assertTrue(template.send_mail(order.id))

    def test_a_message_from_a_template_is_held_and_marking_it_as_sent_too(self):
        order = self._create_held()
        for send in (
            lambda: order.message_post_with_source(self.template, subtype_xmlid="mail.mt_comment"),
            lambda: order.with_context(mark_so_as_sent=True).message_post(body="Gửi anh"),
            lambda: order.write({"state": "sent"}),
            order.action_quotation_sent,
        ):
            with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
                send()
        self.assertEqual(order.state, "draft")

    def test_what_is_written_by_hand_goes_out_without_link_and_amount(self):
        order = self._create_held()
        order.message_post(
            body="Anh chờ em gửi báo giá nhé",
            partner_ids=self.customer.ids,
            subtype_xmlid="mail.mt_comment",
        )
        mail = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.customer.ids)], limit=1)
        self.assertIn("Anh chờ em", mail.body_html)
        self.assertNotIn("access_token", mail.body_html)
        self.assertNotIn("60,000,000", mail.body_html)

    def test_a_file_does_not_go_out_with_it(self):
        order = self._create_held()
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            order.message_post(
                body="Kèm file",
                partner_ids=self.customer.ids,
                subtype_xmlid="mail.mt_comment",
                attachments=[("báo giá.pdf", b"%PDF-1.4")],
            )
        order.message_post(body="Nội bộ", attachments=[("giá.pdf", b"%PDF-1.4")])

    def test_a_scheduled_message_is_judged_when_it_is_sent(self):
        order = self._create_released()
        composer = self._compose(
            order,
            partner_ids=self.customer.ids,
            scheduled_date=fields.Datetime.to_string(fields.Datetime.add(fields.Datetime.now(), days=1)),
        )
        scheduled = composer._action_schedule_message()
        order.order_line.price_unit = 90000
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            scheduled.post_message()
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            composer._action_schedule_message()

    def test_a_queued_notice_waits_for_the_approval(self):
        order = self._create_released()
        later = fields.Datetime.add(fields.Datetime.now(), hours=1)
        order.message_post(
            body="Gửi anh",
            partner_ids=self.customer.ids,
            subtype_xmlid="mail.mt_comment",
            scheduled_date=later,
        )
        order.order_line.price_unit = 90000
        queued = self.env["mail.message.schedule"].search([("mail_message_id.res_id", "=", order.id)])
        queued._send_notifications()
        self.assertTrue(queued.exists())
        self.assertFalse(self.env["mail.mail"].search([("recipient_ids", "in", self.customer.ids)]))

    def test_text_messages_payment_links_and_shares_are_held(self):
        order = self._create_held()
        share = self.env["portal.share"].sudo().with_context(active_model="sale.order", active_id=order.id)
        for leave in (
            lambda: order._message_sms("Giá 60 triệu"),
            lambda: order._sms_get_recipients_info(),
            order._get_default_payment_link_values,
            lambda: self._create_payment_link(order),
            lambda: share.create({"partner_ids": self.customer.ids}).action_send_mail(),
        ):
            with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
                leave()

    def _create_payment_link(self, order):
        wizard = self.env["payment.link.wizard"].sudo()
        values = {
            "res_model": "sale.order",
            "res_id": order.id,
            "amount": 1,
            "currency_id": order.currency_id.id,
        }
        return wizard.create(values).link

    def test_a_print_says_draft_on_each_held_document_and_on_no_other(self):
        held, released = self._create_held(), self._create_released()
        reports = self.env["ir.actions.report"].with_user(self.seller)
        for name in ("sale.report_saleorder", "sale.report_saleorder_pro_forma"):
            content = reports._render_qweb_html(name, (held | released).ids)[0]
            marked = [
                place.get("data-oe-id")
                for place in html.fromstring(content).xpath("//div[@data-oe-model='sale.order']")
                if "DRAFT – not approved" in place.text_content()
            ]
            self.assertEqual(set(marked), {str(held.id)}, name)

    def test_the_portal_shows_nothing_of_it(self):
        held, released = self._create_held(), self._create_released()
        (held | released).sudo().message_subscribe(self.customer.ids)
        orders = self.env["sale.order"].with_user(self.portal_user)
        found = orders.search([("id", "in", (held | released).ids)])
        self.assertEqual(found, released)
        with self.assertRaises(AccessError):
            orders.browse(held.id).read(["amount_total"])
        with self.assertRaises(AccessError):
            orders.env["sale.order.line"].browse(held.order_line.ids).read(["price_unit"])
        self.assertFalse(orders.env["sale.order.line"].search([("order_id", "=", held.id)]))

    def test_a_token_opens_no_chatter_of_it(self):
        held, released = self._create_held(), self._create_released()
        threads = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        for order, is_open in ((held, False), (released, True)):
            token = order.sudo()._portal_ensure_token()
            self.assertEqual(bool(threads._get_thread_with_access(order.id, token=token)), is_open)

    def test_its_lines_are_not_exported_but_a_list_of_quotations_is(self):
        self.seller.group_ids += self.env.ref("base.group_allow_export")
        held = self._create_held()
        with self.assertRaisesRegex(UserError, held.name):
            held.export_data(["name", "order_line/price_unit"])
        with self.assertRaisesRegex(UserError, held.name):
            held.order_line.export_data(["price_unit"])
        self.assertTrue(held.export_data(["name", "amount_total"])["datas"])

    def test_once_approved_it_leaves_by_every_way(self):
        order = self._create_released()
        order.action_quotation_send()
        self._compose(order, template_id=self.template.id)._action_send_mail()
        order.message_post(
            body="Kèm file", partner_ids=self.customer.ids, attachments=[("báo giá.pdf", b"%PDF-1.4")]
        )
        self.assertNotIn(
            "DRAFT",
            str(self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", order.ids)[0]),
        )
        order.action_quotation_sent()
        self.assertEqual(order.state, "sent")

    def test_what_voids_the_approval(self):
        other_list = self.env["product.pricelist"].create({"name": "Giá đại lý"})
        changes = (
            lambda order: order.order_line.write({"price_unit": 90000}),
            lambda order: order.order_line.write({"discount": 3}),
            lambda order: order.order_line.write({"product_uom_qty": 601}),
            lambda order: order.order_line.copy({"order_id": order.id}),
            lambda order: self._add_second_line_and_delete_the_first(order),
            lambda order: order.write({"pricelist_id": other_list.id}),
            lambda order: order.write({"validity_date": "2030-01-01"}),
            lambda order: order.write(
                {"payment_term_id": self.env.ref("account.account_payment_term_30days")}
            ),
            lambda order: order.write({"partner_invoice_id": self.customer.copy().id}),
            lambda order: self._give_discount(order),
        )
        for change in changes:
            order = self._create_released()
            self.assertFalse(order._get_held("quotation"))
            change(order)
            self.assertTrue(order._get_held("quotation"))

    def _add_second_line_and_delete_the_first(self, order):
        order.order_line.copy({"order_id": order.id, "product_uom_qty": 700})
        order.order_line[0].unlink()

    def _give_discount(self, order):
        wizard = self.env["sale.order.discount"].with_user(self.seller)
        wizard = wizard.create({"sale_order_id": order.id, "discount_type": "sol_discount"})
        wizard.discount_percentage = 0.05
        wizard.action_apply_discount()

    def test_what_does_not_matter_keeps_it(self):
        order = self._create_released()
        order.write({"client_order_ref": "PO-9", "user_id": self.boss.id})
        self.assertFalse(order._get_held("quotation"))

    def test_an_order_confirmed_before_the_type_was_there_is_left_alone(self):
        self.kind.active = False
        order = self._create_order()
        order.action_confirm()
        order.confirmed_date = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.kind.active = True
        self.assertFalse(order._get_held("quotation"))

    def test_an_order_confirmed_without_the_approval_does_not_leave_either(self):
        order = self._create_held()
        order.action_confirm()
        self.assertTrue(order._get_held("quotation"))
        with self.assertRaises(RedirectWarning):
            order.action_quotation_send()

    def test_payments_and_timers_stop_nothing_and_send_nothing(self):
        order = self._create_held()
        order.sudo()._send_payment_succeeded_for_order_mail()
        order.sudo().pending_email_template_id = self.template
        order.sudo()._send_order_notification_mail(self.template)
        self.assertFalse(self.env["mail.mail"].search([("recipient_ids", "in", self.customer.ids)]))
        self.assertTrue(any("was not sent" in str(body) for body in order.message_ids.mapped("body")))

    def test_a_list_of_quotations_costs_the_same_for_few_and_many(self):
        costs = []
        for count in (2, 20):
            orders = self.env["sale.order"].union(*(self._create_order() for _number in range(count)))
            self.env.flush_all()
            self.env.invalidate_all()
            orders.with_user(self.seller).mapped("approval_state")
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            orders.with_user(self.seller).mapped("approval_state")
            costs.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(costs[1], costs[0] + 1)
