from odoo.tests import HttpCase, tagged

from .settle_common import SettleCommon


@tagged("post_install", "-at_install")
class TestSettlementTour(SettleCommon, HttpCase):
    """Settled, disputed, answered and accepted on the screen."""

    def test_from_the_period_to_the_acceptance(self):
        self._sell("2026-03-05", (self.beer, 2_000_000))
        self.start_tour(
            "/odoo/action-p2it_commission.action_commission_settle",
            "p2it_commission_settle",
            login=self.officer.login,
        )
        settlement = self._get_entries().settlement_id
        self.assertEqual((settlement.amount_total, settlement.state), (60_000, "draft"))
        url = f"/odoo/commission-settlements/{settlement.id}"
        self.start_tour(url, "p2it_commission_dispute", login=self.minh.login)
        self.assertEqual(settlement.state, "disputed")
        self.start_tour("/odoo/commission-disputes", "p2it_commission_answer", login=self.officer.login)
        self.assertEqual(settlement.dispute_ids.answer, "Tính vào tháng tư")
        self.start_tour(url, "p2it_commission_accept", login=self.minh.login)
        self.assertEqual((settlement.state, settlement.decided_by), ("accepted", self.minh))
