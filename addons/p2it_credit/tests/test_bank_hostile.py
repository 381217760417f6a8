from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .bank_common import BankCommon

NAME = "CONG TY TNHH BAO BI ONG QUAN"
ROW = ["FT1", "04/09/2026", "20000000", NAME, "DH00061"]


@tagged("post_install", "-at_install")
class TestBankHostile(BankCommon):
    """Money that one person alone would make, and lines that count twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_user("ke_toan_2", "p2it_credit.group_accountant")
        (cls.order | cls.other_order).user_id = cls.seller

    def _get_lines(self):
        return self.env["p2it.bank.line"].search([("company_id", "=", self.company.id)])

    def _record_transfer(self, order, amount, user=None, **values):
        transfers = self.env["p2it.bank.transfer"].with_user(user or self.env.user)
        transfer = transfers.create(
            {
                "company_id": self.company.id,
                "partner_id": order.partner_id.id,
                "bank_id": self.journal.id,
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "date": "2026-09-04",
                "line_ids": [fields.Command.create({"order_id": order.id, "amount": amount})],
                **values,
            }
        )
        transfer.action_record()
        return transfer.with_user(self.env.user)

    def test_who_uploaded_a_file_does_not_confirm_its_money(self):
        self._import([ROW])
        line = self._get_lines()
        own = line.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "another accountant"):
            own.action_confirm()
        own.action_confirm_certain()
        own._choose(self.dong_quan, [(self.order.id, 5_000_000)])
        with self.assertRaisesRegex(UserError, "another accountant"):
            own.action_confirm()
        self.assertEqual((line.state, self.order.amount_paid), ("matched", 0))
        line.with_user(self.second).action_confirm()
        self.assertEqual((line.state, self.order.amount_paid), ("confirmed", 5_000_000))

    def test_a_file_of_ones_own_does_not_confirm_the_transfer_one_recorded(self):
        transfer = self._record_transfer(self.order, 20_000_000, self.accountant, bank_reference="FT1")
        self._import([ROW])
        line = self._get_lines()
        self.assertEqual(line.transfer_id, transfer, line.reason)
        for user in (self.accountant, self.env.ref("base.user_root")):
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "another accountant"):
                line.with_user(user).action_confirm()
        self.assertTrue(line.is_certain)
        line.with_user(self.second).action_confirm()
        self.assertEqual(transfer.state, "confirmed")

    def test_what_a_salesperson_recorded_is_confirmed_by_who_uploaded_the_file(self):
        transfer = self._record_transfer(self.order, 20_000_000, self.seller, bank_reference="FT1")
        self._import([ROW])
        self._get_lines().with_user(self.accountant).action_confirm()
        self.assertEqual(transfer.state, "confirmed")

    def test_files_confirm_alone_only_what_somebody_else_recorded(self):
        self.company.bank_match_mode = "confirm"
        transfer = self._record_transfer(self.order, 7_000_000, self.seller, bank_reference="FT2")
        self._import([ROW, ["FT2", "04/09/2026", "7000000", NAME, "ck"]])
        states = {line.bank_reference: line.state for line in self._get_lines()}
        self.assertEqual((states, transfer.state), ({"FT1": "matched", "FT2": "confirmed"}, "confirmed"))
        lines = self._get_lines().filtered(lambda line: line.state == "matched")
        self.assertTrue(lines.is_certain)
        self.assertFalse(lines._get_confirmable_alone())

    def test_of_customers_with_the_same_name_none_is_certain(self):
        first = self._create_customer("Nguyễn Văn An")
        self._create_customer("Nguyễn Văn An")
        self._record_transfer(self._create_order("DH00777", first, 5_000_000), 5_000_000)
        line = self._create_lines(
            {"bank_reference": "Z1", "amount": 5_000_000, "payer_name": "NGUYEN VAN AN", "memo": "ck"}
        )
        self.assertEqual(line.state, "proposed")

    def test_the_same_money_by_two_ways_in_other_words_is_left_to_a_person(self):
        told = {"amount": 5_000_000, "payer_name": NAME}
        self._create_lines({**told, "bank_reference": "FT1", "memo": "DH00061"}, source="webhook")
        line = self._create_lines(
            {**told, "bank_reference": "88", "memo": "MBVCB DH00061 ct tu 190", "date": "2026-09-05"}
        )
        self.assertEqual(line.state, "proposed")
        self.assertIn("another way", line.reason)

    def test_a_file_without_the_column_of_references_counts_nothing_again(self):
        told = {"amount": 5_000_000, "payer_name": NAME, "memo": "DH00061"}
        first = self._create_lines({**told, "bank_reference": "FT1"}, {**told, "bank_reference": "FT2"})
        self.assertEqual(first.mapped("is_certain"), [True, True])
        again = self._create_lines(told)
        self.assertEqual(again.state, "proposed", again.reason)

    def test_the_banks_own_reference_replaces_a_mistyped_one(self):
        transfer = self._record_transfer(self.order, 7_000_000, self.seller, bank_reference="FT99")
        line = self._create_lines(
            {"bank_reference": "FT1", "amount": 7_000_000, "payer_name": NAME, "memo": "ck"}
        ).with_user(self.accountant)
        line._choose(self.dong_quan, [(self.order.id, 7_000_000)], transfer)
        line.action_confirm()
        self.assertEqual((transfer.state, transfer.bank_reference), ("confirmed", "FT1"))
        with self.assertRaisesRegex(UserError, "recorded already"):
            self._record_transfer(self.order, 1_000_000, self.seller, bank_reference="ft 1")

    def test_a_line_tied_to_money_confirmed_under_another_reference_counts_once(self):
        transfer = self._record_transfer(self.order, 7_000_000, self.seller, bank_reference="FT99")
        transfer.with_user(self.accountant).action_confirm()
        line = self._create_lines(
            {"bank_reference": "FT1", "amount": 7_000_000, "payer_name": NAME, "memo": "ck"}
        ).with_user(self.accountant)
        line._choose(self.dong_quan, [(self.order.id, 7_000_000)], transfer)
        line.action_confirm()
        with self.assertRaisesRegex(UserError, "recorded already"):
            self._record_transfer(self.order, 1_000_000, self.seller, bank_reference="FT-1")

    def test_a_line_of_reversed_money_is_chosen_anew(self):
        line = self._create_lines(
            {"bank_reference": "FT1", "amount": 5_000_000, "payer_name": NAME, "memo": "DH00061"}
        ).with_user(self.accountant)
        line.action_confirm()
        first = line.transfer_id
        first.with_user(self.accountant).action_reverse("sai khách")
        line.action_unmatch()
        line._choose(self.nga_toan, [(self.other_order.id, 5_000_000)])
        line.action_confirm()
        self.assertEqual((line.transfer_id.corrects_id, line.transfer_id.state), (first, "confirmed"))
        self.assertEqual((self.order.amount_paid, self.other_order.amount_paid), (0, 5_000_000))

    def test_a_reversed_line_does_not_come_back_by_itself(self):
        line = self._create_lines(
            {"bank_reference": "FT1", "amount": 5_000_000, "payer_name": NAME, "memo": "DH00061"},
            source="webhook",
        ).with_user(self.accountant)
        line.action_confirm()
        line.transfer_id.with_user(self.accountant).action_reverse("ngân hàng thu lại")
        line.action_unmatch()
        line.action_reopen()
        line.sudo()._confirm()
        self.assertNotEqual(line.state, "confirmed")
        self.assertEqual(self.order.amount_paid, 0)

    def test_an_account_is_learned_from_the_bank_only_and_forgotten_with_its_error(self):
        accounts = self.env["p2it.payer.account"]
        typed = self._record_transfer(
            self.order, 1000, self.seller, bank_reference="T1", payer_account="190366668888"
        )
        typed.with_user(self.accountant).action_confirm()
        self.assertFalse(accounts.search([("company_id", "=", self.company.id)]))
        told = {"amount": 1_000_000, "payer_name": NAME, "memo": "DH00061", "payer_account": "19036666 8888"}
        lines = self._create_lines({**told, "bank_reference": "A"}, {**told, "bank_reference": "B"})
        lines.with_user(self.accountant).action_confirm()
        self.assertEqual(lines.mapped("state"), ["confirmed", "confirmed"])
        for line, kept in zip(lines, (1, 0), strict=True):
            line.transfer_id.with_user(self.accountant).action_reverse("sai khách")
            self.assertEqual(accounts.search_count([("company_id", "=", self.company.id)]), kept)

    def test_a_recorded_transfer_goes_with_its_own_customer_and_orders(self):
        transfer = self._record_transfer(self.other_order, 5_000_000, self.seller)
        line = self._create_lines(
            {"bank_reference": "A", "amount": 5_000_000, "memo": "ck"}, source="webhook"
        ).with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "not of"):
            line._choose(self.dong_quan, [(self.order.id, 5_000_000)], transfer)
        line._choose(self.nga_toan, [], transfer)
        self.assertEqual(line.order_names, "DH00639")
        line.action_confirm()
        self.assertEqual(self.other_order.amount_paid, 5_000_000)

    def test_an_order_that_money_names_is_cancelled_not_deleted(self):
        self._create_lines(
            {"bank_reference": "A", "amount": 5_000_000, "payer_name": NAME, "memo": "DH00061"}
        )
        with self.assertRaisesRegex(UserError, "Cancel the order instead"):
            self.order.unlink()
