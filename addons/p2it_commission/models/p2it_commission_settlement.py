from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

STATES = [
    ("draft", "Proposed"),
    ("disputed", "Disputed"),
    ("accepted", "Accepted"),
    ("approved", "Approved"),
    ("billed", "Billed"),
    ("exported", "Sent to Payroll"),
    ("carried", "Carried Forward"),
    ("cancel", "Cancelled"),
]

OPEN = ("draft", "disputed")
"""While a settlement is one of these, an entry can still be taken out of it and held."""


class P2itCommissionSettlement(models.Model):
    """What one person is paid for a period: entries that no other settlement has.

    It takes all that wasn't settled and isn't held up to its last day, late entries of earlier periods too.
    Nobody has the right to write it: each step is a method that checks who takes it. Where more was taken
    back than earned, it isn't paid: once approved its debt is carried into the person's next settlement.
    """

    _name = "p2it.commission.settlement"
    _description = "Commission Settlement"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    user_id = fields.Many2one(
        "res.users", string="For", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", readonly=True, required=True)
    date_to = fields.Date(string="To", readonly=True, required=True)
    state = fields.Selection(
        STATES, string="Status", required=True, readonly=True, default="draft", tracking=True, index=True
    )
    entry_ids = fields.One2many("p2it.commission.entry", "settlement_id", string="Entries", readonly=True)
    entry_count = fields.Integer(string="Number of Entries", readonly=True)
    amount = fields.Monetary(string="Entries' Sum", readonly=True)
    carried_ids = fields.One2many(
        "p2it.commission.settlement", "carried_to_id", string="Brought Forward From", readonly=True
    )
    carried_to_id = fields.Many2one(
        "p2it.commission.settlement",
        string="Carried Into",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    carried_amount = fields.Monetary(
        string="Brought Forward", readonly=True, help="What earlier settlements were short of."
    )
    amount_total = fields.Monetary(string="To Pay", readonly=True)
    decided_by = fields.Many2one("res.users", string="Accepted By", readonly=True, ondelete="restrict")
    decided_note = fields.Char(
        string="Accepted Because", readonly=True, help="Where somebody else accepted for the person."
    )
    approved_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _period_unique = models.UniqueIndex(
        "(user_id, company_id, date_to) WHERE state != 'cancel'",
        "This person has a settlement up to that day already.",
    )
    _date_check = models.Constraint("CHECK(date_to >= date_from)", "A period ends after it begins.")

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for settlement in self:
            settlement.is_mine = settlement.user_id.id == self.env.uid

    @api.depends("name", "user_id")
    def _compute_display_name(self):
        for settlement in self:
            settlement.display_name = f"{settlement.name} {settlement.user_id.name or ''}".strip()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Settlements are proposed with “Settle a Period”, by who settles commission.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._("A settlement follows from its entries and decisions: use its buttons.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("A settlement is kept. Cancel it instead: its entries are free then."))

    # === HELPERS === #

    @api.model
    def _is_officer(self):
        return self.env.su or self.env.user.has_group("p2it_commission.group_officer")

    @api.model
    def _check_officer(self):
        """:raise AccessError: for who doesn't settle commission"""
        if not self._is_officer():
            raise AccessError(
                self.env._("Commission is settled by its officers: ask one, or use “Ask About It”.")
            )

    def _take_rows(self):
        """Take the settlements' rows; who is slower is repeated by Odoo and reads what we left.

        Changed, not only locked: otherwise who waited would go on with what was there before.
        """
        self.check_access("read")
        self.env.flush_all()
        if self:
            ids = tuple(self.ids)
            rows = SQL.identifier(self._table)
            self.env.cr.execute(SQL("SELECT FROM %s WHERE id IN %s ORDER BY id FOR UPDATE", rows, ids))
            self.env.cr.execute(SQL("UPDATE %s SET write_date = write_date WHERE id IN %s", rows, ids))
        self.invalidate_recordset()

    def _check_state(self, *states):
        """:raise UserError: for a settlement that is elsewhere on its way"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for settlement in self:
            if settlement.state not in states:
                raise UserError(
                    self.env._(
                        "%(settlement)s is “%(state)s”: somebody was faster, or it is not due. Reload it.",
                        settlement=settlement.display_name,
                        state=labels[settlement.state],
                    )
                )

    def _get_period(self):
        """:return: the period as text"""
        self.ensure_one()
        return f"{format_date(self.env, self.date_from)} – {format_date(self.env, self.date_to)}"

    def _post(self, body, *people):
        """Note something in the history, and tell people."""
        # sudo: the history is the server's, whoever reads it
        self.sudo().message_post(
            body=body,
            partner_ids=[person.partner_id.id for person in people],
            subtype_xmlid="mail.mt_comment",
        )
