from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .p2it_commission_settlement import OPEN

_HELD = """
    SELECT last.entry_id FROM (
        SELECT DISTINCT ON (entry_id) entry_id, kind FROM p2it_commission_hold ORDER BY entry_id, id DESC
    ) last WHERE last.kind = 'hold'
"""
NOT_HELD = f"""
    NOT EXISTS (
        SELECT FROM p2it_commission_entry h
         WHERE h.id IN ({_HELD}) AND h.user_id = e.user_id AND h.rule_id = e.rule_id
           AND h.period_start = e.period_start
           AND (h.origin_id = e.origin_id AND h.refund_of_id = e.refund_of_id AND h.partial_id = e.partial_id
                OR h.origin_id = e.refund_of_id AND h.refund_of_id = 0))
"""
"""Condition on ``e``, an entry. Held entries are few: they are read once and looked up.

What corrects a held entry, or takes it back, waits with it: else somebody would lose what they never got.
"""


class P2itCommissionHold(models.Model):
    """That an entry was held back from settlement, or released, when, by whom and why.

    Rows are only added; the latest about an entry counts. The entry itself is never written.
    """

    _name = "p2it.commission.hold"
    _description = "Commission Held"
    _order = "id desc"
    _rec_name = "reason"

    entry_id = fields.Many2one(
        "p2it.commission.entry", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection([("hold", "Held"), ("release", "Released")], required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Whose Commission", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    decided_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Use “Hold” and “Release” on the entry: they ask for the reason."))
        return super().create(vals_list)

    def write(self, vals):
        raise AccessError(self.env._("Why an entry was held is history: nobody changes it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("Why an entry was held is history: nobody deletes it."))


class P2itCommissionEntry(models.Model):
    """Extends ``p2it.commission.entry``: held back by an officer while something is unclear."""

    _inherit = "p2it.commission.entry"

    hold_ids = fields.One2many("p2it.commission.hold", "entry_id", string="Held and Released", readonly=True)
    is_held = fields.Boolean(string="Held", compute="_compute_is_held", search="_search_is_held")

    @api.depends("hold_ids")
    def _compute_is_held(self):
        held = {entry_id for [entry_id] in self.env.execute_query(SQL(_HELD))} if self else set()
        for entry in self:
            entry.is_held = entry.id in held

    def _search_is_held(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", SQL("(%s)", SQL(_HELD)))

    def action_hold(self, reason):
        """Hold entries back. From a settlement that isn't accepted yet they are taken out.

        :param str reason: kept, and read by whose commission it is
        :return: the rows added
        :raise UserError: for an entry that was accepted, or is held
        """
        return self._decide_hold("hold", reason)

    def action_release(self, note):
        """Let entries go that were held: the next settlement takes them.

        :param str note: what was found out
        :return: the rows added
        :raise UserError: for an entry that isn't held, or is the own
        """
        return self._decide_hold("release", note)

    def _decide_hold(self, kind, reason):
        settlements = self.env["p2it.commission.settlement"]
        settlements._check_officer()
        reason = settlements._check_reason(reason)
        self._take_for_hold()
        is_hold = kind == "hold"
        if not is_hold and not self.env.su and self.env.user in self.user_id:
            raise AccessError(self.env._("Nobody releases their own commission: ask another officer."))
        wrong = self.filtered(lambda entry: entry.is_held == is_hold)
        if wrong:
            raise UserError(
                self.env._("%(entry)s is held already. Reload it.", entry=wrong[0].origin)
                if is_hold
                else self.env._("%(entry)s isn't held. Reload it.", entry=wrong[0].origin)
            )
        # sudo: the history is the server's
        return (
            self.env["p2it.commission.hold"]
            .sudo()
            .create(
                [
                    {
                        "entry_id": entry.id,
                        "kind": kind,
                        "reason": reason,
                        "user_id": entry.user_id.id,
                        "company_id": entry.company_id.id,
                        "decided_by": self.env.uid,
                    }
                    for entry in self
                ]
            )
        )

    def _take_for_hold(self):
        """Take the entries out of settlements that are still open, and their rows.

        A row is changed into what it is: who settles at that moment is repeated by Odoo and sees the hold.

        :raise UserError: for entries of a settlement that was accepted or paid
        """
        self.check_access("read")
        settlements = self.settlement_id
        settlements._take_rows()
        late = settlements.filtered(lambda settlement: settlement.state not in OPEN)
        if late:
            raise UserError(
                self.env._(
                    "%(settlement)s has been accepted or paid with this entry. Cancel it or propose it again "
                    "first; once it is paid, a correction is settled with the next.",
                    settlement=late[0].display_name,
                )
            )
        if settlements:
            settlements._free(self)
        self.env.cr.execute(
            SQL(
                "UPDATE p2it_commission_entry SET settlement_id = NULL "
                "WHERE id IN %s AND settlement_id IS NULL",
                tuple(self.ids),
            )
        )
        if self.env.cr.rowcount != len(self):
            raise UserError(self.env._("Somebody has just settled one of these entries. Reload them."))
