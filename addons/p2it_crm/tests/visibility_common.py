import base64

from odoo import Command, fields
from odoo.exceptions import AccessError, MissingError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

SECRET = "Bí Mật Thương Mại"
"""Part of every name, text and file of the customer that is attacked."""

PASSWORD = "p2it-visibility-1"


# No client searches a statistic by name, and Odoo exports messages for its administrator only.
NOBODYS = {
    *(("name_search", f"{name}.report") for name in ("sale", "account.invoice", "crm.activity")),
    ("name_search", "ir.attachment"),
    ("export_data", "mail.message"),
}

# Odoo opens these to accountants only, whoever's customer it is.
FOR_ACCOUNTANTS = {"payment.transaction", "account.invoice.report"}


class VisibilityCommon(TransactionCase):
    """A tree of four levels, a peer beside it, and one customer with everything that shows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._create_person("director", "p2it_crm.group_manager")
        cls.head = cls._create_person("head", "p2it_crm.group_manager", cls.director)
        cls.leader = cls._create_person("leader", "p2it_crm.group_salesperson", cls.head)
        cls.seller = cls._create_person("seller", "p2it_crm.group_salesperson", cls.leader)
        cls.peer = cls._create_person("peer", "p2it_crm.group_salesperson", cls.leader)
        cls.peer_head = cls._create_person("peer_head", "p2it_crm.group_manager", cls.director)
        cls.administrator = cls._create_person("boss", "p2it_crm.group_administrator")
        cls.plain = cls._create_user("plain", "sales_team.group_sale_salesman")

    @classmethod
    def _create_user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login=f"p2it_{login}",
            password=PASSWORD,
            groups=groups,
            email=f"{login}@p2it.example",
            **values,
        )

    @classmethod
    def _create_person(cls, login, group, manager=None, **values):
        """Create a user and its employee below that of ``manager``."""
        user = cls._create_user(login, group, **values)
        cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "work_contact_id": user.partner_id.id,
                "company_id": user.company_id.id,
                "parent_id": cls._get_employee(manager).id if manager else False,
            }
        )
        return user

    @classmethod
    def _get_employee(cls, user):
        return cls.env["hr.employee"].with_context(active_test=False).search([("user_id", "=", user.id)])

    @classmethod
    def _create_customer(cls, name, user=None, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": user.id if user else False, **values}
        )

    def _sees(self, user, record):
        """:return: whether the user finds and may read the record"""
        record = record.with_user(user)
        found = record.with_context(active_test=False).search([("id", "=", record.id)])
        self.assertEqual(bool(found), record.has_access("read"), "search and read must agree")
        return bool(found)

    @classmethod
    def _create_everything(cls, user):
        """Create a customer of ``user`` and a record of each model that shows a customer.

        :return: ``{model: record}``
        """
        env = cls.env
        product = env["product.product"].create(
            {"name": "Nước mắm", "list_price": 85000, "invoice_policy": "order"}
        )
        customer = cls._create_customer(
            f"Công ty {SECRET}", user, email="bimat@khach.example", phone="0903 123 456", ref="BM01"
        )
        customer.image_1920 = base64.b64encode(_PIXEL)
        contact = env["res.partner"].create({"name": f"Anh {SECRET}", "parent_id": customer.id})
        lead = env["crm.lead"].create(
            {
                "name": f"Hỏi giá {SECRET}",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": user.id,
            }
        )
        line = Command.create({"product_id": product.id, "product_uom_qty": 5, "name": SECRET})
        order = env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": user.id,
                "client_order_ref": SECRET,
                "opportunity_id": lead.id,
                "order_line": [line],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.ref = SECRET
        invoice.action_post()
        records = {
            "res.partner": customer,
            "res.partner contact": contact,
            "res.users": cls._create_user(
                "portal", "base.group_portal", name=f"Cổng {SECRET}", partner_id=contact.id
            ),
            "res.partner.bank": env["res.partner.bank"].create(
                {"partner_id": customer.id, "acc_number": "00112233", "acc_holder_name": SECRET}
            ),
            "crm.lead": lead,
            "sale.order": order,
            "sale.order.line": order.order_line,
            "account.move": invoice,
            "account.move.line": invoice.invoice_line_ids[:1],
            "p2it.sample": env["p2it.sample"].create(
                {"description": SECRET, "partner_id": customer.id, "user_id": user.id}
            ),
            "p2it.lifecycle.event": customer.lifecycle_event_ids[:1],
            "payment.transaction": cls._create_transaction(customer),
            **cls._create_conversation(customer, lead, user),
            "hr.expense": env["hr.expense"].create(
                {"name": SECRET, "employee_id": cls._get_employee(user).id, "total_amount_currency": 100}
            ),
        }
        env.flush_all()
        for model, domain in (
            ("sale.report", [("partner_id", "=", customer.id)]),
            ("account.invoice.report", [("move_id", "=", invoice.id)]),
            ("crm.activity.report", [("lead_id", "=", lead.id)]),
        ):
            records[model] = env[model].search(domain, limit=1)
        for model, record in records.items():
            assert record, model
        return records

    @classmethod
    def _create_transaction(cls, customer):
        provider = cls.env["payment.provider"].create({"name": "Chuyển khoản", "code": "none"})
        method = cls.env["payment.method"].with_context(active_test=False).search([], limit=1)
        return cls.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"tx {SECRET}",
                "amount": 1000,
                "currency_id": cls.env.company.currency_id.id,
                "partner_id": customer.id,
            }
        )

    @classmethod
    def _create_conversation(cls, customer, lead, user):
        """Activities, a meeting, a message with a file, followers: all through the salesperson."""
        own = customer.with_user(user)
        done = lead.with_user(user).activity_schedule("mail.mail_activity_data_call", summary=SECRET)
        done.action_feedback(feedback=SECRET)
        message = own.message_post(
            body=SECRET,
            partner_ids=own.child_ids.ids,
            attachments=[(f"{SECRET}.txt", SECRET.encode())],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        event = (
            cls.env["calendar.event"]
            .with_user(user)
            .create(
                {
                    "name": f"Gặp {SECRET}",
                    "start": fields.Datetime.now(),
                    "stop": fields.Datetime.now(),
                    "partner_ids": [Command.set((user.partner_id | customer).ids)],
                }
            )
            .sudo()
        )
        own.message_subscribe(partner_ids=customer.child_ids.ids)
        return {
            "mail.activity": own.activity_schedule("mail.mail_activity_data_todo", summary=SECRET).sudo(),
            "mail.message": message.sudo(),
            "mail.notification": message.sudo().notification_ids[:1],
            "mail.followers": customer.message_follower_ids.filtered(
                lambda follower: follower.partner_id == customer.child_ids
            ),
            "ir.attachment": message.sudo().attachment_ids,
            "calendar.event": event,
            "calendar.attendee": event.attendee_ids.filtered(lambda a: a.partner_id == customer),
        }


_PIXEL = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def attempt(call):
    """:return: what ``call`` returns, or ``None`` when it is refused"""
    try:
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            return call()
    except (AccessError, MissingError):
        return None


def label(model):
    """:return: a stored column to group by and to export"""
    return {
        "mail.followers": "res_model",
        "mail.notification": "res_partner_id",
        "p2it.lifecycle.event": "partner_id",
        "sale.report": "partner_id",
        "account.invoice.report": "partner_id",
        "crm.activity.report": "lead_id",
        "res.partner.bank": "acc_holder_name",
        "mail.activity": "summary",
        "mail.message": "subject",
        "ir.attachment": "name",
        "calendar.attendee": "partner_id",
        "payment.transaction": "reference",
        "res.users": "partner_id",
    }.get(model, "name")
