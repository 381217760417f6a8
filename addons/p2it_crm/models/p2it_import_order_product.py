from odoo import api, models

from ..domain.text import fold


class P2itImportOrder(models.AbstractModel):
    """Extends the import of orders with finding products, by code or barcode, and their units."""

    _inherit = "p2it.import.order"

    @api.model
    def _load_products(self, look, plans):
        """Put products by code and barcode, and their units by name, into ``look``.

        The number of queries does not depend on how many there are. Archived products were sold, too.
        """
        texts = sorted({plan.text("product") for plan in plans} - {""})
        look.packages = self._load_packages(texts)
        products = self.env["product.product"].with_context(active_test=False)
        found = products.search(
            [
                ("company_id", "in", (False, self.env.company.id)),
                *("|", "|", ("barcode", "in", texts)),
                ("id", "in", self._find_ids("product.product", "default_code", texts)),
                ("id", "in", [product_id for product_id, _unit_id in look.packages.values()]),
            ],
            order="active desc, id",
        )
        look.products = {product.id: product for product in found}
        look.by_barcode = {product.barcode: product for product in found if product.barcode in texts}
        look.by_code = {}
        for product in found:
            if product.default_code:
                look.by_code.setdefault(product.default_code.lower(), []).append(product)
        self._load_unit_names(look, found)

    @api.model
    def _load_packages(self, texts):
        """:return: ``{barcode of a package: (product, unit)}``"""
        packages = self.env["product.uom"].search_fetch(
            [("barcode", "in", texts)], ["barcode", "product_id", "uom_id"]
        )
        return {package.barcode: (package.product_id.id, package.uom_id.id) for package in packages}

    @api.model
    def _load_unit_names(self, look, products):
        """Put ``{id of a unit: its folded names in all languages}`` into ``look``."""
        units = products.uom_id | products.uom_ids
        look.unit_names = {unit.id: set() for unit in units}
        for code, _name in self.env["res.lang"].get_installed():
            for unit in units.with_context(lang=code):
                look.unit_names[unit.id].add(fold(unit.name))

    @api.model
    def _find_product(self, plan, look):
        """:return: the product of a row, or nothing"""
        text = plan.text("product")
        if not text:
            return None
        found = look.by_code.get(text.lower(), [])
        active = [product for product in found if product.active] or found
        if len(active) > 1:
            plan.refuse("order_product_several", text=text)
            return None
        product_id, _unit_id = look.packages.get(text, (0, 0))
        product = (active and active[0]) or look.by_barcode.get(text) or look.products.get(product_id)
        if not product:
            plan.refuse("order_product_unknown", text=text)
        return product

    @api.model
    def _find_unit(self, plan, product, look):
        """:return: the unit of a row among the product's own; the standard one, or that of the package whose
        barcode it is, where the row names none
        """
        text = plan.text("unit")
        units = product.uom_id | product.uom_ids
        if not text:
            _product_id, unit_id = look.packages.get(plan.text("product"), (0, 0))
            return units.filtered(lambda unit: unit.id == unit_id) or product.uom_id
        wanted = fold(text)
        for unit in units:
            if wanted in look.unit_names[unit.id]:
                return unit
        names = ", ".join(units.mapped("name"))
        plan.refuse("order_unit", product=product.display_name, text=text, units=names)
        return None
