from collections import defaultdict

from odoo import Command, api, models
from odoo.fields import Domain
from odoo.tools import clean_context, float_compare

from .sale_order_line_promotion import PROMOTION_CODE

_KEPT = ("name", "sequence")
"""What people may change on the line of a promotion: it says nothing about money."""


class SaleOrder(models.Model):
    """Extends ``sale.order``: automatic promotions stand on it as lines that follow from the other lines."""

    _inherit = "sale.order"

    @api.model
    def _get_term_fields(self):
        return super()._get_term_fields() | {"promotion_choices", "promotion_date", "validity_date"}

    def _refresh_terms(self):
        """Extends the terms with promotions."""
        result = super()._refresh_terms()
        for order in self:
            if order._has_refreshed_promotions():
                order._refresh_promotions()
        return result

    def _has_refreshed_promotions(self):
        """:return: whether promotions of the order follow its lines: a quotation's, an open order's"""
        self.ensure_one()
        if not self._get_promotion_programs() and not self._get_promotion_lines():
            return False
        if self.state == "sale":
            return not self.locked and bool(self.promotion_date or self._get_promotion_lines())
        return self.state in ("draft", "sent")

    def _refresh_promotions(self):
        """Bring the lines of promotions in line with what is bought."""
        outcome = self._evaluate_promotions()
        if self.state == "sale":
            self._check_limits_kept(outcome)
        self._reconcile_promotion_lines(self._prepare_promotion_lines(outcome))
        if self.state == "sale":
            self._book_promotions()
        elif not self.id:
            self.promotion_explanation = self._render_promotions(outcome)

    def _get_promotion_lines(self):
        """:return: the lines that promotions made"""
        return self.order_line.filtered(lambda line: line._is_promotion_line())

    # ---- what should stand there ----

    def _prepare_promotion_lines(self, outcome):
        """:return: ``{identifier: values of the line}`` for what promotions give
        :rtype: dict
        """
        self.ensure_one()
        lines = {}
        sequence = max(
            self.order_line.filtered(lambda line: not line.reward_id).mapped("sequence"), default=10
        )
        promoted = self._get_promoted_lines()
        # sudo: rewards are given to whoever is served
        rewards = self.env["loyalty.reward"].sudo().with_context(lang=self._get_lang())
        reward_ids = [application.reward_id for application in outcome.applications]
        for application in outcome.applications:
            reward = rewards.browse(application.reward_id).with_prefetch(reward_ids)
            if application.gift_quantity:
                prepared = [self._prepare_gift_line(reward, application)]
            else:
                prepared = self._prepare_discount_lines(reward, application, promoted)
            for vals in prepared:
                sequence += 1
                lines[vals["reward_identifier_code"]] = {**vals, "sequence": sequence}
        return lines

    def _prepare_gift_line(self, reward, application):
        product = self._browse_gift(application.gift_product_id)
        company = self.company_id or self.env.company
        taxes = self.fiscal_position_id.map_tax(product.taxes_id._filter_taxes_by_company(company))
        return {
            "name": reward.description,
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "product_uom_qty": application.gift_quantity,
            "price_unit": application.gift_price,
            "technical_price_unit": application.gift_price,
            "discount": 100.0,
            "tax_ids": taxes.ids,
            "reward_id": reward.id,
            "reward_identifier_code": f"{PROMOTION_CODE}{reward.id}",
        }

    def _prepare_discount_lines(self, reward, application, lines):
        """:return: values of one line for each set of taxes of the promoted ``lines``"""
        amounts, taxes_of = defaultdict(int), {}
        for key, amount in application.allocations:
            taxes = lines[key]._get_discount_taxes()
            tax_key = "-".join(map(str, sorted(taxes.ids)))
            amounts[tax_key] += amount
            taxes_of[tax_key] = taxes
        product = reward.discount_line_product_id
        return [
            {
                "name": self._get_discount_name(reward, taxes_of[tax_key] if len(amounts) > 1 else None),
                "product_id": product.id,
                "product_uom_id": product.uom_id.id,
                "product_uom_qty": 1.0,
                "price_unit": -(price := self.currency_id.round(amount * self.currency_id.rounding)),
                "technical_price_unit": -price,
                "discount": 0.0,
                "tax_ids": taxes_of[tax_key].ids,
                "reward_id": reward.id,
                "reward_identifier_code": f"{PROMOTION_CODE}{reward.id}-{tax_key}",
            }
            for tax_key, amount in sorted(amounts.items())
        ]

    def _get_discount_name(self, reward, taxes):
        if not taxes:
            return reward.description
        return self.with_context(lang=self._get_lang()).env._(
            "%(discount)s - On products with the following taxes: %(taxes)s",
            discount=reward.description,
            taxes=", ".join(taxes.mapped("name")),
        )

    # ---- making it so ----

    def _reconcile_promotion_lines(self, wanted):
        """Change, add and take away lines until what is wanted stands there, once.

        :param dict wanted: ``{identifier: values}``
        """
        present = self._get_promotion_lines().grouped("reward_identifier_code")
        kept, stale = {}, self.env["sale.order.line"]
        for code, lines in present.items():
            if code in wanted and len(lines) == 1:
                kept[code] = lines
            else:
                stale |= lines
        changes = {
            line: vals for code, line in kept.items() if (vals := self._get_line_change(line, wanted[code]))
        }
        added = [vals for code, vals in wanted.items() if code not in kept]
        if changes or added or stale:
            self._change_promotion_lines(changes, added, stale)

    def _get_line_change(self, line, vals):
        """:return: those of the values that the line has otherwise; all of them for another product"""
        change = {
            name: value for name, value in vals.items() if name not in _KEPT and _differs(line, name, value)
        }
        return vals if "product_id" in change else change

    def _change_promotion_lines(self, changes, added, stale):
        if not self.id:
            # A form: the lines are changed on the screen, and saved with it.
            for line, vals in changes.items():
                line.update(_prepare_commands(vals))
            new = self.env["sale.order.line"]
            for vals in added:
                new |= new.new({**_prepare_commands(vals), "order_id": self.id})
            self.order_line = (self.order_line - stale) | new
            return
        commands = [Command.update(line.id, _prepare_commands(vals)) for line, vals in changes.items()]
        commands += [Command.create(_prepare_commands(vals)) for vals in added]
        commands += self._get_removal_commands(stale)
        if commands:
            # What a client would fill in by default has no place on these lines: it is left out.
            env = self.env(context=clean_context(self.env.context))
            self.with_env(env).write({"order_line": commands})

    def _get_removal_commands(self, lines):
        """A confirmed order keeps its lines, with nothing on them."""
        if self.state != "sale":
            return [Command.delete(line.id) for line in lines]
        return [Command.update(line.id, {"product_uom_qty": 0.0}) for line in lines if line.product_uom_qty]

    def copy(self, default=None):
        """Extends copying: a copy has the promotions of its own day."""
        copies = super().copy(default)
        copies._refresh_terms()
        return copies

    # ---- Odoo's own programs ----

    def _get_program_domain(self):
        """Extends Odoo's: what applies by itself is none of the button's business."""
        return [*Domain.AND([super()._get_program_domain(), [("is_automatic", "=", False)]])]

    def _get_trigger_domain(self):
        """Extends Odoo's: what applies by itself is none of the button's business."""
        return [*Domain.AND([super()._get_trigger_domain(), [("program_id.is_automatic", "=", False)]])]

    def _get_applied_global_discount_lines(self):
        """Extends Odoo's: a discount that applies by itself does not stand in the way of one by code."""
        return (
            super()._get_applied_global_discount_lines().filtered(lambda line: not line._is_promotion_line())
        )


def _prepare_commands(vals):
    return {**vals, "tax_ids": [Command.set(vals["tax_ids"])]} if "tax_ids" in vals else vals


def _differs(line, name, value):
    field, present = line._fields[name], line[name]
    if field.type == "many2one":
        return present._origin.id != value
    if field.type == "many2many":
        return set(present.ids) != set(value)
    if field.type == "float":
        return float_compare(present, value, precision_digits=6) != 0
    return present != value
