from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .p2it_care import FAILED_OUTCOMES

_DECISION_FIELDS = frozenset(
    ("state", "user_id", "company_id", "evidence_ids", "requested_date", "decided_by_id", "decision_date")
)
"""Written by the methods that check, never by a client."""


class P2itStopCare(models.Model):
    """A request to close a lead or a customer: a reason, a note, the evidence, and an agreement."""

    _name = "p2it.stop.care"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Stop-Care Request"
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    user_id = fields.Many2one(
        "res.users",
        string="Requested By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead or Opportunity",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Empty to close the customer with all that is open for it.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="cascade",
        domain="[('lifecycle', '!=', False), ('parent_id', '=', False)]",
    )
    reason_id = fields.Many2one("crm.lost.reason", string="Reason", required=True, ondelete="restrict")
    note = fields.Text(required=True, help="What happened, in the salesperson's own words.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "To Be Agreed"),
            ("approved", "Agreed"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    evidence_ids = fields.Many2many(
        "p2it.care",
        "p2it_stop_care_evidence_rel",
        "stop_care_id",
        "care_id",
        string="Evidence",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The unsuccessful care when it was asked for.",
    )
    found_ids = fields.Many2many("p2it.care", string="Unsuccessful Care", compute="_compute_found_ids")
    found_count = fields.Integer(string="Unsuccessful Attempts", compute="_compute_found_ids")
    required_count = fields.Integer(string="Attempts Needed", compute="_compute_required_count")
    requested_date = fields.Datetime(string="Asked On", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False)
    decision_date = fields.Datetime(string="Decided On", readonly=True, copy=False)
    decision_note = fields.Text(string="Answer", copy=False)
    may_decide = fields.Boolean(compute="_compute_may_decide")

    _something_to_close = models.Constraint(
        "CHECK(lead_id IS NOT NULL OR partner_id IS NOT NULL)",
        "Choose the lead or the customer for whom care is to be stopped.",
    )
    _one_open_request_of_a_lead = models.UniqueIndex(
        "(lead_id) WHERE lead_id IS NOT NULL AND state = 'requested'",
        "Stopping care for this lead has been asked for already.",
    )
    _one_open_request_of_a_customer = models.UniqueIndex(
        "(partner_id) WHERE lead_id IS NULL AND state = 'requested'",
        "Stopping care for this customer has been asked for already.",
    )

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for request in self:
            request.partner_id = request.lead_id.partner_id.commercial_partner_id or request.partner_id

    @api.depends("lead_id", "partner_id")
    def _compute_company_id(self):
        for request in self:
            target = request.sudo()  # sudo: whom it is for
            request.company_id = (
                target.lead_id.company_id
                or target.partner_id.company_id
                or request.company_id
                or self.env.company
            )

    @api.depends("lead_id", "partner_id")
    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._(
                "Stop care: %(name)s",
                name=request.lead_id.display_name or request.partner_id.display_name or "",
            )

    @api.depends("lead_id", "partner_id", "state")
    def _compute_found_ids(self):
        for request in self:
            domain = request._get_evidence_domain()
            # sudo: attempts of colleagues count, too, whoever looks
            found = self.env["p2it.care"].sudo().search(domain) if domain else self.env["p2it.care"]
            request.found_ids = found.sudo(False)
            request.found_count = len(found)

    def _get_evidence_domain(self):
        """:return: the care that counts as evidence, ``None`` while nothing is chosen"""
        self.ensure_one()
        if self.lead_id:
            whom = Domain("lead_id", "=", self.lead_id._origin.id)
        elif self.partner_id:
            whom = Domain("customer_id", "=", self.partner_id.commercial_partner_id._origin.id)
        else:
            return None
        reopened = self._get_last_approved().decision_date
        since = Domain("create_date", ">", reopened) if reopened else Domain.TRUE
        return (
            whom & since & self._get_failed_domain() & Domain("stop_care_ids", "not any", self._get_rivals())
        )

    @api.model
    def _get_failed_domain(self):
        return Domain("outcome", "in", FAILED_OUTCOMES) & Domain("is_corrected", "=", False)

    def _get_rivals(self):
        """:return: domain of the other requests whose evidence serves no second time"""
        return Domain("id", "!=", self._origin.id) & Domain("state", "in", ("requested", "approved"))

    def _get_last_approved(self):
        """Evidence serves once: what closed it the last time says nothing about this time."""
        # sudo: a colleague's request counts, too
        return self.sudo().search(
            [*self._get_same_target(), ("state", "=", "approved")], order="decision_date desc", limit=1
        )

    def _get_same_target(self):
        """:return: domain of the requests for the same lead, else for the same customer"""
        self.ensure_one()
        if self.lead_id:
            return [("lead_id", "=", self.lead_id._origin.id)]
        return [("lead_id", "=", False), ("partner_id", "=", self.partner_id._origin.id)]

    @api.depends("company_id", "lead_id", "partner_id")
    def _compute_required_count(self):
        """Of all companies whose rule holds the strictest, in whichever the request is made."""
        for request in self:
            target = request.sudo().lead_id or request.sudo().partner_id  # sudo: settings
            companies = target._get_stop_care_companies() if target else request.sudo().company_id
            companies |= request.sudo().company_id
            request.required_count = max(companies.mapped("stop_care_attempts"), default=0)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        for request in self:
            request.may_decide = request._may_be_decided_by(self.env.user)

    def _may_be_decided_by(self, user):
        """:return: whether the user is above who asks; administrators decide where nobody is above"""
        self.ensure_one()
        if user.has_group("p2it_crm.group_administrator"):
            return True
        return user in self.user_id._get_users_above()

    @api.constrains("note")
    def _check_note(self):
        for request in self:
            if len((request.note or "").strip()) < 5:
                raise ValidationError(
                    self.env._("Write what happened: who reads it should understand without asking.")
                )

    @api.constrains("partner_id")
    def _check_customer(self):
        for request in self.filtered(lambda request: not request.lead_id):
            if request.sudo().partner_id.commercial_partner_id != request.partner_id:  # sudo: its company
                raise ValidationError(
                    self.env._(
                        "Care is stopped for a customer as a whole. Choose the company, not a contact."
                    )
                )

    @api.model
    def default_get(self, fields):
        """Begin as a draft of one's own, whatever defaults a client or the user has stored."""
        defaults = super().default_get(fields)
        if not self.env.su:
            own = {"state": "draft", "user_id": self.env.uid}
            for name in _DECISION_FIELDS.intersection(defaults):
                if name in own:
                    defaults[name] = own[name]
                else:
                    del defaults[name]
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        self._check_decision_untouched(vals_list, self.env.context)
        if not self.env.su:
            # Its author is who asks: nobody brings the answer along.
            vals_list = [{**vals, "decision_note": False} for vals in vals_list]
        requests = super().create(vals_list)
        for name in ("lead_id", "partner_id"):
            requests[name].check_access("read")  # nobody closes whom they may not see
        return requests

    def write(self, vals):
        self._check_decision_untouched([vals])
        if not self.env.su:
            asked = self.filtered(lambda request: request.state != "draft")
            if asked and not vals.keys() <= {"decision_note", "message_main_attachment_id"}:
                raise UserError(
                    self.env._("What has been asked for can't be changed. Withdraw it and ask anew.")
                )
            self._check_may_answer(vals)
            self._check_own_words(vals)
        result = super().write(vals)
        if not self.env.su:
            for name in ("lead_id", "partner_id"):
                if name in vals:
                    self[name].check_access("read")
        return result

    def _check_may_answer(self, vals):
        """:raise UserError: for an answer to what isn't asked, or was decided; for who doesn't decide"""
        if "decision_note" not in vals:
            return
        if not all(self.mapped("may_decide")):
            raise AccessError(self.env._("The answer is written by who decides."))
        if any(request.state != "requested" for request in self):
            raise UserError(
                self.env._(
                    "The answer is written while the request waits for it, and stays as it was given. "
                    "Nothing was changed."
                )
            )

    def _check_own_words(self, vals):
        """:raise AccessError: when somebody else writes what the salesperson says"""
        others = self.filtered(lambda request: request.user_id != self.env.user)
        if others and not vals.keys() <= {"decision_note", "message_main_attachment_id"}:
            raise AccessError(
                self.env._(
                    "Only %(user)s writes this request. Refuse it with an answer, or ask for a change.",
                    user=others[0].user_id.name,
                )
            )

    def _check_decision_untouched(self, vals_list, context=()):
        """:raise AccessError: when a client writes what only the decision's methods write"""
        if self.env.su:
            return
        keys = set().union(*vals_list)
        keys.update(key.removeprefix("default_") for key in context if key.startswith("default_"))
        touched = sorted(_DECISION_FIELDS.intersection(keys))
        if touched:
            labels = ", ".join(self._fields[name]._description_string(self.env) for name in touched)
            raise AccessError(
                self.env._(
                    "%(fields)s can't be entered. Use the buttons: ask, agree, refuse or withdraw.",
                    fields=labels,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(request.state != "draft" for request in self):
            raise UserError(self.env._("A request that was asked for is history. Withdraw it instead."))
