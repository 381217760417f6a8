from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class P2itArea(models.Model):
    """A piece of territory, from a company's own region down to a ward, in a tree of any depth.

    An area lives from ``date_from`` to ``date_to``. One that ended keeps its records and names in
    ``successor_ids`` what took its place, so that an old address still leads to a present area.
    """

    _name = "p2it.area"
    _inherit = ["p2it.tree.mixin"]
    _description = "Area"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _order = "complete_name, id"

    _partner_field = "area_id"

    kind = fields.Selection(
        selection=[
            ("region", "Region"),
            ("province", "Province"),
            ("district", "District"),
            ("ward", "Ward"),
            ("other", "Other"),
        ],
        default="region",
        required=True,
        index=True,
    )
    parent_id = fields.Many2one("p2it.area", string="Parent Area", ondelete="restrict", index=True)
    child_ids = fields.One2many("p2it.area", "parent_id", string="Areas Below")
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.company.country_id, index="btree_not_null"
    )
    state_id = fields.Many2one(
        "res.country.state",
        string="State of Addresses",
        domain="[('country_id', '=?', country_id)]",
        index="btree_not_null",
        help="The state or province of an address that this area stands for.",
    )
    date_from = fields.Date(string="Exists From")
    date_to = fields.Date(string="Exists Until", index="btree_not_null")
    is_current = fields.Boolean(
        string="Exists Today", compute="_compute_is_current", search="_search_is_current"
    )
    successor_ids = fields.Many2many(
        "p2it.area",
        "p2it_area_successor_rel",
        "area_id",
        "successor_id",
        string="Succeeded By",
        help="What took this area's place when it ended.",
    )
    predecessor_ids = fields.Many2many(
        "p2it.area",
        "p2it_area_successor_rel",
        "successor_id",
        "area_id",
        string="Made From",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="Who looks after new leads and customers of this area.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", index="btree_not_null")

    _code_unique = models.UniqueIndex(
        "(code, kind, COALESCE(country_id, 0)) WHERE date_to IS NULL AND code IS NOT NULL AND code != ''",
        "Another area of this kind already has this code. Choose a different code, or give the"
        " older one the date until which it existed.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "An area can't end before it begins. Correct one of the two dates.",
    )

    @api.depends("date_from", "date_to")
    @api.depends_context("tz")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for area in self:
            begun = not area.date_from or area.date_from <= today
            area.is_current = begun and not (area.date_to and area.date_to < today)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return (Domain("date_from", "=", False) | Domain("date_from", "<=", today)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )

    @api.constrains("successor_ids")
    def _check_successors(self):
        for area in self:
            if area in area.successor_ids:
                raise ValidationError(
                    self.env._(
                        "“%(area)s” can't succeed itself. Remove it from its successors.",
                        area=area.display_name,
                    )
                )

    def _get_upwards(self):
        """:return: this area, the one above it, and so on up to the root"""
        self.ensure_one()
        return self.browse(int(area_id) for area_id in reversed(self.parent_path.split("/")[:-1]))

    def _get_current(self):
        """Follow the successors to what exists today.

        :return: the areas that exist today and took the place of ``self``; an area that exists
            is its own answer, one that ended without a successor gives nothing
        :rtype: recordset of ``p2it.area``
        """
        current, seen, pending = self.browse(), self.browse(), self
        while pending:
            seen |= pending
            current |= pending.filtered("is_current")
            pending = pending.filtered(lambda area: not area.is_current).successor_ids - seen
        return current
