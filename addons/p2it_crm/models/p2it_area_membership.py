from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..domain.membership import Period, move


class P2itAreaMembership(models.Model):
    """From when to when an area belongs to a region of a company.

    Nobody writes these rows: a change of regions does, once it was looked at and applied. The database
    itself refuses two regions for one area on one day, whoever comes at the same moment.
    """

    _name = "p2it.area.membership"
    _description = "Area in a Region"
    _order = "area_id, date_from desc, id desc"
    _rec_name = "region_id"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    area_id = fields.Many2one("p2it.area", required=True, index=True, ondelete="restrict")
    region_id = fields.Many2one("p2it.area", required=True, index=True, ondelete="restrict")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until")
    change_id = fields.Many2one("p2it.region.change", string="Changed By", ondelete="set null")
    is_current = fields.Boolean(string="Today", compute="_compute_is_current")

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "An area can't leave a region before it joined it. Correct one of the two dates.",
    )
    _one_region_a_day = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&,"
        " int4range(area_id, area_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)",
        "An area can't belong to two regions on the same day. Preview the change once more: somebody "
        "else has moved the area meanwhile.",
    )

    @api.depends("date_from", "date_to")
    @api.depends_context("tz")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for member in self:
            ended = member.date_to and member.date_to < today
            member.is_current = bool(member.date_from and member.date_from <= today and not ended)

    @api.constrains("area_id", "region_id", "company_id")
    def _check_kinds(self):
        for member in self:
            region = member.region_id
            if region.kind != "region" or member.area_id.kind == "region":
                raise ValidationError(
                    self.env._(
                        "“%(area)s” can't belong to “%(region)s”: only an area that is no region itself "
                        "belongs to a region. Put a region below another one by its parent.",
                        area=member.area_id.name,
                        region=region.name,
                    )
                )
            if region.company_id and region.company_id != member.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(region)s” is a region of another company. Choose one of your own.",
                        region=region.name,
                    )
                )

    @api.model
    def _move_areas(self, company, moves, day, change):
        """Let areas belong to other regions from a day on. The caller has locked the areas.

        :param dict moves: ``{area: region}``, an empty region to take the area out
        :param change: the ``p2it.region.change`` that says so
        """
        domain = [("company_id", "=", company.id), ("area_id", "in", [area.id for area in moves])]
        known = self.search(domain).grouped("area_id")
        created = []
        for area, region in moves.items():
            rows = known.get(area, self.browse())
            by_period = {Period(row.date_from, row.date_to or None, row.region_id.id): row for row in rows}
            after = move(list(by_period), day, region.id or None)
            self._apply_periods(by_period, after)
            created += [
                {
                    "company_id": company.id,
                    "area_id": area.id,
                    "region_id": period.region,
                    "date_from": period.start,
                    "date_to": period.end,
                    "change_id": change.id,
                }
                for period in after
                if period not in by_period and not any(_is_cut(period, known) for known in by_period)
            ]
        self.flush_model()
        self.create(created)

    @api.model
    def _apply_periods(self, by_period, after):
        """Shorten the rows whose period was cut, and drop those that another takes the place of."""
        for period, row in by_period.items():
            if period in after:
                continue
            cut = next((new for new in after if _is_cut(new, period)), None)
            if cut:
                row.date_to = cut.end
            else:
                row.unlink()


def _is_cut(new, old):
    """:return: whether the period is the beginning of the old one"""
    return (new.start, new.region) == (old.start, old.region) and new != old
