from odoo import api, fields, models
from odoo.exceptions import AccessError


class P2itDashboard(models.Model):
    """A screen of figures, charts, tables and views: ready-made for a role, or somebody's own.

    Ready-made ones belong to nobody: administrators edit them, everybody in their groups reads them. An own
    one is edited by its owner alone and read by the teams it is shared with. A dashboard holds questions,
    never answers: each reader's figures are asked with the reader's own rights.
    """

    _name = "p2it.dashboard"
    _description = "Dashboard"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=50)
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        index=True,
        ondelete="cascade",
        help="Who alone edits it. Empty for ready-made dashboards, which administrators edit.",
    )
    group_ids = fields.Many2many(
        "res.groups", string="For", help="Who sees a ready-made dashboard; without any, everybody does."
    )
    team_ids = fields.Many2many(
        "crm.team",
        string="Shared With",
        help="Members and leaders of these teams see the dashboard, each with the figures they may see.",
    )
    tile_ids = fields.One2many("p2it.dashboard.tile", "dashboard_id", string="Tiles", copy=True)
    period = fields.Selection(
        selection="_get_periods",
        default="month",
        required=True,
        help="What the dashboard looks at when it is opened.",
    )

    @api.model
    def _get_periods(self):
        names = {
            "today": self.env._("Today"),
            "week": self.env._("This Week"),
            "month": self.env._("This Month"),
            "quarter": self.env._("This Quarter"),
            "year": self.env._("This Year"),
            "last_12_months": self.env._("Last 12 Months"),
        }
        return list(names.items())

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_owner(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_owner(vals)
        return super().write(vals)

    @api.model
    def _check_owner(self, vals):
        """:raise AccessError: when somebody else's dashboard would come about, or a ready-made one"""
        if "user_id" not in vals or vals["user_id"] == self.env.uid or self.env.su:
            return
        if vals["user_id"] or not self.env.user.has_group("p2it_crm.group_administrator"):
            raise AccessError(
                self.env._(
                    "A dashboard belongs to who makes it, and only administrators make dashboards for "
                    "everybody. Share yours with a team, or let the others make a copy of it."
                )
            )

    def copy_data(self, default=None):
        default = {"user_id": self.env.uid, "group_ids": [], "team_ids": [], **(default or {})}
        values = super().copy_data(default)
        for dashboard, vals in zip(self, values, strict=True):
            if "name" not in default:
                vals["name"] = self.env._("%(name)s (copy)", name=dashboard.name)
        return values

    def copy_for_me(self):
        """Make an own dashboard of one that is ready-made or shared.

        :return: id of the copy
        """
        self.ensure_one()
        self.check_access("read")
        return self.copy().id

    def _may_edit(self):
        self.ensure_one()
        return self.has_access("write")

    @api.model
    def get_dashboards(self):
        """Tell what the reader can open, and whom and what the filters offer.

        :return: dict: ``dashboards`` in their order, ``first``, the id of the one that opens for who has
            opened none yet, ``periods`` and ``user_ids``, those that may be chosen
        """
        dashboards = self.search([])
        mine = dashboards.filtered(lambda dashboard: dashboard.user_id == self.env.user)
        writable = dashboards._filtered_access("write")
        return {
            "dashboards": [
                {
                    "id": dashboard.id,
                    "name": dashboard.name,
                    "period": dashboard.period,
                    "is_mine": dashboard in mine,
                    "is_ready_made": not dashboard.user_id,
                    "owner": dashboard.sudo().user_id.name or "",  # sudo: a colleague's name is no secret
                    "may_edit": dashboard in writable,
                }
                for dashboard in dashboards
            ],
            "first": self._get_first(dashboards).id,
            "periods": [*self._get_periods(), ("custom", self.env._("From – To"))],
            "user_ids": self._get_filter_users(),
        }
