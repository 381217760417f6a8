import re
from types import SimpleNamespace

from odoo import api, models
from odoo.fields import Domain

from ..domain.amount import EXEMPT, format_amount, parse_amount, parse_tax
from ..domain.duplicates import Keys
from ..domain.issues import CellError
from ..domain.packaging import parse_packaging
from ..domain.text import clean, fold, repair_name
from .p2it_import_messages import render

# Units Odoo brings itself, by the names Vietnamese files use.
_OWN_UNITS = {
    **dict.fromkeys(("kg", "kilogram", "kilo", "ky"), "uom.product_uom_kgm"),
    **dict.fromkeys(("g", "gram", "gam"), "uom.product_uom_gram"),
    **dict.fromkeys(("tan", "t"), "uom.product_uom_ton"),
    **dict.fromkeys(("lit", "l", "litre", "liter"), "uom.product_uom_litre"),
    **dict.fromkeys(("m", "met", "meter"), "uom.product_uom_meter"),
    **dict.fromkeys(("unit", "units", "don vi"), "uom.product_uom_unit"),
}


class P2itImportProduct(models.AbstractModel):
    """Rows of products, to ``product.template`` with units and packagings."""

    _name = "p2it.import.product"
    _inherit = ["p2it.import.handler"]
    _description = "Import of Products"

    _model = "product.template"
    _trusts_codes = True
    _naming = ("category", "uom", "packaging")
    _paths = ("category", "packaging")
    _incomparable = frozenset(("type", "uom_ids", "description", "sale_ok"))

    @api.model
    def _parse(self, plan, source):
        data = plan.data
        data["name"] = plan.label = repair_name(plan.text("name"))
        data["list_price"] = self._read_price(plan, "list_price")
        data["standard_price"] = self._read_price(plan, "standard_price")
        data["tax"] = plan.read("tax", parse_tax)
        data["packaging"] = self._read_packaging(plan)
        if plan.read("stock", parse_amount):
            plan.warn("stock_ignored", text=plan.text("stock"))
        plan.keys = Keys(code=fold(plan.text("code")), name=fold(data["name"]), area="product")

    @api.model
    def _read_price(self, plan, target):
        price = plan.read(target, parse_amount)
        if price is not None and price < 0:
            plan.warn("amount_negative", text=plan.text(target))
            plan.keep(target, plan.text(target))
            return None
        return price

    @api.model
    def _read_packaging(self, plan):
        try:
            return parse_packaging(plan.lines("packaging"), plan.text("uom") or "unit")
        except CellError as error:
            plan.warn("packaging_failed", error=render(self.env, error.issue))
            plan.keep("packaging", plan.text("packaging"))
            return []

    @api.model
    def _load_lookups(self, source, plans, dry_run):
        look = SimpleNamespace()
        self._load_units(look)
        self._load_categories(look, plans, dry_run)
        taxes = self.env["account.tax"].search_fetch(
            [
                *self.env["account.tax"]._check_company_domain(self.env.company),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("price_include", "=", False),
            ],
            ["amount"],
        )
        look.taxes = {}
        for tax in taxes:
            look.taxes.setdefault(tax.amount, tax.id)
        return look

    @api.model
    def _load_units(self, look):
        """Index the units by folded name, in every language, and by what they hold."""
        units = self.env["uom.uom"].with_context(active_test=True)
        look.units, look.packs = {}, {}
        for code, _name in self.env["res.lang"].get_installed():
            for unit in units.with_context(lang=code).search([]):
                key = fold(unit.name)
                if unit.relative_uom_id:
                    look.packs.setdefault((key, unit.relative_uom_id.id, unit.relative_factor), unit.id)
                look.units.setdefault((key, bool(unit.relative_uom_id)), unit.id)
        for name, xmlid in _OWN_UNITS.items():
            unit = self.env.ref(xmlid, raise_if_not_found=False)
            if unit:
                look.units[name, False] = unit.id
                if unit.relative_uom_id:
                    key = (name, unit.relative_uom_id.id, unit.relative_factor)
                    look.packs[key] = unit.id
        look.may_create_unit = units.has_access("create")

    @api.model
    def _load_categories(self, look, plans, dry_run):
        categories = self.env["product.category"].search_fetch([], ["name", "parent_id"])
        known = {(category.parent_id.id, fold(category.name)): category.id for category in categories}
        may_create = self.env["product.category"].has_access("create")
        look.categories = {}
        for path in dict.fromkeys(filter(None, (plan.text("category") for plan in plans))):
            look.categories[path] = self._find_category(path, known, may_create and not dry_run)

    @api.model
    def _find_category(self, path, known, create):
        parent_id = False
        for level in filter(None, map(clean, path.split("/"))):
            key = (parent_id, fold(level))
            if key not in known:
                if not create:
                    return False
                vals = {"name": level, "parent_id": parent_id}
                known[key] = self.env["product.category"].create(vals).id
            parent_id = known[key]
        return parent_id

    @api.model
    def _load_index(self, look, plans):
        codes = self._find_ids("product.product", "default_code", [plan.text("code") for plan in plans])
        rows = self._load_rows_done(plans)
        templates = self.env["product.template"].sudo().with_context(active_test=False)
        # sudo: whoever is hidden from the importer must not be created once more
        found = templates.search(
            [
                ("company_id", "in", (False, self.env.company.id)),
                *("|", "|", "|"),
                ("product_variant_ids", "in", codes),
                ("name", "in", sorted({plan.data["name"] for plan in plans} - {""})),
                ("id", "in", list(rows.values())),
                *self._get_name_domain(plans),
            ],
            order="id",
        )
        for template in found:
            name = fold(template.name)
            for variant in template.product_variant_ids or [template]:
                code = fold(variant.default_code or "")
                look.index.add(template.id, Keys(code=code, name=name, area="product"))
        for fingerprint, record_id in rows.items():
            if record_id in found._ids:
                look.index.add(record_id, Keys(row=fingerprint))
        return self._load_known(look, found)

    @api.model
    def _get_name_domain(self, plans):
        """:return: domain of the products named by rows without a code, in any case and marks"""
        names = {plan.data["name"] for plan in plans if not plan.text("code")} - {""}
        escaped = (re.sub(r"([\\%_])", r"\\\1", name) for name in sorted(names))
        return Domain.OR([("name", "=ilike", name)] for name in escaped)

    @api.model
    def _prepare_vals(self, plan, look):
        data = plan.data
        unit_id = self._find_unit(plan, look)
        vals = {
            "name": data["name"],
            "default_code": plan.text("code"),
            "type": "consu",
            "categ_id": look.categories.get(plan.text("category")),
            "uom_id": unit_id,
            "uom_ids": self._find_packs(plan, look, unit_id),
            "list_price": float(data["list_price"]) if data["list_price"] is not None else None,
            "standard_price": float(data["standard_price"] or 0) or None,
            "description": self._prepare_note(plan, plan.lines("note")),
        }
        vals = {name: value for name, value in vals.items() if value not in (None, False, "", [])}
        tax_ids = self._find_taxes(plan, look)
        if tax_ids is not None:
            vals["taxes_id"] = tax_ids
        return vals

    @api.model
    def _find_unit(self, plan, look):
        name = plan.text("uom")
        if not name:
            return None
        key = (fold(name), False)
        if key not in look.units:
            if not look.may_create_unit:
                plan.warn("record_missing", text=name)
                plan.keep("uom", name)
                return None
            if look.dry_run:
                return None
            look.units[key] = self.env["uom.uom"].create({"name": name}).id
        return look.units[key]

    @api.model
    def _find_packs(self, plan, look, unit_id):
        """:return: ids of the packagings, created where they are missing"""
        if not unit_id or not plan.data["packaging"]:
            return []
        ids = {fold(plan.text("uom")): unit_id}
        for level in plan.data["packaging"]:
            contained = ids.get(fold(level.contained))
            factor = float(level.quantity)
            key = (fold(level.name), contained, factor)
            if key not in look.packs:
                if not look.may_create_unit:
                    plan.warn("record_missing", text=level.name)
                    return [pack_id for name, pack_id in ids.items() if pack_id != unit_id]
                if look.dry_run:
                    return []
                vals = {"name": level.name, "relative_uom_id": contained, "relative_factor": factor}
                look.packs[key] = self.env["uom.uom"].create(vals).id
            ids[fold(level.name)] = look.packs[key]
        return [pack_id for pack_id in ids.values() if pack_id != unit_id]

    @api.model
    def _find_taxes(self, plan, look):
        """:return: ids; an empty list for what is exempt, ``None`` to keep what the product has"""
        rate = plan.data["tax"]
        if rate is None:
            return None
        if rate == EXEMPT:
            return []
        tax_id = look.taxes.get(float(rate))
        if not tax_id:
            plan.warn("tax_missing", text=f"{format_amount(rate)} %")
            plan.keep("tax", plan.text("tax"))
            return None
        return [tax_id]
