from types import SimpleNamespace

from odoo import api, fields, models

from ..domain.amount import parse_amount
from ..domain.dates import parse_date
from ..domain.duplicates import DuplicateIndex, Keys
from ..domain.issues import CellError, Issue
from ..domain.order_row import NOTHING, gather, parse_paid, parse_percent
from ..domain.phone import parse_phones
from ..domain.row_plan import CREATE, JOIN, REFUSE, is_formula
from ..domain.tax_code import parse_tax_code
from ..domain.text import fold

_DATES = ("date", "delivery_date", "invoice_date", "payment_date")
_AMOUNTS = ("quantity", "price")
_LARGEST = 10**15
"""Larger amounts lose their last digits, and are typing errors."""


class P2itImportOrder(models.AbstractModel):
    """Rows of past orders, to ``sale.order``: rows with one number are one order, done as a whole.

    An order that is there already is left as it is.
    """

    _name = "p2it.import.order"
    _inherit = ["p2it.import.party"]
    _description = "Import of Sales Orders"

    _model = "sale.order"
    _required = ("number", "date", "product", "quantity", "price")
    # About a hundred orders.
    _batch_size = 400

    @api.model
    def _process(self, source, plans, dry_run):
        """Override: it is orders that are decided on, not rows."""
        labels = self._get_labels()
        for plan in plans:
            plan.labels = labels
            self._parse_required(plan)
            self._parse(plan, source)
        look = self._load_lookups(source, plans, dry_run)
        for plan in plans:
            self._prepare_row(plan, look)
        orders = gather(plans)
        for rows in orders:
            self._decide_order(rows, look)
        if not dry_run:
            self._execute_orders([rows for rows in orders if rows[0].verdict == CREATE], look)

    # Reading

    @api.model
    def _parse(self, plan, source):
        data, number = plan.data, plan.text("number")
        plan.document = fold(number)
        plan.label = " · ".join(filter(None, (number, plan.text("product"))))
        if is_formula(number):
            plan.refuse("formula", text=number)
        for target in _DATES:
            data[target] = plan.read(target, parse_date, strict=True)
        data["quantity"] = plan.read("quantity", parse_amount, strict=True)
        data["price"] = plan.read("price", parse_amount, strict=True)
        data["discount"] = plan.read("discount", parse_percent, strict=True)
        data["paid"] = plan.read("paid", parse_paid, strict=True) or NOTHING
        data["salesperson"] = plan.text("salesperson")
        self._check_figures(plan)
        plan.keys = self._get_customer_keys(plan)

    @api.model
    def _check_figures(self, plan):
        """Refuse what can't have been sold so."""
        data, today = plan.data, fields.Date.context_today(self)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if data["quantity"] is not None and round(float(data["quantity"]), digits) <= 0:
            plan.refuse("order_quantity", text=plan.text("quantity"))
        if data["price"] is not None and data["price"] < 0:
            plan.refuse("amount_negative", text=plan.text("price"))
        for target, value in (*((name, data[name]) for name in _AMOUNTS), ("paid", data["paid"].amount)):
            if value is not None and value >= _LARGEST:
                plan.refuse("amount_too_large", text=plan.text(target)[:40])
        if data["date"]:
            self._check_days(plan, today)

    @api.model
    def _check_days(self, plan, today):
        """Refuse days that are to come, and what came before the order."""
        data = plan.data
        if data["date"] > today:
            plan.refuse("order_future", text=plan.text("date"))
        for target in _DATES[1:]:
            if data[target] and data[target] < data["date"]:
                plan.refuse("order_early", field=plan.labels.get(target, target), text=plan.text(target))

    @api.model
    def _get_customer_keys(self, plan):
        """:return: by what the customer of a row is found"""
        try:
            tax = parse_tax_code(plan.text("vat"))
        except CellError as error:
            plan.refusals.append(error.issue)
            tax = None
        phones = parse_phones(plan.cells.get("phone", "")).numbers
        code = fold(plan.text("code"))
        if not (code or phones or plan.text("vat")):
            plan.refuse("order_customer_missing")
        return Keys(code=code, tax_code=tax.code if tax else "", phones=phones)

    # Looking up

    @api.model
    def _load_lookups(self, source, plans, dry_run):
        look = super()._load_lookups(source, plans, dry_run)
        look.source, look.dry_run = source, dry_run
        self._load_customers(look, plans)
        self._load_products(look, plans)
        self._load_orders(look, plans)
        return look

    @api.model
    def _load_customers(self, look, plans):
        """Find customers as the import of customers does: by code, tax code or telephone number."""
        found = SimpleNamespace(index=DuplicateIndex(True), province_codes=look.province_codes)
        look.customers = self.env["p2it.import.customer"]._load_index(found, plans)
        look.index = found.index

    @api.model
    def _load_orders(self, look, plans):
        """Find the orders that are there, by the rows that made them and by their numbers."""
        done = self._load_rows_done(plans)
        numbers = {plan.text("number") for plan in plans}
        # sudo: what a rule hides from the importer must not be created once more
        orders = self.env["sale.order"].sudo()
        found = orders.search(
            [
                ("company_id", "=", self.env.company.id),
                *("|", ("id", "in", list(done.values()))),
                ("id", "in", self._find_ids("sale.order", "name", numbers)),
            ],
            order="id",
        )
        look.known = self._load_known(look, found)
        look.done = {fingerprint: found & orders.browse(order_id) for fingerprint, order_id in done.items()}
        look.orders = {}
        for order in found:
            look.orders.setdefault(fold(order.name), order)

    # Understanding a row

    @api.model
    def _prepare_row(self, plan, look):
        """Find customer, salesperson, product and unit of a row, and what its line is."""
        data = plan.data
        data["customer"] = self._find_customer(plan, look)
        data["user"] = self._find_salesperson(plan, look) if not plan.refusals else False
        product = self._find_product(plan, look)
        unit = self._find_unit(plan, product, look) if product else None
        if plan.refusals:
            return
        price = float(data["price"])
        if look.source.order_price_basis == "standard":
            price = product.uom_id._compute_price(price, unit)
        plan.vals = {
            "product_id": product.id,
            "product_uom_id": unit.id,
            "product_uom_qty": float(data["quantity"]),
            "price_unit": price,
            # No pricelist gives such a price: what stands there was entered, and stays.
            "technical_price_unit": -1.0,
            "discount": float(data["discount"]),
        }

    @api.model
    def _find_customer(self, plan, look):
        """:return: the customer as the user sees it, or nothing"""
        keys = plan.keys
        if not (keys.code or keys.tax_code or keys.phones):
            return None
        found = look.index.find(keys)
        if found.ref is None:
            texts = filter(None, (plan.text("code"), plan.text("vat"), plan.text("phone")))
            plan.refuse("order_customer_unknown", text=" / ".join(texts))
            return None
        customer = look.customers[found.ref]
        if customer is None:
            plan.refuse("company_hidden")
        return customer

    # Deciding

    @api.model
    def _decide_order(self, rows, look):
        """Say whether the rows of one order create it, join the one that is there or are refused."""
        known = self._find_order(rows, look)
        if known:
            self._join_order(rows, known, look)
        else:
            self._compare_rows(rows)
        bad = next((plan for plan in rows if plan.refusals), None)
        for plan in rows:
            if bad:
                if not plan.refusals:
                    plan.refuse("order_other_row", number=bad.number)
                plan.verdict, plan.ref, plan.vals, plan.reasons = REFUSE, None, {}, []
            elif known:
                plan.verdict, plan.ref = JOIN, known.id
            else:
                plan.verdict, plan.ref = CREATE, ("new", rows[0].number)

    @api.model
    def _find_order(self, rows, look):
        by_row = next((look.done[plan.fingerprint] for plan in rows if plan.fingerprint in look.done), None)
        return by_row or look.orders.get(rows[0].document)

    @api.model
    def _join_order(self, rows, order, look):
        """Nothing of an order that is there is changed; that it is the same is what is looked at."""
        record = look.known[order.id]
        for plan in rows:
            plan.warnings.clear()
            if look.done.get(plan.fingerprint) == order:
                plan.refusals.clear()
            customer = plan.data["customer"]
            if record is None:
                plan.refuse("company_hidden")
            elif customer and customer.id != order.partner_id.commercial_partner_id.id:
                plan.refuse("order_number_taken", text=plan.text("number"))
            plan.reasons.append(Issue("joined_order", {"record": order.name}))

    @api.model
    def _compare_rows(self, rows):
        """An order has one customer and one date; of two salespeople or payments the first counts."""
        first = rows[0]
        for plan in rows[1:]:
            for name, target, is_strict in (
                ("customer", "code", True),
                ("date", "date", True),
                ("user", "salesperson", False),
                ("paid", "paid", False),
            ):
                self._compare(plan, first, name, target, is_strict)

    @api.model
    def _compare(self, plan, first, name, target, is_strict):
        known, value = first.data[name], plan.data[name]
        if not value or not known or known == value:
            return
        params = {
            "number": first.number,
            "field": plan.labels.get(target, target),
            "known": first.text(target),
            "text": plan.text(target),
        }
        if is_strict:
            plan.refuse("order_differs", **params)
        else:
            plan.warn("order_first_counts", **params)
