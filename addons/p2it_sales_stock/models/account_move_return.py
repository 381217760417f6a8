from odoo import fields, models


class AccountMove(models.Model):
    """Extends ``account.move``: the return that it credits, or charges for."""

    _inherit = "account.move"

    p2it_return_id = fields.Many2one(
        "p2it.return", string="Return", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    def action_view_return(self):
        """Open the return.

        :return: a window action
        """
        self.ensure_one()
        return self.p2it_return_id._get_form_action()


class AccountMoveLine(models.Model):
    """Extends ``account.move.line``: which line of which invoice it takes back.

    What was credited before is read from these links, so that parts add up to the whole, and a credit note
    that was cancelled or deleted can be made again.
    """

    _inherit = "account.move.line"

    p2it_origin_line_id = fields.Many2one(
        "account.move.line",
        string="Invoiced On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    p2it_return_part = fields.Selection(
        [
            ("goods", "Goods"),
            ("amount", "Discount or Promotion"),
            ("gift", "Gift That Is Kept"),
            ("added", "Promotion of What Is Kept"),
        ],
        string="What It Takes Back",
        readonly=True,
        copy=False,
    )
    p2it_return_line_id = fields.Many2one(
        "p2it.return.line",
        string="Line of the Return",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    p2it_order_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line of the Gift",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _get_return_sign(self):
        """:return: 1 where a positive quantity gives money back, -1 on what asks for it"""
        self.ensure_one()
        return 1 if self.move_id.move_type == "out_refund" else -1
