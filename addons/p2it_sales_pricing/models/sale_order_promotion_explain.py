from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from .sale_order_promotion_basket import get_chosen

_TYPING = "p2it_sales_pricing.typing"
"""Where a cursor keeps that a form asks for its next values."""

_NEAR = 0.5
"""How much of what a reward takes must be there for it to be nearly reached."""

_SHORTFALLS = ("quantity", "amount", "products", "points")
"""Refusals that more of something would lift."""

_SHOWN, _SHOWN_NEAR = 20, 10
"""Refused and nearly reached programs listed on the page; a script gets all."""


class SaleOrder(models.Model):
    """Extends ``sale.order``: what promotions gave, nearly gave, and did not give, in words."""

    _inherit = "sale.order"

    promotion_explanation = fields.Html(
        string="Promotions Explained",
        compute="_compute_promotion_explanation",
        sanitize=False,
        groups="base.group_user",
    )

    @api.depends("state", "promotion_choices")
    def _compute_promotion_explanation(self):
        """In a form, refreshing the terms fills it in: there it is known already."""
        is_typed = _TYPING in self.env.cr.cache
        for order in self:
            is_shown = order.id and order.state != "cancel" and not is_typed
            order.promotion_explanation = order._render_promotions() if is_shown else False

    def onchange(self, values, field_names, fields_spec):
        """Extends the request of a form: what was explained before is not worked out for comparison."""
        cache = self.env.cr.cache
        if _TYPING in cache:
            return super().onchange(values, field_names, fields_spec)
        cache[_TYPING] = True
        try:
            return super().onchange(values, field_names, fields_spec)
        finally:
            del cache[_TYPING]

    def get_promotion_explanation(self):
        """Explain the promotions of an order, for scripts and for its page.

        :return: ``{"applied": […], "near": […], "refused": […]}``; each entry has the program's id and name
            and a text, applied ones also the amount taken off and the gift
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Why promotions apply or not is for employees only."))
        return self._explain_promotions()

    def action_choose_promotion(self, reward_id, product_id=False):
        """Choose one of the rewards or gifts that a program offers on this order.

        :param int reward_id: the reward
        :param int product_id: which of the gifts, where the reward offers several
        :raise UserError: when it is not offered
        """
        self.ensure_one()
        self.check_access("write")
        programs = {program.id: program for program in self._get_promotion_programs()}
        offers = self._evaluate_promotions().applications
        for given in offers:
            rewards = {reward.id: reward for reward in programs[given.program_id].rewards}
            reward = rewards.get(reward_id)
            is_offered = reward and reward_id in (given.offered or (given.reward_id,))
            if is_offered and (not product_id or product_id in reward.product_ids):
                self.promotion_choices = self._prepare_choices(given.program_id, reward_id, product_id)
                return True
        raise UserError(
            self.env._(
                "This reward is not offered on %(order)s. Choose one of those on the page “Promotions”.",
                order=self.name or self.env._("this quotation"),
            )
        )

    def _prepare_choices(self, program_id, reward_id, product_id):
        rewards = {**get_chosen(self.promotion_choices, "rewards"), program_id: reward_id}
        gifts = get_chosen(self.promotion_choices, "gifts")
        if product_id:
            gifts[reward_id] = product_id
        return {
            "rewards": {str(key): value for key, value in rewards.items()},
            "gifts": {str(key): value for key, value in gifts.items()},
        }

    def _explain_promotions(self, outcome=None, near=None, refused=None):
        """:param int near: how many of the nearly reached, of the refused ``refused``; all without"""
        outcome = outcome or self._evaluate_promotions()
        applied = {given.program_id for given in outcome.applications}
        misses = [
            miss
            for miss in outcome.near_misses
            if miss.progress >= _NEAR or (miss.program_id in applied and miss.progress)
        ]
        misses, refusals = misses[:near], outcome.refusals[:refused]
        lacking = {miss.program_id: miss for miss in outcome.near_misses}
        named = [*misses, *filter(None, (lacking.get(refusal.program_id) for refusal in refusals))]
        order = self._with_promotion_names(outcome.applications, named, refusals)
        lines = order._get_promoted_lines()
        return {
            "applied": [order._explain_applied(given) for given in outcome.applications],
            "near": [order._explain_near(miss, lines) for miss in misses],
            "refused": [
                order._explain_refused(refusal, lacking.get(refusal.program_id), lines)
                for refusal in refusals
            ],
        }

    def _with_promotion_names(self, applications, misses, refusals):
        """Read what is named in one go.

        :return: the order; what it is going to be asked for is in the cache
        """
        entries = [*applications, *misses]
        names = (
            ("loyalty.program", {entry.program_id for entry in [*entries, *refusals]}, ["name"]),
            ("loyalty.reward", {entry.reward_id for entry in entries}, ["description"]),
            (
                "loyalty.rule",
                {missing.rule_id for miss in misses for missing in miss.missing},
                ["product_ids", "product_category_id", "product_tag_id"],
            ),
            ("product.product", {given.gift_product_id for given in applications} - {0}, ["name"]),
        )
        for model, ids, fields_ in names:
            # sudo: names of what concerns the order, for whoever may read it
            self.env[model].sudo().browse(sorted(ids)).fetch(fields_)
        return self

    def _get_named(self, program_id):
        program = self.env["loyalty.program"].sudo().browse(program_id)  # sudo: its name only
        return {"program_id": program_id, "program": program.name}

    def _explain_applied(self, given):
        reward = self.env["loyalty.reward"].sudo().browse(given.reward_id)  # sudo: its description only
        product = self.env["product.product"].sudo().browse(given.gift_product_id)
        unit = self.currency_id.rounding or 1.0
        amount = self.currency_id.round(sum(part for _key, part in given.allocations) * unit)
        if given.gift_product_id:
            text = self.env._(
                "Gift: %(quantity)s %(unit)s of %(product)s",
                quantity=self._format_quantity(given.gift_quantity),
                unit=product.uom_id.name,
                product=product.display_name,
            )
        else:
            text = self.env._(
                "%(reward)s: %(amount)s off",
                reward=reward.description,
                amount=formatLang(self.env, amount, currency_obj=self.currency_id),
            )
        return {
            **self._get_named(given.program_id),
            "reward_id": given.reward_id,
            "amount": amount,
            "worth": self.currency_id.round(given.value * unit),
            "gift_product_id": given.gift_product_id or False,
            "gift_quantity": given.gift_quantity,
            "offered_reward_ids": list(given.offered),
            "text": text,
        }

    def _explain_near(self, near, lines):
        """:param lines: the bought lines, which what lacks names by their place"""
        reward = self.env["loyalty.reward"].sudo().browse(near.reward_id)  # sudo: its description only
        needs = [self._explain_missing(missing, lines) for missing in near.missing]
        return {
            **self._get_named(near.program_id),
            "reward_id": near.reward_id,
            "progress": near.progress,
            "missing": [
                {"rule_id": missing.rule_id, "kind": missing.kind, "value": missing.value}
                for missing in near.missing
            ],
            "text": self.env._(
                "%(missing)s for %(reward)s", missing=", ".join(needs), reward=reward.description
            ),
        }

    def _explain_missing(self, missing, lines):
        """:return: what lacks, quantities in the unit the line is sold in"""
        rule = self.env["loyalty.rule"].sudo().browse(missing.rule_id)  # sudo: which products only
        if missing.kind == "amount":
            amount = missing.value * (self.currency_id.rounding or 1.0)
            return self.env._("%s more", formatLang(self.env, amount, currency_obj=self.currency_id))
        if missing.kind == "products":
            return self.env._("%s more different products", self._format_quantity(missing.value))
        line = lines[:0] if missing.line_key is None else lines[missing.line_key]
        value, unit = missing.value, line.product_uom_id
        if line and unit != line.product_id.uom_id:
            value = line.product_id.uom_id._compute_quantity(value, unit, raise_if_failure=False)
        names = ", ".join(rule.product_ids[:3].mapped("name")) or rule.product_category_id.name or ""
        return self.env._(
            "%(quantity)s more %(unit)s of %(products)s",
            quantity=self._format_quantity(value),
            unit=unit.name or self.env._("units"),
            products=names or rule.product_tag_id.name or self.env._("anything"),
        )

    def _format_quantity(self, quantity):
        """:return: a quantity as people write it: decimals only where there are any"""
        return formatLang(self.env, quantity, digits=0 if quantity == int(quantity) else 2)

    def _explain_refused(self, refusal, miss, lines):
        """:param miss: what lacks for the program's first reward, where something is there already"""
        text = self._describe_refusal(refusal)
        if miss and refusal.code in _SHORTFALLS:
            text = f"{text} ({self._explain_near(miss, lines)['text']})"
        return {**self._get_named(refusal.program_id), "code": refusal.code, "text": text}

    def _describe_refusal(self, refusal):
        """:return: why a program gives nothing, in words"""
        texts = self._get_refusal_texts()
        if not refusal:
            return texts["less"]
        by = self.env["loyalty.program"].sudo().browse(refusal.by_program_id)  # sudo: its name only
        text = texts.get(refusal.code, texts["less"])
        return text % {"program": by.name} if by else text

    def _get_refusal_texts(self):
        _ = self.env._
        return {
            "not_begun": _("it has not begun"),
            "ended": _("it has ended"),
            "weekday": _("not on this weekday"),
            "hours": _("not at this hour"),
            "group": _("not for this customer group"),
            "area": _("not in this area"),
            "team": _("not for this sales team"),
            "pricelist": _("not for this pricelist"),
            "first_order": _("only for a customer's first order"),
            "uses": _("all its uses are taken"),
            "customer_uses": _("this customer has used it as often as allowed"),
            "budget": _("its budget has too little left"),
            "no_match": _("nothing bought that it is for"),
            "quantity": _("too small a quantity"),
            "amount": _("too small an amount"),
            "products": _("too few different products"),
            "points": _("the first level is not reached"),
            "exclusive": _("“%(program)s” stands alone"),
            "not_best": _("“%(program)s” is worth more"),
            "nothing_left": _("there is nothing it could take off: the lowest prices are reached"),
            "no_gift": _("its gift is no longer offered"),
            "less": _("it gives less than it did"),
        }

    # ---- the page ----

    def _render_promotions(self, outcome=None):
        """:return: the explanation as HTML for the page of the order, ``False`` without programs
        :rtype: Markup
        """
        if not self._get_promotion_programs():
            return False
        explained = self._explain_promotions(outcome, _SHOWN_NEAR, _SHOWN)
        _ = self.env._
        parts = [
            self._render_list(_("Applied"), "fa-check text-success", explained["applied"]),
            self._render_list(_("Nearly Reached"), "fa-arrow-up text-warning", explained["near"]),
            self._render_list(_("Not Applied"), "fa-times text-muted", explained["refused"]),
        ]
        return Markup("").join(parts)

    def _render_list(self, title, icon, entries):
        if not entries:
            return Markup("")
        item = Markup('<li><i class="fa %s me-2" role="img" aria-hidden="true"></i><b>%s</b>: %s</li>')
        items = [item % (icon, entry["program"], entry["text"]) for entry in entries]
        return Markup('<h4 class="mt-3">%s</h4><ul class="list-unstyled">%s</ul>') % (
            title,
            Markup("").join(items),
        )
