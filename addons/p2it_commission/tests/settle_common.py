from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from .commission_common import CommissionCommon

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
APRIL = (date(2026, 4, 1), date(2026, 4, 30))


class SettleCommon(CommissionCommon):
    """A plan of 3 % of what is invoiced, an officer and two managers of commission."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._create_staff("ke.toan", "p2it_commission.group_officer")
        cls.manager = cls._create_staff("giam.doc", "p2it_commission.group_manager")
        (cls.leader + cls.minh + cls.lan).group_ids += cls.env.ref("p2it_crm.group_salesperson")
        cls.company.p2it_commission_account_id = cls.expense
        cls.plan = cls._create_plan({"rate": 3, "trigger": "invoiced"})

    @classmethod
    def _create_staff(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _as(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _propose(self, period=MARCH, users=None):
        """:return: the settlements that an officer proposes with the dialog, or none"""
        wizard = self._as(self.officer, self.env["p2it.commission.settle.wizard"]).create(
            {
                "company_id": self.company.id,
                "date_from": period[0],
                "date_to": period[1],
                "user_ids": [Command.set(users.ids if users else [])],
            }
        )
        action = wizard.action_settle()
        return self.env["p2it.commission.settlement"].search(action["domain"])

    def _settle_one(self, period=MARCH, user=None):
        """:return: the settlement of one person"""
        return self._propose(period, user or self.minh)

    def _accept(self, settlement):
        self._as(settlement.user_id, settlement).action_accept()

    def _approve(self, settlement):
        self._accept(settlement)
        self._as(self.manager, settlement).action_approve()
        return settlement

    def _get_entries(self, user=None):
        return self.env["p2it.commission.entry"].search([("user_id", "=", (user or self.minh).id)])
