from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..domain.geo import is_position

OUTCOMES = [
    ("successful", "Successful"),
    ("follow_up", "To Be Continued"),
    ("no_contact", "Not Reached"),
    ("unsuccessful", "Unsuccessful"),
]
FAILED_OUTCOMES = ("no_contact", "unsuccessful")
"""Outcomes that count as evidence when care is to be stopped."""

_CLOCK_SKEW = timedelta(minutes=10)
"""How far a phone's clock may be ahead of the server's."""


class P2itCare(models.Model):
    """What somebody did for a lead or a customer: a visit, a call, a message.

    The author may mend an entry until the day of recording ends where the company works; then it is
    history for everybody, and a correction is a new entry that points at the old one.
    """

    _name = "p2it.care"
    _description = "Care"
    _order = "date desc, id desc"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Who did it, which is always who records it.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, readonly=True
    )
    date = fields.Datetime(string="When", required=True, default=fields.Datetime.now, index=True)
    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead or Opportunity",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Quotation or Order",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="With",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The customer, or the person there.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        string="Customer",
        related="partner_id.commercial_partner_id",
        store=True,
        index="btree_not_null",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Kind",
        required=True,
        default=lambda self: self._default_activity_type(),
        domain="[('is_care', '=', True), ('category', '!=', 'upload_file'), "
        "('res_model', 'in', (False, 'crm.lead', 'res.partner', 'sale.order'))]",
        ondelete="restrict",
    )
    outcome = fields.Selection(OUTCOMES, required=True, default="follow_up", index=True)
    summary = fields.Text(required=True, help="What was talked about and agreed.")
    duration = fields.Float(help="In hours.")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "p2it_care_attachment_rel",
        "care_id",
        "attachment_id",
        string="Files",
        bypass_search_access=True,
        help="Photos and documents.",
    )
    attachment_count = fields.Integer(string="Number of Files", compute="_compute_attachment_count")
    latitude = fields.Float(digits=(10, 7), readonly=True, copy=False, aggregator=None)
    longitude = fields.Float(digits=(10, 7), readonly=True, copy=False, aggregator=None)
    accuracy = fields.Float(readonly=True, copy=False, aggregator=None, help="Of the position, in metres.")
    has_position = fields.Boolean(compute="_compute_has_position")
    distance = fields.Float(
        string="Distance to Customer",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="In metres, from where it was recorded to where the customer's pin was at that moment.",
    )
    customer_latitude = fields.Float(digits=(10, 7), readonly=True, copy=False, aggregator=None)
    customer_longitude = fields.Float(digits=(10, 7), readonly=True, copy=False, aggregator=None)
    expense_ids = fields.One2many("hr.expense", "care_id", string="Expenses")
    currency_id = fields.Many2one(related="company_id.currency_id")
    expense_total = fields.Monetary(string="Spent", compute="_compute_expense_total")
    activity_id = fields.Many2one(
        "mail.activity",
        string="Done Activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    next_activity_type_id = fields.Many2one("mail.activity.type", string="Next Step", ondelete="set null")
    next_date = fields.Date(string="Next Step On")
    next_note = fields.Char(string="What to Do Next")
    corrects_id = fields.Many2one(
        "p2it.care",
        string="Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    correction_ids = fields.One2many("p2it.care", "corrects_id", string="Corrections")
    is_corrected = fields.Boolean(
        compute="_compute_is_corrected",
        store=True,
        help="A later entry takes its place; it doesn't count any more.",
    )
    is_locked = fields.Boolean(
        string="Locked",
        compute="_compute_is_locked",
        search="_search_is_locked",
        help="The day of recording is over: the entry is history.",
    )

    _duration_in_a_day = models.Constraint(
        "CHECK(duration >= 0 AND duration <= 24)", "The duration must be between 0 and 24 hours."
    )
    _someone_cared_for = models.Constraint(
        "CHECK(lead_id IS NOT NULL OR partner_id IS NOT NULL)",
        "Care needs a lead or a customer. Choose whom it was for.",
    )
    _one_entry_of_an_activity = models.UniqueIndex(
        "(activity_id) WHERE activity_id IS NOT NULL",
        "This activity has been recorded as care already.",
    )

    _corrected_once = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL",
        "This entry has been corrected already. Correct the newer one.",
    )

    @api.model
    def _default_activity_type(self):
        types = self.env["mail.activity.type"].search([("is_care", "=", True)])
        return types.filtered(lambda kind: kind.category == "phonecall")[:1] or types[:1]

    @api.depends("lead_id.partner_id", "order_id.partner_id")
    def _compute_partner_id(self):
        for care in self:
            # An entry tells with whom it was: a lead that gets its customer later adds it, and
            # nothing replaces one.
            care.partner_id = care.partner_id or care.order_id.partner_id or care.lead_id.partner_id

    @api.depends("attachment_ids")
    def _compute_attachment_count(self):
        for care in self:
            care.attachment_count = len(care.attachment_ids)

    @api.depends("latitude", "longitude")
    def _compute_has_position(self):
        for care in self:
            care.has_position = is_position(care.latitude, care.longitude)

    def _compute_expense_total(self):
        # sudo: who may see the entry sees its cost, though the expenses are their owners'
        totals = dict(
            self.env["hr.expense"]
            .sudo()
            ._read_group(
                [("care_id", "in", self.ids), ("state", "!=", "refused")],
                ["care_id"],
                ["total_amount:sum"],
            )
        )
        for care in self:
            care.expense_total = totals.get(care._origin.sudo(), 0.0)

    @api.depends("correction_ids")
    def _compute_is_corrected(self):
        for care in self:
            care.is_corrected = bool(care.correction_ids)

    @api.depends("activity_type_id", "date", "customer_id", "lead_id")
    def _compute_display_name(self):
        for care in self:
            when = fields.Datetime.context_timestamp(care, care.date or fields.Datetime.now())
            whom = care.customer_id.display_name or care.lead_id.display_name or ""
            care.display_name = f"{care.activity_type_id.name or ''} {when:%d/%m/%Y} {whom}".strip()

    @api.depends("create_date")
    def _compute_is_locked(self):
        for care in self:
            created = care._origin.create_date
            care.is_locked = bool(created) and created < care._get_start_of_today(care.company_id)

    def _search_is_locked(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the hours of a company are no secret, and the reader may not enter all of them
        companies = self.env["res.company"].sudo().search([])
        open_entries = Domain.OR(
            Domain("company_id", "in", [company.id for company in group]) & Domain("create_date", ">=", start)
            for start, group in companies.grouped(self._get_start_of_today).items()
        )
        return ~open_entries if True in value else open_entries

    @api.model
    def _get_start_of_today(self, company):
        """Tell when the day began where a company works.

        Not in the time zone of the user, which everybody sets as they like.

        :return: naive UTC datetime
        """
        name = company.sudo().resource_calendar_id.tz or "UTC"  # sudo: see _search_is_locked
        zone = pytz.timezone(name)
        today = pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()
        midnight = zone.localize(datetime.combine(today, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    @api.constrains("date")
    def _check_date(self):
        for care in self:
            if care.date > fields.Datetime.now() + _CLOCK_SKEW:
                raise ValidationError(
                    self.env._(
                        "Care is recorded when it is done, and %(date)s is still to come. "
                        "Schedule an activity for what you plan.",
                        date=fields.Datetime.context_timestamp(care, care.date).strftime("%d/%m/%Y %H:%M"),
                    )
                )

    @api.constrains("corrects_id")
    def _check_correction(self):
        for care in self.filtered("corrects_id"):
            if care.corrects_id.user_id != care.user_id:
                raise ValidationError(
                    self.env._(
                        "An entry is corrected by who recorded it. Write an entry of your own instead."
                    )
                )
