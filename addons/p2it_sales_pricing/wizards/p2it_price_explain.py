from markupsafe import Markup
from odoo import Command, api, fields, models
from odoo.tools import format_datetime

from ..price_wording import (
    say_audience,
    say_conditions,
    say_left_off,
    say_number,
    say_outcome,
    say_price,
    say_step,
    say_target,
)


class P2itPriceExplain(models.TransientModel):
    """Why an order line costs what it costs, in words: the trace that is kept, or that of now."""

    _name = "p2it.price.explain"
    _description = "Why This Price?"

    line_id = fields.Many2one("sale.order.line", string="Order Line", readonly=True, ondelete="cascade")
    name = fields.Char(readonly=True)
    summary = fields.Html(readonly=True)
    step_ids = fields.One2many("p2it.price.explain.step", "explain_id", readonly=True)
    candidate_ids = fields.One2many("p2it.price.explain.candidate", "explain_id", readonly=True)
    left_off = fields.Text(readonly=True)
    has_base_lists = fields.Boolean(readonly=True)

    @api.model
    def _open_for(self, line, trace=None):
        """Explain the price of a line the user may read.

        :param trace: a trace of the line, else the one that counts
        :return: a window action
        """
        trace = trace or line.get_price_trace()
        values = {"line_id": line.id, "name": line.product_id.display_name or line.name}
        if trace:
            values.update(self._prepare_vals(line, trace))
        else:
            values["summary"] = self.env._("This line has no price of a pricelist.")
        # sudo: what the dialog shows is made by the server alone; nobody has the right to enter it
        explain = self.sudo().create(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why this price?"),
            "res_model": self._name,
            "res_id": explain.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_vals(self, line, trace):
        steps = [self._prepare_step(step) for step in trace["steps"]]
        candidates = [
            {"sequence": place, **self._prepare_candidate(candidate)}
            for place, candidate in enumerate(trace["candidates"])
        ]
        return {
            "summary": self._get_summary(line, trace),
            "has_base_lists": len({found["pricelist_id"] for found in trace["candidates"]}) > 1,
            "left_off": "\n".join(say_left_off(self.env, left) for left in trace["left_off"]) or False,
            "step_ids": [Command.create({"sequence": place, **step}) for place, step in enumerate(steps)],
            "candidate_ids": [Command.create(values) for values in candidates],
        }

    def _prepare_step(self, step):
        change = step["change"]
        return {
            "code": step["code"],
            "name": say_step(self.env, step),
            "change": say_price(self.env, change, step["currency_id"]) if change is not None else False,
            "amount": say_price(self.env, step["amount"], step["currency_id"]),
        }

    def _prepare_candidate(self, candidate):
        price = candidate["price"]
        item = self.env["product.pricelist.item"].browse(candidate["rule_id"]).exists()
        return {
            "item_id": item.id,
            "is_winner": not candidate["loss"],
            "pricelist": candidate["pricelist"],
            "name": say_target(self.env, candidate),
            "audience": say_audience(self.env, candidate),
            "conditions": say_conditions(self.env, candidate),
            "price": say_price(self.env, price, candidate["currency_id"]) if price is not None else False,
            "outcome": say_outcome(self.env, candidate),
        }

    def _get_summary(self, line, trace):
        """:return: HTML: what it costs, by which list, as of when, and what has changed since"""
        env, order = self.env, line.order_id
        # sudo: the name of the order's own list
        pricelist = env["product.pricelist"].sudo().browse(trace["pricelist_id"]).display_name
        moment = format_datetime(env, trace["price_date"]) if trace["price_date"] else ""
        said = [
            env._(
                "%(quantity)s %(unit)s for %(customer)s at %(price)s each.",
                quantity=say_number(trace["quantity"]),
                unit=line.product_uom_id.name or "",
                customer=order.partner_id.display_name,
                price=say_price(env, trace["net_price"], trace["currency_id"]),
            ),
            env._("Pricelist “%(pricelist)s”, prices of %(moment)s.", pricelist=pricelist, moment=moment)
            if pricelist
            else env._("The order has no pricelist: the product's sales price holds."),
            self._get_standing(line, trace),
        ]
        now = line._get_net_price_unit()
        currency = line.currency_id or line.company_id.currency_id
        if trace["is_kept"] and line._compare_unit_prices(now, trace["net_price"]):
            price = say_price(env, now, currency.id)
            said.append(env._("The price has been changed since: it is %s now.", price))
        if not trace["winner_id"] and not trace["candidates"] and pricelist:
            said.append(env._("The pricelist has no rule for this product."))
        return Markup().join(Markup("<p>%s</p>") % text for text in said)

    def _get_standing(self, line, trace):
        """:return: whether the trace is the one that was kept, or what else it is"""
        if trace["is_kept"]:
            moment = format_datetime(self.env, trace["date"])
            return self.env._("Kept as it was when the order was confirmed, on %s.", moment)
        if line.state in ("draft", "sent"):
            return self.env._("As it is now: it is kept when the order is confirmed.")
        return self.env._(
            "The order was confirmed before traces were kept: this is what the rules of today say, and the "
            "rules of then may have been others."
        )


class P2itPriceExplainStep(models.TransientModel):
    _name = "p2it.price.explain.step"
    _description = "Step of a Price"
    _order = "sequence, id"

    explain_id = fields.Many2one("p2it.price.explain", required=True, ondelete="cascade")
    sequence = fields.Integer()
    code = fields.Char(readonly=True)
    name = fields.Char(string="Step", readonly=True)
    change = fields.Char(readonly=True)
    amount = fields.Char(string="Price", readonly=True)


class P2itPriceExplainCandidate(models.TransientModel):
    _name = "p2it.price.explain.candidate"
    _description = "Rule That Was Considered for a Price"
    _order = "sequence, id"

    explain_id = fields.Many2one("p2it.price.explain", required=True, ondelete="cascade")
    sequence = fields.Integer()
    item_id = fields.Many2one("product.pricelist.item", string="Rule", readonly=True, ondelete="set null")
    is_winner = fields.Boolean(readonly=True)
    pricelist = fields.Char(readonly=True)
    name = fields.Text(string="Applies To", readonly=True)
    audience = fields.Text(string="For Whom", readonly=True)
    conditions = fields.Text(string="Quantity and Time", readonly=True)
    price = fields.Text(string="Would Give", readonly=True)
    outcome = fields.Text(string="Won or Lost", readonly=True)
