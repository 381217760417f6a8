from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sale_order_refresh import confirming, deferring_terms


class SaleOrder(models.Model):
    """Extends ``sale.order``: confirmation takes budgets and uses, cancellation gives them back."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"promotion_date", "promotion_earlier"}

    @api.model_create_multi
    def create(self, vals_list):
        with deferring_terms(self.env):
            orders = super().create(vals_list)
            orders.filtered(lambda order: order.state == "sale")._begin_as_confirmed()
        return orders

    def _begin_as_confirmed(self):
        """Let orders that come as confirmed have the promotions of now.

        One of another day is history that somebody takes over, or a date to gain by: it has none.
        """
        now = fields.Datetime.now()
        for order in self:
            if order._get_promotion_programs() and abs(order.date_order - now) < timedelta(days=1):
                order._note_earlier_orders()
                order.sudo().promotion_date = now  # sudo: the server notes the moment

    def write(self, vals):
        state = vals.get("state")
        if not state:
            return super().write(vals)
        leaving = self.filtered(lambda order: order.state == "sale" and state != "sale")
        confirmed = self.filtered(lambda order: order.state != "sale" and state == "sale")
        with deferring_terms(self.env) as pending:
            if confirmed:
                vals = confirmed._settle_terms(vals, pending)
                confirmed._take_promotions()
            result = super().write(vals)
            # What was agreed to and booked stands: a confirmation asks for nothing.
            for order_id in confirmed.ids:
                pending.discard(order_id)
            pending.update(self.ids if state == "draft" else ())
        leaving._return_promotions()
        return result

    def _settle_terms(self, vals, pending):
        """Make what else is written effective first, so that what is confirmed is what stands there.

        :return: the values that are left to write
        """
        names = self._get_term_fields() - {"date_order"}
        terms = {name: value for name, value in vals.items() if name in names}
        if terms:
            self.write(terms)
            pending.update(self.ids)
        waiting = self.filtered(lambda order: order.id in pending)
        if waiting:
            waiting._refresh_terms()
            for order in waiting:
                pending.discard(order.id)
        return {name: value for name, value in vals.items() if name not in terms}

    def action_update_promotions(self):
        """Work the promotions out anew: as of today where the offer is no longer open."""
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            order.check_access("write")
            if not order._is_offer_open():
                order.sudo().promotion_date = fields.Datetime.now()  # sudo: the server notes the moment
            order._refresh_terms()
        return True

    def _is_offer_open(self):
        """Tell whether the customer may still take the quotation as it was made.

        A longer validity than the company's own, if it has one, is no way to keep a program that has ended.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not self.validity_date or self.validity_date < today:
            return False
        days = (self.company_id or self.env.company).quotation_validity_days
        made = (self._origin.create_date or fields.Datetime.now()).date()
        return not days or fields.Date.add(made, days=days) >= today

    # ---- taking ----

    def _take_promotions(self):
        """Check, under locks, that what stands on the orders is still to be had, and book it.

        :raise UserError: that says which program no longer gives it and why
        """
        with confirming(self.env) as confirmed:
            for order in self.sorted("id"):
                lines = order._get_promotion_lines()
                if lines or order._get_promotion_programs():
                    order._take_own_promotions(lines)
                confirmed.add(order.id)

    def _take_own_promotions(self, lines):
        moment = self._get_confirmation_moment()
        if lines:
            self._lock_promotions(lines)
            self._check_promotions(self._evaluate_promotions(moment))
        self._note_earlier_orders()
        self.sudo().promotion_date = moment  # sudo: the server notes the moment
        self._book_promotions()

    def _lock_promotions(self, lines):
        """Lock the order, then the limited programs by id, and make bookings at the same time conflict.

        A booking that another transaction made since this one began is a serialization failure, and Odoo
        repeats the request.
        """
        limited = {program.id for program in self._get_promotion_programs() if program.is_contended}
        # sudo: programs hold for who may not read them
        ids = sorted(limited.intersection(lines.sudo().reward_id.program_id.ids))
        if not ids:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT id FROM sale_order WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.env.cr.execute(
            SQL("SELECT id FROM loyalty_program WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", tuple(ids))
        )
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_program SET ledger_serial = COALESCE(ledger_serial, 0) + 1 WHERE id IN %s",
                tuple(ids),
            )
        )

    def _check_promotions(self, outcome):
        """:raise UserError: when a program gives less than what stands on the order"""
        wanted = self._prepare_promotion_lines(outcome)
        codes = {refusal.program_id: refusal for refusal in outcome.refusals}
        lost = {}
        for line in self._get_promotion_lines():
            program = line.sudo().reward_id.program_id  # sudo: its name only
            vals = wanted.get(line.reward_identifier_code)
            if not vals or _is_less(vals, line):
                lost[program] = self._describe_refusal(codes.get(program.id))
        if lost:
            raise UserError(
                self.env._(
                    "%(order)s was not confirmed: a promotion on it is no longer to be had.\n%(programs)s\n"
                    "Press “Update Promotions” on the quotation to see what it costs now, and confirm again.",
                    order=self.name,
                    programs="\n".join(f"• {program.name}: {reason}" for program, reason in lost.items()),
                )
            )

    def _check_limits_kept(self, outcome):
        """Refuse a change of a confirmed order that would lose a promotion the customer was promised.

        :raise UserError: when more is bought than the budget of a program on the order has left
        """
        # sudo: programs hold for who may not read them
        kept = set(self._get_promotion_lines().filtered("product_uom_qty").sudo().reward_id.program_id.ids)
        for refusal in outcome.refusals:
            if refusal.program_id in kept and refusal.code in ("budget", "uses", "customer_uses"):
                program = self.env["loyalty.program"].sudo().browse(refusal.program_id)  # sudo: its name
                raise UserError(
                    self.env._(
                        "%(order)s was not changed: it would lose the promotion “%(program)s”: %(reason)s. "
                        "Put what is added on an order of its own, or ask a sales administrator for more.",
                        order=self.name,
                        program=program.name,
                        reason=self._describe_refusal(refusal),
                    )
                )

    # ---- the ledger ----

    def _get_promotion_worth(self):
        """:return: ``{program: worth of what stands on the order, in the program's currency}``"""
        worth = defaultdict(float)
        for line in self._get_promotion_lines().sudo():  # sudo: programs hold for who may not read them
            if line.product_uom_qty:
                worth[line.reward_id.program_id] += abs(line.price_unit * line.product_uom_qty)
        company, date = self.company_id, self.date_order
        return {
            program: self.currency_id._convert(amount, program.currency_id, company, date)
            for program, amount in worth.items()
        }

    def _get_booked(self):
        """:return: ``{(program, customer): (uses, amount)}`` of this order"""
        # sudo: nobody's table but the server's
        groups = (
            self.env["p2it.promotion.use"]
            .sudo()
            ._read_group(
                [("order_id", "=", self.id)], ["program_id", "partner_id"], ["uses:sum", "amount:sum"]
            )
        )
        return {(program, partner): (uses, amount) for program, partner, uses, amount in groups}

    def _book_promotions(self):
        """Book the difference between what stands on the order and what was booked for it.

        Another customer on the order has the uses, and the one before has them back.
        """
        booked, customer = self._get_booked(), self.partner_id.commercial_partner_id.sudo()
        worth = {(program, customer): amount for program, amount in self._get_promotion_worth().items()}
        changed = {
            key: (
                int(key in worth) - booked.get(key, (0, 0))[0],
                key[0].currency_id.round(worth.get(key, 0) - booked.get(key, (0, 0))[1]),
            )
            for key in {**worth, **booked}
        }
        changed = {key: figures for key, figures in changed.items() if any(figures)}
        if changed and self.promotion_date and self._get_booked_before(booked):
            self._lock_promotions(self._get_promotion_lines())
        self._write_uses(changed)

    def _get_booked_before(self, booked):
        """:return: whether the order was confirmed before: its confirmation holds the locks itself"""
        return self.state == "sale" or bool(booked)

    def _return_promotions(self):
        """Give back what the orders took."""
        for order in self:
            booked = order._get_booked().items()
            order._write_uses({key: (-uses, -amount) for key, (uses, amount) in booked if uses or amount})

    def _write_uses(self, changed):
        """:param dict changed: ``{(program, customer): (uses, amount)}``"""
        self.env["p2it.promotion.use"].sudo().create(  # sudo: nobody's table but the server's
            [
                {
                    "program_id": program.id,
                    "order_id": self.id,
                    "order_name": self.name,
                    "partner_id": customer.id,
                    "company_id": self.company_id.id,
                    "amount": amount,
                    "uses": uses,
                }
                for (program, customer), (uses, amount) in changed.items()
            ]
        )


def _is_less(vals, line):
    """:return: whether a line would give the customer less than it does"""
    now = vals["price_unit"] * vals["product_uom_qty"]
    then = line.price_unit * line.product_uom_qty
    if vals["discount"]:
        return vals["product_id"] != line.product_id.id or vals["product_uom_qty"] < line.product_uom_qty
    return now > then + 1e-6
