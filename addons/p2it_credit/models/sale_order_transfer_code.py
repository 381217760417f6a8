from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, sql

from ..domain.transfer_code import NUMBER_SIZE, find_codes, make_code


class SaleOrder(models.Model):
    """Extends ``sale.order`` with the code that a transfer carries, so that its money finds the order."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.guard.mixin"]

    transfer_code = fields.Char(
        compute="_compute_transfer_code",
        store=True,
        copy=False,
        help="The customer writes it into the transfer. It has check digits and never changes.",
    )

    _transfer_code_uniq = models.UniqueIndex("(transfer_code)", "Each order has a transfer code of its own.")

    def _auto_init(self):
        """Give the orders of before their codes at once: row by row, a million would take an hour."""
        if not sql.column_exists(self.env.cr, "sale_order", "transfer_code"):
            sql.create_column(self.env.cr, "sale_order", "transfer_code", "varchar")
            prefix = self.env["res.company"]._fields["transfer_code_prefix"].default(self.env["res.company"])
            code = self._get_transfer_code_sql(prefix, SQL("id"))
            self.env.cr.execute(SQL("UPDATE sale_order SET transfer_code = %s", code))
        return super()._auto_init()

    @api.model
    def _get_transfer_code_sql(self, prefix, number):
        """:return: what :func:`make_code` makes, for a column"""
        letters = "".join(str(int(letter, 36)) for letter in prefix)
        digits = SQL("lpad((%s)::text, %s, '0')", number, NUMBER_SIZE)
        check = SQL("98 - mod((%s || %s || '00')::numeric, 97)", letters, digits)
        return SQL("%s || %s || lpad((%s)::text, 2, '0')", prefix, digits, check)

    @api.model
    def _get_guarded_fields(self):
        """Override of `p2it_crm`: nobody enters a code."""
        return super()._get_guarded_fields() | {"transfer_code"}

    @api.depends("company_id")
    def _compute_transfer_code(self):
        """Give each saved order its code, once: it has gone to the customer, whatever changes later."""
        for order in self:
            kept = order._origin.transfer_code if order._origin else False
            if not kept and order._origin:
                # sudo: a setting of the company
                kept = make_code(order._origin.id, order.company_id.sudo().transfer_code_prefix)
            order.transfer_code = kept

    @api.model
    def _find_by_transfer_text(self, text, domain=Domain.TRUE):
        """Find the orders whose codes the text of a transfer carries, whatever the bank has done to it.

        Codes made with an earlier prefix of the company are found as well.

        :param text: of the transfer, by the bank
        :param domain: further conditions
        :return: the orders, in the order of the text; searched with the caller's rights
        """
        codes = [found.code for found in find_codes(text)]
        if not codes:
            return self.browse()
        orders = self.search(Domain("transfer_code", "in", codes) & Domain(domain))
        return orders.sorted(lambda order: codes.index(order.transfer_code))
