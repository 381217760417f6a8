from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..domain.credit_terms import INHERIT, Policy

_HAS_NONE = "p2it_credit.has_no_policy"
"""Where a cursor keeps that its transaction has found no policy."""


class _NoPolicyError(Exception):
    """There is no active policy."""


class P2itCreditPolicy(models.Model):
    """How much a customer may owe, for how long, and what must be paid first.

    A policy is for one customer, for a group with all groups below it, or for the company. Each of its terms
    has a value, is lifted, or is left to the next policy: customer, the companies above it, group, the groups
    above it, company. See :mod:`p2it_credit.domain.credit_terms`.
    """

    _name = "p2it.credit.policy"
    _description = "Credit Policy"
    _inherit = ["mail.thread"]
    _order = "partner_id, group_id, date_from desc, id desc"
    _rec_name = "display_name"

    active = fields.Boolean(default=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        tracking=True,
        help="A company with its branches and contacts, or one branch. Empty: for a group or the company.",
    )
    group_id = fields.Many2one(
        "p2it.customer.group",
        string="Customer Group",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Each customer of the group, and of the groups below it.",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        tracking=True,
        help="Whose customers. Empty: each company, each with what is owed to it.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        tracking=True,
    )
    date_from = fields.Date(string="From", tracking=True)
    date_to = fields.Date(
        string="Until",
        tracking=True,
        help="Last day. A policy with an end goes before one without, and ends by itself: a raise for some "
        "weeks.",
    )
    limit_kind = fields.Selection(
        [("inherit", "As Elsewhere"), ("none", "No Limit"), ("amount", "Up To")],
        string="May Owe",
        required=True,
        default="inherit",
        tracking=True,
        help="“Up To” 0 means nothing on credit. “As Elsewhere” leaves it to the next policy: the companies "
        "above, the group, the company.",
    )
    limit = fields.Monetary(string="Credit Limit", tracking=True)
    overdue_kind = fields.Selection(
        [("inherit", "As Elsewhere"), ("none", "Not Checked"), ("check", "Held When Overdue")],
        string="Overdue",
        required=True,
        default="inherit",
        tracking=True,
    )
    overdue_days = fields.Integer(
        string="More Than Days",
        tracking=True,
        help="How long after its due date an amount is still tolerated. 0: from the day after it.",
    )
    overdue_amount = fields.Monetary(
        string="More Than Amount",
        tracking=True,
        help="How much of it may be overdue by more than these days; money not yet matched is taken off.",
    )
    prepayment_kind = fields.Selection(
        [("inherit", "As Elsewhere"), ("none", "Nothing"), ("percent", "A Share")],
        string="Paid First",
        required=True,
        default="inherit",
        tracking=True,
    )
    prepayment_percent = fields.Float(
        string="Percent Paid First",
        digits=(5, 2),
        default=100,
        tracking=True,
        help="How much of an order, taxes included, must have come before it is confirmed. 100 %: all of it.",
    )
    draft_kind = fields.Selection(
        [
            ("inherit", "As Elsewhere"),
            ("none", "Don't Count"),
            ("sent", "Those Sent Count"),
            ("all", "All Count"),
        ],
        string="Other Quotations",
        required=True,
        default="inherit",
        tracking=True,
        help="Whether quotations not yet confirmed count as owed when another order is judged.",
    )
    note = fields.Text(string="Reason", tracking=True)

    _limit_positive = models.Constraint('CHECK("limit" >= 0)', "A credit limit is zero or more.")
    _overdue_positive = models.Constraint(
        "CHECK(overdue_days >= 0 AND overdue_amount >= 0)", "Days and amounts overdue are zero or more."
    )
    _percent_valid = models.Constraint(
        "CHECK(prepayment_percent >= 0 AND prepayment_percent <= 100)",
        "What is paid first is a share between 0 and 100 %.",
    )
    _dates_valid = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A policy can't end before it begins.",
    )
    _one_target = models.Constraint(
        "CHECK(partner_id IS NULL OR group_id IS NULL)",
        "A policy is for a customer or for a group: choose one of them.",
    )

    @api.constrains("partner_id")
    def _check_partner(self):
        for policy in self:
            partner = policy.partner_id
            if partner and partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "“%(contact)s” is a contact of “%(company)s”: enter the policy there.",
                        contact=partner.display_name,
                        company=partner.commercial_partner_id.display_name,
                    )
                )

    @api.depends("partner_id", "group_id", "company_id", "date_to")
    def _compute_display_name(self):
        for policy in self:
            target = policy.partner_id or policy.group_id or policy.company_id
            name = target.display_name or self.env._("All Companies")
            until = tools.format_date(self.env, policy.date_to) if policy.date_to else ""
            policy.display_name = (
                self.env._("%(name)s until %(date)s", name=name, date=until) if until else name
            )

    @api.onchange("company_id")
    def _onchange_company_id(self):
        if self.company_id and not self._origin:
            self.currency_id = self.company_id.currency_id

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._changed()
        return policies

    def write(self, vals):
        before = self.partner_id
        result = super().write(vals)
        self._changed(before)
        return result

    def unlink(self):
        before = self.partner_id
        result = super().unlink()
        self.browse()._changed(before)
        return result

    def _changed(self, before=None):
        """Holds that the policies no longer justify are released at once."""
        self.env.registry.clear_cache()
        self.env.cr.cache.pop(_HAS_NONE, None)
        partners = self.partner_id | (before or self.env["res.partner"])
        self.env["p2it.credit.hold"]._review(partners.exists() or None)

    @api.model
    def _has_any(self):
        """Tell whether an active policy exists; without one nothing is looked at.

        That there is none is remembered for a transaction only: one that began before the first policy was
        committed must not have its answer hold for others, for whom the gates would stay open.

        :rtype: bool
        """
        if self.env.cr.cache.get(_HAS_NONE):
            return False
        try:
            return self._find_any()
        except _NoPolicyError:
            self.env.cr.cache[_HAS_NONE] = True
            return False

    @api.model
    @tools.ormcache()
    def _find_any(self):
        """:raise _NoPolicyError: where there is none, which is not remembered"""
        if not self.sudo().search_count([], limit=1):  # sudo: terms hold for who may not read them
            raise _NoPolicyError
        return True

    @api.model
    def _get_term_fields(self):
        """:return: names of the fields that say what holds, for whom and when"""
        return [
            *("partner_id", "group_id", "company_id", "currency_id", "date_from", "date_to"),
            *("limit_kind", "limit", "overdue_kind", "overdue_days", "overdue_amount"),
            *("prepayment_kind", "prepayment_percent", "draft_kind"),
        ]

    def _read_policies(self):
        """:return: ``{policy: Policy}`` for the pure rules"""
        return {policy: policy._read_policy() for policy in self}

    def _read_policy(self):
        self.ensure_one()
        return Policy(
            key=self.id,
            for_company=bool(self.company_id),
            date_from=self.date_from or None,
            date_to=self.date_to or None,
            says={
                "limit": (self.limit_kind, self.limit),
                "overdue": (self.overdue_kind, (self.overdue_days, self.overdue_amount)),
                "prepayment": (self.prepayment_kind, self.prepayment_percent),
                "draft": (self.draft_kind, self.draft_kind),
            },
        )

    def _says_nothing(self):
        """:return: those that leave every term to others"""
        kinds = ("limit_kind", "overdue_kind", "prepayment_kind", "draft_kind")
        return self.filtered(lambda policy: all(policy[kind] == INHERIT for kind in kinds))
