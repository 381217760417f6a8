from odoo import api, models

from ..domain.vietnam_areas import VietnamArea, get_vietnam_areas

_MODULE = "p2it_crm"


class P2itArea(models.Model):
    """Extends ``p2it.area`` with the official areas of Vietnam."""

    _inherit = "p2it.area"

    @api.model
    def _load_vietnam_areas(self):
        """Create Vietnam's provinces and wards that are not here yet; rename those renamed.

        Every area has an external id made of its official code, so that loading again changes
        nothing and what a person archived or moved below a region of their own stays so.

        :return: the areas created
        :rtype: recordset of ``p2it.area``
        """
        # sudo: reference data of the country, the same for every user
        areas = self.sudo().with_context(active_test=False)
        rows = get_vietnam_areas()
        known = areas._get_vietnam_area_ids()
        areas._rename_vietnam_areas([row for row in rows if row.key in known], known)
        missing = [row for row in rows if row.key not in known]
        created = areas._create_vietnam_areas(missing, known)
        areas._link_vietnam_successors(missing, known)
        return created

    @api.model
    def _get_vietnam_area_ids(self):
        """:return: ``{key of the area: id}`` of the areas loaded before"""
        data = self.env["ir.model.data"].search_fetch(
            [("module", "=", _MODULE), ("model", "=", self._name), ("name", "=like", "area_vn_%")],
            ["name", "res_id"],
        )
        return {record.name: record.res_id for record in data}

    @api.model
    def _create_vietnam_areas(self, rows, ids):
        """Create ``rows`` in one batch per level and add them to ``ids``."""
        created = self.browse()
        country = self.env.ref("base.vn")
        states = self._get_vietnam_states(country)
        for kind in ("province", "ward"):
            level = [row for row in rows if row.kind == kind]
            areas = self.create([self._prepare_vietnam_area_vals(row, country, states, ids) for row in level])
            ids.update(zip((row.key for row in level), areas.ids, strict=True))
            self.env["ir.model.data"]._update_xmlids(
                [
                    {"xml_id": f"{_MODULE}.{row.key}", "record": area, "noupdate": True}
                    for row, area in zip(level, areas, strict=True)
                ]
            )
            created |= areas
        return created

    @api.model
    def _prepare_vietnam_area_vals(self, row: VietnamArea, country, states, ids):
        state = states.get(row.state_code)
        return {
            "name": row.name,
            "code": row.code,
            "kind": row.kind,
            "country_id": country.id,
            "state_id": state.id if state else False,
            "parent_id": ids.get(row.parent_key, False),
            "date_from": row.date_from,
            "date_to": row.date_to,
        }

    @api.model
    def _get_vietnam_states(self, country):
        """:return: ``{code: state}`` of Odoo's own provinces"""
        states = self.env["res.country.state"].search_fetch([("country_id", "=", country.id)], ["code"])
        return {state.code: state for state in states}

    @api.model
    def _link_vietnam_successors(self, rows, ids):
        for row in rows:
            if row.successor_keys:
                self.browse(ids[row.key]).successor_ids = self.browse(
                    [ids[key] for key in row.successor_keys]
                )

    @api.model
    def _rename_vietnam_areas(self, rows, ids):
        areas = self.browse([ids[row.key] for row in rows]).exists()
        names = {area.id: area.name for area in areas}
        for row in rows:
            area_id = ids[row.key]
            if area_id in names and names[area_id] != row.name:
                self.browse(area_id).name = row.name
