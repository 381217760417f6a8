from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..domain.figures import Demand, Figures
from .stock_move_figures import OPEN_STATES

RFQ_STATES = ("draft", "sent", "to approve")


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_stock_figures(self, warehouses, per_move=False):
        """The stock of these products in these warehouses, in one query whatever their number.

        A warehouse is what lies under its view location, as in Odoo's own quantities. The caller has checked
        that the user may see the products and the warehouses: quantities are for everyone who sells, also of
        documents that the user may not read; whose they are is not told here.

        :param warehouses: stock.warehouse
        :param per_move: tell the moves apart in ``demands`` and ``moving``, instead of one per date
        :return: {(product id, warehouse id): Figures} in the product's own unit, one for each pair
        """
        product_ids, warehouse_ids = self._origin.ids, warehouses._origin.ids
        figures = {
            (product_id, warehouse_id): Figures()
            for product_id in product_ids
            for warehouse_id in warehouse_ids
        }
        if not figures:
            return figures
        self._flush_stock_figures()
        query = self._get_stock_figures_query(product_ids, warehouse_ids, per_move)
        for kind, product_id, warehouse_id, *values in self.env.execute_query(query):
            self._add_stock_figure(figures[product_id, warehouse_id], kind, *values)
        return figures

    def _flush_stock_figures(self):
        """Write what is pending and read by the query."""
        for model, names in (
            ("stock.quant", ["product_id", "location_id", "quantity", "reserved_quantity"]),
            ("stock.move", ["product_id", "state", "date", "product_qty", "location_id", "location_dest_id"]),
            ("stock.move", ["location_final_id", "priority"]),
            ("stock.move.line", ["move_id", "state", "quantity_product_uom", "picked", "result_package_id"]),
            ("purchase.order.line", ["product_id", "order_id", "product_uom_qty", "date_planned"]),
            ("purchase.order.line", ["orderpoint_id", "location_final_id"]),
            ("purchase.order", ["state", "picking_type_id"]),
            ("stock.location", ["parent_path"]),
            ("stock.warehouse", ["view_location_id", "wh_output_stock_loc_id"]),
        ):
            self.env[model].flush_model(names)
        if self._may_expire():
            self.env["stock.quant"].flush_model(["removal_date"])

    def _may_expire(self):
        """:return: whether quants have a removal date, which ``product_expiry`` adds"""
        return "removal_date" in self.env["stock.quant"]._fields

    @staticmethod
    def _add_stock_figure(figures, kind, date, quantity, reserved, packed, priority, move_id):
        if kind == "quant":
            figures.on_hand, figures.reserved, figures.expired = quantity, reserved, packed
        elif kind == "expiring":
            figures.expiring.append((date, quantity))
        elif kind == "in":
            figures.incoming.append((date, quantity))
        elif kind == "rfq":
            figures.rfq.append((date, quantity))
        else:
            demand = Demand(date, quantity, reserved, packed, priority, move_id)
            (figures.demands if kind == "out" else figures.moving).append(demand)

    def _get_stock_figures_query(self, product_ids, warehouse_ids, per_move):
        """:return: rows (kind, product, warehouse, date, quantity, reserved, packed, priority, move)"""
        parts = [
            self._get_quants_query(product_ids),
            self._get_incoming_query(),
            self._get_leaving_query(per_move),
            self._get_rfq_query(product_ids),
        ]
        if self._may_expire():
            parts.append(self._get_expiring_query(product_ids))
        return SQL(
            "WITH place AS MATERIALIZED (%s), todo AS MATERIALIZED (%s) %s ORDER BY 1, 2, 3, 4, 8",
            self._get_places_query(warehouse_ids),
            self._get_todo_query(product_ids),
            SQL(" UNION ALL ").join(parts),
        )

    def _get_places_query(self, warehouse_ids):
        """The locations of the warehouses; ``prepared`` is where goods wait for going out."""
        return SQL(
            """
            SELECT l.id, w.id AS warehouse_id, o.id IS NOT NULL AS prepared
              FROM stock_warehouse w
              JOIN stock_location v ON v.id = w.view_location_id
              JOIN stock_location l ON l.parent_path LIKE v.parent_path || '%%'
         LEFT JOIN stock_location o
                ON o.id = w.wh_output_stock_loc_id AND l.parent_path LIKE o.parent_path || '%%'
             WHERE w.id = ANY(%s)
            """,
            warehouse_ids,
        )

    def _get_todo_query(self, product_ids):
        """Open moves; the goal of one that is the first of a chain is the end of the chain."""
        return SQL(
            """
            SELECT m.id, m.product_id, m.date, m.priority, m.product_qty AS quantity,
                   m.location_id, m.location_dest_id,
                   COALESCE(m.location_final_id, m.location_dest_id) AS goal_id
              FROM stock_move m
             WHERE m.product_id = ANY(%s) AND m.state IN %s
            """,
            product_ids,
            OPEN_STATES,
        )

    def _get_quants_query(self, product_ids):
        """On hand, reserved, and what is not reserved and at its removal date (``packed``'s column)."""
        expired = SQL("0")
        if self._may_expire():
            expired = SQL(
                "COALESCE(SUM(GREATEST(q.quantity - q.reserved_quantity, 0))"
                " FILTER (WHERE q.removal_date <= %s), 0)",
                fields.Datetime.now(),
            )
        return SQL(
            """
            SELECT 'quant', q.product_id, p.warehouse_id, NULL::timestamp AS date,
                   COALESCE(SUM(q.quantity), 0), SUM(q.reserved_quantity), %s,
                   NULL::varchar AS priority, NULL::int AS move
              FROM stock_quant q
              JOIN place p ON p.id = q.location_id
             WHERE q.product_id = ANY(%s)
          GROUP BY q.product_id, p.warehouse_id
            """,
            expired,
            product_ids,
        )

    def _get_expiring_query(self, product_ids):
        return SQL(
            """
            SELECT 'expiring', q.product_id, p.warehouse_id, q.removal_date,
                   SUM(q.quantity - q.reserved_quantity), 0, 0, NULL, NULL
              FROM stock_quant q
              JOIN place p ON p.id = q.location_id
             WHERE q.product_id = ANY(%s) AND q.removal_date > %s AND q.quantity > q.reserved_quantity
          GROUP BY q.product_id, p.warehouse_id, q.removal_date
            """,
            product_ids,
            fields.Datetime.now(),
        )

    def _get_incoming_query(self):
        """Open moves that end in the warehouse and start outside of it."""
        return SQL(
            """
            SELECT 'in', t.product_id, p.warehouse_id, t.date, SUM(t.quantity), 0, 0, NULL, NULL
              FROM todo t
              JOIN place p ON p.id = t.goal_id
             WHERE NOT EXISTS (
                   SELECT FROM place s WHERE s.id = t.location_id AND s.warehouse_id = p.warehouse_id)
          GROUP BY t.product_id, p.warehouse_id, t.date
            """
        )

    def _get_leaving_query(self, per_move):
        """Open moves that start in the warehouse, with their goods set aside and those closed for going out.

        Those that end in the warehouse (``move``) matter by what they have reserved only. Goods are ready
        when a move that itself leaves the warehouse has them, and they are picked, packed or at the output.
        """
        return SQL(
            """
            SELECT CASE WHEN g.id IS NULL THEN 'out' ELSE 'move' END AS kind,
                   t.product_id, p.warehouse_id, t.date,
                   SUM(t.quantity), SUM(r.reserved),
                   COALESCE(SUM(CASE WHEN p.prepared THEN r.reserved ELSE r.packed END)
                            FILTER (WHERE g.id IS NULL AND d.id IS NULL), 0),
                   t.priority, %s AS move
              FROM todo t
              JOIN place p ON p.id = t.location_id
         LEFT JOIN place g ON g.id = t.goal_id AND g.warehouse_id = p.warehouse_id
         LEFT JOIN place d ON d.id = t.location_dest_id AND d.warehouse_id = p.warehouse_id
        CROSS JOIN LATERAL (
                   SELECT COALESCE(SUM(l.quantity_product_uom), 0) AS reserved,
                          COALESCE(SUM(l.quantity_product_uom)
                                   FILTER (WHERE l.picked OR l.result_package_id IS NOT NULL), 0) AS packed
                     FROM stock_move_line l
                    WHERE l.move_id = t.id) r
             WHERE g.id IS NULL OR r.reserved > 0
          GROUP BY 1, 2, 3, 4, 8, 9
            """,
            SQL("t.id") if per_move else SQL("NULL::int"),
        )

    def _get_rfq_query(self, product_ids):
        """Requests for quotation, by the place Odoo expects their goods at."""
        return SQL(
            """
            SELECT 'rfq', l.product_id, p.warehouse_id, l.date_planned,
                   SUM(l.product_uom_qty), 0, 0, NULL, NULL
              FROM purchase_order_line l
              JOIN purchase_order o ON o.id = l.order_id AND o.state IN %s
         LEFT JOIN stock_picking_type t ON t.id = o.picking_type_id
         LEFT JOIN stock_warehouse_orderpoint r ON r.id = l.orderpoint_id
              JOIN place p ON p.id = COALESCE(r.location_id, l.location_final_id, t.default_location_dest_id)
             WHERE l.product_id = ANY(%s)
          GROUP BY l.product_id, p.warehouse_id, l.date_planned
            """,
            RFQ_STATES,
            product_ids,
        )

    def _is_on_order(self, route, line=None):
        """:return: whether it is procured for the line itself, as Odoo's ``is_mto`` says

        :param route: stock.route of what is procured on order
        :param line: sale.order.line whose own routes count first
        """
        self.ensure_one()
        routes = line.route_ids._origin if line else self.env["stock.route"]
        return route in (routes or self.route_ids | self.categ_id.total_route_ids)

    def _get_kit_parts(self, company):
        """What the products are made of when they are kits, in nested kits too; the rest are themselves.

        :param company: res.company whose bills of materials count
        :return: {product: [(component, its quantity for one product, both in their own units)]}
        """
        parts = {product: [(product, 1.0)] for product in self}
        if "mrp.bom" not in self.env:
            return parts
        # A bill of materials is no secret of what is sold, and salespeople have no right on it.
        boms = self.env["mrp.bom"].sudo()._bom_find(self, company_id=company.id, bom_type="phantom")
        for product, bom in boms.items():
            if bom:
                parts[product] = self._explode_kit(product, bom)
        return parts

    def _explode_kit(self, product, bom):
        """:return: [(component, its quantity for one product)], the components that are stored only"""
        quantity = product.uom_id._compute_quantity(1.0, bom.product_uom_id, round=False) / bom.product_qty
        # Asked for many, for odd quantities of one are rounded up to the unit.
        many = 1000.0
        components = defaultdict(float)
        for line, values in bom.explode(product, quantity * many)[1]:
            component = line.product_id
            if component.is_storable:
                components[component.with_env(self.env)] += (
                    line.product_uom_id._compute_quantity(values["qty"], component.uom_id, round=False) / many
                )
        return list(components.items())
