from collections import defaultdict

from odoo import models

from ..domain.return_shares import exact, get_credit, get_excess, share_newest_first


class P2itReturnBill(models.AbstractModel):
    """What of the invoices of orders is to be given back, once goods came back for good.

    Each invoice is taken as it would have been without them; see :meth:`_find_changes`. What was given back
    before is read from the credit notes that are there, so nothing is given back twice and nothing is lost.
    """

    _name = "p2it.return.bill"
    _description = "Invoices Less What Came Back"

    def _get_invoice_lines(self, order):
        """:return: the lines of posted invoices of an order, the oldest first, without those of returns"""
        lines = order.order_line.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_invoice"
                and not line.move_id.p2it_return_id
                and line.display_type == "product"
            )
        )
        return lines.sorted(lambda line: (line.move_id.invoice_date, line.move_id.id, line.id))

    def _get_given_lines(self, lines):
        """:return: ``{invoice line: lines of credit notes of returns that take it back}``"""
        given = self.env["account.move.line"].search(
            [("p2it_origin_line_id", "in", lines.ids), ("parent_state", "!=", "cancel")], order="id"
        )
        return given.grouped("p2it_origin_line_id")

    def _find_changes(self, orders):
        """Compare what stands invoiced with what is kept.

        :return: ``{invoice: [change]}``; a change is a dictionary with ``line`` (of the invoice), ``part``,
            ``order_line``, ``quantity`` and ``price`` before and after
        """
        changes = defaultdict(list)
        lines = {order: self._get_invoice_lines(order) for order in orders}
        given = self._get_given_lines(self.env["account.move.line"].union(*lines.values()))
        kept = orders.order_line._get_kept_quantities()
        for order in orders:
            terms = order._get_kept_terms()
            by_order_line = defaultdict(list)
            for line in lines[order]:
                # A down payment is no goods: it has no unit, and goes with the last invoice.
                for ordered in (line.sale_line_ids & order.order_line).filtered(
                    lambda one: not one.is_downpayment
                ):
                    by_order_line[ordered].append(line)
            for ordered, invoiced in by_order_line.items():
                if ordered in terms["reductions"]:
                    found = self._find_amounts(ordered, invoiced, given, terms["reductions"][ordered])
                else:
                    found = self._find_goods(ordered, invoiced, given, kept[ordered])
                for change in found:
                    changes[change["line"].move_id].append(change)
            if lines[order]:
                last = lines[order][-1]
                changes[last.move_id] += self._find_gifts(order, last, terms)
                changes[last.move_id] += self._find_added(order, last, given, terms)
        return {invoice: found for invoice, found in changes.items() if found}

    # ---- goods ----

    def _get_remaining(self, line, given):
        """:return: quantity of an invoice line that was not given back, in its own unit"""
        back = sum(
            other.quantity * other._get_return_sign()
            for other in given.get(line, ())
            if other.p2it_return_part == "goods"
        )
        return exact(line.quantity - back)

    def _get_given_back(self, ordered, invoiced, given):
        """:return: what credit notes of returns gave back of an order line's goods, in its unit"""
        return sum(
            line.product_uom_id._compute_quantity(
                line.quantity - self._get_remaining(line, given), ordered.product_uom_id, round=False
            )
            for line in invoiced
        )

    def _find_goods(self, ordered, invoiced, given, kept):
        unit = ordered.product_uom_id
        net = sum(
            line.product_uom_id._compute_quantity(line.quantity, unit, round=False) * -line._get_return_sign()
            for line in ordered.invoice_lines
            if line.parent_state == "posted"
            # A draft that gives back counts, whoever wrote it: else both would be posted.
            or (
                line.parent_state == "draft"
                and (line.move_id.p2it_return_id or line.move_id.move_type == "out_refund")
            )
        )
        # What is too much invoiced for another reason is not given back with goods.
        room = exact(ordered.qty_taken_back - self._get_given_back(ordered, invoiced, given))
        credit = max(min(get_credit(net, kept), room), 0.0)
        rooms = [
            line.product_uom_id._compute_quantity(self._get_remaining(line, given), unit, round=False)
            for line in invoiced
        ]
        for line, share in zip(invoiced, share_newest_first(credit, rooms), strict=True):
            if unit.compare(share, 0.0) > 0:
                before = self._get_remaining(line, given)
                less = exact(unit._compute_quantity(share, line.product_uom_id, round=False))
                yield {
                    "line": line,
                    "part": "goods",
                    "order_line": ordered,
                    "before": (before, line.price_unit),
                    "after": (exact(before - less), line.price_unit),
                }

    # ---- discounts and promotions ----

    def _get_remaining_amount(self, line, given):
        """:return: amount as priced of a discount's invoice line that was not given back"""
        back = sum(
            other.quantity * other.price_unit * (1 - other.discount / 100) * other._get_return_sign()
            for other in given.get(line, ())
            if other.p2it_return_part == "amount"
        )
        return exact(line.quantity * line.price_unit * (1 - line.discount / 100) - back)

    def _find_amounts(self, ordered, invoiced, given, wanted):
        currency = ordered.currency_id
        amounts = [self._get_remaining_amount(line, given) for line in invoiced]
        too_much = exact(wanted - sum(amounts))
        if currency.compare_amounts(too_much, 0.0) <= 0:
            return
        shares = share_newest_first(too_much, [max(-amount, 0.0) for amount in amounts])
        for line, amount, share in zip(invoiced, amounts, shares, strict=True):
            if not currency.is_zero(share):
                yield {
                    "line": line,
                    "part": "amount",
                    "order_line": ordered,
                    "before": (1.0, amount),
                    "after": (1.0, currency.round(amount + share)),
                }

    def _find_gifts(self, order, line, terms):
        """Find the gifts that are kept, delivered, and not earned any more."""
        if not any(order.order_line.mapped("qty_taken_back")):
            return
        for gift, earned in terms["gifts"].items():
            coming = gift.return_line_ids.filtered(
                lambda one: one.state not in ("done", "cancelled") and not one.gift_kept
            )
            has = exact(gift.qty_delivered - sum(one.order_qty - one.quantity_received for one in coming))
            excess = get_excess(has, earned, self._get_charged(gift))
            if gift.product_uom_id.compare(excess, 0.0) > 0 and any(
                order.order_line.mapped("qty_taken_back")
            ):
                yield {
                    "line": line,
                    "part": "gift",
                    "order_line": gift,
                    "before": (0.0, gift.price_unit),
                    "after": (excess, gift.price_unit),
                }

    def _get_charged(self, gift):
        charges = self.env["account.move.line"].search(
            [
                ("p2it_order_line_id", "=", gift.id),
                ("p2it_return_part", "=", "gift"),
                ("parent_state", "!=", "cancel"),
            ]
        )
        return exact(sum(-charge.quantity * charge._get_return_sign() for charge in charges))

    def _find_added(self, order, line, given, terms):
        """Find promotions that stand on what is kept and did not on the whole."""
        before = sum(
            -other.quantity * other.price_unit * other._get_return_sign()
            for origin, others in given.items()
            if origin.sale_line_ids.order_id == order
            for other in others
            if other.p2it_return_part == "added"
        )
        wanted = sum(vals["price_unit"] * vals["product_uom_qty"] for vals in terms["added"])
        if order.currency_id.compare_amounts(wanted, before):
            yield {
                "line": line,
                "part": "added",
                "order_line": order.order_line.browse(),
                "vals": terms["added"][:1],
                "before": (0.0, wanted - before),
                "after": (1.0, wanted - before),
            }
