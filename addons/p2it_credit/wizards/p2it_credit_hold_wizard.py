from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class P2itCreditHoldWizard(models.TransientModel):
    """Puts orders that credit holds on the hold list: to ask for their release, or to wait for the money."""

    _name = "p2it.credit.hold.wizard"
    _description = "Put Orders on Hold"

    order_ids = fields.Many2many("sale.order", string="Orders")
    line_ids = fields.One2many(
        "p2it.credit.hold.wizard.line",
        "wizard_id",
        string="What Holds Them",
        readonly=True,
    )
    stage = fields.Selection(
        [
            ("confirm", "Confirmation"),
            ("change", "Change of a Confirmed Order"),
            ("dispatch", "Goods Leave"),
        ],
        required=True,
        default="confirm",
    )
    total = fields.Monetary(
        string="Release Up To",
        help="The order's total for which the release is asked, in its currency.",
    )
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    note = fields.Text(string="What Speaks for It", help="For those who decide.")
    releasers = fields.Char(string="Who Releases", compute="_compute_releasers")
    held_count = fields.Integer(compute="_compute_counts")
    free_count = fields.Integer(compute="_compute_counts")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if self.env.context.get("active_model") == "sale.order":
            orders = self.env["sale.order"].browse(self.env.context.get("active_ids", []))
            orders.check_access("read")
            if "order_ids" in fields:
                defaults["order_ids"] = [Command.set(orders.ids)]
            if "line_ids" in fields:
                defaults["line_ids"] = [Command.create(vals) for vals in self._prepare_lines(orders)]
        return defaults

    @api.model
    def _prepare_lines(self, orders):
        """:return: values of a line for each order, with what holds it now"""
        wording, verdicts = self.env["p2it.credit.wording"], self.env["p2it.credit.check"]._judge(orders)
        return [
            {
                "order_id": order.id,
                "is_held": bool(order in verdicts and verdicts[order].reasons),
                "text": wording._describe(verdicts[order]) if order in verdicts else False,
            }
            for order in orders
        ]

    @api.depends("order_ids")
    def _compute_releasers(self):
        self.releasers = self.env["p2it.credit.wording"]._get_releasers()

    @api.depends("line_ids.is_held")
    def _compute_counts(self):
        for wizard in self:
            wizard.held_count = len(wizard.line_ids.filtered("is_held"))
            wizard.free_count = len(wizard.line_ids) - wizard.held_count

    def action_ask(self):
        """Put on hold and ask for the release; orders that may go are confirmed.

        :return: the holds
        """
        return self._hold(ask=True)

    def action_wait(self):
        """Put on hold until the money is there; orders that may go are confirmed.

        :return: the holds
        """
        return self._hold(ask=False)

    def _hold(self, ask):
        self.ensure_one()
        self.order_ids.check_access("write")
        if self.stage == "confirm":
            ids = self.order_ids.action_confirm_or_hold(self.note or "", ask)["holds"]
            return self._show(self.env["p2it.credit.hold"].browse(ids))
        verdicts = self._get_verdicts()
        holds = self.env["p2it.credit.hold"]._hold(verdicts, self.stage, self.note or "")
        if ask:
            holds._ask_release(self.note or "")
        return self._show(holds)

    def _get_verdicts(self):
        """:return: ``{order: Verdict}`` of what is held; for a higher total, as it would be with that"""
        is_one = self.stage in ("change", "dispatch") and len(self.order_ids) == 1 and self.total
        more = {self.order_ids: self.total - self.order_ids.amount_total} if is_one else {}
        verdicts = self.env["p2it.credit.check"]._judge(self.order_ids, more)
        held = {order: verdict for order, verdict in verdicts.items() if verdict.reasons}
        if not held:
            raise UserError(self.env._("Credit holds none of these orders: there is nothing to ask."))
        return held

    def _show(self, holds):
        if not holds:
            return {"type": "ir.actions.act_window_close"}
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_holds")
        if len(holds) == 1:
            return {**action, "res_id": holds.id, "view_mode": "form", "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", holds.ids)], "context": {}}


class P2itCreditHoldWizardLine(models.TransientModel):
    """One order in the dialog, with what holds it."""

    _name = "p2it.credit.hold.wizard.line"
    _description = "Order to Put on Hold"

    wizard_id = fields.Many2one("p2it.credit.hold.wizard", required=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    is_held = fields.Boolean(string="Held")
    text = fields.Text(string="Why")
