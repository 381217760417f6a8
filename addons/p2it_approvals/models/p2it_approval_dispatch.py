from contextlib import contextmanager

from odoo import api, fields, models

_DISPATCHING = "p2it_approvals.dispatching"
"""Where a cursor counts the runs of stock's own code that moves goods which may leave."""


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with what the gate of goods concerns."""

    _inherit = "p2it.approval.type"

    holds_earlier_steps = fields.Boolean(
        string="Hold the Steps Before It, Too",
        help="Picking and packing for a customer need the approval as well, each transfer its own.",
    )

    def _filter_gate(self, documents, also_old):
        """Extends the engine: of all transfers, those whose goods leave the company."""
        documents = super()._filter_gate(documents, also_old)
        if self.gate != "dispatch":
            return documents
        moves = documents.move_ids
        held = moves._filter_leaving()
        if self.holds_earlier_steps:
            held |= (moves - held)._filter_before_leaving()
        return documents & held.picking_id

    @api.model
    def _check_gate(self, records, operation):
        """Extends the engine: the orders' rows are taken before those of the transfers."""
        if records._name == "stock.picking" and operation == "button_validate":
            # sudo: judged whatever the user may read
            records.sudo().move_ids._filter_leaving()._check_orders()
        return super()._check_gate(records, operation)

    @api.model
    def _filter_needing(self, records, kind_ids):
        """:return: those that need one of these approvals, given or not"""
        # sudo: the types hold for who may not read them
        kinds = self.sudo().browse(kind_ids)
        needing = {document.id for kind in kinds for document in kind._get_documents(records)}
        return records.filtered(lambda record: record.id in needing)

    @api.model
    def _holds_company(self, company):
        """:return: whether a type holds the goods of a company"""
        # sudo: the types hold for who may not read them
        kinds = self.sudo().browse(self._get_gate_kinds("dispatch"))
        return any(not kind.company_id or not company or kind.company_id == company for kind in kinds)

    @api.model
    def _holds_earlier(self):
        """:return: whether a type holds the steps before a delivery, too"""
        # sudo: the types hold for who may not read them
        kinds = self.sudo().browse(self._get_gate_kinds("dispatch"))
        return any(kinds.mapped("holds_earlier_steps"))

    @api.model
    def _holds_goods(self):
        """:return: whether an active type can keep goods from leaving; no query of its own"""
        return self._has_gate("dispatch") or bool(self._get_confirmation_kinds())

    @api.model
    @contextmanager
    def _dispatching(self):
        """While stock's own code runs that the gate has let through, it may write what people may not.

        Kept on the server's side of the transaction, where no client reaches.
        """
        cache = self.env.cr.cache
        cache[_DISPATCHING] = cache.get(_DISPATCHING, 0) + 1
        try:
            yield
        finally:
            cache[_DISPATCHING] -= 1

    @api.model
    def _is_dispatching(self):
        return bool(self.env.cr.cache.get(_DISPATCHING))
