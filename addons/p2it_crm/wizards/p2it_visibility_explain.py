from odoo import Command, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class P2itVisibilityExplain(models.TransientModel):
    """Who can see a customer or a lead, and why.

    Who is listed is read from ``res.users.scope_user_ids`` and then tried on the record itself; the
    employees' tree and the covers only give the reasons.
    """

    _name = "p2it.visibility.explain"
    _description = "Who Can See It"

    name = fields.Char(readonly=True)
    owner_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    note = fields.Char(compute="_compute_note")
    is_open = fields.Boolean(readonly=True)
    line_ids = fields.One2many("p2it.visibility.explain.line", "explain_id", readonly=True)

    def _compute_note(self):
        for explain in self:
            if explain.is_open:
                explain.note = self.env._(
                    "This is no customer but a company, a user, an employee or a supplier: everybody who "
                    "works with contacts sees it."
                )
            elif explain.owner_id:
                explain.note = self.env._(
                    "Besides, whoever holds no role of P2IT Customer Management (accounting, for "
                    "example) sees what Odoo's own access rights allow."
                )
            else:
                explain.note = self.env._(
                    "Nobody is its salesperson: only those who may assign it see it. Assign one to let "
                    "that person and the people above work on it."
                )

    def _explain(self, record, owner, is_open=False):
        """Make the explanation of a record the user may read.

        :param record: customer or lead
        :param owner: its salesperson, if any
        :param is_open: whether it is no customer at all
        :return: a window action
        """
        if not self.env.user._may_assign():
            raise AccessError(
                self.env._(
                    "Who can see a customer is told to managers. Ask yours, or an administrator of P2IT "
                    "Customer Management."
                )
            )
        record.check_access("read")
        lines = [] if is_open else self._prepare_lines(record, owner)
        explain = self.create(
            {
                "name": record.display_name,
                "owner_id": owner.id,
                "is_open": is_open,
                "line_ids": [Command.create(vals) for vals in lines],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who can see it?"),
            "res_model": self._name,
            "res_id": explain.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_lines(self, record, owner):
        """:return: values of a line for each person who sees the record, the nearest first"""
        role = self.env.ref("p2it_crm.group_salesperson")
        # sudo: to know who sees it, one looks at everyone's roles and place in the tree
        users = self.env["res.users"].sudo().search([("all_group_ids", "in", role.id)])
        superiors = self._get_superiors(owner)
        covers = self._get_covers(users)
        lines = []
        for user in users:
            found = self._get_reason(user, owner, superiors, covers)
            if found and self._is_seen_by(record, user):
                rank, reason = found
                lines.append({"user_id": user.id, "sequence": rank, "reason": reason})
        return sorted(lines, key=lambda vals: vals["sequence"])

    def _is_seen_by(self, record, user):
        """:return: whether the user sees the record in one of the companies they may enter"""
        companies = user.company_ids.ids
        return record.with_user(user).with_context(allowed_company_ids=companies).has_access("read")

    def _get_reason(self, user, owner, superiors, covers):
        """:return: (rank, sentence), or ``None`` when the user doesn't see it"""
        if self.env.ref("p2it_crm.group_administrator") in user.all_group_ids:
            return 9000, self.env._("Administrator of P2IT Customer Management: sees all customers")
        if not owner:
            assigns = self.env.ref("p2it_crm.group_manager") in user.all_group_ids
            return (1, self.env._("May assign customers that nobody has")) if assigns else None
        if owner.id not in user.scope_user_ids._ids:
            return None
        if user == owner:
            return 0, self.env._("Is the salesperson")
        if owner.id in user.subordinate_user_ids._ids:
            return self._get_reason_above(user, owner, superiors)
        return 500, self._get_reason_cover(user, owner, covers)

    def _get_reason_above(self, user, owner, superiors):
        level, between = superiors.get(user, (99, []))
        if not between:
            return level, self.env._("Is the manager of %(owner)s", owner=owner.name)
        return level, self.env._(
            "Stands %(level)s levels above %(owner)s, through %(between)s",
            level=level,
            owner=owner.name,
            between=", ".join(between),
        )

    def _get_reason_cover(self, user, owner, covers):
        for cover in covers.get(user, ()):
            if cover.user_id == owner or (cover.with_team and owner in cover.user_id.subordinate_user_ids):
                return self.env._(
                    "Covers for %(lender)s until %(date)s: %(reason)s",
                    lender=cover.user_id.name,
                    date=format_date(self.env, cover.date_to),
                    reason=cover.reason,
                )
        return self.env._("Covers for somebody")

    def _get_superiors(self, owner):
        """Walk up from the salesperson's employees, archived ones included.

        :return: ``{user above: (levels, names of the people between)}``
        """
        # sudo: the people above may be employees of companies the asking person can't enter
        model = self.env["hr.employee"].sudo().with_context(active_test=False)
        superiors = {}
        for employee in model.search([("user_id", "=", owner.id)]) if owner else ():
            met, between, manager = employee, [], employee.parent_id
            while manager and manager not in met:
                if manager.user_id:
                    superiors.setdefault(manager.user_id, (len(met), list(between)))
                met |= manager
                between.append(manager.name)
                manager = manager.parent_id
        return superiors

    def _get_covers(self, users):
        """:return: ``{covering user: covers of today}``"""
        # sudo: covers by people outside the asking person's scope are reasons, too
        covers = self.env["p2it.cover"].sudo().search([("cover_user_id", "in", users.ids)])
        return covers.filtered(lambda cover: cover.state == "current").grouped("cover_user_id")


class P2itVisibilityExplainLine(models.TransientModel):
    _name = "p2it.visibility.explain.line"
    _description = "Person Who Can See It"
    _order = "sequence, id"

    explain_id = fields.Many2one("p2it.visibility.explain", required=True, ondelete="cascade")
    sequence = fields.Integer()
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    reason = fields.Char(string="Why", readonly=True)
