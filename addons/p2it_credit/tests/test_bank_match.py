from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .bank_common import BankCommon

NAME = "CONG TY TNHH BAO BI ONG QUAN"
OTHER = "HO KINH DOANH THUC PHAM NGA TOAN"


@tagged("post_install", "-at_install")
class TestBankMatch(BankCommon):
    """What lines are matched with, by whom it is confirmed, and what is kept of it."""

    def _line(self, reference="FT1", amount=20_000_000, payer_name=NAME, memo="DH00061", **values):
        told = {
            "bank_reference": reference,
            "amount": amount,
            "payer_name": payer_name,
            "memo": memo,
            **values,
        }
        return self._create_lines(told).with_user(self.accountant)

    def _record_transfer(self, order, amount, **values):
        transfer = self.env["p2it.bank.transfer"].create(
            {
                "company_id": self.company.id,
                "partner_id": order.partner_id.id,
                "bank_id": self.journal.id,
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "date": "2026-09-04",
                "line_ids": [(0, 0, {"order_id": order.id, "amount": amount})],
                **values,
            }
        )
        transfer.action_record()
        return transfer

    def test_a_number_and_the_name_are_certain_in_any_spelling(self):
        for number, memo in enumerate(("dh00061", "DH 00061", "TT don hang DH-00061", "THANHTOANDH00061")):
            with self.subTest(memo=memo), self.env.cr.savepoint() as savepoint:
                line = self._line(f"S{number}", memo=memo)
                self.assertEqual((line.state, line.is_certain), ("matched", True), line.reason)
                self.assertEqual(line.allocation_ids.mapped("amount"), [20_000_000])
                savepoint.rollback()

    def test_a_number_of_another_customers_order_is_proposed_only(self):
        line = self._line(payer_name=OTHER)
        self.assertEqual(line.state, "proposed")
        self.assertIn("name is that of another", line.reason)

    def test_two_orders_get_the_money_as_they_are_named(self):
        second = self._create_order("DH00062", self.dong_quan, 8_000_000)
        line = self._line(amount=22_000_000, memo="DH00061 va DH00062")
        self.assertEqual(line.state, "matched", line.reason)
        given = {part.order_id: part.amount for part in line.allocation_ids}
        self.assertEqual(given, {self.order: 20_000_000, second: 2_000_000})

    def test_orders_of_two_customers_are_left_to_a_person(self):
        line = self._line(memo="DH00061 va DH00639")
        self.assertEqual(line.state, "proposed")
        self.assertIn("another customer", line.reason)

    def test_a_second_line_gets_what_the_first_left(self):
        lines = self._create_lines(
            {"bank_reference": "A", "amount": 15_000_000, "payer_name": NAME, "memo": "DH00061"},
            {"bank_reference": "B", "amount": 5_000_000, "payer_name": NAME, "memo": "DH00061"},
            {"bank_reference": "C", "amount": 1_000_000, "payer_name": NAME, "memo": "DH00061"},
        )
        self.assertEqual(sorted(lines.mapped("state")), ["matched", "matched", "proposed"])

    def test_a_transfer_code_is_certain_whoever_pays_but_for_another_customer(self):
        memo = f"{self.order.transfer_code} thanh toan"
        self.assertTrue(self._line("T1", payer_name="NGUYEN THI GIAM DOC", memo=memo).is_certain)
        self.assertEqual(self._line("T2", payer_name=OTHER, memo=memo).state, "proposed")
        wrong = self.order.transfer_code[:-1] + str((int(self.order.transfer_code[-1]) + 1) % 10)
        self.assertNotEqual(self._line("T3", payer_name="NGUYEN THI B", memo=wrong).state, "matched")

    def test_confirming_pays_the_order_and_ties_the_transfer(self):
        line = self._line()
        line.action_confirm()
        transfer = line.transfer_id
        self.assertEqual((line.state, transfer.state), ("confirmed", "confirmed"))
        self.assertEqual((transfer.bank_reference, transfer.payer_name), ("FT1", NAME))
        self.assertEqual(transfer.payment_id.amount, 20_000_000)
        self.assertEqual(self.order.amount_lacking, 0)
        self.assertEqual(line.event_ids.mapped("kind"), ["confirmed"])

    def test_a_recorded_transfer_is_taken_and_confirmed_by_the_banks_word(self):
        transfer = self._record_transfer(self.order, 20_000_000, bank_reference="FT1")
        line = self._line(payer_name="AI DO", memo="ck")
        self.assertEqual((line.state, line.transfer_id), ("matched", transfer), line.reason)
        line.action_confirm()
        self.assertEqual(transfer.state, "confirmed")
        self.assertEqual(
            self.env["p2it.bank.transfer"].search_count([("company_id", "=", self.company.id)]), 1
        )

    def test_a_transfer_recorded_without_reference_is_found_by_payer_amount_and_day(self):
        transfer = self._record_transfer(self.order, 7_000_000)
        line = self._line(amount=7_000_000, memo="ck tien hang")
        self.assertEqual((line.state, line.transfer_id), ("matched", transfer), line.reason)
        line.action_confirm()
        self.assertEqual((transfer.state, transfer.bank_reference), ("confirmed", "FT1"))

    def test_two_lines_for_one_recorded_transfer_are_both_left_to_a_person(self):
        self._record_transfer(self.order, 7_000_000)
        told = {"amount": 7_000_000, "payer_name": NAME, "memo": "ck"}
        lines = self._create_lines({**told, "bank_reference": "A"}, {**told, "bank_reference": "B"})
        self.assertEqual(lines.mapped("state"), ["proposed", "proposed"])

    def test_money_confirmed_by_hand_is_not_counted_again(self):
        transfer = self._record_transfer(self.order, 20_000_000, bank_reference="FT1")
        transfer.with_user(self.accountant).action_confirm()
        line = self._line()
        self.assertEqual((line.state, line.transfer_id), ("matched", transfer), line.reason)
        line.action_confirm()
        payments = self.env["account.payment"].search([("company_id", "=", self.company.id)])
        self.assertEqual((line.state, len(payments)), ("confirmed", 1))

    def test_an_account_is_learned_and_tells_who_paid(self):
        account = {"payer_account": "1903 6666 8888"}
        first = self._line("L1", 1_000_000, **account)
        first.action_confirm()
        learned = self.env["p2it.payer.account"].search([("company_id", "=", self.company.id)])
        self.assertEqual((learned.account, learned.partner_id), ("190366668888", self.dong_quan))
        line = self._line("L2", 19_000_000, payer_name="NGUYEN VAN A", memo="ck tien hang", **account)
        self.assertEqual((line.state, line.order_names), ("matched", "DH00061"), line.reason)

    def test_an_account_of_two_customers_tells_nothing(self):
        accounts = self.env["p2it.payer.account"]
        for partner in (self.dong_quan, self.nga_toan):
            accounts.create(
                {"account": "190366668888", "partner_id": partner.id, "company_id": self.company.id}
            )
        line = self._line(payer_name="NGUYEN VAN A", memo="ck", payer_account="190366668888")
        self.assertNotEqual(line.state, "matched")
        self.assertIn("several customers", line.reason)

    def test_what_a_person_chose_stays_when_matched_again(self):
        line = self._line(memo="ck tien hang", amount=3_000_000)
        line._choose(self.nga_toan, [(self.other_order.id, 2_000_000)])
        line.action_match()
        self.assertEqual((line.state, line.is_manual, line.order_names), ("matched", True, "DH00639"))
        self.assertEqual(line.unallocated, 1_000_000)
        line.action_confirm()
        self.assertEqual(line.transfer_id.amount_on_account, 1_000_000)

    def test_taking_back_keeps_the_history_and_stays_taken_back(self):
        line = self._line()
        line.action_unmatch()
        line.action_match()
        self.assertEqual((line.state, line.is_manual), ("proposed", True))
        line.proposal_ids[0].with_user(self.accountant).action_choose()
        line.action_confirm()
        self.assertEqual(line.event_ids.mapped("kind"), ["confirmed", "chosen", "unmatched"])
        with self.assertRaisesRegex(UserError, "Reverse"):
            line.action_unmatch()
        line.transfer_id.action_reverse("wrong customer")
        line.action_unmatch()
        self.assertEqual((line.state, line.transfer_id.id), ("proposed", False))

    def test_choices_that_do_not_fit_are_refused(self):
        line = self._line(memo="ck", amount=3_000_000)
        choices = (
            (self.dong_quan, [(self.other_order.id, 1_000_000)]),
            (self.nga_toan, [(self.other_order.id, 4_000_000)]),
            (self.nga_toan, [(self.other_order.id, -1)]),
        )
        for partner, pairs in choices:
            with self.subTest(pairs=pairs), self.assertRaises(UserError):
                line._choose(partner, pairs)
        self.assertFalse(line.allocation_ids)

    def test_money_without_an_order_goes_on_the_customers_account(self):
        line = self._line(memo="dat coc", amount=3_000_000)
        line._choose(self.dong_quan, [])
        line.action_confirm()
        self.assertEqual((line.transfer_id.amount_on_account, line.state), (3_000_000, "confirmed"))

    def test_one_click_confirms_the_certain_and_leaves_the_rest(self):
        certain = self._line("C1", 1_000_000)
        doubtful = self._line("C2", payer_name=OTHER)
        self.env["p2it.bank.line"].with_user(self.accountant).with_context(
            allowed_company_ids=self.company.ids
        ).action_confirm_certain()
        self.assertEqual((certain.state, doubtful.state), ("confirmed", "proposed"))

    def test_what_changed_before_the_click_is_left_to_a_person(self):
        line = self._line()
        self.order._action_cancel()
        line.action_confirm_certain()
        self.assertEqual(line.state, "proposed")
        self.assertIn("Cancelled", line.reason)

    def test_one_that_fails_says_why_and_holds_up_no_other(self):
        bad, good = self._line("F1", 1_000_000), self._line("F2", 2_000_000)
        self._record_transfer(self.other_order, 5_000_000, bank_reference="F1")
        (bad | good).action_confirm()
        self.assertEqual((bad.state, good.state), ("matched", "confirmed"))
        self.assertIn("could not be confirmed", bad.reason)
        self.assertIn("failed", bad.event_ids.mapped("kind"))

    def test_certain_lines_confirm_alone_where_the_company_wants_it(self):
        self.company.bank_match_mode = "confirm"
        told = {"amount": 20_000_000, "memo": "DH00061"}
        self._create_lines(
            {**told, "bank_reference": "FT1", "payer_name": NAME},
            {**told, "bank_reference": "FT2", "payer_name": OTHER},
            source="webhook",
        ).sudo()._confirm_alone()
        lines = self.env["p2it.bank.line"].search([("company_id", "=", self.company.id)])
        states = {line.bank_reference: line.state for line in lines}
        self.assertEqual(states, {"FT1": "confirmed", "FT2": "proposed"})

    def test_ignored_lines_stay_out_until_somebody_looks_again(self):
        line = self._line(memo="lai suat", payer_name="VIETCOMBANK", amount=1234)
        line.action_ignore()
        line.action_match()
        self.assertEqual(line.state, "ignored")
        line.action_reopen()
        self.assertEqual(line.state, "unmatched")

    def test_the_same_payment_by_two_ways_is_never_certain_twice(self):
        self._create_lines(
            {"bank_reference": "FT1", "amount": 5_000_000, "payer_name": NAME, "memo": "DH00061"},
            source="webhook",
        )
        line = self._line("VCB.FT1", 5_000_000)
        self.assertEqual(line.state, "proposed")
        self.assertIn("another way", line.reason)

    def test_salespeople_do_nothing_with_lines(self):
        line = self._line()
        for call in (
            "action_match",
            "action_confirm",
            "action_confirm_certain",
            "action_ignore",
            "action_unmatch",
        ):
            with self.subTest(call=call), self.assertRaises(AccessError):
                getattr(line.with_user(self.seller), call)()
        with self.assertRaises(AccessError):
            line.proposal_ids.with_user(self.seller).action_choose()
