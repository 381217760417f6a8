from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Extends ``stock.picking``: credit is judged again before goods leave, for things change in between."""

    _inherit = "stock.picking"

    @api.model
    def _may_be_held(self):
        """Extends `p2it_approvals`."""
        return super()._may_be_held() or self.env["p2it.credit.policy"]._has_any()

    def _check_may_leave(self):
        """Extends `p2it_approvals`."""
        result = super()._check_may_leave()
        if self.env["p2it.credit.policy"]._has_any():
            self._check_credit()
        return result

    def _check_credit(self):
        self._check_destination_known()
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        self.move_ids._get_orders()._check_goods_may_leave(moves._get_value_beyond_order())
        for company, pickings in self.grouped("company_id").items():
            without = pickings.filtered(lambda picking: not picking.move_ids._get_orders())
            if without.partner_id:
                self.env["p2it.credit.check"]._check_partners(without.partner_id, company)

    def _check_destination_known(self):
        """:raise UserError: for goods that leave by a transfer which is no delivery and names nobody"""
        unknown = self.filtered(
            lambda picking: (
                picking.picking_type_id.code != "outgoing"
                and not picking.partner_id
                and not picking.move_ids._get_orders()
            )
        )
        if unknown:
            raise UserError(
                self.env._(
                    "“%s” brings goods out of the company, but it is no delivery and says not to whom: "
                    "nobody can tell what they owe. Make a delivery, or enter the customer.",
                    unknown[0].name,
                )
            )

    def _filter_watched(self):
        """Extends `p2it_approvals`: of customers with terms, with an order or without one."""
        watched = super()._filter_watched()
        if not self.env["p2it.credit.policy"]._has_any():
            return watched
        orders = self.move_ids._get_orders()._filter_credit_watched()
        watched |= self.filtered(lambda picking: picking.move_ids._get_orders() & orders)
        for company, pickings in self.grouped("company_id").items():
            with_terms = self.env["p2it.credit.check"]._filter_with_terms(pickings.partner_id, company)
            watched |= pickings.filtered(lambda picking, found=with_terms: picking.partner_id in found)
        return watched


class StockMove(models.Model):
    """Extends ``stock.move`` with what goes beyond its order."""

    _inherit = "stock.move"

    def _get_value_beyond_order(self):
        """Tell for how much more goods leave than was ordered: they are owed as well.

        Goods that were returned make room for as many to go again.

        :return: ``{order: value in the order's currency, taxes included}``
        """
        value = defaultdict(float)
        for line, moves in self.filtered("sale_line_id").grouped("sale_line_id").items():
            own = moves.filtered(lambda move, line=line: move.product_id == line.product_id)._filter_leaving()
            unit = line.product_uom_id
            going = sum(
                move.product_uom._compute_quantity(move.quantity or move.product_uom_qty, unit, round=False)
                for move in own
            )
            beyond = line.qty_delivered + going - line.product_uom_qty
            if own and unit.compare(beyond, 0) > 0:
                price = line.price_total / line.product_uom_qty if line.product_uom_qty else line.price_unit
                value[line.order_id] += beyond * price
        return value


class StockScrap(models.Model):
    """Extends ``stock.scrap``: goods of a held order don't leave as scrap instead."""

    _inherit = "stock.scrap"

    def _check_deliveries(self):
        result = super()._check_deliveries()
        if self.env["p2it.credit.policy"]._has_any():
            # sudo: judged whatever the user may read
            pickings = self.sudo().picking_id | self.sudo()._get_robbed()
            moves = pickings.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            moves._filter_leaving()._get_orders()._check_goods_may_leave()
        return result


class P2itCreditCheck(models.AbstractModel):
    """Extends ``p2it.credit.check`` with goods that leave without an order."""

    _inherit = "p2it.credit.check"

    @api.model
    def _filter_with_terms(self, partners, company):
        """:return: those of the contacts whose terms check anything, of a company"""
        family = self.env["p2it.credit.family"]
        members = family._get_members(partners)
        terms = family._get_terms(members, partners, company)
        return partners.filtered(lambda partner: partner.id in terms and terms[partner.id].is_set)

    @api.model
    def _check_partners(self, partners, company):
        """Hold goods without an order of customers who are over their terms, or pay first.

        :raise UserError: naming the customer; what has no order can't be released
        """
        family = self.env["p2it.credit.family"]
        partners = partners.sudo()  # sudo: judged whatever the user may read
        members = family._get_members(partners)
        found = family._get_terms(members, partners, company)
        terms = {partner_id: own for partner_id, own in found.items() if own.is_set}
        if not terms:
            return
        exposures = self.env["p2it.credit.exposure"]._get(members, terms, company, company.currency_id)
        for partner in partners.filtered(lambda partner: partner.id in terms):
            if terms[partner.id].prepayment or self._is_over(terms[partner.id], exposures, company):
                raise UserError(
                    self.env._(
                        "The goods stay here: “%(customer)s” pays first, or is over the limit or overdue, "
                        "and there is no order to release. Make an order of it, and deliver that.",
                        customer=partner.display_name,
                    )
                )

    @api.model
    def _is_over(self, terms, exposures, company):
        for term in terms.limits:
            limit = self._get_amount(term, term.values, company)
            owed = exposures[terms.get_account(term)].claim
            if company.currency_id.compare_amounts(owed, limit) > 0:
                return True
        late = terms.overdue
        if not late:
            return False
        allowed = self._get_amount(late, late.values[1], company)
        return company.currency_id.compare_amounts(exposures[terms.get_account(late)].overdue, allowed) > 0
