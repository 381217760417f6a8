from odoo import models
from odoo.exceptions import UserError


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with what must be true before goods are sorted. All as superuser."""

    _inherit = "p2it.return"

    def _count_came(self):
        """:return: ``{key of a row: what came and was not sent back, in the product's own unit}``"""
        came = {}
        for move in self.line_ids.move_ids.filtered(lambda move: move.state == "done"):
            for part in move.move_line_ids:
                key = (move.p2it_return_line_id, part.product_id, part.lot_id, part.location_dest_id)
                came[key] = came.get(key, 0.0) + part.quantity_product_uom
            sent_back = move.returned_move_ids.filtered(lambda back: back.state == "done")
            for part in sent_back.move_line_ids:
                key = (move.p2it_return_line_id, part.product_id, part.lot_id, part.location_id)
                came[key] = came.get(key, 0.0) - part.quantity_product_uom
        return came

    def _check_rows_complete(self, rows):
        """:raise UserError: when rows say more or less than what came"""
        came, said = self._count_came(), {}
        for row in self.inspection_ids:
            said[row._get_key()] = said.get(row._get_key(), 0.0) + row.quantity
        for key in {row._get_key() for row in rows}:
            unit = key[1].uom_id
            if unit.compare(came.get(key, 0.0), said[key]):
                raise UserError(
                    self.env._(
                        "“%(product)s”: %(came)s came, the inspection says %(said)s. Let the rows "
                        "add up to what came.",
                        product=key[1].display_name,
                        came=unit._format_quantity(came.get(key, 0.0)),
                        said=unit._format_quantity(said[key]),
                    )
                )

    def _check_goods_there(self, rows):
        """:raise UserError: when somebody has moved goods away that are to be sorted"""
        wanted = {}
        for row in rows:
            if self._get_target_location(row._get_target()) != row.location_id:
                key = (row.product_id, row.lot_id, row.location_id)
                wanted[key] = wanted.get(key, 0.0) + row.quantity
        for (product, lot, place), quantity in wanted.items():
            if not product.is_storable:
                continue
            quants = self.env["stock.quant"]._gather(product, place, lot_id=lot)
            there = sum(quants.filtered(lambda quant, lot=lot: quant.lot_id == lot).mapped("quantity"))
            if product.uom_id.compare(there, quantity) < 0:
                raise UserError(
                    self.env._(
                        "“%(product)s”: %(wanted)s are to be sorted, but %(there)s lie in "
                        "%(place)s. Somebody moved them: move them back there first, for the inspection "
                        "itself brings them where they belong.",
                        product=product.display_name,
                        wanted=product.uom_id._format_quantity(quantity),
                        there=product.uom_id._format_quantity(there),
                        place=place.display_name,
                    )
                )
