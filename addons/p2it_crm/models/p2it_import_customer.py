import re

from odoo import Command, api, fields, models
from odoo.tools import email_normalize

from ..domain.amount import VALUE, format_amount, parse_days, parse_limit
from ..domain.dates import parse_date
from ..domain.duplicates import Keys, name_key
from ..domain.issues import CellError
from ..domain.row_plan import CREATE
from ..domain.tax_code import parse_tax_code
from ..domain.text import fold

_BUSINESS = re.compile(
    r"^(?:cong ty|tong cong ty|cty|c ty|dntn|doanh nghiep|hop tac xa|htx|ho kinh doanh|hkd|cua hang"
    r"|dai ly|chi nhanh|sieu thi|nha hang|khach san|tap hoa|nha thuoc|nha phan phoi|tap doan|truong"
    r"|benh vien|vpdd|van phong)\b|\b(?:tnhh|co phan|jsc|ltd|co\.)\b"
)


class P2itImportCustomer(models.AbstractModel):
    """Rows of customers, to ``res.partner``."""

    _name = "p2it.import.customer"
    _inherit = ["p2it.import.party"]
    _description = "Import of Customers"

    _model = "res.partner"
    _naming = ("group",)
    _paths = ("group",)
    _incomparable = frozenset(("comment", "child_ids", "customer_rank", "is_company", "country_id"))

    @api.model
    def _parse(self, plan, source):
        self._parse_contact_data(plan, ["name"])
        data = plan.data
        plan.label = data["name"]
        tax = plan.read("vat", parse_tax_code)
        if tax and tax.issue:
            plan.warnings.append(tax.issue)
        data["vat"] = tax.code if tax else ""
        data["limit"] = plan.read("credit_limit", parse_limit)
        data["days"] = plan.read("payment_days", parse_days)
        data["first_date"] = self._read_first_date(plan)
        data["email"] = self._read_email(plan)
        area, place = self._get_address_keys(data["address"])
        plan.keys = Keys(
            code=fold(plan.text("code")),
            tax_code=data["vat"],
            phones=data["phones"],
            name=name_key(data["name"]),
            area=area,
            place=place,
        )

    @api.model
    def _read_first_date(self, plan):
        date = plan.read("first_date", parse_date)
        if date and date > fields.Date.context_today(self):
            plan.warn("future_date", text=plan.text("first_date"))
            plan.keep("first_date", plan.text("first_date"))
            return None
        return date

    @api.model
    def _read_email(self, plan):
        text = plan.text("email")
        email = email_normalize(text)
        if text and not email:
            plan.warn("email_invalid", text=text)
            plan.keep("email", text)
        return email or ""

    @api.model
    def _load_lookups(self, source, plans, dry_run):
        look = super()._load_lookups(source, plans, dry_run)
        look.groups = self.env["p2it.customer.group"]._import_paths(
            [plan.text("group") for plan in plans], dry_run
        )
        terms = self.env["account.payment.term"].search_fetch(
            [("company_id", "in", (False, self.env.company.id))], ["line_ids"]
        )
        look.terms = {}
        for term in terms:
            line = term.line_ids
            if len(line) == 1 and line.delay_type == "days_after" and line.value_amount == 100:
                look.terms.setdefault(line.nb_days, term.id)
        look.may_set_credit = self.env.user.has_group("account.group_account_invoice")
        return look

    @api.model
    def _load_index(self, look, plans):
        """Find the customers that any row may mean: one query for them, one for their contacts."""
        keys = [plan.keys for plan in plans]
        tax_codes = {key.tax_code for key in keys} - {""}
        rows = self._load_rows_done(plans)
        # sudo: whoever is hidden from the importer must not be created once more
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        found = partners.search(
            [
                ("company_id", "in", (False, self.env.company.id)),
                ("partner_share", "=", True),
                *("|", "|", "|", "|"),
                ("id", "in", self._find_ids("res.partner", "ref", [plan.text("code") for plan in plans])),
                ("vat", "in", [*tax_codes, *(code.replace("-", "") for code in tax_codes)]),
                ("phone_key", "in", [phone for key in keys for phone in key.phones]),
                ("name_key", "in", [key.name for key in keys if key.name]),
                ("id", "in", list(rows.values())),
            ],
            order="id",
        )
        customers = found.commercial_partner_id.sorted("id")
        self._index_customers(look, customers, partners)
        for fingerprint, record_id in rows.items():
            if record_id in customers._ids:
                look.index.add(record_id, Keys(row=fingerprint))
        return self._load_known(look, customers)

    @api.model
    def _index_customers(self, look, customers, partners):
        contacts = partners.search_fetch(
            [("commercial_partner_id", "in", customers.ids), ("phone_key", "!=", False)],
            ["commercial_partner_id", "phone_key"],
            order="id",
        )
        phones = {}
        for contact in contacts:
            phones.setdefault(contact.commercial_partner_id.id, []).append(contact.phone_key)
        for customer in customers:
            area, place = self._get_record_place_keys(customer, look)
            keys = Keys(
                code=fold(customer.ref or ""),
                tax_code=self._get_tax_code(customer.vat),
                phones=tuple(phones.get(customer.id, ())),
                name=customer.name_key or "",
                area=area,
                place=place,
            )
            look.index.add(customer.id, keys)

    @api.model
    def _get_tax_code(self, text):
        """:return: an existing customer's tax code in the spelling of ours"""
        try:
            found = parse_tax_code(text or "")
        except CellError:
            return text
        return found.code if found else ""

    @api.model
    def _prepare_vals(self, plan, look):
        data, keys = plan.data, plan.keys
        vals = {
            "name": data["name"],
            "is_company": bool(data["vat"] or _BUSINESS.search(fold(data["name"]))),
            "ref": plan.text("code"),
            "vat": keys.tax_code,
            "email": data["email"],
            "customer_rank": 1,
            "user_id": self._find_salesperson(plan, look),
            "customer_group_id": self._find_group(plan, look),
            **self._prepare_address_vals(plan, look),
            **self._prepare_payment_vals(plan, look),
        }
        self._add_phone_vals(plan, vals, look)
        vals["comment"] = self._prepare_note(plan, plan.lines("note"))
        return {name: value for name, value in vals.items() if value or name == "credit_limit"}

    @api.model
    def _find_group(self, plan, look):
        path = plan.text("group")
        if not path:
            return False
        group_id = look.groups.get(path)
        if group_id is None:
            plan.warn("group_unknown", text=path)
            plan.keep("group", path)
        return group_id

    @api.model
    def _add_phone_vals(self, plan, vals, look):
        """The first number that is new goes into the field, the others to contacts of their own."""
        known = look.index.get_phones(plan.ref) if plan.ref is not None else set()
        numbers = [phone for phone in plan.keys.phones if phone not in known]
        if not numbers:
            return
        if not known:
            vals["phone"] = numbers.pop(0)
        plan.data["further_phones"] = numbers
        if plan.ref is None and numbers:
            vals["child_ids"] = [Command.create(self._prepare_contact_vals(number)) for number in numbers]

    @api.model
    def _prepare_contact_vals(self, number):
        return {"type": "other", "name": self.env._("Further number"), "phone": number}

    @api.model
    def _prepare_payment_vals(self, plan, look):
        """Nothing said, no limit and a limit of zero are three things; Odoo's field knows one."""
        vals = {}
        limit, days = plan.data["limit"], plan.data["days"]
        if limit and limit.kind == VALUE and limit.amount and look.may_set_credit:
            vals["credit_limit"] = float(limit.amount)
        elif limit:
            # Odoo takes zero for “no check”, and its field for accountants' only.
            is_value = limit.kind == VALUE
            text = format_amount(limit.amount) if is_value else plan.text("credit_limit")
            plan.warn("credit_kept", text=text)
            plan.keep("credit_limit", text)
        if days is not None:
            vals["property_payment_term_id"] = look.terms.get(days)
            if days not in look.terms:
                plan.warn("payment_kept", days=days)
                plan.keep("payment_days", plan.text("payment_days"))
        return vals

    @api.model
    def _after_execute(self, plans, look):
        """Give joined customers their further numbers, and make accounts of those who bought."""
        joined = [plan for plan in plans if plan.ref and plan.verdict != CREATE]
        self.env["res.partner"].create(
            [
                {**self._prepare_contact_vals(number), "parent_id": plan.ref}
                for plan in joined
                for number in plan.data.get("further_phones", ())
            ]
        )
        details = {}
        for plan in plans:
            date = plan.data.get("first_date")
            if plan.ref and date and look.writable.get(plan.ref, True):
                known = details.setdefault(plan.ref, {"date": date, "company": self.env.company})
                known["date"] = min(known["date"], date)
        customers = self.env["res.partner"].browse(details)
        customers._convert_to_account("import", details, tell=False)
