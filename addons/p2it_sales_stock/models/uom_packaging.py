from odoo import Command, api, fields, models


class UomUom(models.Model):
    """A unit as a packaging of the product whose page shows it (context key ``product_id``)."""

    _inherit = "uom.uom"

    packaging_contents = fields.Char(
        string="Contains in All",
        compute="_compute_packaging_contents",
        help="What one holds, level by level, down to the product's own unit.",
    )
    packaging_barcode = fields.Char(
        string="Barcode",
        compute="_compute_packaging_barcode",
        inverse="_inverse_packaging_barcode",
        help="What is scanned on this packaging of the product. No product, lot or other packaging has it.",
    )

    @api.depends("relative_factor", "relative_uom_id", "relative_uom_id.name", "relative_uom_id.factor")
    @api.depends_context("product_id", "lang")
    def _compute_packaging_contents(self):
        product = self.env["product.product"].browse(self.env.context.get("product_id")).exists()
        numbers = self.env["product.product"]._get_number_format()
        for unit in self:
            steps, inner, own = [], unit, product.uom_id
            while inner != own and inner.relative_uom_id:
                inner = inner.relative_uom_id
                steps.append(f"{numbers.format(unit._convert(1, inner))} {inner.name}")
            if own and inner != own and own._has_common_reference(unit):
                steps.append(f"{numbers.format(unit._convert(1, own))} {own.name}")
            unit.packaging_contents = " = ".join(steps)

    def _format_quantity(self, quantity):
        """Write how many of this unit in the reader's language: ``1.204 chai``.

        :param float quantity: what a message or a printed page is to say
        :rtype: str
        """
        numbers = self.env["product.product"]._get_number_format()
        exact = self._convert(quantity, self)
        return f"{'-' if exact < 0 else ''}{numbers.format(abs(exact))} {self.name}"

    @api.depends("product_uom_ids.barcode", "product_uom_ids.product_id")
    @api.depends_context("product_id")
    def _compute_packaging_barcode(self):
        product_id = self.env.context.get("product_id")
        packagings = self.env["product.uom"].search(
            [("uom_id", "in", self.ids), ("product_id", "=", product_id)], order="id"
        )
        barcodes = {packaging.uom_id: packaging.barcode for packaging in packagings.sorted(reverse=True)}
        for unit in self:
            unit.packaging_barcode = barcodes.get(unit._origin, False)

    def _inverse_packaging_barcode(self):
        product = self.env["product.product"].browse(self.env.context.get("product_id"))
        for unit in self.filtered(lambda unit: product):
            product._set_packaging_barcode(unit, unit.packaging_barcode)


class ProductProduct(models.Model):
    """Packagings with their barcodes, entered on the variant's page."""

    _inherit = "product.product"

    def _set_packaging_barcode(self, uom, barcode):
        """Give a packaging of this product its barcode, or take it away."""
        self.ensure_one()
        packaging = self.env["product.uom"].search(
            [("product_id", "=", self.id), ("uom_id", "=", uom.id)], order="id", limit=1
        )
        barcode = (barcode or "").strip()
        if not barcode:
            packaging.unlink()
        elif packaging:
            packaging.barcode = barcode
        else:
            self.env["product.uom"].create(
                {
                    "product_id": self.id,
                    "uom_id": uom.id,
                    "barcode": barcode,
                    "company_id": self.company_id.id,
                }
            )

    def web_read(self, specification):
        """Override of `web` to show packagings as this variant's, with its barcodes."""
        return super().web_read(_specify_product(specification, self))

    def write(self, vals):
        """Override of `product` to take barcodes entered among the packagings as this variant's."""
        commands, barcodes = self.env["uom.uom"]._take_barcodes(vals.get("uom_ids"))
        if not barcodes:
            return super().write(vals)
        result = super().write({**vals, "uom_ids": commands})
        for product in self:
            for unit, barcode in barcodes.items():
                product._set_packaging_barcode(unit, barcode)
        return result


class ProductTemplate(models.Model):
    """Packagings that fit, with their barcodes, entered on the page of a product without variants."""

    _inherit = "product.template"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `product` to check packagings, and take barcodes entered among them."""
        taken = [self.env["uom.uom"]._take_barcodes(vals.get("uom_ids")) for vals in vals_list]
        templates = super().create(
            [
                {**vals, "uom_ids": commands} if barcodes else vals
                for vals, (commands, barcodes) in zip(vals_list, taken, strict=True)
            ]
        )
        templates._check_packaging_units()
        for template, (_commands, barcodes) in zip(templates, taken, strict=True):
            template._set_packaging_barcodes(barcodes)
        return templates

    def write(self, vals):
        """Override of `product`, as in create."""
        commands, barcodes = self.env["uom.uom"]._take_barcodes(vals.get("uom_ids"))
        result = super().write({**vals, "uom_ids": commands} if barcodes else vals)
        if {"uom_id", "uom_ids"} & vals.keys():
            self._check_packaging_units()
        for template in self if barcodes else ():
            template._set_packaging_barcodes(barcodes)
        return result

    def web_read(self, specification):
        """Override of `web` to show packagings as the only variant's, with its barcodes."""
        return super().web_read(_specify_product(specification, self.product_variant_ids))

    def _set_packaging_barcodes(self, barcodes):
        """Give packagings their barcodes, where there is one variant they can be on."""
        if len(self.product_variant_ids) == 1:
            for unit, barcode in barcodes.items():
                self.product_variant_ids._set_packaging_barcode(unit, barcode)


class UomCommands(models.Model):
    """Barcodes among the commands that write packagings: a unit is shared, its barcode is one product's."""

    _inherit = "uom.uom"

    @api.model
    def _take_barcodes(self, commands):
        """Take the barcodes out of commands for units.

        :param commands: x2many commands, or none
        :return: the commands without them, and a dict of unit and barcode; a unit that is new is created
        """
        kept, barcodes = [], {}
        for command in commands or ():
            values = command[2] if isinstance(command, list | tuple) and len(command) > 2 else None
            if not isinstance(values, dict) or "packaging_barcode" not in values:
                kept.append(command)
                continue
            values = dict(values)
            barcode = values.pop("packaging_barcode")
            if command[0] == Command.CREATE:
                unit = self.create(values)
                kept.append(Command.link(unit.id))
            else:
                unit = self.browse(command[1])
                kept += [Command.update(unit.id, values)] if values else []
            barcodes[unit] = barcode
        return kept, barcodes


def _specify_product(specification, products):
    """:return: what to read, the packagings as those of the product if it is one"""
    packagings = specification.get("uom_ids")
    if len(products) != 1 or not packagings:
        return specification
    context = {**packagings.get("context", {}), "product_id": products.id}
    return {**specification, "uom_ids": {**packagings, "context": context}}
