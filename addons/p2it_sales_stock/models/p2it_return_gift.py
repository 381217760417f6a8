from odoo import models

from ..domain.return_shares import exact, get_excess


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with the gifts that what comes back had earned."""

    _inherit = "p2it.return"

    def action_propose_gifts(self):
        """Add the gifts that are not earned any more, as coming back; the salesperson may let them be kept.

        :return: ``True``
        """
        self.check_access("write")
        for document in self:
            document._check_state("draft")
            document._propose_gifts()
        return True

    def _propose_gifts(self):
        """Add lines for gifts that are not earned any more once these lines came back."""
        document = self.sudo()  # sudo: what was earned is worked out, whoever writes the return
        wanted = []
        for order in document.line_ids.order_id:
            gifts = order.order_line.filtered(lambda line: not line.display_type and line._is_gift())
            if gifts:
                wanted += document._prepare_gift_lines(order, gifts)
        if wanted:
            self.env["p2it.return.line"].create(wanted)

    def _prepare_gift_lines(self, order, gifts):
        """:return: values of lines for what of the gifts is neither earned nor on the return yet"""
        earned = order._get_kept_terms(self._get_quantities_after(order))["gifts"]
        rooms = gifts._get_return_rooms()
        return [
            {
                "return_id": self.id,
                "order_line_id": gift.id,
                "quantity": min(excess, rooms[gift]),
                "reason_id": (self.reason_id or self.line_ids.reason_id[:1]).id,
                "sequence": 100,
            }
            for gift in gifts
            if (excess := get_excess(self._get_gifts_had(gift), earned.get(gift, 0.0), 0.0))
            and gift.product_uom_id.compare(min(excess, rooms[gift]), 0.0) > 0
        ]

    def _get_gifts_had(self, gift):
        """:return: how many the customer has of a gift and nobody has spoken of yet"""
        known = gift.return_line_ids.filtered(
            lambda line: line.return_id == self or (line.gift_kept and line.state != "cancelled")
        )
        coming = sum(known.filtered(lambda line: not line.quantity_final).mapped("order_qty"))
        return exact(gift.qty_delivered - coming)

    def _get_quantities_after(self, order):
        """:return: ``{order line: what is kept of it once this return is through}``"""
        kept = order._get_final_quantities()
        coming = self.line_ids.filtered(
            lambda line: line.order_id == order and line.disposition != "replace" and not line.quantity_final
        )
        for ordered, lines in coming.grouped("order_line_id").items():
            taken = ordered._get_taken_off(sum(lines.mapped("order_qty")))
            kept[ordered] = max(exact(ordered.product_uom_qty - taken), 0.0)
        return kept
