from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .settle_common import SettleCommon


@tagged("post_install", "-at_install")
class TestDispute(SettleCommon):
    """Asked, answered and kept."""

    def setUp(self):
        super().setUp()
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self.entry = self._get_entries()
        self.dispute = self._as(self.minh, self.entry).action_ask("Vì sao chỉ 3%?").sudo()

    def test_officers_are_told_and_answer(self):
        question = self.dispute.message_ids.filtered(lambda message: "3%" in (message.body or ""))
        self.assertIn(self.officer.partner_id, question.partner_ids)
        self.assertEqual((self.dispute.name, self.dispute.amount), (self.entry.origin, 30_000))
        self._as(self.officer, self.dispute).action_answer("Theo kế hoạch năm 2026")
        self.assertEqual((self.dispute.state, self.dispute.answered_by), ("answered", self.officer))
        answer = self.dispute.message_ids.filtered(lambda message: "2026" in (message.body or ""))
        self.assertIn(self.minh.partner_id, answer.partner_ids)

    def test_asked_again_then_closed(self):
        with self.assertRaises(UserError):
            self._as(self.minh, self.dispute).action_reopen("Chưa rõ")
        self._as(self.officer, self.dispute).action_answer("Theo kế hoạch")
        self._as(self.minh, self.dispute).action_reopen("Kế hoạch nào?")
        self.assertEqual((self.dispute.state, self.dispute.answer), ("open", "Theo kế hoạch"))
        self._as(self.officer, self.dispute).action_answer("Bản 1")
        self._as(self.minh, self.dispute).action_close()
        self.assertEqual(self.dispute.state, "closed")
        bodies = " ".join(str(message.body) for message in self.dispute.message_ids)
        for text in ("Vì sao chỉ 3%?", "Theo kế hoạch", "Kế hoạch nào?", "Bản 1"):
            self.assertIn(text, bodies)
        with self.assertRaises(UserError):
            self._as(self.officer, self.dispute).action_answer("Muộn")

    def test_only_the_person_the_leaders_and_officers_read_it(self):
        for user in (self.minh, self.leader, self.officer):
            self.assertTrue(self._as(user, self.dispute).has_access("read"), user.login)
            self.assertEqual(self._as(user, self.dispute).search([]), self.dispute)
        self.assertFalse(self._as(self.lan, self.dispute).search([]))
        with self.assertRaises(AccessError):
            self._as(self.lan, self.dispute).message_post(body="Xen vào")
        with self.assertRaises(AccessError):
            self._as(self.lan, self.dispute).message_ids.read(["body"])
        with self.assertRaises(AccessError):
            self._as(self.lan, self.dispute).action_close()

    def test_it_is_talked_about_below(self):
        self._as(self.minh, self.dispute).message_post(body="Có thêm chứng từ")
        self.assertIn("chứng từ", str(self.dispute.message_ids[0].body))

    def test_a_leader_asks_for_the_people_below(self):
        dispute = self._as(self.leader, self.entry).action_ask("Minh hỏi giúp").sudo()
        self.assertEqual((dispute.user_id, dispute.asked_by), (self.minh, self.leader))
        self.assertTrue(self._as(self.minh, dispute).has_access("read"))
        with self.assertRaises(AccessError):
            self._as(self.lan, self.entry).action_ask("Tò mò")

    def test_the_leader_reads_but_does_not_close_what_the_person_asked(self):
        with self.assertRaises(AccessError):
            self._as(self.leader, self.dispute).action_close()

    def test_nothing_is_asked_without_words(self):
        with self.assertRaises(UserError):
            self._as(self.minh, self.entry).action_ask("")
