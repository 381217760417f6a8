from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .p2it_guard_mixin import get_client_defaults

TRANSITIONS = {
    "requested": {"designed", "cancelled"},
    "designed": {"sent", "accepted", "rejected", "cancelled"},
    "sent": {"accepted", "rejected", "cancelled"},
    "accepted": set(),
    "rejected": {"requested"},
    "cancelled": {"requested"},
}
"""Where a sample may go from each state."""

# Which fields keep the day and the person of reaching a state.
_STAMPS = {
    "designed": ("design_date", "designer_id"),
    "sent": ("sent_date", None),
    "accepted": ("answer_date", None),
    "rejected": ("answer_date", None),
}


class P2itSample(models.Model):
    """A sample a customer asked for, from the request to the customer's answer."""

    _name = "p2it.sample"
    _inherit = ["mail.thread", "mail.activity.mixin", "p2it.guard.mixin", "p2it.account.source"]
    _description = "Sample"
    _order = "request_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        default=lambda self: self.env._("New"),
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead or Opportunity",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    # The name alone, also to a designer who may not see the lead or the customer itself.
    contact_name = fields.Char(compute="_compute_contact_name", compute_sudo=True, string="For")
    product_id = fields.Many2one(
        "product.product",
        domain="[('sale_ok', '=', True)]",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The product the sample is of. Leave empty for something new and describe it.",
    )
    description = fields.Text(help="What the customer wants to see: material, size, colour, print.")
    quantity = fields.Float(digits="Product Unit", default=1.0)
    user_id = fields.Many2one(
        "res.users",
        string="Requested By",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    request_date = fields.Date(default=fields.Date.context_today, required=True)
    date_deadline = fields.Date(string="Wanted By")
    designer_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
        copy=False,
    )
    design_date = fields.Date(string="Designed On", readonly=True, copy=False)
    sent_date = fields.Date(string="Sent On", readonly=True, copy=False)
    answer_date = fields.Date(string="Answered On", readonly=True, copy=False)
    answer = fields.Text(string="Customer's Answer", copy=False)
    state = fields.Selection(
        selection=[
            ("requested", "Requested"),
            ("designed", "Designed"),
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a sample must be more than zero."
    )

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for sample in self:
            sample.partner_id = sample.lead_id.partner_id or sample.partner_id

    @api.depends("partner_id", "lead_id")
    def _compute_contact_name(self):
        for sample in self:
            lead = sample.lead_id
            sample.contact_name = (
                sample.partner_id.display_name or lead.partner_name or lead.contact_name or lead.name
            )

    @api.depends("date_deadline", "state")
    @api.depends_context("tz")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for sample in self:
            waiting = sample.state == "requested" and sample.date_deadline
            sample.is_late = bool(waiting and sample.date_deadline < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "requested"), ("date_deadline", "<", today)]

    @api.constrains("partner_id", "lead_id")
    def _check_for_someone(self):
        if any(not sample.partner_id and not sample.lead_id for sample in self):
            raise ValidationError(self.env._("A sample is made for someone. Choose a customer or a lead."))

    @api.constrains("product_id", "description")
    def _check_of_something(self):
        if any(not sample.product_id and not sample.description for sample in self):
            raise ValidationError(self.env._("Say what the sample is of: choose a product or describe it."))

    def _check_for_someone_known(self):
        """Nobody has a sample made for a lead or a customer whom they may not see.

        No constraint, for those run as superuser.

        :raise AccessError: for somebody hidden from the user
        """
        self.lead_id.check_access("read")
        # The customer of a lead comes with it, whoever's that is.
        self.filtered(lambda sample: not sample.lead_id).partner_id.check_access("read")

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"design_date", "sent_date", "answer_date"}

    @api.model_create_multi
    def create(self, vals_list):
        self._check_begins_requested(vals_list)
        for vals in vals_list:
            if vals.get("name", self.env._("New")) == self.env._("New"):
                sequence = self.env["ir.sequence"].with_company(vals.get("company_id"))
                vals["name"] = sequence.next_by_code("p2it.sample") or self.env._("New")
        samples = super().create(vals_list)
        samples._check_for_someone_known()
        for state, group in samples.grouped("state").items():
            group._reach(state)
        return samples

    def _check_begins_requested(self, vals_list):
        """:raise UserError: for a sample that would skip the way to where it is"""
        begin = get_client_defaults(self).get("state", "requested")
        if not self.env.su and any(vals.get("state", begin) != "requested" for vals in vals_list):
            raise UserError(
                self.env._(
                    "A sample begins as requested. Create it, then use its buttons one after the other."
                )
            )

    def write(self, vals):
        if not self._may_touch_account(vals):
            return super().write(vals)
        self._lock_prospects(vals)
        moving = self.browse()
        if "state" in vals:
            moving = self.filtered(lambda sample: sample.state != vals["state"])
            moving._check_transition(vals["state"])
        result = super().write(vals)
        if not {"lead_id", "partner_id"}.isdisjoint(vals):
            self._check_for_someone_known()
        if moving:
            moving._reach(vals["state"])
        else:
            self._convert_customers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        used = self.filtered(lambda sample: sample.state not in ("requested", "cancelled"))
        if used:
            raise UserError(
                self.env._(
                    "%(samples)s can't be deleted: work was done on it. Cancel it instead.",
                    samples=", ".join(used.mapped("name")),
                )
            )

    def _check_transition(self, state):
        """:raise UserError: when one of the samples can't go to ``state`` from where it is"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for sample in self:
            allowed = TRANSITIONS[sample.state]
            if state not in allowed:
                raise UserError(
                    self.env._(
                        "%(sample)s is %(now)s and can't become %(next)s. From here it can become: "
                        "%(allowed)s.",
                        sample=sample.name,
                        now=labels[sample.state],
                        next=labels.get(state, state),
                        allowed=", ".join(labels[key] for key in TRANSITIONS if key in allowed)
                        or self.env._("nothing more, it is finished"),
                    )
                )

    def _reach(self, state):
        """Stamp the arrival in ``state`` and draw the consequence for the customer."""
        day, person = _STAMPS.get(state, (None, None))
        stamped = self.sudo()  # sudo: the days are the server's
        if state == "requested":  # anew: the days of the first round are cleared
            stamped.filtered("design_date").write(
                {"design_date": False, "sent_date": False, "answer_date": False}
            )
        if day:
            stamped.filtered(lambda sample: not sample[day])[day] = fields.Date.context_today(self)
        if person:
            self.filtered(lambda sample: not sample[person])[person] = self.env.user
        if self._is_design_known(state):
            self.filtered(lambda sample: not sample.partner_id)._create_customer_of_lead()
        self._convert_customers()

    @api.model
    def _is_design_known(self, state):
        """:return: whether a sample in ``state`` was designed"""
        return state in ("designed", "sent", "accepted", "rejected")

    def _create_customer_of_lead(self):
        """Make the lead's person or company a customer: what was designed for it is a fact."""
        # sudo: a designer may not see the lead, and what was designed for it is a fact all the same
        for lead, samples in self.sudo().grouped("lead_id").items():
            if lead:
                lead._handle_partner_assignment(create_missing=True)
                samples.partner_id = lead.partner_id

    def _get_account_triggers(self):
        return ["sample"] if self._is_design_known(self.state) else []

    def _get_account_lead(self):
        return self.lead_id

    def action_design(self):
        """Mark the samples as designed by the current user, unless another designer is named."""
        return self.write({"state": "designed"})

    def action_send(self):
        """Mark the samples as sent to the customer."""
        return self.write({"state": "sent"})

    def action_accept(self):
        """Note that the customer accepted the samples."""
        return self.write({"state": "accepted"})

    def action_reject(self):
        """Note that the customer rejected the samples."""
        return self.write({"state": "rejected"})

    def action_cancel(self):
        """Stop working on the samples."""
        return self.write({"state": "cancelled"})

    def action_request_again(self):
        """Ask for rejected or cancelled samples anew; the days of the first round are cleared."""
        return self.write({"state": "requested"})
