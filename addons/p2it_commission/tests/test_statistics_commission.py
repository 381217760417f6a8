from odoo import Command
from odoo.tests import tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestStatisticsCommission(CommissionCommon):
    """Commission is a cost of selling, seen by whose it is and by the people above."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.leader | cls.minh | cls.lan:
            user.group_ids = [Command.link(cls.env.ref("p2it_crm.group_salesperson").id)]
        cls.customer.write({"user_id": cls.minh.id})
        cls._create_plan(
            {"trigger": "invoiced", "rate": 5.0, "user_ids": [Command.set(cls.minh.ids)]}
            if "user_ids" in cls.env["p2it.commission.rule"]._fields
            else {"trigger": "invoiced", "rate": 5.0}
        )
        cls._sell("2026-03-03", (cls.beer, 10_000_000), user=cls.minh)
        cls._run()

    def _read(self, user, *names, groupby=()):
        return (
            self.env["p2it.sales.statistics"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
            ._read_group(
                [("partner_id", "=", self.customer.id)], list(groupby), [f"{name}:sum" for name in names]
            )
        )

    def test_it_lessens_the_net_margin(self):
        entries = self.env["p2it.commission.entry"].search([("company_id", "=", self.company.id)])
        earned = sum(entries.mapped("amount"))
        self.assertGreater(earned, 0)
        ((commission, margin, net),) = self._read(
            self.env.user.browse(1), "commission", "margin", "net_margin"
        )
        self.assertEqual(commission, earned)
        self.assertEqual(margin - net, earned)
        self.env["p2it.sales.statistics.store"]._fold(10**6)
        self.assertEqual(self._read(self.env.user.browse(1), "commission"), [(earned,)])

    def test_it_is_seen_by_whose_it_is_and_by_the_people_above(self):
        self.customer.user_id = self.lan
        mine = self._read(self.leader, "commission")
        self.assertGreater(mine[0][0], 0)
        # Lan looks after the customer now, and sees its orders; what Minh earned isn't hers to know.
        for groupby in ((), ("user_id",), ("date:month",), ("source",)):
            rows = self._read(self.lan, "ordered", "commission", groupby=groupby)
            self.assertFalse(any(row[-1] for row in rows), groupby)
            self.assertNotIn("commission", [row[0] for row in rows])
        self.assertGreater(self._read(self.lan, "ordered")[0][0], 0)
