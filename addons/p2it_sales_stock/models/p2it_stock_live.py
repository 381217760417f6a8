from odoo import api, models

CHANNEL = "base.group_user"
MESSAGE = "p2it_stock_changed"
_MANY = 1000


class P2itStockLive(models.AbstractModel):
    """Tells open screens whose stock has changed: ids of products only, once per transaction.

    Who hears it reads the figures anew with the own rights. What is rolled back is never told.
    """

    _name = "p2it.stock.live"
    _description = "Live Stock"

    @api.model
    def _tell(self, products):
        """Remember that the stock of products changes in this transaction.

        :param products: product.product
        """
        precommit = self.env.cr.precommit
        if MESSAGE not in precommit.data:
            precommit.data[MESSAGE] = set()
            precommit.add(self._send)
        precommit.data[MESSAGE].update(products._origin._ids)

    def _send(self):
        """Send one message for all that has changed, by Odoo's bus, when the transaction is committed."""
        ids = sorted(self.env.cr.precommit.data.pop(MESSAGE, ()))
        if not ids:
            return
        group = self.env.ref(CHANNEL, raise_if_not_found=False)
        if group:
            # No list of ids stands for all products: a message is no place for thousands of them.
            group._bus_send(MESSAGE, {"product_ids": ids if len(ids) <= _MANY else None})


class P2itStockLiveMixin(models.AbstractModel):
    """For models whose records are stock of a product: their changes are told to open screens."""

    _name = "p2it.stock.live.mixin"
    _description = "Records That Are Stock"

    @api.model
    def _get_live_fields(self):
        """Hook: each model names its own.

        :return: names of the fields that the figures of stock depend on
        :rtype: frozenset
        """
        return frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["p2it.stock.live"]._tell(records.product_id)
        return records

    def write(self, vals):
        if not self._get_live_fields().intersection(vals):
            return super().write(vals)
        before = self.product_id
        result = super().write(vals)
        self.env["p2it.stock.live"]._tell(before | self.product_id)
        return result

    def unlink(self):
        products = self.product_id
        result = super().unlink()
        self.env["p2it.stock.live"]._tell(products)
        return result


class StockQuant(models.Model):
    _name = "stock.quant"
    _inherit = ["stock.quant", "p2it.stock.live.mixin"]

    @api.model
    def _get_live_fields(self):
        return super()._get_live_fields() | {
            *("quantity", "reserved_quantity", "location_id", "lot_id", "removal_date", "product_id"),
        }


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "p2it.stock.live.mixin"]

    @api.model
    def _get_live_fields(self):
        return super()._get_live_fields() | {
            *("state", "product_uom_qty", "product_uom", "quantity", "picked", "date", "priority"),
            *("location_id", "location_dest_id", "location_final_id", "product_id", "picking_id"),
        }


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ["stock.move.line", "p2it.stock.live.mixin"]

    @api.model
    def _get_live_fields(self):
        return super()._get_live_fields() | {
            *("quantity", "picked", "result_package_id", "location_id", "lot_id", "product_id"),
        }


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "p2it.stock.live.mixin"]

    @api.model
    def _get_live_fields(self):
        return super()._get_live_fields() | {
            *("product_qty", "product_uom_qty", "product_uom_id", "date_planned", "product_id"),
        }


class PurchaseOrder(models.Model):
    """Extends ``purchase.order``: what it asks for is stock to come."""

    _inherit = "purchase.order"

    def write(self, vals):
        result = super().write(vals)
        if {"state", "picking_type_id"} & vals.keys():
            self.env["p2it.stock.live"]._tell(self.order_line.product_id)
        return result
