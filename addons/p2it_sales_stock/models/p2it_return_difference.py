from collections import defaultdict

from odoo import models

from ..domain.return_shares import exact


class P2itReturnBill(models.AbstractModel):
    """Extends ``p2it.return.bill`` with the money: the difference of two states of each invoice.

    Both are rounded by Odoo's own tax engine, as whole invoices; their difference is what is given back, to
    the last unit of the currency, whatever the parts in which goods come.
    """

    _inherit = "p2it.return.bill"

    def _get_states(self, invoice, changes):
        """:return: the base lines of the invoice before and after, each ``{key: base line}``"""
        given = self._get_given_lines(invoice.invoice_line_ids)
        before, after = {}, {}
        changed = {change["line"]: change for change in changes if change["part"] in ("goods", "amount")}
        for line in invoice.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            change = changed.get(line)
            states = (change["before"], change["after"]) if change else (self._get_state(line, given),) * 2
            for state, (quantity, price) in zip((before, after), states, strict=True):
                self._add_base_line(state, line, line, quantity, price)
        for origin, others in given.items():
            for other in others.filtered(lambda one: one.p2it_return_part in ("gift", "added")):
                for state in (before, after):
                    quantity = -other.quantity * other._get_return_sign()
                    self._add_base_line(state, other, origin, quantity, other.price_unit, other)
        for number, change in enumerate(changes):
            if change["part"] in ("gift", "added"):
                quantity, price = change["after"]
                self._add_base_line(after, number, change["line"], quantity, price, change)
        return before, after

    def _get_state(self, line, given):
        """:return: quantity and price of an invoice line that nothing changes now"""
        parts = {other.p2it_return_part for other in given.get(line, ())}
        if "amount" in parts:
            return (1.0, self._get_remaining_amount(line, given))
        return (self._get_remaining(line, given), line.price_unit)

    def _add_base_line(self, state, key, line, quantity, price, extra=None):
        if not quantity:
            return
        invoice = line.move_id
        whole = quantity == line.quantity and price == line.price_unit and extra is None
        is_amount = extra is not None or price != line.price_unit
        state[key] = self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            line,
            price_unit=price,
            quantity=quantity,
            discount=0.0 if is_amount else line.discount,
            tax_ids=self._get_taxes(line, extra),
            rate=invoice._get_product_base_line_currency_rate(line),
            sign=invoice.direction_sign,
            special_mode=False,
            name=line.name,
            **({} if whole else {"extra_tax_data": {}}),
        )

    def _get_taxes(self, line, extra):
        """:return: taxes of a line; of a gift its own, of a promotion that is added those it says"""
        if isinstance(extra, dict):
            if extra["part"] == "gift":
                return extra["order_line"].tax_ids
            return (
                self.env["account.tax"].browse(extra["vals"][0]["tax_ids"])
                if extra.get("vals")
                else line.tax_ids
            )
        return extra.tax_ids if extra is not None else line.tax_ids

    def _round_state(self, state, company):
        """:return: ``{key: (untaxed, {tax: amount})}`` in the invoice's currency, exact as a whole"""
        taxes, lines = self.env["account.tax"], list(state.values())
        taxes._add_tax_details_in_base_lines(lines, company)
        taxes._round_base_lines_tax_details(lines, company)
        rounded = {}
        for key, line in state.items():
            details = line["tax_details"]
            amounts = defaultdict(float)
            for tax in details["taxes_data"]:
                amounts[tax["tax"].id] += tax["tax_amount_currency"]
            untaxed = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            rounded[key] = (untaxed, dict(amounts))
        return rounded

    def _get_differences(self, invoice, changes):
        """Work out what each change gives back.

        What rounding moves on lines that did not change goes with the first change of the same taxes.

        :return: ``[(change, [(quantity, price, untaxed, {tax: amount})])]`` of lines of a credit note
        """
        states = self._get_states(invoice, changes)
        before, after = (self._round_state(state, invoice.company_id) for state in states)
        found, rest = [], _Sum()
        keys = {
            change["line"] if change["part"] in ("goods", "amount") else number
            for number, change in enumerate(changes)
        }
        for key in {**before, **after}:
            if key not in keys:
                rest.add(before.get(key), 1)
                rest.add(after.get(key), -1)
        for number, change in enumerate(changes):
            key = change["line"] if change["part"] in ("goods", "amount") else number
            found.append((change, _make_parts(change, before.get(key), after.get(key))))
        for _change, parts in found:
            quantity, price, untaxed, taxes = parts[0]
            parts[0] = (quantity, price, *rest.take(untaxed, taxes))
        return found


class _Sum:
    """Amounts that belong to no change of their own."""

    def __init__(self):
        self.untaxed, self.taxes = 0.0, defaultdict(float)

    def add(self, amounts, sign):
        if amounts:
            self.untaxed += sign * amounts[0]
            for tax, amount in amounts[1].items():
                self.taxes[tax] += sign * amount

    def take(self, untaxed, taxes):
        """:return: the amounts with what is left here and fits them, which is left no more"""
        untaxed, self.untaxed = exact(untaxed + self.untaxed), 0.0
        return untaxed, {tax: exact(amount + self.taxes.pop(tax, 0.0)) for tax, amount in taxes.items()}


def _make_parts(change, before, after):
    """:return: ``[(quantity, price, untaxed, taxes)]``: one line for goods, two where an amount is changed"""
    (had, price), (has, price_after) = change["before"], change["after"]
    nothing = (0.0, dict.fromkeys((before or after)[1], 0.0))
    before, after = before or nothing, after or nothing
    if change["part"] != "amount":
        taxes = {tax: before[1].get(tax, 0.0) - after[1].get(tax, 0.0) for tax in {**before[1], **after[1]}}
        return [(exact(had - has), price, before[0] - after[0], taxes)]
    parts = [(1.0, price, *before)]
    if price_after:
        parts.append((-1.0, price_after, -after[0], {tax: -amount for tax, amount in after[1].items()}))
    return parts
