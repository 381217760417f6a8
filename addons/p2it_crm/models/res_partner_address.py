from odoo import api, fields, models
from odoo.fields import Domain

_PLACE = ("area_id", "state_id", "ward_id")


class ResPartner(models.Model):
    """Extends ``res.partner`` with the ward of an address, and keeps area and province together.

    There is one fact, ``area_id``: the smallest area that is known. The ward is read from it and
    written to it. A new province (the address's state) takes away an area of another province.
    """

    _inherit = "res.partner"

    ward_id = fields.Many2one(
        "p2it.area",
        string="Ward",
        compute="_compute_ward_id",
        inverse="_inverse_ward_id",
        search="_search_ward_id",
        domain="[('kind', '=', 'ward'), ('is_current', '=', True), ('province_id.state_id', '=?', state_id)]",
    )

    @api.depends("area_id")
    def _compute_ward_id(self):
        for partner in self:
            partner.ward_id = partner.area_id.sudo().ward_id  # sudo: areas are no secret

    def _inverse_ward_id(self):
        for partner in self:
            if partner.ward_id:
                partner.area_id = partner.ward_id
            elif partner.area_id.ward_id:
                partner.area_id = partner.area_id.province_id

    @api.model
    def _search_ward_id(self, operator, value):
        return Domain("area_id.ward_id", operator, value)

    @api.onchange("ward_id")
    def _onchange_ward_id(self):
        self._inverse_ward_id()
        self._onchange_area_id()

    @api.onchange("area_id")
    def _onchange_area_id(self):
        """Fill in the province of a chosen area."""
        state = self._get_state_of_area(self.area_id)
        if state and self.state_id != state:
            self.state_id = state
            self.country_id = state.country_id

    @api.onchange("state_id")
    def _onchange_state_id_of_area(self):
        vals = self._prepare_area_of_state_vals(self.state_id, self._get_area_of_state(self.state_id))
        if vals:
            self.update(vals)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._complete_areas(vals_list))

    def write(self, vals):
        if vals.get("ward_id"):
            vals = {**vals, "area_id": vals["ward_id"]}
            del vals["ward_id"]
        if vals.get("area_id") and "state_id" not in vals:
            return self._write_area(vals)
        if "state_id" in vals and "area_id" not in vals:
            return self._write_state(vals)
        return super().write(vals)

    def _write_area(self, vals):
        """Write the area, and its province where the address has another one.

        Writing the same province once more would take the pin away.
        """
        state = self._get_state_of_area(self.env["p2it.area"].browse(_get_id(vals["area_id"])))
        elsewhere = self.filtered(lambda partner: state and partner.state_id != state)
        if elsewhere:
            super(ResPartner, elsewhere).write(
                {"country_id": state.country_id.id, **vals, "state_id": state.id}
            )
        return super(ResPartner, self - elsewhere).write(vals)

    def _write_state(self, vals):
        """Write a new province, and the area that follows from it: a write for each kind of area."""
        state = self.env["res.country.state"].browse(_get_id(vals["state_id"]) or [])
        province = self._get_area_of_state(state)
        groups = self.grouped(
            lambda partner: tuple(partner._prepare_area_of_state_vals(state, province).items())
        )
        for following, partners in groups.items():
            super(ResPartner, partners).write({**vals, **dict(following)})
        return True

    @api.model
    def _complete_areas(self, vals_list):
        """:return: values whose area and province speak of one place, where only one was given"""
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            vals.update({name: _get_id(vals[name]) for name in _PLACE if name in vals})
            if ward := vals.pop("ward_id", None):
                vals["area_id"] = ward
        areas = self.env["p2it.area"].browse({vals["area_id"] for vals in vals_list if vals.get("area_id")})
        provinces = self._get_provinces(vals.get("state_id") for vals in vals_list)
        for vals in vals_list:
            if vals.get("area_id") and not vals.get("state_id"):
                area = self.env["p2it.area"].browse(vals["area_id"]).with_prefetch(areas._prefetch_ids)
                if state := self._get_state_of_area(area):
                    vals["state_id"] = state.id
                    vals["country_id"] = vals.get("country_id") or state.country_id.id
            elif "area_id" not in vals and vals.get("state_id") in provinces:
                vals["area_id"] = provinces[vals["state_id"]].id
        return vals_list

    def _prepare_area_of_state_vals(self, state, province):
        """Tell what follows from a new province.

        :param state: the new state of the address
        :param province: the area that stands for it, if any
        :return: the area to write; nothing while the old one lies in the state
        """
        area = self.area_id.sudo()  # sudo: areas are no secret
        if area and not area.province_id:
            return {}  # an area of another kind, a region say, says nothing of provinces
        if area and state and self._get_state_of_area(area) == state:
            return {}
        return {"area_id": province.id} if province != area else {}

    @api.model
    def _get_state_of_area(self, area):
        """:return: the state of addresses in the area: its province's, or that of what took its place"""
        area = area.sudo()  # sudo: as above
        return area.province_id.state_id or area.current_area_id.province_id.state_id

    @api.model
    def _get_area_of_state(self, state):
        """:return: the present province that stands for a state"""
        areas = self.env["p2it.area"]
        return self._get_provinces(state._origin.ids).get(state._origin.id, areas)

    @api.model
    def _get_provinces(self, state_ids):
        """:return: ``{id of a state: the present province that stands for it}``; one query"""
        ids = [id_ for id_ in state_ids if id_]
        if not ids:
            return {}
        # sudo: areas are no secret
        provinces = (
            self.env["p2it.area"]
            .sudo()
            .search([("state_id", "in", ids), ("kind", "=", "province"), ("is_current", "=", True)])
        )
        return {province.state_id.id: province for province in provinces}


def _get_id(value):
    """:return: the id of a many2one's value; Odoo's own code writes ids and records"""
    return value.id if isinstance(value, models.BaseModel) else value
