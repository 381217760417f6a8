from odoo import api, fields, models
from odoo.tools import SQL

_ROWS_PER_PRODUCT = 100_000
"""Ids of rows are made of those of product and warehouse, so that a row keeps its id when figures change."""


class P2itStockBoard(models.Model):
    """What is there, free, coming and ready, of each stored product in each warehouse, now.

    The figures are those of the order lines (``product.product._get_stock_figures``): the same query, for all
    products at once. They are for everyone who sells, as quantities are; whose goods they are is not told.
    """

    _name = "p2it.stock.board"
    _description = "Availability Board"
    _auto = False
    _order = "product_name, warehouse_id"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", readonly=True)
    product_name = fields.Char(readonly=True)
    default_code = fields.Char(string="Internal Reference", readonly=True)
    categ_id = fields.Many2one("product.category", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    on_hand = fields.Float(digits="Product Unit", readonly=True, help="What is in the warehouse.")
    reserved = fields.Float(
        digits="Product Unit", readonly=True, help="Set aside for orders, holds and other operations."
    )
    free = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="On hand, less what is reserved and what is at its removal date.",
    )
    ready = fields.Float(
        string="Ready to Ship", digits="Product Unit", readonly=True, help="Packed, or waiting at the output."
    )
    incoming = fields.Float(digits="Product Unit", readonly=True, help="Confirmed receipts.")
    incoming_date = fields.Datetime(string="Next Receipt", readonly=True, aggregator="min")
    rfq = fields.Float(
        string="In Requests for Quotation",
        digits="Product Unit",
        readonly=True,
        help="Asked of suppliers and not confirmed.",
    )
    outgoing = fields.Float(
        string="To Deliver", digits="Product Unit", readonly=True, help="What is to leave, reserved or not."
    )
    forecast = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="On hand and incoming, less what is to leave and what is at its removal date: what nobody has "
        "been promised yet.",
    )
    stock_state = fields.Selection(
        [("free", "Available"), ("coming", "Coming"), ("none", "None Left")],
        string="Stock Status",
        readonly=True,
    )
    # No Image field: that asks for columns of who changed a row, which a view hasn't.
    image_128 = fields.Binary(related="product_id.image_128", string="Image")
    # Screens ask when the row was changed, to know whether they have its picture.
    write_date = fields.Datetime(related="product_id.write_date")
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id")

    _depends = {
        "product.product": ["active", "default_code", "product_tmpl_id"],
        "product.template": ["categ_id", "is_storable", "name", "uom_id", "type", "company_id"],
        "purchase.order": ["state", "picking_type_id"],
        "purchase.order.line": [
            *("product_id", "order_id", "product_uom_qty", "date_planned", "orderpoint_id"),
            "location_final_id",
        ],
        "stock.location": ["parent_path"],
        "stock.move": [
            *("product_id", "state", "date", "product_qty", "location_id", "location_dest_id"),
            *("location_final_id", "priority"),
        ],
        "stock.move.line": ["move_id", "quantity_product_uom", "picked", "result_package_id"],
        "stock.quant": ["product_id", "location_id", "quantity", "reserved_quantity"],
        "stock.warehouse": ["active", "company_id", "view_location_id", "wh_output_stock_loc_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT p.id::bigint * %(rows)s + w.id AS id,
                   p.id AS product_id, p.default_code, %(name)s AS product_name,
                   t.categ_id, t.uom_id, w.id AS warehouse_id, w.company_id,
                   COALESCE(f.on_hand, 0) AS on_hand,
                   COALESCE(f.reserved, 0) AS reserved,
                   COALESCE(f.free, 0) AS free,
                   COALESCE(f.ready, 0) AS ready,
                   COALESCE(f.incoming, 0) AS incoming, f.incoming_date,
                   COALESCE(f.rfq, 0) AS rfq,
                   COALESCE(f.outgoing, 0) AS outgoing,
                   COALESCE(f.free + f.reserved + f.incoming - f.outgoing, 0) AS forecast,
                   CASE WHEN f.free > 0 THEN 'free' WHEN f.incoming > 0 THEN 'coming' ELSE 'none' END
                       AS stock_state
              FROM product_product p
              JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_storable AND t.type = 'consu'
              JOIN stock_warehouse w
                ON w.active AND (t.company_id IS NULL OR t.company_id = w.company_id)
         LEFT JOIN (%(figures)s) f ON f.product_id = p.id AND f.warehouse_id = w.id
             WHERE p.active
            """,
            rows=_ROWS_PER_PRODUCT,
            name=self._get_name_sql(),
            figures=self._get_figures_sql(),
        )

    @api.model
    def _get_name_sql(self):
        """:return: the product's name in the reader's language, as lists of products are sorted"""
        lang = self.env.lang or "en_US"
        return SQL("COALESCE(t.name->>%s, t.name->>'en_US')", lang)

    @api.model
    def _get_figures_sql(self):
        """:return: one row per product and warehouse of which there is anything"""
        products = SQL("ARRAY(SELECT id FROM product_product)")
        warehouses = SQL("ARRAY(SELECT id FROM stock_warehouse WHERE active)")
        query = self.env["product.product"]._get_stock_figures_query(products, warehouses, per_move=False)
        return SQL(
            """
            SELECT product_id, warehouse_id,
                   COALESCE(SUM(quantity) FILTER (WHERE kind = 'quant'), 0) AS on_hand,
                   COALESCE(SUM(reserved) FILTER (WHERE kind = 'quant'), 0) AS reserved,
                   COALESCE(SUM(quantity - reserved - packed) FILTER (WHERE kind = 'quant'), 0) AS free,
                   COALESCE(SUM(packed) FILTER (WHERE kind = 'out'), 0) AS ready,
                   COALESCE(SUM(quantity) FILTER (WHERE kind = 'in'), 0) AS incoming,
                   MIN(date) FILTER (WHERE kind = 'in') AS incoming_date,
                   COALESCE(SUM(quantity) FILTER (WHERE kind = 'rfq'), 0) AS rfq,
                   COALESCE(SUM(quantity) FILTER (WHERE kind = 'out'), 0) AS outgoing
              FROM (%s)
                   AS f(kind, product_id, warehouse_id, date, quantity, reserved, packed, priority, move)
          GROUP BY product_id, warehouse_id
            """,
            query,
        )

    def action_open_product(self):
        """Open the product."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.product",
            "res_id": self.product_id.id,
            "view_mode": "form",
        }

    def action_open_forecast(self):
        """Open Odoo's forecast of the product in the warehouse, for people of the warehouse."""
        self.ensure_one()
        action = self.product_id.action_product_forecast_report()
        context = {"active_id": self.product_id.id, "active_model": "product.product"}
        return {**action, "context": {**context, "warehouse_id": self.warehouse_id.id}}

    def action_open_holds(self):
        """Open what is held by hand of the product in the warehouse."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_sales_stock.action_stock_holds")
        domain = [("product_id", "=", self.product_id.id), ("warehouse_id", "=", self.warehouse_id.id)]
        return {**action, "domain": domain, "context": {"search_default_held": 1}}
