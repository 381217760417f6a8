"""What customers and leads have in common: salesperson, address, phones, note."""

from types import SimpleNamespace

from odoo import api, models

from ..domain.address import parse_address
from ..domain.phone import parse_phones
from ..domain.text import fold, repair_name
from ..domain.vietnam_areas import STATE_CODES


class P2itImportParty(models.AbstractModel):
    _name = "p2it.import.party"
    _inherit = ["p2it.import.handler"]
    _description = "Import of People and Businesses"

    @api.model
    def _parse_contact_data(self, plan, names):
        """Read names, phones, address and salesperson into ``plan.data``."""
        for target in names:
            plan.data[target] = repair_name(plan.text(target))
        cell = parse_phones(plan.cells.get("phone", ""))
        plan.data["phones"] = cell.numbers
        plan.warnings += cell.issues
        for text in (*cell.refused, *cell.remarks):
            plan.keep("phone", text)
        address = parse_address(plan.text("address"), plan.text("ward"), plan.text("province"))
        plan.warnings += address.issues
        plan.data["address"] = address
        plan.data["salesperson"] = plan.text("salesperson")

    @api.model
    def _get_place_keys(self, street, former, ward, province_code):
        """:return: (key of the province, key of the whole address), for finding duplicates"""
        place = fold(f"{street or ''} {former or ''} {ward or ''}")
        return province_code or "", f"{province_code or ''}|{place}" if place else ""

    @api.model
    def _get_address_keys(self, address):
        province = address.province.code if address.province else ""
        ward = address.ward.name if address.ward else ""
        return self._get_place_keys(address.street, address.former, ward, province)

    @api.model
    def _get_record_place_keys(self, record, look):
        province = look.province_codes.get(record.state_id.id, "")
        return self._get_place_keys(record.street, record.street2, record.city, province)

    @api.model
    def _load_lookups(self, source, plans, dry_run):
        look = SimpleNamespace()
        self._load_salespeople(look, plans)
        self._load_areas(look, plans)
        return look

    @api.model
    def _load_salespeople(self, look, plans):
        """Put ``{folded code, login or name: user}`` into ``look.salespeople``."""
        wanted = {plan.data.get("salesperson") for plan in plans} - {"", None}
        look.salespeople = {}
        if not wanted:
            return
        # sudo: employees are seen by HR only, and the company's codes are no secret to its managers
        users = (
            self.env["res.users"]
            .sudo()
            .search_fetch(
                [("share", "=", False), ("company_ids", "in", self.env.company.id)],
                ["name", "login"],
            )
        )
        names = {}
        for user in users:
            names.setdefault(fold(user.name), []).append(user)
        look.salespeople = {name: found[0] for name, found in names.items() if len(found) == 1}
        look.salespeople.update({fold(user.login): user for user in users})
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search_fetch(
                [("employee_code", "!=", False), ("company_id", "=", self.env.company.id)],
                ["employee_code", "user_id"],
            )
        )
        look.salespeople.update(
            {fold(employee.employee_code): employee.user_id for employee in employees if employee.user_id}
        )

    @api.model
    def _find_salesperson(self, plan, look):
        """:return: id of the user or ``False``; an unknown one is told or refused"""
        code = plan.data["salesperson"]
        if not code:
            return False
        user = look.salespeople.get(fold(code))
        if user:
            return user.id
        if look.source.unknown_salesperson == "refuse":
            plan.refuse("salesperson_refused", text=code)
        else:
            plan.warn("salesperson_unknown", text=code)
            plan.keep("salesperson", code)
        return False

    @api.model
    def _load_areas(self, look, plans):
        """Put the areas and states of all addresses into ``look``: two queries."""
        addresses = [plan.data["address"] for plan in plans if "address" in plan.data]
        wards = {address.ward.code for address in addresses if address.ward}
        areas = self.env["p2it.area"].search_fetch(
            [
                ("country_id.code", "=", "VN"),
                ("date_to", "=", False),
                "|",
                *("&", ("kind", "=", "province"), ("code", "in", list(STATE_CODES))),
                *("&", ("kind", "=", "ward"), ("code", "in", sorted(wards))),
            ],
            ["kind", "code"],
        )
        look.areas = {(area.kind, area.code): area.id for area in areas}
        look.country = self.env.ref("base.vn")
        codes = {iso: code for code, iso in STATE_CODES.items()}
        states = self.env["res.country.state"].search_fetch(
            [("country_id", "=", look.country.id), ("code", "in", list(codes))], ["code"]
        )
        look.states = {codes[state.code]: state.id for state in states}
        look.province_codes = {state_id: code for code, state_id in look.states.items()}

    @api.model
    def _prepare_address_vals(self, plan, look):
        address = plan.data["address"]
        vals = {"street": address.street, "street2": address.former}
        if address.ward:
            vals["city"] = address.ward.name
            vals["area_id"] = look.areas.get(("ward", address.ward.code))
        if address.province:
            code = address.province.code
            vals["state_id"] = look.states.get(code)
            vals["country_id"] = look.country.id
            vals["area_id"] = vals.get("area_id") or look.areas.get(("province", code))
        return vals
