from odoo import api, models
from odoo.exceptions import UserError


class P2itCommissionOrigin(models.AbstractModel):
    """Mixin of what entries of the ledger point at: it stays as long as they do."""

    _name = "p2it.commission.origin"
    _description = "Document in the Commission Ledger"

    @api.model
    def _get_ledger_field(self):
        """:return: the field of the ledger that points at this model"""
        return "order_id"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_ledger(self):
        """:raise UserError: when commission was entered for one of these"""
        # sudo: entries of everybody count
        ledger = self.env["p2it.commission.entry"].sudo()
        found = ledger.search([(self._get_ledger_field(), "in", self.ids)], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "Commission was entered for %(document)s (%(person)s): it stays, so that the entry can "
                    "be understood. Cancel or archive it instead; what was earned by it is then taken back.",
                    document=found[self._get_ledger_field()].display_name,
                    person=found.user_id.name,
                )
            )


class SaleOrder(models.Model):
    """Extends ``sale.order``: an order that earned a commission stays."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.commission.origin"]


class AccountMove(models.Model):
    """Extends ``account.move``: an invoice that earned a commission stays."""

    _name = "account.move"
    _inherit = ["account.move", "p2it.commission.origin"]

    @api.model
    def _get_ledger_field(self):
        return "move_id"


class ResUsers(models.Model):
    """Extends ``res.users``: who earned a commission stays, archived perhaps."""

    _name = "res.users"
    _inherit = ["res.users", "p2it.commission.origin"]

    @api.model
    def _get_ledger_field(self):
        return "user_id"


class ProductProduct(models.Model):
    """Extends ``product.product``: what earned a commission stays, archived perhaps."""

    _name = "product.product"
    _inherit = ["product.product", "p2it.commission.origin"]

    @api.model
    def _get_ledger_field(self):
        return "product_id"
