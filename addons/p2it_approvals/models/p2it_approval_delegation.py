from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..domain.chain import get_replaced


class P2itApprovalDelegation(models.Model):
    """Somebody's approvals lent to another person for some dates, those already waiting included.

    Nobody may delete one, for it explains decisions: it is archived.
    """

    _name = "p2it.approval.delegation"
    _description = "Approval Delegation"
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Instead Of",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="restrict",
        index=True,
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Decides",
        required=True,
        domain=[("share", "=", False)],
        ondelete="restrict",
        index=True,
    )
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="To", help="The last day. Empty: until it is ended.")
    type_ids = fields.Many2many("p2it.approval.type", string="Only These", help="Empty: all approvals.")
    active = fields.Boolean(default=True)

    @api.constrains("user_id", "delegate_id", "date_from", "date_to")
    def _check_delegation(self):
        for delegation in self:
            if delegation.user_id == delegation.delegate_id:
                raise ValidationError(self.env._("Choose somebody else: nobody replaces himself."))
            if delegation.date_to and delegation.date_to < delegation.date_from:
                raise ValidationError(self.env._("The last day is before the first."))

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_giver()
        return delegations

    def write(self, vals):
        self._check_giver()
        result = super().write(vals)
        self._check_giver()
        return result

    def _check_giver(self):
        """:raise AccessError: for who lends what is not the own"""
        if self.env.su or self.env.user.has_group("p2it_approvals.group_administrator"):
            return
        if self.user_id - self.env.user:
            raise AccessError(
                self.env._("Lend your own approvals. An administrator of approvals lends those of others.")
            )

    @api.model
    def _get_givers(self, user, kind=None):
        """Find whom a user replaces today: who lent their approvals, and who is away and named the user.

        :param kind: the approval type; without one, whoever is replaced for any
        :return: ids of users
        :rtype: frozenset
        """
        absent = frozenset(user._get_absent_givers().ids)
        rows = self._get_rows(user)
        if kind is None:
            return absent | {row.giver for row in rows}
        return absent | get_replaced(rows, user.id, fields.Date.context_today(self), kind.id)

    @api.model
    def _get_rows(self, user):
        """:return: what is lent to a user today, as the pure rules read it"""
        today = fields.Date.context_today(self)
        # sudo: who replaces whom is decided here for everybody; what was lent for a type that is archived
        # by now is not lent for all
        found = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("delegate_id", "=", user.id),
                    ("active", "=", True),
                    ("date_from", "<=", today),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", today),
                ]
            )
        )
        return [_Row(row) for row in found]

    @api.model
    def _get_seats_domain(self, user):
        """:return: domain of the steps that wait for a user today, or for whom he replaces"""
        rows = self._get_rows(user)
        everywhere = {user.id, *user._get_absent_givers().ids, *(row.giver for row in rows if not row.types)}
        domain = Domain("candidate_ids", "in", sorted(everywhere))
        for row in rows:
            if row.types and row.giver not in everywhere:
                lent = Domain("request_id.type_id", "in", sorted(row.types))
                domain |= Domain("candidate_ids", "in", [row.giver]) & lent
        return domain


class _Row:
    """A delegation as the pure rules read it."""

    def __init__(self, delegation):
        self.giver, self.taker = delegation.user_id.id, delegation.delegate_id.id
        self.start, self.end = delegation.date_from, delegation.date_to or None
        self.types = frozenset(delegation.type_ids.ids)
