from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

_STATES = [
    ("draft", "Draft"),
    ("proposed", "Waits for a Second"),
    ("applied", "Entered"),
    ("cancel", "Cancelled"),
]
_CONTENT = {"company_id", "date_from", "date_to", "user_ids", "plan_id", "reason"}
_CHATTER = {"message_ids", "activity_ids", "message_follower_ids", "message_main_attachment_id"}


class P2itCommissionReprocess(models.Model):
    """Past periods computed again, where salespeople or splits were changed after something was entered.

    An officer says of which time and why and sees old against new per person; a manager who is neither the
    officer nor one of those people has it entered. Kept, as what it entered names it.
    """

    _name = "p2it.commission.reprocess"
    _description = "Commission Computed Again"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "reason"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        help="Only what one of them has or gets a part of, with the parts of the others. Empty: all.",
    )
    plan_id = fields.Many2one(
        "p2it.commission.plan", help="Of this plan, all its versions. Empty: of all plans."
    )
    reason = fields.Char(required=True, help="Stands in the sentence of each entry.")
    state = fields.Selection(
        _STATES, default="draft", required=True, readonly=True, copy=False, tracking=True
    )
    line_ids = fields.One2many("p2it.commission.reprocess.line", "reprocess_id", readonly=True, copy=False)
    difference = fields.Monetary(compute="_compute_difference")
    proposed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    applied_by = fields.Many2one(
        "res.users", string="Entered By", readonly=True, copy=False, ondelete="restrict"
    )
    applied_on = fields.Date(string="Entered On", readonly=True, copy=False)
    entry_ids = fields.One2many("p2it.commission.entry", "reprocess_id", string="Entries", readonly=True)

    _date_check = models.Constraint("CHECK(date_to >= date_from)", "A period ends after it begins.")

    @api.depends("line_ids.difference")
    def _compute_difference(self):
        for one in self:
            one.difference = sum(one.line_ids.mapped("difference"))

    @api.constrains("plan_id", "company_id")
    def _check_plan_company(self):
        if any(one.plan_id and one.plan_id.company_id != one.company_id for one in self):
            raise ValidationError(
                self.env._("The plan belongs to another company: choose one of this company.")
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """A new one is a draft, whatever a client or its context says."""
        if self.env.su:
            return super().create(vals_list)
        told = {name: value for name, value in self.env.context.items() if not name.startswith("default_")}
        return super(P2itCommissionReprocess, self.with_env(self.env(context=told))).create(
            [{name: value for name, value in vals.items() if name in _CONTENT} for vals in vals_list]
        )

    def write(self, vals):
        if not self.env.su:
            if set(vals) - _CONTENT - _CHATTER:
                raise AccessError(self.env._("Use the buttons: the status follows from them."))
            if set(vals) & _CONTENT:
                self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._check_state("draft", "cancel")

    # === ACTIONS === #

    def action_propose(self):
        """Compute, show old against new per person, and ask a second to have it entered.

        :return: ``True``
        :raise UserError: where nothing differs
        """
        self._take("draft")
        for one in self.sudo():  # sudo: the engine's figures are nobody's to write
            sums = one._try()
            if not any(entries for _old, _new, entries in sums.values()):
                raise UserError(
                    self.env._(
                        "Nothing differs: what was entered for this time is what would be entered today."
                    )
                )
            one.write({**one._prepare_line_vals(sums), "state": "proposed", "proposed_by": self.env.uid})
        return True

    def action_apply(self):
        """Enter the differences, as proposed.

        :return: ``True``
        :raise AccessError: for who proposed it, whose commission it changes, or who is no manager
        :raise UserError: where something has changed since it was proposed
        """
        self._take("proposed")
        for one in self:
            one._check_second()
            sudo = one.sudo()  # sudo: the engine writes the ledger, nobody else
            shown = {line.user_id.id: (line.old_amount, line.new_amount) for line in sudo.line_ids}
            sums = self.env["p2it.commission.engine"].sudo().reprocess(sudo)
            found = {user: (old, new) for user, (old, new, entries) in sums.items() if entries}
            if found != shown:
                raise UserError(
                    self.env._(
                        "Something changed since this was proposed: set it back to draft and have it "
                        "computed again, so that you agree to what is entered."
                    )
                )
            sudo.write({"state": "applied", "applied_by": self.env.uid, "applied_on": one._get_day()})
        return True

    def action_reset(self):
        """Change a proposal.

        :return: ``True``
        """
        self._take("proposed", "cancel")
        self.sudo().write(  # sudo: the state is the server's
            {"state": "draft", "proposed_by": False, "line_ids": [Command.clear()]}
        )
        return True

    def action_cancel(self):
        """Give a proposal up.

        :return: ``True``
        """
        self._take("draft", "proposed")
        self.sudo().state = "cancel"  # sudo: the state is the server's
        return True

    def action_view_entries(self):
        """:return: action that lists what was entered"""
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_commission.action_commission_entry")
        return {**action, "domain": [("reprocess_id", "in", self.ids)], "context": {}}

    # === HELPERS === #

    def _take(self, *states):
        """Check who does it, and take the rows: of two who do it at once the second is repeated by Odoo.

        :raise AccessError, UserError: for who may not, or what is elsewhere on its way
        """
        self.env["p2it.commission.settlement"]._check_officer()
        self.check_access("write")
        if not self.env.su and self.company_id - self.env.user.company_ids:
            raise AccessError(self.env._("Choose one of your companies."))
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE p2it_commission_reprocess SET state = state WHERE id IN %s", tuple(self.ids) or (0,))
        )
        self.invalidate_recordset()
        self._check_state(*states)

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for one in self:
            if one.state not in states:
                raise UserError(
                    self.env._(
                        "“%(reason)s” is “%(state)s”: somebody was faster, or it is not due. Reload it.",
                        reason=one.reason,
                        state=labels[one.state],
                    )
                )

    def _check_second(self):
        """:raise AccessError: for who is no second: the proposer, or who earns or loses by it"""
        if self.env.su:
            return
        if not self.env.user.has_group("p2it_commission.group_manager"):
            raise AccessError(self.env._("A manager of commission has it entered: ask one."))
        if self.proposed_by == self.env.user or self.env.user in self.sudo().line_ids.user_id:
            raise AccessError(
                self.env._(
                    "Who proposed it, and whose commission it changes, doesn't have it entered: ask another "
                    "manager."
                )
            )

    def _get_day(self):
        """:return: the day of the adjustments, in the period that is open"""
        return fields.Date.context_today(self)

    def _try(self):
        """:return: what :meth:`.reprocess` of the engine would, with nothing entered"""
        with self.env.cr.savepoint() as savepoint:
            sums = self.env["p2it.commission.engine"].reprocess(self)
            savepoint.rollback()
        self.env.invalidate_all()
        return sums

    def _prepare_line_vals(self, sums):
        lines = [
            Command.create({"user_id": user, "old_amount": old, "new_amount": new, "entry_count": entries})
            for user, (old, new, entries) in sorted(sums.items())
            if entries
        ]
        return {"line_ids": [Command.clear(), *lines]}


class P2itCommissionReprocessLine(models.Model):
    """What changes for one person. Written by the server alone."""

    _name = "p2it.commission.reprocess.line"
    _description = "Commission Computed Again of a Person"

    reprocess_id = fields.Many2one(
        "p2it.commission.reprocess", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="reprocess_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="For", required=True, readonly=True, ondelete="restrict")
    old_amount = fields.Monetary(string="Was Entered", readonly=True)
    new_amount = fields.Monetary(string="Would Be", readonly=True)
    difference = fields.Monetary(compute="_compute_difference", store=True)
    entry_count = fields.Integer(string="Entries", readonly=True)

    @api.depends("old_amount", "new_amount")
    def _compute_difference(self):
        for line in self:
            line.difference = line.new_amount - line.old_amount
