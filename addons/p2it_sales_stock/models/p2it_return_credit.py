from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


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
        """Draft what is still to be credited: the order was invoiced since, a draft was deleted, or the
        delivery of a replacement was cancelled.

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
            # sudo: drafts are the server's; posting is the accountants'
            document.sudo()._give_up_replacements()
            made |= document.sudo()._credit()
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
