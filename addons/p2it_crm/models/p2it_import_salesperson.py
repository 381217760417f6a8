from types import SimpleNamespace

from odoo import Command, api, models
from odoo.tools import email_normalize

from ..domain.duplicates import Keys, is_alike
from ..domain.phone import parse_phones
from ..domain.text import clean, fold, repair_name


class P2itImportSalesperson(models.AbstractModel):
    """Rows of salespeople, to ``hr.employee`` with a ``res.users`` each.

    Nobody gets a password or a mail: an administrator invites them, or they ask for a password.
    """

    _name = "p2it.import.salesperson"
    _inherit = ["p2it.import.handler"]
    _description = "Import of Salespeople"

    _model = "hr.employee"
    _group = "p2it_crm.group_administrator"
    _required = ("name", "code")
    _naming = ("region",)
    _incomparable = frozenset(("user_id",))

    @api.model
    def _check_create_access(self):
        """The role is enough: see ``_process``."""

    @api.model
    def _process(self, source, plans, dry_run):
        # sudo: users and employees are created by HR and system administrators otherwise; here the
        # role Administrator of the suite was checked, and only its own two roles are given.
        return super(P2itImportSalesperson, self.sudo())._process(source, plans, dry_run)

    @api.model
    def _parse(self, plan, source):
        data = plan.data
        data["name"] = plan.label = repair_name(plan.text("name"))
        data["email"] = email_normalize(plan.text("email")) or ""
        if not data["email"]:
            plan.refuse("login_missing")
        data["phones"] = parse_phones(plan.cells.get("phone", "")).numbers
        plan.keys = Keys(code=fold(plan.text("code")), tax_code=data["email"], name=fold(data["name"]))

    @api.model
    def _load_lookups(self, source, plans, dry_run):
        look = SimpleNamespace()
        column = source.column_ids.filtered(lambda column: column.target_id.code == "manager_code")
        position = column.position if column else None
        look.manager_codes = {fold(row.cells[position]) for row in source.row_ids if position is not None} | {
            fold(plan.text("manager_code")) for plan in plans
        }
        emails = [plan.data["email"] for plan in plans if plan.data["email"]]
        users = self.env["res.users"].with_context(active_test=False)
        look.users = {
            user.login.lower(): user
            for user in users.search_fetch([("login", "in", emails)], ["login", "share"])
        }
        look.regions = self._load_regions(plans, dry_run)
        return look

    @api.model
    def _load_regions(self, plans, dry_run):
        """:return: ``{folded name: id}`` of the areas named, missing ones created as regions"""
        names = {fold(plan.text("region")): plan.text("region") for plan in reversed(plans)}
        areas = self.env["p2it.area"].search_fetch(
            [("parent_id", "=", False), ("kind", "in", ("region", "other"))], ["name"]
        )
        known = {fold(area.name): area.id for area in areas}
        missing = {key: name for key, name in names.items() if key and key not in known}
        if missing and not dry_run:
            vals_list = [{"name": name, "kind": "region"} for name in missing.values()]
            known.update(zip(missing, self.env["p2it.area"].create(vals_list).ids, strict=True))
        return known

    @api.model
    def _load_index(self, look, plans):
        codes = {plan.text("code") for plan in plans}
        employees = (
            self.env["hr.employee"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    *("|", "|"),
                    ("employee_code", "in", [*codes, *map(str.upper, codes)]),
                    ("work_email", "in", [plan.data["email"] for plan in plans]),
                    ("user_id.login", "in", list(look.users)),
                ]
            )
        )
        for employee in employees:
            email = employee.user_id.login or employee.work_email or ""
            keys = Keys(
                code=fold(employee.employee_code or ""),
                tax_code=email.lower(),
                name=fold(employee.name),
            )
            look.index.add(employee.id, keys)
        look.writable = {}
        return {employee.id: employee for employee in employees}

    @api.model
    def _prepare_vals(self, plan, look):
        data = plan.data
        user = look.users.get(data["email"]) or self._get_user(plan, look)
        if user and user.share:
            plan.refuse("login_taken", text=data["email"])
        elif user and not is_alike(user.name, data["name"]):
            plan.refuse("login_other", text=user.login, user=user.name)
        vals = {
            "name": data["name"],
            "employee_code": clean(plan.text("code")).upper(),
            "job_title": plan.text("job"),
            "work_email": data["email"],
            "work_phone": data["phones"][0] if data["phones"] else False,
            "sales_area_id": look.regions.get(fold(plan.text("region"))),
            "user_id": user.id if user else False,
        }
        if user:
            self._keep_user(plan, user, vals)
        return {name: value for name, value in vals.items() if value}

    @api.model
    def _get_user(self, plan, look):
        """:return: the user of the employee a row joins"""
        employee = look.known.get(plan.ref) if isinstance(plan.ref, int) else None
        return employee.user_id if employee else None

    @api.model
    def _keep_user(self, plan, user, vals):
        """Leave alone who is a user already: through the employee Odoo would write their contact."""
        texts = (vals.pop(name) for name in ("work_email", "work_phone"))
        if any(text and text not in (user.email_normalized, user.login, user.phone) for text in texts):
            plan.warn("user_kept", user=user.name)
        if self.env.ref("p2it_crm.group_salesperson") not in user.all_group_ids:
            plan.warn("role_missing", user=user.name)

    @api.model
    def _create_records(self, vals_list, plans, look):
        """Create the users first, then an employee for each."""
        without = [plan for plan in plans if plan.data["email"] not in look.users]
        users = self.env["res.users"].create([self._prepare_user_vals(plan, look) for plan in without])
        look.users.update({user.login: user for user in users})
        for vals, plan in zip(vals_list, plans, strict=True):
            user = look.users[plan.data["email"]]
            vals["user_id"] = user.id
            vals["work_contact_id"] = user.partner_id.id
        return super()._create_records(vals_list, plans, look)

    @api.model
    def _prepare_user_vals(self, plan, look):
        is_manager = fold(plan.text("code")) in look.manager_codes
        role = "p2it_crm.group_manager" if is_manager else "p2it_crm.group_salesperson"
        groups = self.env.ref("base.group_user") | self.env.ref(role)
        return {
            "name": plan.data["name"],
            "login": plan.data["email"],
            "email": plan.data["email"],
            "phone": plan.data["phones"][0] if plan.data["phones"] else False,
            "company_id": self.env.company.id,
            "company_ids": [Command.set(self.env.company.ids)],
            "group_ids": [Command.set(groups.ids)],
        }

    @api.model
    def _finish(self, source):
        """Set the superiors, who may stand below their people in the file."""
        targets = {code: position for position, code in source._get_targets()}
        if "manager_code" not in targets:
            return
        # sudo: as in _process
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search_fetch(
                [("employee_code", "!=", False), ("company_id", "=", self.env.company.id)],
                ["employee_code", "parent_id"],
            )
        )
        by_code = {fold(employee.employee_code): employee for employee in employees}
        for row in source.row_ids.filtered("res_id"):
            text = clean(row.cells[targets["manager_code"]])
            employee = employees.browse(row.res_id)
            if text and not employee.parent_id:
                self._set_manager(row, employee, by_code.get(fold(text)), text)

    @api.model
    def _set_manager(self, row, employee, manager, text):
        if not manager:
            row._add_warning("manager_unknown", text=text)
            return
        above = manager
        while above:
            if above == employee:
                row._add_warning("manager_cycle", text=text)
                return
            above = above.parent_id
        employee.parent_id = manager
