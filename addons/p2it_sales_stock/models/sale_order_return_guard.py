from odoo import api, models


class SaleOrder(models.Model):
    """Extends ``sale.order``: what came back is worth what the server finds out."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"amount_taken_back", "amount_taken_back_untaxed"}


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: what came back follows from returns, and from nothing else."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("qty_taken_back", "qty_replacement_due", "return_serial", "return_line_ids"),
        }


class AccountMove(models.Model):
    """Extends ``account.move``: which return it is of is the server's."""

    _name = "account.move"
    _inherit = ["account.move", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"p2it_return_id"}


class StockPicking(models.Model):
    """Extends ``stock.picking``, as for invoices."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"p2it_return_id"}


class AccountMoveLine(models.Model):
    """Extends ``account.move.line``: what it takes back of which invoice is the server's."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("p2it_origin_line_id", "p2it_return_part", "p2it_return_line_id", "p2it_order_line_id"),
        }
