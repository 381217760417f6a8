from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.addons.p2it_web.stored_domain import read_stored_domain
from odoo.exceptions import ValidationError

DEFINITION_FIELDS = frozenset(
    (
        "model_id",
        "gate",
        "operation",
        "state_field",
        "state_value",
        "domain",
        "step_ids",
        "order",
        "guarded_fields",
        "period_days",
        "holds_earlier_steps",
        "company_id",
        "needs_gate_pass",
    )
)
"""A change of one of these is another version of the type."""


class HeldOperation(NamedTuple):
    """What an active type holds.

    :param int type_id: the type
    :param str gate: key of the built-in gate, or ``button``
    :param str operation: name of the method
    :param str state_field: what it sets, if the type says so
    :param str state_value: to what
    """

    type_id: int
    gate: str
    operation: str
    state_field: str
    state_value: str


class P2itApprovalType(models.Model):
    """A kind of approval: which operation on which documents needs it, and who must agree.

    What is asked under one version of a type goes on under it, however the type changes.
    """

    _name = "p2it.approval.type"
    _description = "Approval Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty for all companies.")
    model_id = fields.Many2one(
        "ir.model",
        string="Document",
        ondelete="set null",
        domain=[("transient", "=", False), ("abstract", "=", False)],
        help="Empty when the app of the document was uninstalled: what was decided stays readable.",
    )
    model = fields.Char(
        string="Technical Name of the Document", compute="_compute_model", store=True, readonly=True
    )
    operation = fields.Char(
        required=True,
        help="What needs the approval: a button of the document, by the name of its method, "
        "such as button_confirm.",
    )
    state_field = fields.Char(
        help="Optional: the field that the operation sets, such as state. Nobody sets it otherwise.",
    )
    state_value = fields.Char(help="The value that needs the approval, such as purchase.")
    domain = fields.Char(
        string="Condition", default="[]", required=True, help="Which documents need it; all when empty."
    )
    order = fields.Selection(
        [("sequential", "One after the other"), ("parallel", "All at once")],
        required=True,
        default="sequential",
    )
    guarded_fields = fields.Text(
        string="Fields That Matter",
        help="A change of one of these after the approval asks for a new one. One a line, of lines "
        "after a dot: partner_id, order_line.price_unit. Empty: whatever people enter.",
    )
    step_ids = fields.One2many("p2it.approval.step", "type_id", string="Steps", copy=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    version_date = fields.Datetime(
        string="As It Is Since",
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="Orders confirmed before are left alone.",
    )
    period_days = fields.Integer(
        string="Days Looked Back",
        default=30,
        help="For conditions on what the customer or the salesperson ordered of late: in how many days.",
    )
    description = fields.Html(help="What those who ask should know.", translate=True)
    request_count = fields.Integer(compute="_compute_request_count")

    @api.depends("model_id")
    def _compute_model(self):
        for kind in self:
            kind.model = kind.model_id.model or kind.model

    def _compute_request_count(self):
        counts = dict(
            self.env["p2it.approval.request"]._read_group(
                [("type_id", "in", self.ids)], ["type_id"], ["__count"]
            )
        )
        for kind in self:
            kind.request_count = counts.get(kind._origin, 0)

    @api.constrains("model_id", "operation", "state_field", "state_value")
    def _check_operation(self):
        for kind in self:
            kind._check_method()
            kind._check_state_field()

    def _check_method(self):
        if not self.model_id:
            raise ValidationError(self.env._("“%(type)s”: choose the document.", type=self.name))
        if self.model not in self.env or not self._is_button(self.model, self.operation):
            raise ValidationError(
                self.env._(
                    "“%(operation)s” is no button of “%(document)s”. Enter the name of a method that the "
                    "document's buttons call; it begins without an underscore.",
                    operation=self.operation,
                    document=self.model_id.name,
                )
            )

    @api.model
    def _is_button(self, model, name):
        """:return: whether a method may be called on a document from outside, and is no basic one"""
        method = getattr(self.env.registry[model], name, None)
        return (
            name.isidentifier()
            and not name.startswith("_")
            and callable(method)
            and not getattr(method, "_api_private", False)
            and not hasattr(models.BaseModel, name)
        )

    def _check_state_field(self):
        if bool(self.state_field) != bool(self.state_value):
            raise ValidationError(self.env._("Enter both, the state field and its value, or none of them."))
        field = self.state_field and self.env[self.model]._fields.get(self.state_field)
        if not self.state_field:
            return
        if field and field.store and field.compute and field.readonly:
            raise ValidationError(
                self.env._(
                    "“%(label)s” of “%(document)s” is worked out from other fields: nobody sets it, so there "
                    "is nothing to hold. Leave the state empty; the button is held all the same.",
                    label=field._description_string(self.env),
                    document=self.model_id.name,
                )
            )
        if not field or not field.store or field.type not in ("selection", "char", "boolean", "many2one"):
            raise ValidationError(
                self.env._(
                    "“%(field)s” is no state of “%(document)s”. Enter the technical name of a stored "
                    "selection, such as state.",
                    field=self.state_field,
                    document=self.model_id.name,
                )
            )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for kind in self:
            kind._check_condition(kind.domain, kind.model)

    @api.model
    def _check_condition(self, text, model):
        """:raise ValidationError: for a condition that can't be evaluated on a model"""
        try:
            self.env[model].sudo().search(self._read_condition(text), limit=1)  # sudo: only tried
        except Exception as error:
            raise ValidationError(
                self.env._("The condition %(domain)s does not work: %(error)s", domain=text, error=error)
            ) from error

    @api.model
    def _read_condition(self, text):
        """Read a condition; it is parsed, never run, for it is judged as superuser in everybody's requests.

        :return: the domain in a text, in which ``uid`` is the user at work
        """
        return read_stored_domain(self, text)

    @api.constrains("guarded_fields", "model_id")
    def _check_guarded_fields(self):
        for kind in self:
            self.env["p2it.approval.document"]._check_paths(kind.model, kind.guarded_fields)

    @api.constrains("step_ids", "active")
    def _check_steps(self):
        for kind in self:
            if kind.active and not kind.step_ids:
                raise ValidationError(
                    self.env._("“%(type)s” has no step: add who must agree.", type=kind.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        kinds = super().create(vals_list)
        models.BaseModel.write(kinds, {"version": 1})  # their steps have counted it up
        self._update_operations()
        return kinds

    def write(self, vals):
        result = super().write(vals)
        if not DEFINITION_FIELDS.isdisjoint(vals) or vals.get("active"):
            self._renew()
        if not {"active", *DEFINITION_FIELDS}.isdisjoint(vals):
            self._update_operations()
        return result

    def _renew(self):
        """Count the version up: what is asked from now on is asked under another definition."""
        for kind in self:
            # past this model's own write, which would count once more
            models.BaseModel.write(
                kind, {"version": kind.version + 1, "version_date": fields.Datetime.now(), "step_ids": []}
            )

    def unlink(self):
        """Types that were used stay, archived: requests point at them."""
        used = self.filtered("request_count")
        used.active = False
        result = super(P2itApprovalType, self - used).unlink()
        self._update_operations()
        return result

    @api.model
    def _get_operations(self, model):
        """:return: rows of a model's active types
        :rtype: tuple[HeldOperation]
        """
        return self._get_all_operations().get(model, ())

    @api.model
    @tools.ormcache()
    def _get_all_operations(self):
        """:return: ``{model: operations}``; cached as a whole, for most models have none"""
        operations = {}
        # sudo: that an operation needs an approval holds for who may not read types. What is kept must not
        # depend on who asks first: a caller who looks at archived records would switch archived types on.
        for kind in self.sudo().with_context(active_test=True).search([]):
            row = HeldOperation(kind.id, kind.gate, kind.operation, kind.state_field, kind.state_value)
            operations[kind.model] = (*operations.get(kind.model, ()), row)
        return operations

    def _get_documents(self, records, also_old=False):
        """
        :param records: documents of the type's model
        :param bool also_old: also those that went through before the type was what it is now
        :return: those of the records that need this approval, judged now
        """
        self.ensure_one()
        # sudo: a condition may ask for what the user doesn't see
        documents = records.sudo().with_context(
            p2it_period_days=self.period_days, p2it_judged_ids=self.env.context.get("p2it_judged_ids")
        )
        if self.company_id and "company_id" in documents._fields:
            documents = documents.filtered(
                lambda record: record.company_id in (self.company_id, self.env["res.company"])
            )
        documents = self._filter_gate(documents, also_old)
        documents = documents.filtered_domain(self._read_condition(self.domain))
        return records.browse(documents.ids)

    def _filter_gate(self, documents, also_old):
        """Extended by what a built-in gate concerns within its model, such as outgoing transfers only.

        :param documents: as superuser
        :param bool also_old: also those that went through before the type was what it is now
        :return: those that the type may concern
        """
        self.ensure_one()
        return documents

    def action_view_requests(self):
        """Open what was asked under this type.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_approvals.action_requests")
        return {**action, "domain": [("type_id", "=", self.id)], "context": {"create": False}}
