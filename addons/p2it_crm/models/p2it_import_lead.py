import datetime

import pytz
from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from ..domain.amount import parse_priority
from ..domain.dates import parse_date
from ..domain.duplicates import Keys, is_alike, name_key
from ..domain.issues import Issue
from ..domain.row_plan import CREATE
from ..domain.text import fold

_SOURCE_NAMES = {
    **dict.fromkeys(("fb", "face", "fanpage", "facebook"), "Facebook"),
    **dict.fromkeys(("web", "website", "trang web"), "Website"),
    **dict.fromkeys(("zl", "zalo"), "Zalo"),
}


class P2itImportLead(models.AbstractModel):
    """Rows of leads, to ``crm.lead``."""

    _name = "p2it.import.lead"
    _inherit = ["p2it.import.party"]
    _description = "Import of Leads"

    _model = "crm.lead"
    _required = ()
    _naming = ("source", "need")
    _incomparable = frozenset(
        (
            *("name", "description", "type", "team_id", "stage_id", "country_id", "company_id"),
            *("date_open", "partner_id", "tag_ids"),
        )
    )

    @api.model
    def _parse(self, plan, source):
        self._parse_contact_data(plan, ["contact", "company"])
        data = plan.data
        if not data["contact"] and not data["company"]:
            plan.refuse("missing", field=plan.labels.get("contact", "contact"))
        plan.label = " – ".join(filter(None, (data["contact"], data["company"])))
        text = plan.text("email")
        data["email"] = email_normalize(text) or ""
        if text and not data["email"]:
            plan.warn("email_invalid", text=text)
            plan.keep("email", text)
        data["priority"] = plan.read("priority", parse_priority)
        data["date"] = self._read_date(plan)
        area, place = self._get_address_keys(data["address"])
        plan.keys = Keys(
            phones=data["phones"],
            name=name_key(f"{data['contact']} {data['company']}"),
            area=area,
            place=place,
        )

    @api.model
    def _is_empty(self, name, known):
        return super()._is_empty(name, known) or (name == "priority" and known == "0")

    @api.model
    def _read_date(self, plan):
        date = plan.read("date", parse_date)
        if date and date > fields.Date.context_today(self):
            plan.warn("future_date", text=plan.text("date"))
            plan.keep("date", plan.text("date"))
            return None
        return date

    @api.model
    def _load_lookups(self, source, plans, dry_run):
        look = super()._load_lookups(source, plans, dry_run)
        sources = [_SOURCE_NAMES.get(fold(text), text) for text in self._get_texts(plans, "source")]
        needs = self._get_texts(plans, "need")
        look.sources = self._load_names("utm.source", sources, dry_run)
        look.tags = self._load_names("crm.tag", needs, dry_run)
        self._load_teams(look, plans)
        self._load_customers(look, plans)
        return look

    @api.model
    def _get_texts(self, plans, target):
        """:return: the different texts of a column, in the file's order"""
        return list(dict.fromkeys(filter(None, (plan.text(target) for plan in plans))))

    @api.model
    def _load_names(self, model_name, names, dry_run):
        """:return: ``{folded name: id}``; missing ones are created, or ``False`` in a dry run"""
        model = self.env[model_name]
        known = {fold(record.name): record.id for record in model.search_fetch([], ["name"])}
        missing = {fold(name): name for name in reversed(names) if fold(name) not in known}
        if missing and model.has_access("create"):
            if dry_run:
                known.update(dict.fromkeys(missing, False))
            else:
                records = model.create([{"name": name} for name in missing.values()])
                known.update(zip(missing, records.ids, strict=True))
        return known

    @api.model
    def _load_teams(self, look, plans):
        """Find team and first stage once per salesperson; Odoo would search for every lead."""
        look.teams, look.stages = {}, {}
        lead, teams = self.env["crm.lead"], self.env["crm.team"]
        codes = {fold(plan.data.get("salesperson") or "") for plan in plans}
        user_ids = {look.salespeople[code].id for code in codes if code in look.salespeople}
        for user_id in sorted(user_ids):
            team = teams._get_default_team_id(user_id=user_id, domain=[("use_leads", "=", True)])
            look.teams[user_id] = team.id
        for team_id in {False, *look.teams.values()}:
            look.stages[team_id] = lead._stage_find(team_id=team_id, domain=[("fold", "=", False)]).id

    @api.model
    def _load_customers(self, look, plans):
        """Put ``{number: customer}`` and ``{(name, province): customer}`` into ``look``."""
        names = {name_key(plan.data.get("company") or plan.data.get("contact")) for plan in plans}
        phones = [phone for plan in plans for phone in plan.keys.phones]
        partners = self.env["res.partner"].search_fetch(
            [
                ("company_id", "in", (False, self.env.company.id)),
                ("partner_share", "=", True),
                *("|", ("phone_key", "in", phones), ("name_key", "in", sorted(names - {""}))),
            ],
            ["commercial_partner_id", "phone_key", "name_key", "state_id", "phone", "email"],
            order="id",
        )
        look.customer_by_phone, look.customer_by_name = {}, {}
        for partner in partners:
            customer = partner.commercial_partner_id
            if partner.phone_key:
                look.customer_by_phone.setdefault(partner.phone_key, customer)
            province = look.province_codes.get(partner.state_id.id)
            if partner.name_key and province and partner == customer:
                key = partner.name_key, province
                # Two customers of one name in one province: neither is sure.
                look.customer_by_name[key] = None if key in look.customer_by_name else customer

    @api.model
    def _load_index(self, look, plans):
        keys = [plan.keys for plan in plans]
        rows = self._load_rows_done(plans)
        # sudo: whoever is hidden from the importer must not be created once more
        leads = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "in", (False, self.env.company.id)),
                    *("|", "|"),
                    ("phone_key", "in", [phone for key in keys for phone in key.phones]),
                    ("name_key", "in", [key.name for key in keys if key.name]),
                    ("id", "in", list(rows.values())),
                ],
                order="id",
            )
        )
        for lead in leads:
            area, place = self._get_record_place_keys(lead, look)
            phones = (lead.phone_key,) if lead.phone_key else ()
            look.index.add(lead.id, Keys(phones=phones, name=lead.name_key or "", area=area, place=place))
        for fingerprint, record_id in rows.items():
            if record_id in leads._ids:
                look.index.add(record_id, Keys(row=fingerprint))
        return self._load_known(look, leads)

    @api.model
    def _prepare_vals(self, plan, look):
        data = plan.data
        user_id = self._find_salesperson(plan, look)
        team_id = look.teams.get(user_id, False)
        need = plan.text("need")
        numbers = plan.keys.phones
        for number in numbers[1:]:
            plan.keep("phone", number)
        customer = self._find_customer(plan, look)
        vals = {
            "type": "lead",
            "name": " – ".join(filter(None, (data["company"] or data["contact"], need))),
            "contact_name": data["contact"],
            "partner_name": data["company"],
            "phone": numbers[0] if numbers else False,
            "email_from": data["email"],
            "partner_id": customer.id if customer else False,
            "source_id": self._find_source(plan, look),
            "tag_ids": self._find_tags(plan, look, need),
            "priority": str(data["priority"]) if data["priority"] else False,
            "stage_id": look.stages[team_id],
            **self._prepare_address_vals(plan, look),
        }
        vals["description"] = self._prepare_note(plan, plan.lines("note"))
        vals = {name: value for name, value in vals.items() if value}
        # Said to be nobody's: Odoo's own default is whoever imports.
        vals.setdefault("user_id", user_id)
        vals.setdefault("team_id", team_id)
        return vals

    @api.model
    def _find_source(self, plan, look):
        text = plan.text("source")
        found = look.sources.get(fold(_SOURCE_NAMES.get(fold(text), text)))
        if text and found is None:
            plan.warn("record_missing", text=text)
            plan.keep("source", text)
        return found

    @api.model
    def _find_tags(self, plan, look, need):
        found = look.tags.get(fold(need)) if need else None
        if need and found is None:
            plan.warn("record_missing", text=need)
            plan.keep("need", need)
        return [found] if found else []

    @api.model
    def _find_customer(self, plan, look):
        """Find the customer a lead comes from.

        Odoo writes a lead's number and e-mail over those of its customer: nothing is linked that
        would change the customer's.
        """
        numbers, email = plan.keys.phones, plan.data["email"]
        customer = look.customer_by_phone.get(numbers[0]) if numbers else None
        if customer and not self._may_be_customer(plan, customer):
            plan.warn("phone_of_other", phone=numbers[0], record=customer.display_name)
            return None
        if customer and plan.ref is None:
            plan.reasons.append(Issue("linked_phone", {"record": customer.display_name}))
        if not customer:
            name = name_key(plan.data["company"] or plan.data["contact"])
            customer = look.customer_by_name.get((name, plan.keys.area))
            if customer and numbers and customer.phone_key != numbers[0]:
                plan.warn("similar", record=customer.display_name)
                return None
        if customer and numbers and customer.phone_key != numbers[0]:
            return None
        if customer and email and email_normalize(customer.email or "") not in (False, email):
            plan.warn("email_taken", text=email)
            plan.keep("email", email)
            plan.data["email"] = ""
        return customer

    @api.model
    def _may_be_customer(self, plan, customer):
        """:return: whether no name contradicts what the telephone number says"""
        company, contact = plan.data["company"], plan.data["contact"]
        if not company and customer.is_company:
            return True  # somebody who works there
        return any(is_alike(name, customer.name or "") for name in (company, contact) if name)

    @api.model
    def _create_records(self, vals_list, plans, look):
        zone = pytz.timezone(self.env.user.tz or "UTC")
        for vals, plan in zip(vals_list, plans, strict=True):
            moment = self._get_moment(plan, zone)
            if moment and vals.get("user_id"):
                vals["date_open"] = moment
        return super()._create_records(vals_list, plans, look)

    @api.model
    def _get_moment(self, plan, zone):
        """:return: noon of the lead's day, in UTC, or ``None``"""
        date = plan.data["date"]
        if not date:
            return None
        noon = zone.localize(datetime.datetime.combine(date, datetime.time(12)))
        return min(noon.astimezone(pytz.utc).replace(tzinfo=None), fields.Datetime.now())

    @api.model
    def _after_execute(self, plans, look):
        """Date the new leads as the file does: their age counts from then, not from the import."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        moments = [
            (plan.ref, moment)
            for plan in plans
            if plan.verdict == CREATE and (moment := self._get_moment(plan, zone))
        ]
        if not moments:
            return
        leads = self.env["crm.lead"].browse([lead_id for lead_id, _moment in moments])
        leads.flush_recordset()
        # The ORM lets nobody write create_date, and it is what reports count leads by.
        values = SQL(", ").join(SQL("(%s, %s::timestamp)", *pair) for pair in moments)
        self.env.execute_query_dict(
            SQL(
                "UPDATE crm_lead SET create_date = moved.date FROM (VALUES %s) AS moved(id, date)"
                " WHERE crm_lead.id = moved.id RETURNING crm_lead.id",
                values,
            )
        )
        leads.invalidate_recordset(["create_date"])
        leads.modified(["create_date"])
        leads._begin_at_creation()
