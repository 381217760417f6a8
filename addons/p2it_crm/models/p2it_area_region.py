from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class P2itArea(models.Model):
    """Extends ``p2it.area`` with what takes its place today and the region it belongs to today.

    Both follow from dates, so nothing is stored: a query asks two small maps of all areas, made by
    ``_get_current_map`` and ``_get_region_map``, when a list is searched or grouped by them. Fields
    of other models that are related to these are searched and grouped the same way.
    """

    _inherit = "p2it.area"

    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        help="The company whose region it is. Empty for areas that all companies share.",
    )
    membership_ids = fields.One2many("p2it.area.membership", "area_id", string="Regions over Time")
    member_ids = fields.One2many("p2it.area.membership", "region_id", string="Areas over Time")
    province_id = fields.Many2one(
        "p2it.area",
        compute="_compute_province_and_ward",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The province this area is or lies in.",
    )
    ward_id = fields.Many2one(
        "p2it.area",
        compute="_compute_province_and_ward",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The ward this area is or lies in.",
    )
    current_area_id = fields.Many2one(
        "p2it.area",
        string="Area Today",
        compute="_compute_current_area_id",
        search="_search_current_area_id",
        help="What is there today: the area itself, or what took its place. Of an area that was "
        "divided, the smallest present area around all its parts.",
    )
    region_id = fields.Many2one(
        "p2it.area",
        string="Region",
        compute="_compute_region_id",
        search="_search_region_id",
        help="The region of your company that this area, or what took its place, belongs to today.",
    )

    _code_unique = models.UniqueIndex(
        "(code, kind, COALESCE(country_id, 0), COALESCE(company_id, 0))"
        " WHERE date_to IS NULL AND code IS NOT NULL AND code != ''",
        "Another area of this kind already has this code. Choose a different code, or give the"
        " older one the date until which it existed.",
    )

    @api.depends("kind", "parent_id.province_id", "parent_id.ward_id")
    def _compute_province_and_ward(self):
        for area in self:
            area.province_id = area if area.kind == "province" else area.parent_id.province_id
            area.ward_id = area if area.kind == "ward" else area.parent_id.ward_id

    @api.depends("date_from", "date_to", "successor_ids", "parent_id")
    @api.depends_context("tz")
    def _compute_current_area_id(self):
        current = dict(self._read_map(self._get_current_map()))
        for area in self:
            area.current_area_id = current.get(area._origin.id, False)

    @api.depends("date_from", "date_to", "successor_ids", "parent_id", "membership_ids")
    @api.depends_context("tz", "company")
    def _compute_region_id(self):
        regions = dict(self._read_map(self._get_region_map()))
        for area in self:
            area.region_id = regions.get(area._origin.id, False)

    def _search_current_area_id(self, operator, value):
        return self._search_map(self._get_current_map(), operator, value)

    def _search_region_id(self, operator, value):
        return self._search_map(self._get_region_map(), operator, value)

    @api.model
    def _search_map(self, area_map, operator, value):
        """:return: a ``Domain`` on areas by what the map says of them"""
        if operator in ("child_of", "parent_of"):
            operator, value = "any", Domain("id", operator, value)
        elif operator in ("ilike", "like", "=ilike", "=like"):
            operator, value = "any", Domain("display_name", operator, value)
        if operator in ("any", "any!"):
            targets = self.sudo(self.env.su or operator == "any!").with_context(active_test=False)
            query = targets._search(value) if isinstance(value, Domain) else value
            found = query.subselect() if hasattr(query, "subselect") else query
            return Domain(
                "id", "in", SQL("(SELECT area_id FROM %s map WHERE target_id IN %s)", area_map, found)
            )
        if operator != "in":
            return NotImplemented
        ids = [id_ for id_ in value if id_]
        domain = Domain.FALSE
        if ids:
            listed = SQL("(SELECT area_id FROM %s map WHERE target_id IN %s)", area_map, tuple(ids))
            domain |= Domain("id", "in", listed)
        if len(ids) < len(value):
            domain |= Domain("id", "not in", SQL("(SELECT area_id FROM %s map)", area_map))
        return domain

    def _field_to_sql(self, alias, field_expr, query=None):
        """Override of `base`: the maps are joined, so that one may group by what they say."""
        if field_expr not in ("current_area_id", "region_id") or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        area_map = self._get_region_map() if field_expr == "region_id" else self._get_current_map()
        map_alias = query.make_alias(alias, f"{field_expr}_map")
        on = SQL("%s = %s", SQL.identifier(map_alias, "area_id"), SQL.identifier(alias, "id"))
        query.add_join("LEFT JOIN", map_alias, area_map, on)
        return SQL.identifier(map_alias, "target_id")

    def _read_map(self, area_map):
        """:return: the rows (area, target) of the map for these areas"""
        if not self._origin.ids:
            return []
        ids = tuple(self._origin.ids)
        return self.env.execute_query(
            SQL("SELECT area_id, target_id FROM %s map WHERE area_id IN %s", area_map, ids)
        )

    @api.model
    def _select_map(self, area_map):
        """:return: SQL of the rows (area, target) of a map"""
        return SQL("SELECT area_id, target_id FROM %s map", area_map)

    @api.model
    def _get_current_map(self, day=None):
        """Tell what each area is today, following successors to any depth; a circle ends.

        An area that was divided is the smallest area above all its parts, if there is one.

        :param day: another day than today
        :return: SQL of a table (area_id, target_id), in brackets
        """
        self.env["p2it.area"].flush_model(["date_from", "date_to", "parent_id"])
        day = day or fields.Date.context_today(self)
        exists = SQL(
            "(COALESCE(area.date_from, %(day)s) <= %(day)s AND COALESCE(area.date_to, %(day)s) >= %(day)s)",
            day=day,
        )
        return SQL(
            """
            (WITH RECURSIVE chain (area_id, link_id) AS (
                SELECT id, id FROM p2it_area
                 UNION
                SELECT chain.area_id, rel.successor_id
                  FROM chain
                  JOIN p2it_area area ON area.id = chain.link_id AND NOT %(exists)s
                  JOIN p2it_area_successor_rel rel ON rel.area_id = chain.link_id
             ), present AS (
                SELECT chain.area_id, area.id, area.parent_path,
                       COUNT(*) OVER (PARTITION BY chain.area_id) AS parts
                  FROM chain
                  JOIN p2it_area area ON area.id = chain.link_id AND %(exists)s
             )
             SELECT area_id, id AS target_id FROM present WHERE parts = 1
              UNION ALL
             (SELECT DISTINCT ON (area_id) area_id, target_id
               FROM (SELECT area_id, above.id::int AS target_id, MAX(above.depth) AS depth
                       FROM present
                      CROSS JOIN UNNEST(STRING_TO_ARRAY(TRIM(TRAILING '/' FROM parent_path), '/'))
                            WITH ORDINALITY AS above(id, depth)
                      WHERE parts > 1
                      GROUP BY area_id, above.id, parts
                     HAVING COUNT(*) = parts) AS common
              ORDER BY area_id, depth DESC))
            """,
            exists=exists,
        )

    @api.model
    def _get_region_map(self, day=None, moved=None, company=None):
        """Tell the region of each area: that of the nearest area around it which has one.

        An area belongs to a region by a dated membership in the company, or because it lies below
        the region in the tree. An ended area of which neither is true has the region of what took
        its place.

        :param day: another day than today
        :param dict moved: ``{id of an area: id of a region, or False}`` that count instead of the
            memberships these areas have
        :param company: another company than the current one
        :return: SQL of a table (area_id, target_id), in brackets
        """
        self.env["p2it.area.membership"].flush_model()
        self.env["p2it.area"].flush_model(["kind", "company_id"])
        day = day or fields.Date.context_today(self)
        company = company or self.env.company
        return SQL(
            """
            (WITH member AS (%(member)s), path AS (
                SELECT area.id AS area_id, 0 AS distance, area.parent_path FROM p2it_area area
                 UNION ALL
                SELECT current.area_id, 1, area.parent_path
                  FROM %(current)s current
                  JOIN p2it_area area ON area.id = current.target_id
                 WHERE current.area_id != current.target_id
             ), above AS (
                SELECT path.area_id, path.distance, above.id::int AS id, above.depth
                  FROM path
                 CROSS JOIN UNNEST(STRING_TO_ARRAY(TRIM(TRAILING '/' FROM path.parent_path), '/'))
                       WITH ORDINALITY AS above(id, depth)
             )
             SELECT DISTINCT ON (above.area_id) above.area_id,
                    COALESCE(member.region_id, region.id) AS target_id
               FROM above
               LEFT JOIN member ON member.area_id = above.id
               LEFT JOIN p2it_area region ON region.id = above.id AND region.kind = 'region'
                     AND COALESCE(region.company_id, %(company)s) = %(company)s
              WHERE member.area_id IS NOT NULL OR region.id IS NOT NULL
              ORDER BY above.area_id, above.distance, above.depth DESC)
            """,
            member=self._get_member_sql(day, moved or {}, company),
            current=self._get_current_map(day),
            company=company.id,
        )

    @api.model
    def _get_member_sql(self, day, moved, company):
        """:return: SQL of the memberships (area_id, region_id) of one day"""
        valid = SQL(
            """
            SELECT area_id, region_id FROM p2it_area_membership
             WHERE company_id = %s AND date_from <= %s AND (date_to IS NULL OR date_to >= %s)
            """,
            company.id,
            day,
            day,
        )
        if not moved:
            return valid
        rows = [SQL("(%s::int, %s::int)", area, region) for area, region in moved.items() if region]
        valid = SQL("%s AND area_id NOT IN %s", valid, tuple(moved))
        return SQL("%s UNION ALL VALUES %s", valid, SQL(", ").join(rows)) if rows else valid

    def _compute_partner_count(self):
        """Count the customers of a region by what belongs to it today, not only by the tree."""
        regions = self.filtered(lambda area: area.kind == "region" and area._origin.id)
        result = super(P2itArea, self - regions)._compute_partner_count()
        totals = dict.fromkeys(regions._origin.ids, 0)
        groups = self.env["res.partner"]._read_group(
            [("region_id", "child_of", regions._origin.ids), *self._get_counted_partner_domain()],
            ["region_id"],
            ["__count"],
        )
        for region, count in groups if regions else ():
            for above in region.sudo().parent_path.split("/")[:-1]:  # sudo: the path is only arithmetic
                if int(above) in totals:
                    totals[int(above)] += count
        for region in regions:
            region.partner_count = totals[region._origin.id]
        return result

    def action_view_partners(self):
        """Override: of a region, open the customers that belong to it today."""
        action = super().action_view_partners()
        if self.kind == "region":
            action["domain"] = [("region_id", "child_of", self.ids), *self._get_counted_partner_domain()]
            action["context"].pop("default_area_id", None)
        return action

    @api.constrains("kind", "company_id", "parent_id")
    def _check_region(self):
        """:raise ValidationError: where other companies would get lost in a company's region"""
        for area in self:
            above = area.parent_id.company_id
            if above and area.company_id != above:
                raise ValidationError(
                    self.env._(
                        "“%(area)s” lies below a region of %(company)s, so it must be that company's, too. "
                        "Areas that all companies share join a region through a change of regions.",
                        area=area.name,
                        company=above.display_name,
                    )
                )
            if (area.membership_ids and area.kind == "region") or (area.member_ids and area.kind != "region"):
                raise ValidationError(
                    self.env._(
                        "The kind of “%(area)s” can't be changed any more: it is part of the history of "
                        "your regions. End it, and create another one.",
                        area=area.name,
                    )
                )
