from odoo import models

from ..domain.return_shares import exact


class P2itReturn(models.Model):
    """Extends ``p2it.return``: replacements are delivered at no charge, repairs are opened."""

    _inherit = "p2it.return"

    def _send_replacements(self, rows):
        """Order the delivery of what was replaced, as the order's own deliveries are ordered.

        Its moves are tied to the order line, so the delivered quantity rises again; approvals of dispatch,
        gate passes and credit hold it like any delivery. As superuser.
        """
        lines = rows.filtered(lambda row: row.disposition == "replace").line_id
        if not lines:
            return
        wanted = [
            (line, line.quantity_replaced - line._get_replacement_ordered())
            for line in lines
            if line.order_line_id.product_uom_id.compare(
                line.quantity_replaced, line._get_replacement_ordered()
            )
            > 0
        ]
        before = lines.order_line_id.order_id.picking_ids
        self.env["stock.rule"].run([line._prepare_replacement(quantity) for line, quantity in wanted])
        pickings = lines.order_line_id.move_ids.picking_id
        fresh = pickings.filtered(lambda picking: picking.state not in ("done", "cancel"))
        (fresh - before).p2it_return_id = self
        fresh.action_confirm()

    def _give_up_replacements(self):
        """Take for good what was to be replaced, where its delivery was cancelled. As superuser."""
        for line in self.line_ids:
            missing = line.quantity_replaced - line._get_replacement_ordered()
            if line.order_line_id.product_uom_id.compare(missing, 0.0) > 0:
                rows = line.inspection_ids.filtered(
                    lambda row: row.state == "done" and row.disposition == "replace"
                )
                for own in rows.grouped("product_id").values():
                    own._stop_replacing(missing)

    def _repair(self, rows):
        """Open a repair for goods that lie where they are repaired, where the app is installed."""
        if not rows or "repair.order" not in self.env:
            return
        self.env["repair.order"].create([row._prepare_repair_vals() for row in rows])


class P2itReturnLine(models.Model):
    """Extends ``p2it.return.line`` with its replacement."""

    _inherit = "p2it.return.line"

    def _get_replacement_ordered(self):
        """:return: what was ordered again already, in the order line's unit"""
        self.ensure_one()
        moves = self.order_line_id._get_delivery_moves()
        factors = self.order_line_id._get_return_factors(moves)
        # Of a delivery in steps the step that is known last counts: the next ones follow from it.
        sent = moves.filtered(lambda move: move.p2it_replacement_line_id == self) | (
            self.replacement_move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
                and not move.move_dest_ids.filtered(lambda after: after.state != "cancel")
            )
        )
        return self._count_units(
            [
                (move.product_id, move._get_returned_planned(), factors.get(move.product_id, 1.0))
                for move in sent
            ]
        )

    def _prepare_replacement(self, quantity):
        """:param quantity: in the order line's unit
        :return: a ``stock.rule`` procurement
        """
        ordered = self.order_line_id.with_company(self.company_id)
        values = {**ordered._prepare_procurement_values(), "p2it_replacement_line_id": self.id}
        unit = ordered.product_id.uom_id
        amount, unit = ordered.product_uom_id._adjust_uom_quantities(quantity, unit)
        return self.env["stock.rule"].Procurement(
            ordered.product_id,
            amount,
            unit,
            ordered._get_location_final(),
            ordered.product_id.display_name,
            self.return_id.name,
            self.company_id,
            values,
        )


class P2itReturnInspection(models.Model):
    """Extends ``p2it.return.inspection`` with its repair, and with replacements that do not come."""

    _inherit = "p2it.return.inspection"

    def _stop_replacing(self, missing):
        """Say of so much that it is not replaced; where the goods went stays as it was.

        :param float missing: in the order line's unit
        """
        for row in self:
            part = min(missing * row.factor, row.quantity)
            missing = exact(missing - part / row.factor)
            unit = row.product_uom_id
            if unit.compare(part, row.quantity) == 0:
                row.disposition = row._get_target()
            elif unit.compare(part, 0.0) > 0:
                kept = ("state", "inspected_by", "inspected_date", "move_id")
                values = {name: row._fields[name].convert_to_write(row[name], row) for name in kept}
                row.copy({**values, "quantity": part, "disposition": row._get_target()})
                row.quantity = exact(row.quantity - part)

    def _prepare_repair_vals(self):
        """:return: values of a ``repair.order``"""
        self.ensure_one()
        document = self.return_id
        return {
            "product_id": self.product_id.id,
            "product_qty": self.quantity,
            "product_uom": self.product_uom_id.id,
            "lot_id": self.lot_id.id,
            "partner_id": document.partner_id.id,
            "company_id": document.company_id.id,
            "product_location_src_id": document.warehouse_id._get_repair_location().id,
            "internal_notes": f"{document.name}: {self.note or self.line_id.reason_id.name or ''}",
        }
