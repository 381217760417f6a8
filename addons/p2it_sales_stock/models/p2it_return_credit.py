from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

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


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with its credit notes: drafts, which accountants look at and post."""

    _inherit = "p2it.return"

    credit_ids = fields.One2many(
        "account.move", "p2it_return_id", string="Credit Notes", readonly=True, groups="base.group_user"
    )
    credit_count = fields.Integer(
        string="Number of Credit Notes", compute="_compute_credit_count", compute_sudo=True
    )

    @api.depends("credit_ids")
    def _compute_credit_count(self):
        for document in self:
            document.credit_count = len(document.credit_ids)

    def action_credit(self):
        """Draft what is still to be credited: the order was invoiced since, or a draft was deleted.

        :return: a window action on the credit notes
        :raise AccessError: for who is neither a returns officer nor an accountant
        :raise UserError: when nothing is to be credited
        """
        user = self.env.user
        if not (
            user.has_group("p2it_sales_stock.group_returns")
            or user.has_group("account.group_account_invoice")
        ):
            raise AccessError(self.env._("Returns officers and accountants draft credit notes: ask one."))
        self.check_access("read")
        made = self.env["account.move"]
        for document in self:
            document._take_rows()
            document._check_state("receiving", "done")
            made |= document.sudo()._credit()  # sudo: drafts are the server's; posting is the accountants'
        if not made:
            raise UserError(
                self.env._("Nothing is to be credited: only what was invoiced is, and what came back was.")
            )
        return self.action_view_credits()

    def action_view_credits(self):
        """Open the credit notes of the returns.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_refund_type")
        domain = [("p2it_return_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {"create": False}}

    def _credit(self):
        """Draft the credit notes: one for all orders of the same payer, currency and rate. As superuser.

        :return: the drafts
        """
        self.ensure_one()
        orders = self.line_ids.filtered(lambda line: line.quantity_final or line.gift_kept).order_id
        bills = self.env["p2it.return.bill"]
        drafts = defaultdict(list)
        for invoice, changes in bills._find_changes(orders).items():
            drafts[self._get_credit_key(invoice)] += [
                (invoice, *found) for found in bills._get_differences(invoice, changes)
            ]
        moves = self.env["account.move"].create(
            [self._prepare_credit(key, found) for key, found in drafts.items()]
        )
        orders._note_taken_back()
        return moves

    def _get_credit_key(self, invoice):
        is_foreign = invoice.currency_id != invoice.company_currency_id
        return (
            invoice.partner_id,
            invoice.currency_id,
            invoice.invoice_currency_rate if is_foreign else 1.0,
            invoice.fiscal_position_id,
            invoice.journal_id,
        )

    def _prepare_credit(self, key, found):
        """:param found: ``[(invoice, change, parts)]``"""
        partner, currency, rate, position, journal = key
        total = sum(
            untaxed + sum(taxes.values()) for _i, _c, parts in found for _q, _p, untaxed, taxes in parts
        )
        sign = 1 if currency.compare_amounts(total, 0.0) >= 0 else -1
        invoices = self.env["account.move"].union(*(invoice for invoice, _change, _parts in found))
        vals = {
            "move_type": "out_refund" if sign > 0 else "out_invoice",
            "partner_id": partner.id,
            "partner_shipping_id": invoices[:1].partner_shipping_id.id,
            "currency_id": currency.id,
            "journal_id": journal.id,
            "company_id": self.company_id.id,
            "fiscal_position_id": position.id,
            "invoice_origin": self.name,
            "ref": self.env._(
                "%(document)s: %(invoices)s", document=self.name, invoices=", ".join(invoices.mapped("name"))
            ),
            "invoice_user_id": self.user_id.id,
            "invoice_payment_term_id": False,
            "p2it_return_id": self.id,
            "invoice_line_ids": [
                Command.create(line)
                for invoice, change, parts in found
                for line in self._prepare_credit_lines(invoice, change, parts, sign)
            ],
        }
        if len(invoices) == 1 and sign > 0:
            vals["reversed_entry_id"] = invoices.id
        if currency != self.company_id.currency_id:
            vals["invoice_currency_rate"] = rate
        return vals

    def _prepare_credit_lines(self, invoice, change, parts, sign):
        line = change["line"]
        vals = self._prepare_credit_line(change)
        for quantity, price, untaxed, taxes in parts:
            discount = line.discount if change["part"] == "goods" else 0.0
            if change["part"] == "added":
                vals["name"] = change["vals"][0]["name"] if change["vals"] else line.name
            forced = _force(invoice, sign * quantity, price, discount, sign * untaxed, taxes, sign)
            yield {**vals, **forced}

    def _prepare_credit_line(self, change):
        """:return: what the lines of one change have in common"""
        line, ordered, part = change["line"], change["order_line"], change["part"]
        own = self.line_ids.filtered(lambda one: one.order_line_id == ordered)[:1]
        vals = {
            "name": line.name,
            "product_id": line.product_id.id,
            "product_uom_id": line.product_uom_id.id,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "account_id": line.account_id.id,
            "analytic_distribution": line.analytic_distribution,
            "sale_line_ids": [Command.set(ordered.ids)],
            "p2it_origin_line_id": line.id,
            "p2it_return_part": part,
            "p2it_return_line_id": own.id,
        }
        if part == "gift":
            vals.update(
                {
                    "name": self.env._("%s (gift that is kept)", ordered.product_id.display_name),
                    "product_id": ordered.product_id.id,
                    "product_uom_id": ordered.product_uom_id.id,
                    "tax_ids": [Command.set(ordered.tax_ids.ids)],
                    "sale_line_ids": [Command.clear()],
                    "p2it_order_line_id": ordered.id,
                }
            )
            del vals["account_id"]
        if part == "added" and change["vals"]:
            vals["tax_ids"] = [Command.set(change["vals"][0]["tax_ids"])]
        return vals


def _force(invoice, quantity, price, discount, untaxed, taxes, sign):
    """:return: values that show quantity and price as invoiced, and come to exactly these amounts"""
    currency = invoice.currency_id
    natural = currency.round(quantity * price * (1 - discount / 100))
    vals = {"quantity": quantity, "price_unit": price, "discount": discount}
    if not taxes:
        if currency.compare_amounts(natural, untaxed):
            vals.update({"price_unit": untaxed / quantity, "discount": 0.0})
        return vals
    vals["extra_tax_data"] = {
        "currency_id": currency.id,
        "price_unit": price,
        "discount": discount,
        "quantity": quantity,
        "rate": invoice.invoice_currency_rate or 1.0,
        "manual_total_excluded_currency": untaxed,
        "manual_tax_amounts": {
            str(tax): {"tax_amount_currency": sign * amount, "base_amount_currency": untaxed}
            for tax, amount in taxes.items()
        },
    }
    return vals
