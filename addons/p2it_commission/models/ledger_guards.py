from odoo import api, models
from odoo.exceptions import UserError

_LEDGER_FIELDS = {
    "sale.order": "order_id",
    "account.move": "move_id",
    "res.users": "user_id",
    "product.product": "product_id",
}
"""By which field the ledger points at a model."""


class P2itCommissionOrigin(models.AbstractModel):
    """Mixin of what entries of the ledger point at: it stays as long as they do."""

    _name = "p2it.commission.origin"
    _description = "Document in the Commission Ledger"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_ledger(self):
        """:raise UserError: when commission was entered for one of these"""
        # sudo: entries of everybody count
        ledger = self.env["p2it.commission.entry"].sudo()
        name = _LEDGER_FIELDS[self._name]
        found = ledger.search([(name, "in", self.ids)], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "Commission was entered for %(document)s (%(person)s): it stays, so that the entry can "
                    "be understood. Cancel or archive it instead; what was earned by it is then taken back.",
                    document=found[name].display_name,
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


class ResUsers(models.Model):
    """Extends ``res.users``: who earned a commission stays, archived perhaps."""

    _name = "res.users"
    _inherit = ["res.users", "p2it.commission.origin"]


class ProductProduct(models.Model):
    """Extends ``product.product``: what earned a commission stays, archived perhaps."""

    _name = "product.product"
    _inherit = ["product.product", "p2it.commission.origin"]
