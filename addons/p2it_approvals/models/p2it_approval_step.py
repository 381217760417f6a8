from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("users", "Named people"),
    ("group", "Members of a group"),
    ("manager", "Manager of who asks"),
    ("salesperson_manager", "Manager of the document's salesperson"),
    ("field", "A field of the document"),
    ("domain", "People who meet a condition"),
]
MODES = [("any", "One of them"), ("all", "All of them"), ("quorum", "So many of them")]
PERSON_MODELS = ("res.users", "hr.employee", "res.partner")


class P2itApprovalStep(models.Model):
    """One step of an approval type: who must agree, and when the step is needed."""

    _name = "p2it.approval.step"
    _description = "Approval Step"
    _order = "sequence, id"

    type_id = fields.Many2one("p2it.approval.type", required=True, index=True, ondelete="cascade")
    model = fields.Char(related="type_id.model")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    approver_kind = fields.Selection(KINDS, string="Approvers", required=True, default="users")
    user_ids = fields.Many2many("res.users", string="People", domain=[("share", "=", False)])
    group_id = fields.Many2one("res.groups", string="Group", ondelete="restrict")
    manager_level = fields.Integer(
        string="Level", default=1, help="1: the manager; 2: the manager's manager; and so on."
    )
    field_name = fields.Char(
        string="Field",
        help="A path from the document to users, employees or contacts, such as team_id.user_id.",
    )
    user_domain = fields.Char(string="Who", default="[]")
    mode = fields.Selection(MODES, string="How Many", required=True, default="any")
    quorum = fields.Integer(default=2)
    domain = fields.Char(
        string="Condition", default="[]", required=True, help="The step is only needed for these documents."
    )
    guarded_fields = fields.Text(
        string="Fields That Matter",
        help="The step keeps its decision as long as these are unchanged. Empty: those of the type.",
    )
    excludes_requester = fields.Boolean(string="Not Who Asks", default=True)
    excludes_previous = fields.Boolean(string="Not Who Agreed Before")
    sla_hours = fields.Float(string="Time Allowed", help="Working hours from the moment it is their turn.")
    calendar_id = fields.Many2one("resource.calendar", string="Working Hours", ondelete="restrict")
    escalation = fields.Selection(
        [("none", "Remind only"), ("manager", "Their managers may decide, too")],
        string="When Late",
        required=True,
        default="none",
    )

    @api.constrains("mode", "quorum")
    def _check_quorum(self):
        for step in self:
            if step.mode == "quorum" and step.quorum < 1:
                raise ValidationError(self.env._("“%(step)s”: at least one must agree.", step=step.name))

    @api.constrains("approver_kind", "user_ids", "group_id", "manager_level", "field_name", "user_domain")
    def _check_approvers(self):
        missing = {
            "users": lambda step: not step.user_ids,
            "group": lambda step: not step.group_id,
            "manager": lambda step: step.manager_level < 1,
            "salesperson_manager": lambda step: step.manager_level < 1,
            "field": lambda step: not step._leads_to_people(),
            "domain": lambda step: not step._finds_people(),
        }
        for step in self:
            if missing[step.approver_kind](step):
                raise ValidationError(
                    self.env._(
                        "“%(step)s” does not say who must agree: complete what belongs to “%(kind)s”.",
                        step=step.name,
                        kind=dict(self._fields["approver_kind"]._description_selection(self.env))[
                            step.approver_kind
                        ],
                    )
                )

    def _leads_to_people(self):
        model = self.env[self.model]
        for name in (self.field_name or "").split("."):
            field = model._fields.get(name)
            if not field or not field.relational:
                return False
            model = self.env[field.comodel_name]
        return model._name in PERSON_MODELS

    def _finds_people(self):
        kinds = self.env["p2it.approval.type"]
        kinds._check_condition(self.user_domain, "res.users")
        return bool(kinds._read_condition(self.user_domain))

    @api.constrains("domain", "guarded_fields")
    def _check_definition(self):
        for step in self:
            self.env["p2it.approval.type"]._check_condition(step.domain, step.model)
            self.env["p2it.approval.document"]._check_paths(step.model, step.guarded_fields)

    @api.constrains("sla_hours")
    def _check_sla_hours(self):
        for step in self:
            if step.sla_hours < 0:
                raise ValidationError(self.env._("“%(step)s”: a time can't be negative.", step=step.name))

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.type_id._renew()
        return steps

    def write(self, vals):
        kinds = self.type_id
        result = super().write(vals)
        (kinds | self.type_id)._renew()
        return result

    def unlink(self):
        kinds = self.type_id
        result = super().unlink()
        kinds._renew()
        return result

    def _is_needed(self, document):
        """:return: whether the step's own condition holds for a document"""
        domain = self.env["p2it.approval.type"]._read_condition(self.domain)
        return bool(document.sudo().filtered_domain(domain))  # sudo: a condition may ask for anything

    def _get_approvers(self, document, requester):
        """Find who must agree, as of now.

        :param document: one record
        :param requester: the user who asks
        :return: active internal users
        :rtype: recordset of ``res.users``
        """
        self.ensure_one()
        # sudo: who asks need not see who will be asked
        find = getattr(self.sudo(), f"_get_approvers_by_{self.approver_kind}")
        return find(document.sudo(), requester.sudo()).filtered(lambda user: user.active and not user.share)

    def _get_approvers_by_users(self, _document, _requester):
        return self.user_ids

    def _get_approvers_by_group(self, _document, _requester):
        return self.group_id.all_user_ids

    def _get_approvers_by_manager(self, _document, requester):
        return requester._get_users_above()[self.manager_level - 1 : self.manager_level]

    def _get_approvers_by_salesperson_manager(self, document, _requester):
        users = self.env["res.users"]
        if "user_id" not in document._fields or document._fields["user_id"].comodel_name != users._name:
            return users
        above = document.user_id._get_users_above() if document.user_id else users
        return above[self.manager_level - 1 : self.manager_level]

    def _get_approvers_by_field(self, document, _requester):
        people = document.mapped(self.field_name)
        return (
            people
            if people._name == "res.users"
            else people.mapped("user_id" if people._name == "hr.employee" else "user_ids")
        )

    def _get_approvers_by_domain(self, _document, _requester):
        return self.env["res.users"].search(self.env["p2it.approval.type"]._read_condition(self.user_domain))
