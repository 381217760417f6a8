from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from .p2it_commission_hold import NOT_HELD

_FREE = """
    e.company_id = %(company)s AND e.date <= %(last)s AND e.settlement_id IS NULL AND e.user_id IN %(users)s
    AND %(not_held)s
"""


class P2itCommissionSettlement(models.Model):
    """How settlements come by their entries. Only here is ``entry.settlement_id`` set, and always in SQL."""

    _inherit = "p2it.commission.settlement"

    def _propose(self, company, users, date_from, date_to):
        """Settle what people earned up to a day: one settlement for each person who has something.

        Two who propose at once: the entries are taken first, so the second is repeated by Odoo and finds
        nothing left. Who has a settlement up to the same day gets no other; what came late is settled with
        the next period.

        :param company: whose entries
        :param users: for whom
        :param date_from: first day of the period; earlier entries that nobody settled are taken all the same
        :param date_to: last day
        :return: the settlements made, as superuser
        :raise UserError: for a period that has not ended before it begins
        """
        self._check_officer()
        if not date_from or not date_to or date_from > date_to:
            raise UserError(self.env._("The period would end before it begins: change its days."))
        self.env.flush_all()
        found = self._lock_free_entries(company, users, date_to)
        settlements = self.sudo()  # sudo: settlements are the server's
        known = settlements.search(
            [("company_id", "=", company.id), ("date_to", "=", date_to), ("state", "!=", "cancel")]
        )
        sequence = self.env["ir.sequence"].sudo().with_company(company)  # sudo: whoever proposes numbers
        made = settlements.create(
            [
                {
                    "name": sequence.next_by_code("p2it.commission.settlement", date_to) or "/",
                    "user_id": user.id,
                    "company_id": company.id,
                    "date_from": date_from,
                    "date_to": date_to,
                }
                for user in found - known.user_id
            ]
        )
        made._claim(company, date_to)
        made._tell_proposed()
        return made

    def _get_free_sql(self, company, users, date_to):
        """:return: condition on ``e``, an entry: it is to be settled"""
        return SQL(
            _FREE, company=company.id, last=date_to, users=tuple(users.ids) or (0,), not_held=SQL(NOT_HELD)
        )

    def _lock_free_entries(self, company, users, date_to):
        """:return: users who have something to settle, whose entries are locked"""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT user_id FROM (SELECT e.user_id FROM p2it_commission_entry e WHERE %s "
                "ORDER BY e.id FOR UPDATE) free ORDER BY user_id",
                self._get_free_sql(company, users, date_to),
            )
        )
        return self.env["res.users"].browse(user_id for [user_id] in rows)

    def _claim(self, company, date_to):
        """Take the free entries of these new settlements' people, and the debts carried forward."""
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE p2it_commission_entry e SET settlement_id = s.id FROM p2it_commission_settlement s "
                "WHERE s.id IN %s AND s.user_id = e.user_id AND %s",
                tuple(self.ids),
                self._get_free_sql(company, self.user_id, date_to),
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE p2it_commission_settlement c SET carried_to_id = s.id "
                "FROM p2it_commission_settlement s "
                "WHERE s.id IN %s AND c.user_id = s.user_id AND c.company_id = s.company_id "
                "AND c.state = 'carried' AND c.carried_to_id IS NULL AND c.amount_total < 0",
                tuple(self.ids),
            )
        )
        self._count()

    def _free(self, entries=None):
        """Let entries go, all of these settlements or some, so that another settlement takes them."""
        some = SQL("") if entries is None else SQL(" AND id IN %s", tuple(entries.ids) or (0,))
        self.env.cr.execute(
            SQL(
                "UPDATE p2it_commission_entry SET settlement_id = NULL WHERE settlement_id IN %s%s",
                tuple(self.ids),
                some,
            )
        )
        if entries is None:
            self.sudo().carried_ids.carried_to_id = False  # sudo: carried forward again, by the server
            self.env.flush_all()
        self._count()

    def _count(self):
        """Add up the entries, and what was brought forward."""
        self.env.cr.execute(
            SQL(
                "UPDATE p2it_commission_settlement s SET amount = e.amount, entry_count = e.entries, "
                "carried_amount = c.amount, amount_total = e.amount + c.amount "
                "FROM p2it_commission_settlement own "
                "CROSS JOIN LATERAL (SELECT COALESCE(SUM(amount), 0) AS amount, COUNT(*) AS entries "
                "FROM p2it_commission_entry WHERE settlement_id = own.id) e "
                "CROSS JOIN LATERAL (SELECT COALESCE(SUM(amount_total), 0) AS amount "
                "FROM p2it_commission_settlement WHERE carried_to_id = own.id) c "
                "WHERE own.id = s.id AND s.id IN %s",
                tuple(self.ids),
            )
        )
        self.env["p2it.commission.entry"].invalidate_model()
        self.invalidate_model()

    def _tell_proposed(self):
        for settlement in self:
            settlement._post(
                self.env._(
                    "%(amount)s for the time up to %(date)s. Look at the entries, then accept, or say what "
                    "is wrong.",
                    amount=settlement.currency_id.format(settlement.amount_total),
                    date=format_date(self.env, settlement.date_to),
                ),
                settlement.user_id,
            )
