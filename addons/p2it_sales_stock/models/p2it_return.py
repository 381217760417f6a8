from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("receiving", "Receiving"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]

CLAIMING = ("draft", "submitted", "approved")
"""States in which the lines themselves claim goods; from the receipt on its moves do."""

OPEN = (*CLAIMING, "receiving")
"""States of a return that is under way."""


class P2itReturn(models.Model):
    """What one customer brings back, of any lines of any delivered orders.

    The salesperson writes it, the approval engine lets it through, the warehouse receives and inspects it.
    """

    _name = "p2it.return"
    _description = "Return"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True, copy=False, default="/", index="trigram")
    state = fields.Selection(
        STATES,
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="Where the goods come back to.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today, copy=False)
    reason_id = fields.Many2one(
        "p2it.return.reason", string="Main Reason", help="Of all lines that have none of their own."
    )
    note = fields.Text(string="What Happened")
    is_from_portal = fields.Boolean(string="Asked by the Customer", readonly=True, copy=False)
    line_ids = fields.One2many("p2it.return.line", "return_id", string="Goods", copy=False)
    has_gifts = fields.Boolean(compute="_compute_has_gifts", compute_sudo=True)
    submitted_date = fields.Datetime(string="Submitted On", readonly=True, copy=False)
    approved_date = fields.Datetime(string="Approved On", readonly=True, copy=False)
    closed_date = fields.Datetime(string="Closed On", readonly=True, copy=False)
    order_ids = fields.Many2many("sale.order", string="Orders", compute="_compute_orders", compute_sudo=True)
    order_names = fields.Char(
        string="Orders' Numbers", compute="_compute_orders", compute_sudo=True, help="For lists."
    )
    amount = fields.Monetary(
        string="Worth",
        compute="_compute_amount",
        store=True,
        compute_sudo=True,
        help="Of the goods at the price paid, taxes included, in the company's currency; promotions that "
        "change with what is kept are worked out on the credit note.",
    )

    @api.depends("partner_id")
    def _compute_user_id(self):
        for document in self:
            partner = document.partner_id.sudo()  # sudo: whose customer it is
            document.user_id = partner.user_id or document.user_id or self.env.user.browse(self.env.uid)

    @api.depends("company_id", "line_ids.order_line_id")
    def _compute_warehouse_id(self):
        warehouses = self.env["stock.warehouse"].sudo()  # sudo: where goods come back to, whoever writes it
        for document in self:
            known = document.warehouse_id
            if known and known.company_id == document.company_id:
                continue
            order = document.line_ids.order_line_id.sudo().order_id[:1]  # sudo: its warehouse only
            document.warehouse_id = order.warehouse_id or warehouses.search(
                [("company_id", "=", document.company_id.id)], limit=1
            )

    @api.depends("line_ids.order_line_id")
    def _compute_orders(self):
        for document in self:
            orders = document.line_ids.order_line_id.order_id
            document.order_ids = orders
            document.order_names = format_list(self.env, orders.mapped("name"), "unit") if orders else False

    @api.depends("line_ids.is_gift")
    def _compute_has_gifts(self):
        for document in self:
            document.has_gifts = any(document.line_ids.mapped("is_gift"))

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for document in self:
            document.amount = sum(document.line_ids.mapped("amount"))

    @api.constrains("partner_id", "company_id", "line_ids")
    def _check_lines_of_customer(self):
        """One document is for one customer, of one company."""
        for document in self.sudo():  # sudo: whose orders they are is judged, whoever writes
            for line in document.line_ids:
                order = line.order_line_id.order_id
                if (
                    order.partner_id.commercial_partner_id != document.partner_id.commercial_partner_id
                    or order.company_id != document.company_id
                ):
                    raise ValidationError(
                        self.env._(
                            "%(order)s is not an order of %(customer)s in %(company)s: make another return "
                            "for it.",
                            order=order.name,
                            customer=document.partner_id.commercial_partner_id.name,
                            company=document.company_id.name,
                        )
                    )

    def _get_return_events(self):
        """Hook for commission: what these returns took back for good.

        :return: one dictionary per line and inspection's outcome: ``return_id``, ``line_id``,
            ``order_line_id``, ``date``, ``quantity`` (in the order line's unit, not what was replaced) and
            ``untaxed`` (at the price paid, in the order's currency)
        :rtype: list[dict]
        """
        return [
            {
                "return_id": line.return_id.id,
                "line_id": line.id,
                "order_line_id": line.order_line_id.id,
                "date": line.return_id.closed_date or fields.Datetime.now(),
                "quantity": line.quantity_final,
                "untaxed": line.order_line_id._get_paid_price() * line.quantity_final,
            }
            for line in self.line_ids
            if line.quantity_final
        ]
