from odoo import api, models

from .sale_order_line_stock_request import StockWish


class SaleOrder(models.Model):
    """Extends ``sale.order`` with the stock of products in its catalogue."""

    _inherit = "sale.order"

    def _get_product_catalog_order_line_info(self, product_ids, child_field=False, **kwargs):
        """Override of ``product`` to add the stock of the products shown."""
        info = super()._get_product_catalog_order_line_info(product_ids, child_field=child_field, **kwargs)
        for product_id, stock in self._get_catalog_stock(product_ids).items():
            if product_id in info:
                info[product_id]["stock"] = stock
        return info

    def _is_display_stock_in_catalog(self):
        """Override of ``stock``: the catalogue of an order shows more."""
        return super()._is_display_stock_in_catalog() and not self.env.user._is_internal()

    @api.readonly
    def get_catalog_stock(self, product_ids):
        """The stock of products in the order's catalogue, after it or the order has changed.

        :return: {product id as text: see ``_get_catalog_stock``}
        """
        self.ensure_one()
        self.check_access("read")
        products = self.env["product.product"].browse(product_ids).exists()._filtered_access("read")
        stock = self._get_catalog_stock(products.ids)
        return {str(product_id): values for product_id, values in stock.items()}

    def _get_catalog_stock(self, product_ids):
        """The stock of products in the order's warehouse; what is not in the order is asked for one unit.

        :return: {product id: values of the stock fields}, in the product's unit, of goods that are stored
        """
        if len(self) != 1 or not self.warehouse_id or not self.env.user._is_internal():
            return {}
        line_model = self.env["sale.order.line"]
        wishes = self.order_line._get_stock_wishes()
        asked = {wish.product.id for wish in wishes}
        products = (
            self.env["product.product"].browse(product_ids).filtered(lambda product: product.type == "consu")
        )
        route = line_model._get_on_order_route()
        wishes += [
            self._prepare_catalog_wish(product, route) for product in products if product.id not in asked
        ]
        requests = line_model._prepare_stock_requests(wishes)
        answers = line_model._answer_stock_requests(requests)
        goods = {request.key: [product_id for product_id, _amount in request.parts] for request in requests}
        stock = {}
        for wish in wishes:
            if wish.product.id not in product_ids or wish.key not in answers:
                continue
            values = line_model._prepare_stock_vals(
                answers[wish.key], wish.product.uom_id, wish.product.uom_id
            )
            more = {"stock_product_ids": goods[wish.key], "stock_unit": wish.product.uom_id.name}
            first = stock.setdefault(wish.product.id, {**values, **more})
            first.update(self._join_catalog_stock(first, values))
        return stock

    def _prepare_catalog_wish(self, product, on_order_route):
        return StockWish(
            key=("catalog", product.id),
            order=("catalog", product.id),
            line=self.env["sale.order.line"],
            product=product,
            uom=product.uom_id,
            quantity=1.0,
            warehouse=self.warehouse_id,
            company=self.company_id,
            deadline=self.commitment_date or None,
            on_order=on_order_route and product._is_on_order(on_order_route),
        )

    @api.model
    def _join_catalog_stock(self, first, second):
        """:return: of two lines of one product, when the later of them is there"""
        order = ("none", "enough", "later", "short")
        worse = max(first, second, key=lambda values: order.index(values["stock_state"]))
        return {name: worse[name] for name in ("stock_state", "stock_promise_date")}
