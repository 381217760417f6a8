from odoo import api, fields, models
from odoo.fields import Domain

_OPEN = ("draft", "sent", "sale")


class SaleOrder(models.Model):
    """Extends ``sale.order`` with what its customer's credit says, live, already on the quotation."""

    _inherit = "sale.order"

    credit_hold_ids = fields.One2many("p2it.credit.hold", "order_id", string="Credit Holds")
    hold_reason_ids = fields.Many2many(
        "p2it.hold.reason",
        string="Held For",
        compute="_compute_credit",
        search="_search_hold_reason_ids",
        groups="base.group_user",
        help="Why the order could not be confirmed, or its goods could not leave, as things are now.",
    )
    credit_state = fields.Selection(
        [("none", "Not Checked"), ("free", "Free"), ("released", "Released"), ("held", "Held")],
        string="Credit",
        compute="_compute_credit",
        groups="base.group_user",
    )
    credit_text = fields.Text(string="Credit in Words", compute="_compute_credit", groups="base.group_user")
    credit_excess = fields.Monetary(
        string="Over the Limit",
        compute="_compute_credit",
        currency_field="company_currency_id",
        groups="base.group_user",
        help="By how much the customer would be over the limit with this order.",
    )
    credit_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_credit",
        currency_field="company_currency_id",
        groups="base.group_user",
    )
    credit_missing = fields.Monetary(
        string="Prepayment Missing",
        compute="_compute_credit",
        currency_field="company_currency_id",
        groups="base.group_user",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company's Currency")
    open_hold_id = fields.Many2one("p2it.credit.hold", compute="_compute_open_hold", groups="base.group_user")

    # An order of somebody else's, of which there are few, is found without a look at all orders.
    _payer_idx = models.Index("(partner_invoice_id) WHERE partner_invoice_id <> partner_id")

    @api.depends("amount_total", "partner_id", "partner_invoice_id", "company_id", "currency_id", "state")
    def _compute_credit(self):
        self.update(
            {
                "hold_reason_ids": False,
                "credit_state": "none",
                "credit_text": False,
                "credit_excess": 0,
                "credit_overdue": 0,
                "credit_missing": 0,
            }
        )
        open_orders = self.filtered(lambda order: order.state in _OPEN and order.partner_id)
        verdicts = self.env["p2it.credit.check"]._judge(open_orders, alone=True)
        reasons = self.env["p2it.hold.reason"]._get_by_code() if verdicts else {}
        for order, verdict in verdicts.items():
            found = [reason for reason, _term, _account in verdict.reasons]
            excess = {kind: [r.excess for r in found if r.kind == kind] for kind in reasons}
            order.credit_state = "held" if found else ("released" if verdict.released else "free")
            order.hold_reason_ids = [reasons[reason.kind].id for reason in found]
            order.credit_text = self.env["p2it.credit.wording"]._describe(verdict)
            order.credit_excess = float(max(excess["limit"], default=0))
            order.credit_overdue = float(max(excess["overdue"], default=0))
            order.credit_missing = float(max(excess["prepayment"], default=0))

    def _search_hold_reason_ids(self, operator, value):
        """Find orders on the hold list: what could be held but was never tried to confirm is not searched."""
        if operator not in ("in", "any"):
            return NotImplemented
        is_open = Domain("state", "=", "open")
        if operator == "any":
            return self._find_held(is_open & Domain("line_ids.reason_id", "any", value))
        wanted = [item for item in value if item]
        found = self._find_held(is_open & Domain("line_ids.reason_id", "in", wanted))
        return found if len(wanted) == len(value) else found | ~self._find_held(is_open)

    @api.model
    def _find_held(self, domain):
        """:return: the domain of orders with such a hold, for those, too, who don't see the hold list"""
        # sudo: what an order is held for is shown on it
        holds = self.env["p2it.credit.hold"].sudo()._search(domain)
        return Domain("credit_hold_ids", "in", holds)

    @api.depends("credit_hold_ids.state")
    def _compute_open_hold(self):
        for order in self:
            # sudo: that it is held is shown on the order to whoever sees it
            order.open_hold_id = order.sudo().credit_hold_ids.filtered(lambda hold: hold.state == "open")[:1]

    def action_view_credit_holds(self):
        """Open the orders' holds.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_holds")
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {"create": False}}

    def action_credit_hold(self):
        """Put orders on the hold list: ask for their release, or wait for the money.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_hold_wizard")
        return {**action, "context": {"active_model": self._name, "active_ids": self.ids}}
