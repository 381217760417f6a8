import json

from odoo import api, fields, models
from odoo.addons.p2it_web.stored_domain import read_stored_domain
from odoo.exceptions import ValidationError

from ..domain.dashboard_spec import split_specs

_VIEW_CONTEXT = frozenset(
    {
        *("group_by", "graph_measure", "graph_mode", "graph_groupbys", "graph_order", "graph_stacked"),
        *("graph_cumulated", "pivot_measures", "pivot_row_groupby", "pivot_column_groupby"),
        "pivot_sorted_column",
    }
)
"""What a stored view may say of itself: nothing that a method or a default would hear."""


class P2itDashboardTile(models.Model):
    """One question of a dashboard: a figure, chart, table, heat table, or any view with its filters."""

    _name = "p2it.dashboard.tile"
    _description = "Tile of a Dashboard"
    _order = "sequence, id"

    dashboard_id = fields.Many2one("p2it.dashboard", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(
        default=True, help="A ready-made tile that is taken away stays away after upgrades."
    )
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("figure", "Figure"),
            ("chart", "Chart"),
            ("table", "Table"),
            ("heat", "Heat Table"),
            ("view", "View"),
        ],
        required=True,
        default="table",
    )
    width = fields.Selection(
        [("3", "A Quarter"), ("4", "A Third"), ("6", "Half"), ("8", "Two Thirds"), ("12", "Whole")],
        required=True,
        default="6",
        help="Of the screen; on a phone a figure has half of it, each other tile the whole.",
    )
    provider = fields.Selection(
        selection="_get_provider_selection",
        help="Figures that need more than sums of one model. Without it, model and measures are asked.",
    )
    model = fields.Char(help="Technical name of the records that are counted or shown.")
    domain = fields.Char(
        default="[]",
        help="Which records, as Odoo's filters write it; dates may be relative: "
        "[('date_maturity', '<', 'today')].",
    )
    measures = fields.Char(
        help="What is summed up, with commas: ordered:sum, margin_percent:avg. __count counts records."
    )
    groupby = fields.Char(
        string="Grouped By",
        help="One or two fields with commas, dates with their interval: user_id, date:month. date:auto is "
        "days of a short period and months of a long one.",
    )
    chart_type = fields.Selection(
        [
            ("bar", "Bars"),
            ("stacked", "Stacked Bars"),
            ("hbar", "Lying Bars"),
            ("line", "Line"),
            ("pie", "Pie"),
        ],
        default="bar",
    )
    limit = fields.Integer(help="Most rows shown; 0 for all.")
    order = fields.Char(help="Such as: ordered:sum desc")
    date_field = fields.Char(help="Date that the period filters; without it the tile shows all times.")
    user_field = fields.Char(string="Salesperson's Field", help="Field that the salesperson filters.")
    area_field = fields.Char(help="Field that the area filters, with all areas below.")
    compare_previous = fields.Boolean(string="Against the Period Before")
    compare_year = fields.Boolean(string="Against the Year Before")
    target = fields.Selection(
        [("ordered", "Ordered"), ("care_count", "Care Entries")],
        string="Against the Target",
        help="Which target of the salespeople the figure is compared with.",
    )
    is_lower_better = fields.Boolean(help="Less than before is good, as for debts.")
    view_type = fields.Selection(
        [("list", "List"), ("kanban", "Kanban"), ("graph", "Graph"), ("pivot", "Pivot")]
    )
    view_id = fields.Many2one("ir.ui.view", ondelete="set null")
    view_context = fields.Char(
        help="Groups, measures and mode of a view, as JSON.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_context(vals) for vals in vals_list])

    def write(self, vals):
        result = super().write(self._clean_context(vals))
        if "dashboard_id" in vals:
            self.dashboard_id.check_access("write")
        return result

    @api.model
    def _clean_context(self, vals):
        """Keep of a view's context what says how it looks."""
        if not vals.get("view_context"):
            return vals
        try:
            context = json.loads(vals["view_context"])
        except (TypeError, ValueError):
            context = None
        if not isinstance(context, dict):
            raise ValidationError(self.env._("The context of a view is a JSON object."))
        kept = {key: value for key, value in context.items() if key in _VIEW_CONTEXT}
        return {**vals, "view_context": json.dumps(kept)}

    @api.constrains("model", "kind", "provider", "view_type", "measures", "groupby", "domain")
    def _check_spec(self):
        for tile in self:
            if not tile.provider or tile.model:
                tile._check_model()
            if tile.kind == "view" and not tile.view_type:
                raise ValidationError(self.env._("Tile “%(name)s”: say which view it shows.", name=tile.name))
            if tile.kind == "heat" and not tile.provider and len(tile._get_groupby()) != 2:
                raise ValidationError(
                    self.env._("Tile “%(name)s”: a heat table is grouped by two fields.", name=tile.name)
                )
            tile._get_domain()

    def _check_model(self):
        model = self.env.get(self.model or "")
        if model is None or model._abstract or model._transient:
            raise ValidationError(
                self.env._(
                    "Tile “%(name)s”: there are no records of “%(model)s”.", name=self.name, model=self.model
                )
            )
        specs = [*self._get_groupby(), *self._get_measures()]
        unknown = [
            spec
            for spec in specs
            if spec != "__count" and spec.split(":")[0].split(".")[0] not in model._fields
        ]
        if unknown or len(self._get_groupby()) > 2:
            raise ValidationError(
                self.env._(
                    "Tile “%(name)s”: group by one or two fields and sum up what %(model)s has. Unknown: "
                    "%(unknown)s.",
                    name=self.name,
                    model=self.model,
                    unknown=", ".join(unknown) or "–",
                )
            )

    def _get_domain(self):
        """:return: the tile's own ``Domain``, as of now and for the reader"""
        self.ensure_one()
        try:
            return read_stored_domain(self, self.domain)
        except ValueError as error:
            raise ValidationError(
                self.env._("Tile “%(name)s”: “%(text)s” is no filter.", name=self.name, text=self.domain)
            ) from error

    def _get_measures(self):
        return split_specs(self.measures)

    def _get_groupby(self):
        """:return: list of groupings; an interval left open (``date:auto``) is that of the period"""
        interval = "day" if self.env.context.get("p2it_interval") == "day" else "month"
        return [spec.replace(":auto", f":{interval}") for spec in split_specs(self.groupby)]
