from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

SCOPES = ("order_id", "partner_id", "salesperson_id", "team_id")
"""For what somebody gets a share, the nearest first: an order's split goes before that of its customer."""


class P2itCommissionAssignment(models.Model):
    """Who gets a share of whose sales. What is not given away stays with the document's salesperson.

    So shares always add to the whole: Lan has 30 % of what Minh sells to a customer, and Minh has 70 %.
    """

    _name = "p2it.commission.assignment"
    _inherit = ["p2it.commission.source"]
    _description = "Commission Split"
    _rec_name = "user_id"
    _order = "order_id, partner_id, salesperson_id, team_id, date_from desc, id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", string="Who Gets It", required=True, index=True, ondelete="restrict"
    )
    share = fields.Float(string="Share (%)", digits=(7, 4), required=True, default=100)
    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="restrict"
    )
    salesperson_id = fields.Many2one(
        "res.users",
        string="Sales Of",
        index="btree_not_null",
        ondelete="restrict",
        help="Whose sales are shared.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", index="btree_not_null", ondelete="restrict")
    date_from = fields.Date(help="Empty: always.")
    date_to = fields.Date()
    note = fields.Char(string="Reason")

    _share_check = models.Constraint(
        "CHECK(share > 0 AND share <= 100)", "A share is more than 0 and at most 100 percent."
    )
    _scope_check = models.Constraint(
        "CHECK(num_nonnulls(order_id, partner_id, salesperson_id, team_id) = 1)",
        "Say of which order, of which customer's, of whose or of which team's sales this is a share: one of "
        "them.",
    )
    _date_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)", "A share ends after it begins."
    )

    # === WHAT THE NEXT RUN LOOKS AT === #

    @api.model
    def _get_joining(self):
        """Override: whose sales were shared before is looked at, too."""
        return {*SCOPES, "share", "date_from", "date_to", "user_id", "company_id"}

    def _note_new(self):
        self._note_commission({"share"})

    def _note_commission(self, names):
        """Override: of an order's or a customer's share its documents, of others' all."""
        touched = self.env["p2it.commission.touched"]
        self.env.cr.execute(
            SQL(
                "SELECT order_id, partner_id FROM p2it_commission_assignment WHERE id IN %s",
                tuple(self._ids) or (0,),
            )
        )
        for order, partner in self.env.cr.fetchall():
            if order:
                touched._mark("order", [order])
            elif partner:
                touched._mark("partner", [partner])
            else:
                touched._mark_all()

    def unlink(self):
        self._note_commission({"share"})
        return super().unlink()

    @api.constrains("share", "date_from", "date_to", "company_id", "user_id", *SCOPES)
    def _check_whole(self):
        """:raise ValidationError: when on some day more than the whole is given away"""
        self.flush_model()
        for name in SCOPES:
            records = self.filtered(name)
            if not records:
                continue
            # sudo: shares of everybody add up to the whole
            others = self.sudo().search(
                [(name, "in", records[name].ids), ("company_id", "in", records.company_id.ids)]
            )
            for shares in others.grouped(lambda one, n=name: (one[n], one.company_id)).values():
                shares._check_days()

    def _check_days(self):
        """Shares change only on first days: there the sum is looked at."""
        first, last = fields.Date.to_date("1900-01-01"), fields.Date.to_date("9999-12-31")
        for day in {one.date_from or first for one in self}:
            held = self.filtered(
                lambda one, day=day: (one.date_from or first) <= day <= (one.date_to or last)
            )
            if round(sum(held.mapped("share")), 4) > 100:
                raise ValidationError(
                    self.env._(
                        "More than 100%% would be given away: %(shares)s. Lower one of them, or end it "
                        "first.",
                        shares=", ".join(f"{one.user_id.name} {one.share:g}%" for one in held),
                    )
                )
