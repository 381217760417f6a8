"""What order lines of the past would have cost by a pricelist: each batch from one reading of the rules."""

from typing import NamedTuple

from .pricing import BOOK, PriceBook, get_standard_quantity


class Replayed(NamedTuple):
    """A line as it was sold and as it would be sold, amounts of the whole line in the company's currency.

    :param item_id: id of the rule that would hold, ``False`` when none would
    :param is_kept: whether the price was entered by hand and so would stay
    """

    line: object
    amount_then: float
    amount_new: float
    price_new: float
    item_id: int | bool
    is_kept: bool


class Replay:
    """Prices confirmed orders by a pricelist, which may be archived or not yet be in force.

    :param company: the company whose orders are replayed, and whose currency amounts are in
    :param moment: whose rules hold, or ``None`` for those of each order's own moment
    :param keeps_manual: whether prices entered by hand stay
    """

    def __init__(self, pricelist, company, moment=None, keeps_manual=True):
        self._pricelist = pricelist
        self._company = company
        self._moment = moment
        self._keeps_manual = keeps_manual

    def run(self, orders):
        """Price the lines of some orders.

        :return: list of :class:`Replayed`; queries don't grow with the number of orders and lines, but that
            a list with parts in another currency asks for the rates of each order's own moment
        """
        lines = orders.order_line.filtered(lambda line: line._counts_for_price() and not line.combo_item_id)
        lines = lines.with_context(**{BOOK: PriceBook(lines, wide=True)}).with_company(self._company)
        return [self._replay(line) for line in lines]

    def _replay(self, line):
        net, quantity = line._get_net_price_unit(), line.product_uom_qty
        kept = self._keeps_manual and line.is_price_manual
        item, price = line.env["product.pricelist.item"], net
        if not kept:
            item, price = self._get_price(line)
        then = self._convert(net * quantity, line.currency_id, line)
        new = then if kept else self._convert(price * quantity, self._pricelist.currency_id, line)
        return Replayed(line, then, new, new / quantity if quantity else 0.0, item.id, kept)

    def _get_price(self, line):
        """:return: the rule that would hold, and the price per unit of the line in the list's currency"""
        terms, product = line._get_price_terms(), line.product_id
        moment = self._moment or line.order_id.date_order
        arguments = {
            **line._get_pricelist_kwargs(),
            "date": moment,
            "currency": self._pricelist.currency_id,
            "uom": line.product_uom_id or product.uom_id,
        }
        quantity = get_standard_quantity(line) or 1.0
        item = terms.find_item(self._pricelist, product, quantity, moment, arguments)
        product = product.with_context(**line._get_product_price_context())
        return item, line._map_price_taxes(item._compute_price(product, **arguments))

    def _convert(self, amount, currency, line):
        own = self._company.currency_id
        if not currency or currency == own:
            return amount
        return currency._convert(amount, own, self._company, line.order_id.date_order.date(), round=False)
