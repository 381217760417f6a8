from odoo import api, fields, models
from odoo.exceptions import UserError


class P2itPromotionChoice(models.TransientModel):
    """What the customer chooses among the rewards and gifts that promotions offer on an order."""

    _name = "p2it.promotion.choice"
    _description = "Choice of a Reward"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    option_ids = fields.Many2many(
        "p2it.promotion.choice.line", compute="_compute_option_ids", string="What Is Offered"
    )
    option_id = fields.Many2one(
        "p2it.promotion.choice.line", string="Choice", required=True, domain="[('id', 'in', option_ids)]"
    )

    @api.depends("order_id")
    def _compute_option_ids(self):
        lines = self.env["p2it.promotion.choice.line"]
        for wizard in self:
            wizard.option_ids = lines._offer(wizard.order_id) if wizard.order_id else lines

    def action_choose(self):
        """Make the choice part of the order."""
        self.ensure_one()
        self.order_id.action_choose_promotion(self.option_id.reward_id.id, self.option_id.product_id.id)
        return {"type": "ir.actions.act_window_close"}


class P2itPromotionChoiceLine(models.TransientModel):
    """A reward, or one of its gifts, that is offered."""

    _name = "p2it.promotion.choice.line"
    _description = "Offered Reward"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    reward_id = fields.Many2one("loyalty.reward", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", ondelete="cascade")

    @api.depends("reward_id", "product_id")
    def _compute_display_name(self):
        for line in self:
            reward = line.reward_id.sudo()  # sudo: what is offered to whoever is served
            name = line.product_id.sudo().display_name or reward.description
            line.display_name = f"{reward.program_id.name}: {name}"

    @api.model
    def _offer(self, order):
        """:return: the options of an order that may be chosen by whoever may change it"""
        order.check_access("write")
        programs = {program.id: program for program in order._get_promotion_programs()}
        vals_list = []
        for given in order._evaluate_promotions().applications:
            rewards = {reward.id: reward for reward in programs[given.program_id].rewards}
            for reward_id in given.offered or (given.reward_id,):
                products = rewards[reward_id].product_ids
                if given.offered or len(products) > 1:
                    vals_list += [
                        {"order_id": order.id, "reward_id": reward_id, "product_id": product_id}
                        for product_id in products or (False,)
                    ]
        if not vals_list:
            raise UserError(
                self.env._(
                    "No promotion on %(order)s lets the customer choose: what they give is on the page "
                    "“Promotions”.",
                    order=order.name,
                )
            )
        return self.sudo().create(vals_list).sudo(False)  # sudo: the server says what is offered
