from odoo import api, fields, models
from odoo.tools import SQL


class P2itGateReport(models.Model):
    """What passed the gate against what stock moved: one row per goods of a used pass or moved without one.

    Quantities are in the product's own unit. Transfers before the company's first pass are left out.
    """

    _name = "p2it.gate.report"
    _description = "Passed and Moved"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"

    date = fields.Datetime(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    pass_id = fields.Many2one("p2it.gate.pass", string="Gate Pass", readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    guard_id = fields.Many2one("res.users", string="Guard", readonly=True)
    vehicle = fields.Char(readonly=True)
    counted_qty = fields.Float(string="Passed", digits="Product Unit", readonly=True)
    moved_qty = fields.Float(string="Moved", digits="Product Unit", readonly=True)
    difference = fields.Float(
        digits="Product Unit", readonly=True, help="Moved in stock less what passed the gate."
    )
    result = fields.Selection(
        [
            ("same", "As Counted"),
            ("different", "Different"),
            ("without_pass", "Left Without a Pass"),
        ],
        readonly=True,
    )

    _depends = {
        "p2it.gate.pass": ["state", "date_out", "guard_id", "vehicle", "picking_id", "company_id"],
        "p2it.gate.pass.line": ["counted_qty", "move_id", "pass_id"],
        "stock.move": [
            "state",
            "quantity",
            "product_uom",
            "product_id",
            "picking_id",
            "date",
            "location_dest_id",
        ],
        "stock.location": ["usage"],
        "product.template": ["uom_id"],
        "uom.uom": ["factor"],
    }

    @property
    def _table_query(self):
        return SQL("SELECT row.*, %s %s", self._select_result(), self._from())

    @api.model
    def _select_result(self):
        return SQL(
            """row.moved_qty - row.counted_qty AS difference,
               CASE WHEN row.pass_id IS NULL THEN 'without_pass'
                    WHEN round((row.moved_qty - row.counted_qty)::numeric, 4) = 0 THEN 'same'
                    ELSE 'different' END AS result"""
        )

    @api.model
    def _from(self):
        return SQL("FROM (%s UNION ALL %s) row", self._passed(), self._moved_otherwise())

    @api.model
    def _passed(self):
        """:return: what passed the gate, with what its moves moved"""
        return SQL(
            """
            SELECT line.id * 2 AS id, pass.date_out AS date, pass.company_id, pass.id AS pass_id,
                   pass.picking_id, move.product_id, template.uom_id, pass.guard_id, pass.vehicle,
                   line.counted_qty * COALESCE(unit.factor / own.factor, 1) AS counted_qty,
                   CASE WHEN move.state = 'done' THEN move.quantity ELSE 0 END
                       * COALESCE(unit.factor / own.factor, 1) AS moved_qty
              FROM p2it_gate_pass_line line
              JOIN p2it_gate_pass pass ON pass.id = line.pass_id AND pass.state IN ('out', 'partial')
         LEFT JOIN stock_move move ON move.id = line.move_id
         LEFT JOIN uom_uom unit ON unit.id = move.product_uom
         LEFT JOIN product_product product ON product.id = move.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom own ON own.id = template.uom_id
            """
        )

    @api.model
    def _moved_otherwise(self):
        """:return: what moved to customers and is on no used pass, since the company has passes"""
        return SQL(
            """
            SELECT move.id * 2 + 1 AS id, move.date, move.company_id, NULL::integer AS pass_id,
                   move.picking_id, move.product_id, template.uom_id, NULL::integer AS guard_id,
                   NULL::varchar AS vehicle, 0 AS counted_qty,
                   move.quantity * COALESCE(unit.factor / own.factor, 1) AS moved_qty
              FROM stock_move move
              JOIN stock_location destination ON destination.id = move.location_dest_id
                   AND destination.usage = 'customer'
              JOIN stock_location source ON source.id = move.location_id
                   AND source.usage IN ('internal', 'transit')
              JOIN product_product product ON product.id = move.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              JOIN uom_uom own ON own.id = template.uom_id
              JOIN (SELECT company_id, min(create_date) AS since
                      FROM p2it_gate_pass GROUP BY company_id) began
                   ON began.company_id = move.company_id AND move.date >= began.since
             WHERE move.state = 'done' AND move.quantity > 0
               AND NOT EXISTS (
                   SELECT 1 FROM p2it_gate_pass_line line
                     JOIN p2it_gate_pass pass ON pass.id = line.pass_id AND pass.state IN ('out', 'partial')
                    WHERE line.move_id = move.id)
            """
        )
