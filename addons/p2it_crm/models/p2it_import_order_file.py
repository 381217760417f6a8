from odoo import api, fields, models
from odoo.exceptions import UserError

_OWN = frozenset(
    (
        *("order_result", "order_price_basis", "order_is_delivered", "order_delivery_days"),
        *("order_is_invoiced", "order_is_paid", "order_payment_days", "order_part_percent"),
        "order_journal_id",
    )
)
_CUSTOMER_COLUMNS = {"code", "vat", "phone"}
_MOST_DAYS = 3650


class P2itImport(models.Model):
    """Extends ``p2it.import`` with what becomes of the orders of a file."""

    _inherit = "p2it.import"

    order_result = fields.Selection(
        [("quotation", "Quotations"), ("confirmed", "Confirmed orders: history")],
        string="They Become",
        default="quotation",
        required=True,
        help="History is confirmed on the date in the file. What an approval or a hold keeps from being "
        "confirmed stays a quotation, and its row says why.",
    )
    order_price_basis = fields.Selection(
        [
            ("line", "Of the unit in the row"),
            ("standard", "Of the product's standard unit"),
        ],
        string="Price Is",
        default="line",
        required=True,
        help="A carton of 24 at 10 a piece costs 240 if the price is that of the standard unit.",
    )
    order_is_delivered = fields.Boolean(
        string="Delivered", help="Their goods have left: the transfers are done, on their dates."
    )
    order_delivery_days = fields.Integer(
        string="Days to the Delivery",
        help="After the order's date, where no column gives the date of the delivery.",
    )
    order_is_invoiced = fields.Boolean(
        string="Invoiced", help="They get posted invoices, on the date of the delivery or of the column."
    )
    order_is_paid = fields.Boolean(
        string="Paid as the File Says", help="Payments are registered with the invoices."
    )
    order_payment_days = fields.Integer(
        string="Days to the Payment",
        help="After the invoice's date, where no column gives the date of the payment.",
    )
    order_part_percent = fields.Integer(
        string="Paid in Part Means (%)", default=50, help="Where the file says no more than that."
    )
    order_journal_id = fields.Many2one(
        "account.journal",
        string="Paid Into",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        copy=False,
    )

    def _check_own_fields(self, vals_list, allowed=None):
        """Override to let people choose what becomes of orders."""
        stripped = [{name: value for name, value in vals.items() if name not in _OWN} for vals in vals_list]
        return super()._check_own_fields(stripped, allowed=allowed)

    def _get_forged_defaults(self):
        """Override: what people choose may have a default."""
        return {name: value for name, value in super()._get_forged_defaults().items() if name not in _OWN}

    def _react_to_edit(self, vals):
        """Override: another choice makes the last check worthless."""
        result = super()._react_to_edit(vals)
        if not _OWN.isdisjoint(vals):
            self._forget_check()
        return result

    def _check_kind_allowed(self):
        """Override to ask for the rights on what orders become."""
        result = super()._check_kind_allowed()
        if self.kind == "order":
            self.env["p2it.import.order"]._check_result_allowed(self)
        return result

    def _check_owner(self):
        """Override: the importer needs these rights while it runs, too."""
        result = super()._check_owner()
        if self.kind == "order":
            self._get_handler()._check_result_allowed(self)
        return result

    def _check_columns(self):
        """Override to ask for what orders need besides the required columns."""
        if self.kind == "order":
            self._check_customer_column()
            self._check_order_options()
        return super()._check_columns()

    def _check_customer_column(self):
        if _CUSTOMER_COLUMNS.isdisjoint(self.column_ids.target_id.mapped("code")):
            raise UserError(
                self.env._(
                    "No column tells the customer. Choose “Customer Code”, “Tax Code” or “Phone” on the "
                    "right of the column that holds it."
                )
            )

    def _check_order_options(self):
        """:raise UserError: for choices that don't go together"""
        if self.order_result == "quotation":
            return
        if self.order_is_paid and not self.order_is_invoiced:
            raise UserError(
                self.env._("Payments are registered with invoices. Tick “Invoiced”, or untick “Paid”.")
            )
        if self.order_is_paid and not self.order_journal_id:
            raise UserError(self.env._("Choose under “Paid Into” the bank or cash journal of the payments."))
        if not 0 < self.order_part_percent < 100:
            raise UserError(self.env._("Paid in part is more than 0 and less than 100 %. Correct it."))
        days = (self.order_delivery_days, self.order_payment_days)
        if min(days) < 0 or max(days) > _MOST_DAYS:
            raise UserError(
                self.env._(
                    "Days are counted forwards from the order's date. Enter 0 to %(most)s.", most=_MOST_DAYS
                )
            )

    @api.constrains("order_journal_id", "company_id")
    def _check_order_journal(self):
        # sudo: whoever imports chooses among journals they may not open
        for record in self.sudo().filtered("order_journal_id"):
            journal = record.order_journal_id
            if journal.type not in ("bank", "cash") or journal.company_id != record.company_id:
                raise UserError(
                    self.env._(
                        "“%(journal)s” is no bank or cash journal of %(company)s. Choose another one.",
                        journal=journal.display_name,
                        company=record.company_id.name,
                    )
                )
