from odoo import api, models
from odoo.exceptions import ValidationError


class ProductUom(models.Model):
    """A packaging's barcode, that of nothing else."""

    _inherit = "product.uom"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `product` to keep what a scanner or a paste adds around a barcode out of it."""
        return super().create([_strip(vals) for vals in vals_list])

    def write(self, vals):
        """Override of `product`, as in create."""
        return super().write(_strip(vals))

    @api.constrains("barcode")
    def _check_barcode_of_nothing_else(self):
        """:raise ValidationError: when a lot, or a product archived or of another company, has the barcode"""
        barcodes = [barcode for barcode in self.mapped("barcode") if barcode]
        # sudo: a scan finds what the person who enters the barcode may not see
        products = self.env["product.product"].sudo().with_context(active_test=False)
        if products.search_count([("barcode", "in", barcodes)], limit=1):
            raise ValidationError(self.env._("A product has this barcode already, archived perhaps."))
        lot = self.env["stock.lot"].sudo().search([("name", "in", barcodes)], limit=1)
        if lot:
            raise ValidationError(
                self.env._(
                    "Lot %(lot)s of %(product)s has this number already: a scan could not tell them apart.",
                    lot=lot.name,
                    product=lot.product_id.display_name,
                )
            )

    @api.constrains("uom_id", "product_id")
    def _check_packaging_unit(self):
        """:raise ValidationError: for a unit in which the product can't be counted"""
        for packaging in self:
            packaging.product_id._check_unit(packaging.uom_id)


class StockLot(models.Model):
    """A lot's number, that of no packaging."""

    _inherit = "stock.lot"

    @api.constrains("name")
    def _check_name_of_no_packaging(self):
        """:raise ValidationError: when a packaging has the number as its barcode"""
        # sudo: as for packagings
        packaging = self.env["product.uom"].sudo().search([("barcode", "in", self.mapped("name"))], limit=1)
        if packaging:
            raise ValidationError(
                self.env._(
                    "%(barcode)s is the barcode of a packaging of %(product)s (%(unit)s): a scan could not "
                    "tell them apart. Give the lot another number.",
                    barcode=packaging.barcode,
                    product=packaging.product_id.display_name,
                    unit=packaging.uom_id.name,
                )
            )


def _strip(vals):
    return {**vals, "barcode": vals["barcode"].strip()} if vals.get("barcode") else vals
