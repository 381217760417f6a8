import pytz
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain.promotion_facts import BasketLine, Buyer, Usage, exact, half_up
from ..pricing import get_buyer
from .sale_order_refresh import get_confirming


class _History:
    """Earlier purchases of a customer, looked up for the programs that ask for them."""

    def __init__(self, order, programs):
        self._order = order
        self._programs = {program.id: program for program in programs}
        self._found = {}

    def get(self, program_id, _default=()):
        program = self._programs[program_id]
        period = (program.date_from, program.date_to)
        if period not in self._found:
            self._found[period] = self._order._get_promotion_history(program)
        return self._found[period]


class SaleOrder(models.Model):
    """Extends ``sale.order``: who buys, as facts of promotions, and what came before."""

    _inherit = "sale.order"

    promotion_earlier = fields.Json(
        string="Orders Before This One",
        readonly=True,
        copy=False,
        help="Which of the customer's orders came before, as it was when this one was confirmed.",
    )

    def _prepare_promotion_buyer(self, programs):
        """:rtype: Buyer"""
        buyer = get_buyer(self.partner_id)
        return Buyer(
            group_ids=frozenset(buyer.group_path),
            area_ids=frozenset(buyer.area_path),
            team_id=self.team_id._origin.id or 0,
            pricelist_id=self.pricelist_id._origin.id or 0,
            is_first_order=any(program.first_order_only for program in programs) and self._is_first_order(),
            usage=self._get_promotion_usage([program.id for program in programs if program.has_limits]),
            history=_History(self, programs),
        )

    def _get_earlier_orders_domain(self):
        """:return: domain of the customer's other confirmed orders"""
        if self.state == "sale" and self.promotion_earlier:
            # What was there when it was confirmed, whatever dates are written and ordered afterwards.
            return Domain("state", "=", "sale") & Domain("id", "in", self.promotion_earlier["orders"])
        # Of several orders confirmed in one call those before this one are not written yet.
        domain = Domain("state", "=", "sale") | Domain("id", "in", list(get_confirming(self.env)))
        customer = self.partner_id.sudo().commercial_partner_id._origin  # sudo: whoever sells
        company = self.company_id or self.env.company
        domain &= Domain("partner_id", "child_of", customer.ids) & Domain("id", "not in", self._origin.ids)
        return domain & Domain("company_id", "=", company.id)

    def _note_earlier_orders(self):
        """Keep what came before, where a program asks for it: the order is worked out by it from now on."""
        programs = self._get_promotion_programs()
        if any(program.first_order_only or program.accumulate for program in programs):
            # sudo: orders of other sellers count too, and the server notes them
            earlier = self.sudo().search(self._get_earlier_orders_domain())
            self.sudo().promotion_earlier = {"orders": earlier.ids}

    def _is_first_order(self):
        if not self.partner_id:
            return False
        # sudo: orders of other sellers count too
        return not self.sudo().search_count(self._get_earlier_orders_domain(), limit=1)

    def _get_promotion_usage(self, program_ids):
        """Read what other confirmed orders took, in one query.

        :return: ``{program: Usage}``
        """
        if not program_ids:
            return {}
        self.env["p2it.promotion.use"].flush_model()
        query = SQL(
            """
            SELECT program_id, SUM(uses), SUM(amount), COALESCE(SUM(uses) FILTER (WHERE partner_id = %s), 0)
              FROM p2it_promotion_use
             WHERE program_id IN %s AND order_id IS DISTINCT FROM %s
             GROUP BY program_id
            """,
            self.partner_id.commercial_partner_id._origin.id or None,
            tuple(program_ids),
            self._origin.id or None,
        )
        return {
            program_id: Usage(uses, customer_uses, float(amount))
            for program_id, uses, amount, customer_uses in self.env.execute_query(query)
        }

    def _get_promotion_history(self, program):
        """Read what the customer bought within the program's dates, in one query.

        :return: lines, with amounts in units of this order's currency
        :rtype: tuple of BasketLine
        """
        zone = pytz.timezone(self._get_program_timezone())
        domain = self._get_earlier_orders_domain()
        if program.date_from:
            domain &= Domain("date_order", ">=", _to_utc(program.date_from, zone))
        if program.date_to:
            domain &= Domain("date_order", "<", _to_utc(fields.Date.add(program.date_to, days=1), zone))
        # sudo: orders of other sellers count too
        groups = (
            self.env["sale.order.line"]
            .sudo()
            ._read_group(
                [
                    ("order_id", "any", domain),
                    ("reward_id", "=", False),
                    ("display_type", "=", False),
                    ("is_downpayment", "=", False),
                    ("product_uom_qty", ">", 0),
                ],
                ["product_id", "product_uom_id", "currency_id"],
                ["product_uom_qty:sum", "price_subtotal:sum", "price_total:sum"],
            )
        )
        return tuple(
            self._prepare_history_line(-number, *group) for number, group in enumerate(groups, start=1)
        )

    def _prepare_history_line(self, key, product, unit, currency, quantity, untaxed, total):
        rate = currency._get_conversion_rate(
            currency,
            self.currency_id,
            self.company_id or self.env.company,
            self.date_order or fields.Date.today(),
        )
        rounding = self.currency_id.rounding or 1.0
        untaxed, total = (half_up(f"{amount * rate / rounding:.6f}") for amount in (untaxed, total))
        quantity = unit._compute_quantity(quantity, product.uom_id, round=False, raise_if_failure=False)
        return BasketLine(
            key=key,
            quantity=exact(quantity),
            amount=untaxed,
            untaxed=untaxed,
            total=total,
            **product._prepare_promotion_facts(),
        )


def _to_utc(day, zone):
    midnight = zone.localize(fields.Datetime.to_datetime(day))
    return midnight.astimezone(pytz.utc).replace(tzinfo=None)
