from datetime import datetime

from odoo import fields, models

from ..domain.promotion_engine import evaluate
from ..domain.promotion_facts import Buyer, Terms, Usage
from ..domain.promotion_snapshot import get_domains, pack, pick_programs, unpack


class P2itPromotionTerms(models.Model):
    """What the promotions of a confirmed order were judged by: programs, buyer, prices and rates of then.

    Only the server reads and writes it; one row an order, renewed when its promotions are worked out anew.
    """

    _name = "p2it.promotion.terms"
    _description = "What Promotions of an Order Were Judged By"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade", readonly=True)
    facts = fields.Json(required=True, readonly=True)

    _one_each = models.UniqueIndex("(order_id)", "An order has one set of terms.")

    def _keep(self, order, basket, buyer, terms, programs, lines):
        """Keep what an order was judged by.

        :param Basket basket: of the order
        :param Buyer buyer: of the order
        :param Terms terms: of its moment
        :param programs: all that may have applied
        :param lines: the bought lines, in the order of the basket's keys
        """
        programs = pick_programs(programs, evaluate(basket, buyer, terms, programs))
        gifts = {gift for program in programs for reward in program.rewards for gift in reward.product_ids}
        products = frozenset(lines.product_id.ids)
        # sudo: nobody's table but the server's
        self.sudo().search([("order_id", "=", order.id)]).unlink()
        self.sudo().create(
            {
                "order_id": order.id,
                "facts": {
                    "programs": pack(programs),
                    "moment": terms.moment.isoformat(),
                    "buyer": {
                        "group_ids": sorted(buyer.group_ids),
                        "area_ids": sorted(buyer.area_ids),
                        "team_id": buyer.team_id,
                        "pricelist_id": buyer.pricelist_id,
                        "is_first_order": buyer.is_first_order,
                        "usage": [[key, pack(usage)] for key, usage in buyer.usage.items()],
                        "history": [
                            [program.id, pack(tuple(buyer.history.get(program.id)))]
                            for program in programs
                            if program.accumulate
                        ],
                    },
                    "rates": list(map(list, terms.rates.items())),
                    "choices": list(map(list, terms.choices.items())),
                    "gift_choices": list(map(list, terms.gift_choices.items())),
                    "domains": [
                        [domain, sorted(terms.match_domain(domain, products))]
                        for domain in sorted(get_domains(programs))
                    ],
                    "gift_prices": [[gift, terms.gift_price(gift)] for gift in sorted(gifts)],
                    "lines": [[lines[line.key].id, pack(line)] for line in basket.lines],
                },
            }
        )

    def _judge(self, basket):
        """Work out what the promotions of then give for another basket of the same order.

        :rtype: Outcome
        """
        self.ensure_one()
        facts = self.facts
        buyer = facts["buyer"]
        usage = {key: unpack(value) for key, value in buyer["usage"]}
        domains = {domain: frozenset(ids) for domain, ids in facts["domains"]}
        programs = unpack(facts["programs"])
        return evaluate(
            basket,
            Buyer(
                group_ids=frozenset(buyer["group_ids"]),
                area_ids=frozenset(buyer["area_ids"]),
                team_id=buyer["team_id"],
                pricelist_id=buyer["pricelist_id"],
                is_first_order=buyer["is_first_order"],
                usage={program.id: usage.get(program.id, Usage()) for program in programs},
                history={key: unpack(value) for key, value in buyer["history"]},
            ),
            Terms(
                datetime.fromisoformat(facts["moment"]),
                rounding=self.order_id.currency_id.rounding or 1.0,
                rates=dict(facts["rates"]),
                choices=dict(facts["choices"]),
                gift_choices=dict(facts["gift_choices"]),
                match_domain=lambda domain, ids: domains.get(domain, frozenset()) & ids,
                gift_price=lambda gift: dict(facts["gift_prices"]).get(gift, 0),
            ),
            programs,
        )

    def _get_line_facts(self):
        """:return: ``{id of the order line: BasketLine}`` as they were"""
        return {key: unpack(value) for key, value in self.facts["lines"]}
