from odoo import api, fields, models
from odoo.addons.p2it_crm.models.p2it_statistics_documents import day_in_company, join_calendar
from odoo.addons.p2it_crm.statistics import Source, Watch

SOURCES = ("delivery", "return")

_SIGN = "CASE WHEN target.usage = 'customer' THEN 1 ELSE -1 END"
_MOVED = "move.quantity * moved_unit.factor / standard.factor"
_PRICE = (
    "line.price_subtotal / NULLIF(line.product_uom_qty * unit.factor / standard.factor, 0)"
    " / COALESCE(NULLIF(so.currency_rate, 0), 1)"
)


class P2itSalesStatisticsStore(models.AbstractModel):
    """Extends ``p2it.sales.statistics.store`` with what was delivered and what came back."""

    _inherit = "p2it.sales.statistics.store"

    @api.model
    def _get_measures(self):
        return {
            **super()._get_measures(),
            "delivered": "numeric",
            "delivered_quantity": "numeric",
            "returned": "numeric",
            "returned_quantity": "numeric",
        }


class P2itSalesStatisticsDocuments(models.AbstractModel):
    """Extends ``p2it.sales.statistics.documents`` with deliveries and returns."""

    _inherit = "p2it.sales.statistics.documents"

    @api.model
    def _get_sources(self):
        return [*super()._get_sources(), self._get_deliveries(), self._get_returns()]

    @api.model
    def _get_deliveries(self):
        """One row per move to or from a customer, worth what the order line says.

        Of a kit the parts are moved, which have no price: they bring quantities only.
        """
        return Source(
            name="delivery",
            number=6,
            root="sale.order",
            origin="move.id",
            document="so.id",
            columns={
                **self._get_columns_of_order(day_in_company("move.date")),
                "product_id": "move.product_id",
                "delivered_quantity": f"{_SIGN} * {_MOVED}",
                "delivered": f"CASE WHEN move.product_id = line.product_id"
                f" THEN {_SIGN} * {_MOVED} * {_PRICE} END",
            },
            tables="sale_order so JOIN sale_order_line line ON line.order_id = so.id"
            " JOIN stock_move move ON move.sale_line_id = line.id AND move.state = 'done'"
            " JOIN stock_location origin ON origin.id = move.location_id"
            " JOIN stock_location target ON target.id = move.location_dest_id"
            " JOIN product_product product ON product.id = move.product_id"
            " JOIN product_template template ON template.id = product.product_tmpl_id"
            " JOIN uom_uom standard ON standard.id = template.uom_id"
            " JOIN uom_uom moved_unit ON moved_unit.id = move.product_uom"
            f" LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id {join_calendar('so.company_id')}",
            condition="(target.usage = 'customer') <> (origin.usage = 'customer')",
            watches=self._watch_deliveries(),
        )

    @api.model
    def _watch_deliveries(self):
        moved = (
            "SELECT line.order_id FROM sale_order_line line"
            " JOIN stock_move move ON move.sale_line_id = line.id AND move.state = 'done'"
        )
        return (
            Watch(
                "stock_move",
                (
                    *("state", "quantity", "product_id", "product_uom", "sale_line_id", "date"),
                    *("location_id", "location_dest_id"),
                ),
                "SELECT line.order_id FROM changed"
                " JOIN sale_order_line line ON line.id = changed.sale_line_id",
            ),
            # Of a cancelled order the goods have left all the same.
            Watch(
                "sale_order",
                ("partner_id", "user_id", "team_id", "company_id", "currency_rate"),
                # Looked up order by order, for every change of a quotation asks.
                "SELECT changed.id FROM changed CROSS JOIN LATERAL ("
                "SELECT 1 FROM sale_order_line line JOIN stock_move move"
                " ON move.sale_line_id = line.id AND move.state = 'done'"
                " WHERE line.order_id = changed.id LIMIT 1) AS moved WHERE changed.state <> 'sale'",
            ),
            Watch(
                "stock_location",
                ("usage",),
                f"{moved} JOIN changed ON changed.id IN (move.location_id, move.location_dest_id)",
            ),
            *self._watch_units_moved(moved),
        )

    @api.model
    def _watch_units_moved(self, moved):
        """:return: watches of the units of what was moved, which of a kit no order line has"""
        products = (
            f"{moved} JOIN product_product product ON product.id = move.product_id"
            " JOIN product_template template ON template.id = product.product_tmpl_id"
        )
        return (
            Watch("product_template", ("uom_id",), f"{products} JOIN changed ON changed.id = template.id"),
            Watch(
                "uom_uom",
                ("factor",),
                f"{products} JOIN changed ON changed.id IN (move.product_uom, template.uom_id)",
            ),
        )

    @api.model
    def _get_returns(self):
        """One row per line of a return of which goods were received, worth the received part of it."""
        part = "line.quantity_received / NULLIF(line.order_qty, 0)"
        return Source(
            name="return",
            number=7,
            root="p2it.return",
            origin="line.id",
            document="line.return_id",
            columns={
                "company_id": "line.company_id",
                "date": "line.date",
                "partner_id": "line.partner_id",
                "user_id": "line.user_id",
                "product_id": "line.product_id",
                "returned_quantity": f"line.standard_qty * {part}",
                "returned": f"line.amount * {part}",
            },
            tables="p2it_return_line line",
            condition="line.state IN ('receiving', 'done') AND line.quantity_received > 0",
            watches=(
                Watch(
                    "p2it_return_line",
                    (
                        *("return_id", "state", "date", "partner_id", "user_id", "company_id", "product_id"),
                        *("quantity_received", "order_qty", "standard_qty", "amount"),
                    ),
                    "SELECT return_id FROM changed",
                ),
            ),
        )


class P2itSalesStatistics(models.Model):
    """Extends ``p2it.sales.statistics`` with what was delivered and what came back."""

    _inherit = "p2it.sales.statistics"

    source = fields.Selection(selection_add=[("delivery", "Delivery"), ("return", "Return")])
    delivered = fields.Monetary(
        readonly=True, help="Goods that left for the customer less goods that came back, untaxed."
    )
    delivered_quantity = fields.Float(
        readonly=True, help="The same, in the standard unit of each product; of a kit its parts."
    )
    returned = fields.Monetary(
        readonly=True, help="Received by returns, at the price paid, with taxes, on the day of the return."
    )
    returned_quantity = fields.Float(readonly=True, help="The same, in the standard unit of each product.")

    _depends = {
        "stock.location": ["usage"],
        "p2it.return.line": [
            *("state", "date", "partner_id", "user_id", "product_id", "quantity_received", "order_qty"),
            *("standard_qty", "amount", "company_id", "return_id"),
        ],
        "stock.move": [
            *("state", "quantity", "product_id", "product_uom", "sale_line_id", "date", "location_id"),
            "location_dest_id",
        ],
    }
