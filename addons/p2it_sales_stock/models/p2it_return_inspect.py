from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..domain.return_shares import exact


class P2itReturnInspection(models.Model):
    """Extends ``p2it.return.inspection``: rows are split where not all goods are alike."""

    _inherit = "p2it.return.inspection"

    def action_split(self):
        """Split a row in two, to say something else of a part.

        :return: ``True``
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        unit = self.product_uom_id
        half = unit.round(self.quantity / 2, rounding_method="DOWN")
        part = half or self.quantity
        rest = self.quantity - part
        # sudo: rows are the server's; the officer may change this one
        self.sudo().copy({"quantity": part})
        self.quantity = rest
        return True


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with the inspection: each disposition moves the goods for real."""

    _inherit = "p2it.return"

    inspection_ids = fields.One2many("p2it.return.inspection", "return_id", string="Inspection")
    to_inspect = fields.Boolean(compute="_compute_to_inspect", compute_sudo=True)

    @api.depends("inspection_ids.state")
    def _compute_to_inspect(self):
        for document in self:
            document.to_inspect = any(row.state == "open" for row in document.inspection_ids)

    def action_inspect(self):
        """Do with the goods that came what the inspection says; credit and replace them.

        :return: ``True``
        :raise AccessError: for who is no returns officer
        :raise UserError: where nothing came, or the rows do not add up to what came
        """
        self._check_officer()
        self.check_access("read")
        for document in self:
            document._take_rows()
            document._check_state("receiving")
            rows = document.sudo().inspection_ids.filtered(lambda row: row.state == "open")  # sudo: as below
            if not rows:
                raise UserError(self.env._("Nothing waits for inspection: receive the goods first."))
            # sudo: goods are moved, credited and replaced by the server; the officer's right was checked
            document.sudo()._check_rows_complete(rows)
            document.sudo()._check_goods_there(rows)
            document.sudo()._inspect(rows)
        return True

    def _inspect(self, rows):
        """Carry the rows out. As superuser."""
        rows.filtered(lambda row: not row.quantity).unlink()
        rows = rows.exists()
        self._sort_goods(rows)
        rows.write({"state": "done", "inspected_by": self.env.uid, "inspected_date": fields.Datetime.now()})
        self.env.flush_all()
        self._send_replacements(rows)
        self._repair(rows.filtered(lambda row: row._get_target() == "repair"))
        self._close_if_done()
        self._credit()

    # ---- goods ----

    def _get_target_location(self, target):
        """:return: where goods of a disposition go"""
        warehouse = self.warehouse_id
        if target == "scrap":
            return warehouse._get_loss_location(self.company_id)
        if target == "repair":
            return warehouse._get_repair_location()
        if target == "supplier":
            return self.env.ref("stock.stock_location_suppliers")
        return warehouse.lot_stock_id

    def _sort_goods(self, rows):
        """Move what stays in the company now, in one transfer; leave what goes to a supplier to be sent."""
        places = {target: self._get_target_location(target) for target in {row._get_target() for row in rows}}
        staying, leaving = rows.browse(), rows.browse()
        for row in rows:
            if row._get_target() == "supplier":
                leaving |= row
            elif places[row._get_target()] != row.location_id:
                staying |= row
        if staying:
            picking = self._make_sorting(self.warehouse_id.int_type_id, staying, places)
            picking.move_ids.picked = True
            picking._action_done()
        for supplier, parts in leaving.grouped(lambda row: row.product_id.seller_ids[:1].partner_id).items():
            picking = self._make_sorting(self.warehouse_id.out_type_id, parts, places, supplier)
            picking.action_assign()

    def _make_sorting(self, kind, rows, places, partner=None):
        """:return: a confirmed transfer with a move for each row, its lot reserved"""
        source = rows.location_id[:1]
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": partner.id if partner else False,
                "origin": self.name,
                "location_id": source.id,
                "location_dest_id": places[rows[:1]._get_target()].id,
                "company_id": self.company_id.id,
                "p2it_return_id": self.id,
            }
        )
        taken = {}
        moves = self.env["stock.move"].create(
            [self._prepare_sorting_move(picking, row, places[row._get_target()], taken) for row in rows]
        )
        for row, move in zip(rows, moves, strict=True):
            row.move_id = move
        moves._action_confirm(merge=False)
        return picking

    def _prepare_sorting_move(self, picking, row, place, taken):
        return {
            "product_id": row.product_id.id,
            "product_uom": row.product_id.uom_id.id,
            "product_uom_qty": row.quantity,
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "company_id": self.company_id.id,
            "location_id": row.location_id.id,
            "location_dest_id": place.id,
            "origin": self.name,
            "procure_method": "make_to_stock",
            "move_line_ids": [
                Command.create({**self._prepare_sorting_line(picking, row, place), **part})
                for part in self._find_sorting_parts(row, taken)
            ],
        }

    def _find_sorting_parts(self, row, taken):
        """Find the goods of a row where they lie, in their packages, of their owners.

        :param dict taken: ``{quant: what other rows take of it}``, added to
        :return: values of operations, together the quantity of the row
        """
        left, parts, unit = row.quantity, [], row.product_id.uom_id
        quants = self.env["stock.quant"]._gather(row.product_id, row.location_id, lot_id=row.lot_id)
        for quant in quants.filtered(lambda quant: (quant.lot_id, quant.location_id) == row._get_place()):
            part = min(left, quant.quantity - taken.get(quant, 0.0))
            if unit.compare(part, 0.0) > 0:
                taken[quant] = taken.get(quant, 0.0) + part
                left = exact(left - part)
                parts.append(
                    {"quantity": part, "package_id": quant.package_id.id, "owner_id": quant.owner_id.id}
                )
        if unit.compare(left, 0.0) > 0:
            parts.append({"quantity": left})
        return parts

    def _prepare_sorting_line(self, picking, row, place):
        """:return: values of the operation: it is these goods, of this lot, and no others"""
        return {
            "picking_id": picking.id,
            "product_id": row.product_id.id,
            "product_uom_id": row.product_id.uom_id.id,
            "lot_id": row.lot_id.id,
            "location_id": row.location_id.id,
            "location_dest_id": place.id,
        }
