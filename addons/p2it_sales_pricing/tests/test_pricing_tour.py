from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import PricingCommon


@tagged("post_install", "-at_install")
class TestPricingTour(PricingCommon, HttpCase):
    """An order is entered: a quantity break, a gift for two criteria, why it costs that, a gift lost."""

    def test_an_order_is_entered_with_a_scale_a_gift_and_the_reason_of_a_price(self):
        self.env["loyalty.program"].search([]).action_archive()
        self._create_rule(90, product=self.fish_sauce, min_quantity=10, customer_group_id=self.dealers.id)
        self._create_rule(95, product=self.fish_sauce, min_quantity=500)
        gift = self._create_product("Ly thủy tinh", 10)
        buys = [
            {"product_ids": product.ids, "minimum_qty": least, "reward_point_mode": "unit"}
            for product, least in ((self.fish_sauce, 10), (self.rice, 5))
        ]
        self.env["loyalty.program"].create(
            {
                "name": "Mua 10 tặng 1",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "is_automatic": True,
                "match_mode": "all",
                "rule_ids": [Command.clear(), *map(Command.create, buys)],
                "reward_ids": [
                    Command.clear(),
                    Command.create({"reward_type": "product", "reward_product_id": gift.id}),
                ],
            }
        )
        self.dealer.property_product_pricelist = self.pricelist
        url = "/odoo/action-sale.action_quotations_with_onboarding/new"
        self.start_tour(url, "p2it_pricing", login=self.salesperson.login)
        order = self.env["sale.order"].search([("partner_id", "=", self.dealer.id)])
        figures = [(line.product_id, line.product_uom_qty, line.price_unit) for line in order.order_line]
        self.assertEqual(figures, [(self.fish_sauce, 9, 100), (self.rice, 5, 30)])
