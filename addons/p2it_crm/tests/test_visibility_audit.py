from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilityCommon

GUARDED_OTHERWISE = {
    "ir.attachment": "Odoo shows it with the document it belongs to",
    "mail.message": "Odoo shows it with its document, to its author and to its recipients",
    "mail.activity": "Odoo shows it with its document and to whom it is assigned",
    "mail.scheduled.message": "Odoo shows it with its document",
    "res.users": "is its partner, too, and so under the rule of partners",
    "res.partner.category": "its partners are read under their own rule",
    "snailmail.letter": "ir.rule._get_scope_domain_without_rule",
    "hr.expense": "Odoo shows it to the employee and the approvers, a rule of the role to who is above",
    "p2it.import.row": "its importer's own",
    "p2it.approval.request": "who asked, who decides and the people above who asked",
    "discuss.channel.member": "Odoo shows it to the members of the channel",
}
SHOWS_NO_CUSTOMER = {
    "hr.employee.public": "employees are no customers",
    "hr.work.location": "an address of the company",
    "ir.ui.menu": "points to actions",
    "product.supplierinfo": "names suppliers",
    "res.company": "is the company",
    "stock.reference": "says the numbers of orders",
    "stock.rule": "is set-up: an address that a route delivers to",
    "stock.warehouse": "an address of the company",
    "res.users.settings.volumes": "one's own",
}


@tagged("post_install", "-at_install")
class TestVisibilityAudit(VisibilityCommon):
    """Nothing that shows a customer is forgotten, whatever addons are there."""

    def test_each_model_a_salesperson_reads_that_links_to_customers_has_a_rule(self):
        self.env.cr.execute(
            """
            SELECT model.model FROM ir_rule rule JOIN ir_model model ON model.id = rule.model_id
             WHERE rule.active AND rule.global AND rule.domain_force LIKE '%p2it_scope%'
            """
        )
        ruled = {name for (name,) in self.env.cr.fetchall()}
        customers = {*self.env["ir.rule"]._get_customer_models(), "sale.order.line", "account.move.line"}
        forgotten = []
        for name in self.env.registry:
            model = self.env[name]
            known = {*ruled, *GUARDED_OTHERWISE, *SHOWS_NO_CUSTOMER}
            if model._abstract or model._transient or name in known:
                continue
            links = [
                field.name
                for field in model._fields.values()
                if field.store
                and (
                    field.type in ("many2one_reference", "reference")
                    or (field.type in ("many2one", "many2many") and field.comodel_name in customers)
                )
            ]
            if links and model.with_user(self.peer_head).has_access("read"):
                forgotten.append((name, links))
        self.assertEqual(forgotten, [])

    def test_a_wizard_is_seen_by_who_opened_it(self):
        customer = self._create_customer("Công ty Đại Phát", self.seller)
        lead = self.env["crm.lead"].create(
            {"name": "Hỏi giá", "user_id": self.seller.id, "partner_id": customer.id}
        )
        convert = self.env["crm.lead2opportunity.partner"].with_user(self.seller)
        wizard = convert.with_context(active_model="crm.lead", active_id=lead.id).create(
            {"lead_id": lead.id, "action": "exist", "name": "convert"}
        )
        explain = self.env["p2it.visibility.explain"].browse(
            customer.with_user(self.head).action_explain_visibility()["res_id"]
        )
        self.assertTrue(self._sees(self.seller, wizard))
        self.assertTrue(self._sees(self.head, explain))
        for record in (wizard, explain, explain.line_ids[:1]):
            self.assertFalse(self._sees(self.peer_head, record))

    def test_a_customer_in_a_colleagues_calendar_filter_is_hidden(self):
        customer = self._create_customer("Công ty Đại Phát", self.seller)
        shown = self.env["calendar.filters"].create({"user_id": self.seller.id, "partner_id": customer.id})
        self.assertFalse(self._sees(self.peer, shown))
        self.assertTrue(self._sees(self.leader, shown))

    def test_a_link_cannot_be_grouped_by_to_read_a_hidden_customer(self):
        customer = self._create_customer("Công ty Đại Phát", self.seller, phone="0903123456")
        lead = self.env["crm.lead"].create({"name": "Của tôi", "user_id": self.peer.id})
        lead.partner_id = customer  # a manager did
        lead.phone = False
        leads = self.env["crm.lead"].with_user(self.peer)
        for groupby in ("partner_id.phone", "partner_id.email", "partner_id.vat"):
            with mute_logger("odoo.addons.base.models.ir_rule"):
                try:
                    groups = leads.formatted_read_group([("id", "=", lead.id)], [groupby], ["__count"])
                except (AccessError, ValueError):
                    continue
            self.assertNotIn("0903", str(groups))

    def test_lines_keep_their_customer_when_a_peer_moves_them(self):
        product = self.env["product.product"].create({"name": "Nước mắm"})
        line = [Command.create({"product_id": product.id})]
        theirs, mine = (
            self.env["sale.order"].create(
                {"partner_id": self._create_customer("Khách", user).id, "order_line": line}
            )
            for user in (self.seller, self.peer)
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            theirs.order_line.with_user(self.peer).order_id = mine
