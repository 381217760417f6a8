from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .sale_order_line_stock_request import ASKING_STATES, StockWish

LONGEST = 2000
"""Lines asked about in one call."""
DATES = 12
"""Receipts told one by one; nobody plans a sale by the thirteenth."""


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line`` with what open forms ask: figures of lines as they stand, all about one."""

    _inherit = "sale.order.line"

    @api.model
    @api.readonly
    def get_stock_figures(self, lines, commitment_date=False):
        """The figures of the lines of one form, as they stand in it, saved or not; they compete in turn.

        :param lines: [{key, line_id, product_id, product_uom_id, product_uom_qty, sequence, warehouse_id}]
        :param commitment_date: delivery date of the order in the form
        :return: {key: values of the stock fields}; nothing for what the user may not see
        """
        wishes = self._get_form_wishes(lines, commitment_date)
        requests = self._prepare_stock_requests(wishes)
        answers = self._answer_stock_requests(requests)
        return {
            str(wish.key): self._prepare_stock_vals(answers.get(wish.key), wish.product.uom_id, wish.uom)
            for wish in wishes
        }

    @api.model
    @api.readonly
    def get_stock_detail(self, line, lines=()):
        """All about the goods of one line: each warehouse, dates, and whose orders have them reserved.

        :param line: as in :meth:`get_stock_figures`
        :param lines: all lines of the form, this one included: they compete in the order's warehouse
        :return: see the popover; nothing for what the user may not see
        """
        key = line.get("key")
        wishes = self._get_form_wishes(lines or [line], line.get("commitment_date"))
        wish = next((wish for wish in wishes if wish.key == key), None)
        if not wish:
            return {}
        warehouses = wish.warehouse | wish.company._get_compared_warehouses()
        wishes += [
            wish._replace(key=warehouse, order=warehouse, warehouse=warehouse)
            for warehouse in warehouses - wish.warehouse
        ]
        requests = {request.key: request for request in self._prepare_stock_requests(wishes)}
        if key not in requests:
            return {}
        answers = self._answer_stock_requests(requests.values())
        answers[wish.warehouse] = answers[key]
        parts = wish.product.browse([product_id for product_id, _amount in requests[key].parts])
        figures = parts._get_stock_figures(warehouses) if parts == wish.product else {}
        return {
            "unit": wish.uom.display_name,
            "quantity": wish.quantity,
            "on_order": requests[key].on_order,
            "warehouses": [
                {
                    "id": warehouse.id,
                    "name": warehouse.display_name,
                    **self._prepare_stock_vals(answers[warehouse], wish.product.uom_id, wish.uom),
                    **self._prepare_stock_dates(figures.get((parts[:1].id, warehouse.id)), wish),
                }
                for warehouse in warehouses
            ],
            "components": self._prepare_stock_components(answers[wish.warehouse].parts),
            **self._prepare_stock_reservations(parts, wish),
        }

    # What the form says, as far as the user may ask

    @api.model
    def _get_form_wishes(self, lines, commitment_date):
        """:return: [StockWish] in sequence, of products, warehouses and lines the user may read"""
        self._check_may_ask()
        lines = sorted(lines[:LONGEST], key=lambda line: line.get("sequence") or 0)
        products = self._browse_readable("product.product", lines, "product_id")
        warehouses = self._browse_readable("stock.warehouse", lines, "warehouse_id")
        saved = self._browse_readable(self._name, lines, "line_id")
        uoms = self._browse_readable("uom.uom", lines, "product_uom_id")
        on_order_route = self._get_on_order_route()
        wishes = []
        for line in lines:
            product = products.get(line.get("product_id"))
            warehouse = warehouses.get(line.get("warehouse_id"))
            known = saved.get(line.get("line_id"), self.browse())
            if not (product and product.type == "consu" and warehouse):
                continue
            if known and known.state not in ASKING_STATES:
                continue
            uom = uoms.get(line.get("product_uom_id"))
            wishes.append(
                StockWish(
                    key=line.get("key"),
                    order="form",
                    line=known,
                    product=product,
                    uom=uom or product.uom_id,
                    quantity=float(line.get("product_uom_qty") or 0.0),
                    warehouse=warehouse,
                    company=warehouse.company_id,
                    deadline=fields.Datetime.to_datetime(commitment_date) or None,
                    confirmed=known.state == "sale",
                    on_order=on_order_route
                    and known.state != "sale"
                    and product._is_on_order(on_order_route, known),
                )
            )
        return wishes

    @api.model
    def _check_may_ask(self):
        """:raise AccessError: for customers, who may read their own orders' lines"""
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._(
                    "What is in stock is shown to the company's own people only. "
                    "Ask your contact at the company when the goods can be delivered."
                )
            )

    @api.model
    def _browse_readable(self, model, lines, name):
        """:return: {id: record} the lines name, those only that exist and the user may read"""
        ids = {line.get(name) for line in lines}
        records = self.env[model].browse(id_ for id_ in ids if isinstance(id_, int) and id_)
        return {record.id: record for record in records.exists()._filtered_access("read")}

    # What the popover shows

    @api.model
    def _prepare_stock_dates(self, figures, wish):
        """:return: receipts and requests for quotation by date, in the line's unit; none for kits"""
        dates = {}
        for name in ("incoming", "rfq"):
            by_date = sorted(getattr(figures, name)) if figures else []
            dates[f"{name}_dates"] = [
                {"date": date, "quantity": self._convert_stock(quantity, wish.product.uom_id, wish.uom)}
                for date, quantity in by_date[:DATES]
            ]
        return dates

    @api.model
    def _prepare_stock_components(self, parts):
        """:return: what a kit's components have, in their own units"""
        products = self.env["product.product"].browse(parts)
        return [
            {
                "id": product.id,
                "name": product.display_name,
                "unit": product.uom_id.display_name,
                **self._prepare_stock_vals(parts[product.id], product.uom_id, product.uom_id),
            }
            for product in products
        ]

    @api.model
    def _prepare_stock_reservations(self, parts, wish):
        """Whose orders have the goods reserved: those the user may read by name, the others as a sum.

        :return: ``reserved_by``, and the sums ``reserved_hidden`` (orders of others) and ``reserved_other``
        """
        # Whose reservations they are is told below by what the user may read.
        groups = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", parts.ids),
                    ("state", "in", ("waiting", "confirmed", "partially_available", "assigned")),
                    ("location_id", "child_of", wish.warehouse.view_location_id.id),
                    ("quantity_product_uom", ">", 0),
                ],
                ["move_id"],
                ["quantity_product_uom:sum"],
            )
        )
        moves = self.env["stock.move"].union(*(move for move, _quantity in groups)).sudo()
        order_of = self._get_orders_of_reservations(moves)
        quantities = defaultdict(float)
        for move, quantity in groups:
            product = move.product_id if parts != wish.product else wish.product
            quantities[order_of.get(move.id, self.env["sale.order"]), product] += quantity
        return self._prepare_reservation_vals(quantities, wish)

    @api.model
    def _get_orders_of_reservations(self, moves):
        """Extended by what else has goods set aside for an order.

        :param moves: stock.move in sudo that have goods reserved
        :return: {id of a move: sale.order}
        """
        orders = {}
        for move in moves:
            lines = move.sale_line_id or move._get_sale_order_lines()
            order = move.stock_hold_id.order_id or lines.order_id[:1] or move.picking_id.sale_id
            if order:
                orders[move.id] = order
        return orders

    @api.model
    def _prepare_reservation_vals(self, quantities, wish):
        """:param quantities: {(sale.order in sudo or none, product): reserved in the product's unit}"""
        orders = self.env["sale.order"].browse({order.id for order, _product in quantities if order})
        readable = orders._filtered_access("read")
        named, hidden, other = [], 0.0, 0.0
        is_kit = any(product != wish.product for _order, product in quantities)
        for (order, product), quantity in quantities.items():
            uom = product.uom_id if is_kit else wish.uom
            amount = product.uom_id._compute_quantity(quantity, uom, rounding_method="HALF-UP")
            if order.id in readable.ids:
                name = product.display_name if is_kit else ""
                named.append(
                    {
                        **self._prepare_reserving_order(readable.browse(order.id), wish),
                        "product": name,
                        "quantity": amount,
                    }
                )
            elif order:
                hidden += amount
            else:
                other += amount
        named.sort(key=lambda row: (not row["own"], -row["quantity"]))
        return {"reserved_by": named, "reserved_hidden": hidden, "reserved_other": other}

    @api.model
    def _prepare_reserving_order(self, order, wish):
        """:return: what is told of an order the user may read"""
        return {
            "order_id": order.id,
            "name": order.name,
            "partner": order.partner_id.display_name,
            "own": order == wish.line.order_id,
        }
