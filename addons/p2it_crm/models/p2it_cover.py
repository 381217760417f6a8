from datetime import datetime, timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class P2itCover(models.Model):
    """Someone's customers lent to another person for some days.

    What is lent is what the lender has: the own customers and, if so chosen, those of everyone below.
    What others lent to the lender is not lent on, and who stands above the covering person gains
    nothing by it. A cover begins and ends by itself, at midnight where the lender lives.
    """

    _name = "p2it.cover"
    _inherit = ["mail.thread"]
    _description = "Cover for a Salesperson"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Away",
        required=True,
        index=True,
        ondelete="cascade",
        tracking=True,
        help="The person whose customers are lent.",
    )
    cover_user_id = fields.Many2one(
        "res.users",
        string="Covered By",
        required=True,
        index=True,
        ondelete="cascade",
        tracking=True,
        help="The person who sees and works on these customers meanwhile.",
    )
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today, tracking=True)
    date_to = fields.Date(string="Until", required=True, tracking=True, help="The last day of the cover.")
    with_team = fields.Boolean(
        string="With the People Below",
        tracking=True,
        help="Also lend the customers of everyone below the person who is away.",
    )
    reason = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        selection=[("planned", "Planned"), ("current", "Now"), ("ended", "Ended")],
        compute="_compute_state",
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "A cover can't end before it begins. Choose a later last day."
    )
    _two_people = models.Constraint(
        "CHECK(user_id != cover_user_id)", "Nobody covers for themselves. Choose another person."
    )

    @api.depends("date_from", "date_to", "user_id")
    def _compute_state(self):
        for cover in self:
            today = cover._get_today()
            if not cover.date_from or cover.date_from > today:
                cover.state = "planned"
            else:
                cover.state = "ended" if cover.date_to and cover.date_to < today else "current"

    def _get_today(self):
        """:return: the date where the lender lives: whoever asks can't shift it by a time zone"""
        self.ensure_one()
        zone = self.sudo().user_id.tz or "UTC"  # sudo: the zone only
        return datetime.now(pytz.timezone(zone)).date()

    @api.depends("user_id", "cover_user_id")
    def _compute_display_name(self):
        for cover in self:
            cover.display_name = f"{cover.user_id.name or ''} → {cover.cover_user_id.name or ''}"

    @api.model
    def _get_loans(self, users):
        """Find what is lent to users today, in one query.

        :return: ``{id of the covering user: [(id of the lender, with everyone below?), …]}``
        """
        now = datetime.now(pytz.utc).date()
        # sudo: who is lent something need not be allowed to manage covers
        covers = self.sudo().search_fetch(
            [
                ("cover_user_id", "in", users.ids),
                ("date_from", "<=", now + timedelta(days=1)),
                ("date_to", ">=", now - timedelta(days=1)),
            ],
            ["cover_user_id", "user_id", "with_team", "date_from", "date_to"],
        )
        loans = {}
        for cover in covers:
            if cover.state == "current":
                loans.setdefault(cover.cover_user_id.id, []).append((cover.user_id.id, cover.with_team))
        return loans

    @api.constrains("cover_user_id", "user_id")
    def _check_people(self):
        for cover in self:
            for user in cover.user_id | cover.cover_user_id:
                if not user.has_group("p2it_crm.group_salesperson"):
                    raise ValidationError(
                        self.env._(
                            "%(user)s has no role in P2IT Customer Management and neither lends nor "
                            "covers customers. An administrator gives the role on the user.",
                            user=user.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        covers = super().create(vals_list)
        covers._check_may_lend()
        self.env["res.users"]._invalidate_scopes()
        return covers

    def write(self, vals):
        self._check_may_lend()
        result = super().write(vals)
        self._check_may_lend()
        self.env["res.users"]._invalidate_scopes()
        return result

    def unlink(self):
        self._check_may_lend()
        result = super().unlink()
        self.env["res.users"]._invalidate_scopes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_planned(self):
        begun = self.filtered(lambda cover: cover.state != "planned")
        if begun and not self.env.su:
            raise UserError(
                self.env._(
                    "%(covers)s has begun and stays in the history. To end it, set its last day.",
                    covers=", ".join(begun.mapped("display_name")),
                )
            )

    def _check_may_lend(self):
        """Lending shows customers to somebody: only who stands above both, or an administrator, may.

        :raise AccessError: for anybody else, the lender included
        """
        user = self.env.user
        if self.env.su or user.has_group("p2it_crm.group_administrator"):
            return
        below = user.sudo().subordinate_user_ids  # sudo: one's own place in the tree
        for cover in self.sudo():
            if cover.user_id not in below or cover.cover_user_id not in (below | user):
                raise AccessError(
                    self.env._(
                        "You can't lend the customers of %(lender)s to %(other)s: only somebody above "
                        "both of them may, or an administrator of P2IT Customer Management. Ask your "
                        "manager. Nothing was changed.",
                        lender=cover.user_id.name,
                        other=cover.cover_user_id.name,
                    )
                )

    def action_end(self):
        """End the covers: yesterday was the last day.

        :return: ``True``
        """
        for cover in self.filtered(lambda cover: cover.state == "current"):
            yesterday = cover._get_today() - timedelta(days=1)
            cover.write({"date_to": yesterday, "date_from": min(cover.date_from, yesterday)})
        return True
