from odoo import api, models


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with what concerns quotations and orders."""

    _inherit = "p2it.approval.type"

    def _filter_gate(self, documents, also_old):
        """Extends the engine: orders confirmed before the type was what it is now are left alone."""
        documents = super()._filter_gate(documents, also_old)
        is_about_orders = documents._name == "sale.order" and (
            self.gate in ("quotation", "order") or self.operation == "action_confirm"
        )
        if also_old or not is_about_orders:
            return documents
        old = documents.filtered(
            lambda order: order.state == "sale"
            and (not order.confirmed_date or order.confirmed_date < self.version_date)
        )
        if old:
            # sudo: a request for it shows that the type was there
            asked = self.env["p2it.approval.request"].sudo()._get_latest(self, old)
            old = old.filtered(lambda order: order.id not in asked)
        return documents - old

    @api.model
    def _get_confirmation_kinds(self):
        """:return: ids of the active types without which no order is confirmed, by a gate or on the button"""
        rows = self._get_operations("sale.order")
        return [row.type_id for row in rows if row.operation == "action_confirm"]

    @api.model
    def _check_orders_approved(self, orders):
        """:raise RedirectWarning: when one of the orders could not be confirmed as it is now"""
        kinds = self._get_confirmation_kinds()
        if kinds and orders.ids:
            self._check_kinds(orders, kinds)

    @api.model
    def _filter_orders_lacking(self, orders):
        """:return: the orders that could not be confirmed as they are now"""
        kinds = self._get_confirmation_kinds()
        missing = self._find_missing(orders, kinds) if kinds and orders.ids else ()
        return orders.browse({order.id for _kind, order, _request in missing})
