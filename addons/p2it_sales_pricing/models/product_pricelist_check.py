from odoo import fields, models
from odoo.exceptions import AccessError

from ..domain.price_check import Shop, Worth, check
from ..domain.price_rules import CATEGORY, EVERYTHING, PRODUCT, VARIANT
from ..pricing import TARGETS, get_path, read_rules


class ProductPricelist(models.Model):
    """Looks a pricelist over before somebody buys by it."""

    _inherit = "product.pricelist"

    def action_check_rules(self):
        """List the rules that can never win, that overlap, or that cost more for more.

        :return: an action: the list of findings, or the word that nothing is wrong
        """
        self.ensure_one()
        self._check_may_examine()
        findings = self.env["p2it.price.finding"]._replace_findings(self, self._find_mistakes())
        if findings:
            return findings._get_list_action(self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Each of the rules of “%s” can win, and none contradicts another.", self.name
                ),
            },
        }

    def action_open_replay(self):
        """Open the dialog that tries the pricelist on orders of the past."""
        self.ensure_one()
        self._check_may_examine()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replay “%s”", self.display_name),
            "res_model": "p2it.price.replay",
            "view_mode": "form",
            "target": "new",
            "context": {"default_pricelist_id": self.id},
        }

    def _check_may_examine(self):
        """:raise AccessError: for who doesn't set prices"""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("sales_team.group_sale_manager")):
            raise AccessError(
                self.env._(
                    "Pricelists are checked and replayed by sales administrators. Ask one, or ask an "
                    "administrator to make you one."
                )
            )

    def _find_mistakes(self):
        """:return: list of ``Finding``; a number of queries that does not depend on the number of rules"""
        self.ensure_one()
        # sudo: a rule for a group or product the checking person doesn't see can beat one that they see
        items = self.env["product.pricelist.item"].sudo()
        rules = read_rules(items, [("pricelist_id", "=", self.id)])
        items = items.browse([rule.id for rule in rules])
        moment = fields.Datetime.now()
        return check(
            rules,
            Shop(
                moment=moment,
                worth={item.id: item._get_worth(moment) for item in items},
                gone=items._get_gone_ids(),
                only_variants=items._get_only_variants(),
                category_paths={
                    template.id: get_path(template.categ_id)
                    for template in items.product_tmpl_id | items.product_id.product_tmpl_id
                },
                group_paths={group.id: get_path(group) for group in items.customer_group_id},
                area_paths={area.id: get_path(area) for area in items.area_id},
            ),
        )


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    def _get_gone_ids(self):
        """:return: frozenset of ids of the rules that are for something archived"""
        names = ("product_id", "product_tmpl_id", "customer_group_id", "area_id")
        return frozenset(
            item.id for item in self if any(item[name] and not item[name].active for name in names)
        )

    def _get_only_variants(self):
        """:return: ``{id of a product template: id of its only variant}`` where a variant has rules"""
        variants = self.filtered(lambda item: TARGETS[item.applied_on] == VARIANT).product_id
        return {
            template.id: template.product_variant_ids.id
            for template in variants.product_tmpl_id
            if len(template.product_variant_ids) == 1
        }

    def _get_worth(self, moment):
        """Say what the rule charges, as far as it can be compared without asking other pricelists.

        :param moment: whose rates hold
        :return: a ``Worth``, amounts per the product's own unit in the list's currency
        """
        self.ensure_one()
        target = TARGETS[self.applied_on]
        product = {VARIANT: self.product_id, PRODUCT: self.product_tmpl_id}.get(target)
        by_list = self.base == "pricelist" and self.compute_price != "fixed"
        amount = list_price = None
        if product:
            list_price = self.browse()._compute_price(
                product, 1.0, product.uom_id, moment, currency=self.currency_id
            )
        if self.compute_price == "fixed":
            amount = self.fixed_price
        elif product and not by_list:
            quantity = self.min_quantity or 1.0
            amount = self._compute_price(product, quantity, product.uom_id, moment, currency=self.currency_id)
        elif target in (CATEGORY, EVERYTHING) or by_list:
            return Worth(None, *self._get_share(), list_price)
        return Worth(amount, list_price=list_price)

    def _get_share(self):
        """:return: ``(share, base)`` of a rule that is only a discount, else ``(None, its formula)``"""
        base = ("pricelist", self.base_pricelist_id.id) if self.base == "pricelist" else self.base
        if self.compute_price == "percentage":
            return 1 - self.percent_price / 100, base
        discount = -self.price_markup if self.base == "standard_price" else self.price_discount
        more = (self.price_round, self.price_surcharge, self.price_min_margin, self.price_max_margin)
        if self.compute_price == "formula" and not any(more):
            return 1 - discount / 100, base
        return None, (self.compute_price, base, discount, *more)
