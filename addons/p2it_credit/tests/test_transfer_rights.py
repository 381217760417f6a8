from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .transfer_common import PNG, TransferCommon


@tagged("post_install", "-at_install")
class TestTransferRights(TransferCommon):
    """Who sees, records, changes and confirms what; what is kept of it."""

    def test_salespeople_see_the_transfers_of_their_customers_only(self):
        transfer = self._record((self._create_order(100), 100))
        lines, transfers = self.env["p2it.bank.transfer.line"], self.env["p2it.bank.transfer"]
        self.assertEqual(transfers.with_user(self.salesperson).search([("id", "=", transfer.id)]), transfer)
        self.assertFalse(transfers.with_user(self.colleague).search([("id", "=", transfer.id)]))
        self.assertFalse(lines.with_user(self.colleague).search([("transfer_id", "=", transfer.id)]))
        with self.assertRaises(AccessError):
            transfer.with_user(self.colleague).read(["amount"])

    def test_nobody_else_sees_the_slip(self):
        file = self._create_file()
        transfer = self._record((self._create_order(100), 100), proof_ids=[Command.link(file.id)])
        self.assertEqual((file.res_model, file.res_id), (transfer._name, transfer.id))
        self.assertEqual(file.with_user(self.accountant).raw, PNG)
        with self.assertRaises(AccessError):
            file.with_user(self.colleague).read(["raw"])
        self.assertFalse(self.env["ir.attachment"].with_user(self.colleague).search([("id", "=", file.id)]))

    def test_portal_and_plain_users_get_nothing(self):
        transfer = self._record((self._create_order(100), 100))
        portal = new_test_user(self.env, "p2it_portal", groups="base.group_portal")
        plain = new_test_user(self.env, "p2it_plain", groups="base.group_user")
        portal.partner_id.parent_id = self.customer
        for user in (portal, plain):
            for record in (transfer, transfer.line_ids):
                with self.subTest(user=user.login, model=record._name), self.assertRaises(AccessError):
                    record.with_user(user).read(["amount"])
                with self.subTest(user=user.login, model=record._name), self.assertRaises(AccessError):
                    record.with_user(user).search([])

    def test_only_what_one_sees_is_recorded(self):
        theirs = self._create_customer("Khách của Colin", user_id=self.colleague.id)
        order = self._create_order(10, partner=theirs, user_id=self.colleague.id)
        for values in (
            self._prepare_transfer(amount=10, partner=theirs),
            self._prepare_transfer((order, 10)),
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.env["p2it.bank.transfer"].with_user(self.salesperson).create(values)

    def test_another_s_transfer_is_left_alone(self):
        transfer = self._record((self._create_order(100), 100))
        self.customer.user_id = self.colleague
        mine = transfer.with_user(self.colleague)
        mine.read(["amount"])
        for attempt in (
            lambda: mine.write({"amount": 200}),
            lambda: mine.line_ids.write({"amount": 5}),
            lambda: mine.line_ids.unlink(),
            lambda: mine.line_ids.create({"transfer_id": mine.id, "order_id": 1, "amount": 1}),
            lambda: mine.unlink(),
            lambda: mine.action_record(),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_a_change_is_kept_in_the_history_whatever_the_context_says(self):
        order = self._create_order(100)
        transfer = self._record((order, 50))
        quiet = transfer.with_user(self.salesperson).with_context(
            tracking_disable=True, mail_notrack=True, mail_create_nolog=True
        )
        quiet.write({"amount": 70, "bank_reference": "FT-MỚI"})
        body = transfer.message_ids[0].body
        for text in ("50", "70", "FT-MỚI"):
            self.assertIn(text, body)
        quiet.line_ids.amount = 60
        self.assertIn(order.name, transfer.message_ids[0].body)
        self.assertIn("60", transfer.message_ids[0].body)

    def test_who_recorded_it_does_not_confirm_it(self):
        order = self._create_order(100)
        transfer = self._record((order, 100), user=self.accountant)
        for name, call in {
            "confirm": lambda one: one.action_confirm(),
            "superuser rights": lambda one: one.sudo().action_confirm(),
            "reject": lambda one: one.action_reject("x"),
        }.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "another accountant"):
                call(transfer.with_user(self.accountant))
        self.assertFalse(transfer.with_user(self.accountant).may_decide)
        self._confirm(transfer, self.second)

    def test_who_changed_it_does_not_confirm_it(self):
        order = self._create_order(100)
        for values in (
            {"amount": 120},
            {"date": "2026-01-01"},
            {"bank_reference": "KHÁC"},
            {"line_ids": [Command.clear()]},
            {"payer_account": "0071"},
        ):
            with self.subTest(values):
                transfer = self._record((order, 10))
                transfer.with_user(self.accountant).write(values)
                self.assertIn(self.accountant, transfer.recorder_ids)
                with self.assertRaisesRegex(UserError, "another accountant"):
                    self._confirm(transfer)
                self._confirm(transfer, self.second)

    def test_who_changed_its_line_does_not_confirm_it(self):
        transfer = self._record((self._create_order(100), 100))
        transfer.with_user(self.accountant).line_ids.amount = 90
        with self.assertRaisesRegex(UserError, "another accountant"):
            self._confirm(transfer)

    def test_an_accountant_fills_in_what_nobody_said(self):
        transfer = self._record((self._create_order(100), 100), bank_reference=False, bank_id=False)
        transfer.with_user(self.accountant).write({"bank_reference": "FT5", "bank_id": self.bank.id})
        self._confirm(transfer)
        self.assertEqual(transfer.confirmed_by, self.accountant)

    def test_putting_the_surplus_on_account_makes_nobody_a_recorder(self):
        order = self._create_order(100)
        self._confirm(self._record((order, 60)))
        transfer = self._record((order, 40))
        order.order_line.price_unit = 80
        transfer.with_user(self.accountant).action_put_surplus_on_account()
        self._confirm(transfer)
        self.assertEqual(transfer.amount_on_account, 20)

    def test_what_is_confirmed_is_never_changed(self):
        order = self._create_order(200)
        transfer = self._confirm(self._record((order, 100)))
        line = transfer.line_ids
        for user in (self.salesperson, self.accountant, self.second):
            mine = transfer.with_user(user)
            for attempt in (
                lambda one=mine: one.write({"amount": 200}),
                lambda one=mine: one.write({"bank_reference": "KHÁC"}),
                lambda one=mine: one.write({"proof_ids": [Command.clear()]}),
                lambda one=mine: one.line_ids.write({"amount": 5}),
                lambda one=mine: one.line_ids.unlink(),
                lambda one=mine: one.write({"line_ids": [Command.clear()]}),
                lambda one=mine: one.sudo().write({"amount": 5}),
                lambda one=mine: one.sudo().unlink(),
                lambda one=mine: one.action_record(),
            ):
                with self.assertRaises(UserError):
                    attempt()
        self.assertEqual((transfer.amount, line.amount, order.amount_paid), (100, 100, 100))

    def test_what_was_recorded_is_never_deleted(self):
        draft = self.env["p2it.bank.transfer"].with_user(self.salesperson)
        draft.create(self._prepare_transfer(amount=5)).unlink()
        transfer = self._record((self._create_order(100), 100))
        for state in ("recorded", "rejected"):
            if state == "rejected":
                transfer.with_user(self.accountant).action_reject("Sai")
            for user in (self.salesperson, self.accountant):
                with self.assertRaisesRegex(UserError, "is kept"):
                    transfer.with_user(user).unlink()

    def test_a_reference_is_accepted_once(self):
        order = self._create_order(100)
        first = self._record((order, 10), bank_reference="ft 26 001")
        self.assertEqual(first.bank_reference_key, "FT26001")
        with self.assertRaisesRegex(ValidationError, "recorded already in TR/"):
            self._record((order, 10), bank_reference="FT26001 ")
        self._confirm(first)
        with self.assertRaisesRegex(ValidationError, "recorded already"):
            self._record((order, 10), bank_reference="FT\u00a026001")

    def test_a_reference_taken_by_a_hidden_transfer_tells_no_number(self):
        theirs = self._create_customer("Khách của Colin", user_id=self.colleague.id)
        self._record(partner=theirs, amount=5, bank_reference="FT1X", user=self.colleague)
        with self.assertRaises(ValidationError) as caught:
            self._record(amount=5, bank_reference="FT1X")
        self.assertNotIn("TR/", str(caught.exception))

    def test_the_reference_of_a_rejected_one_may_be_recorded_again(self):
        order = self._create_order(100)
        first = self._record((order, 10), bank_reference="FT1")
        first.with_user(self.accountant).action_reject("Nhầm khách")
        self._confirm(self._record((order, 10), bank_reference="FT1"))
        with self.assertRaisesRegex(ValidationError, "recorded already"):
            first.with_user(self.salesperson).action_record()

    def test_the_reference_of_a_reversed_one_is_for_its_correction_only(self):
        order = self._create_order(100)
        first = self._confirm(self._record((order, 10), bank_reference="FT1"))
        first.with_user(self.accountant).action_reverse("Nhầm khách")
        with self.assertRaisesRegex(ValidationError, "recorded already"):
            self._record((order, 10), bank_reference="FT1")
        action = first.with_user(self.accountant).action_correct()
        correction = self.env["p2it.bank.transfer"].browse(action["res_id"])
        correction.with_user(self.accountant).action_record()
        self._confirm(correction, self.second)
        self.assertEqual(correction.corrects_id, first)

    def test_the_same_reference_in_another_company_is_another_one(self):
        company = self.env["res.company"].create({"name": "Công ty hai"})
        self._record(amount=5, bank_reference="FT1")
        other = self.env["p2it.bank.transfer"].create(
            {
                "partner_id": self.customer.id,
                "amount": 5,
                "company_id": company.id,
                "bank_reference": "FT1",
            }
        )
        other.action_record()
        self.assertEqual(other.state, "recorded")

    def test_only_photos_and_pdf_are_proofs(self):
        cases = {
            "a script": b"<script>alert(1)</script>",
            "a drawing that may hold a script": b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
            "a program": b"MZ\x90\x00" + b"\x00" * 200,
            "nothing": b"",
        }
        for name, raw in cases.items():
            file = self._create_file(raw=raw, mimetype="image/png")
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "no photo"):
                self._record(amount=5, proof_ids=[Command.link(file.id)])
        link = self._create_file(raw=False, type="url", url="https://p2it.example/x.png")
        with self.assertRaisesRegex(ValidationError, "no photo"):
            self._record(amount=5, proof_ids=[Command.link(link.id)])

    def test_a_proof_has_a_limit(self):
        file = self._create_file(raw=PNG + b"\x00" * (10 * 1024 * 1024))
        with self.assertRaisesRegex(ValidationError, "10 MB"):
            self._record(amount=5, proof_ids=[Command.link(file.id)])
        files = self.env["ir.attachment"].union(*(self._create_file() for _n in range(11)))
        with self.assertRaisesRegex(ValidationError, "at most"):
            self._record(amount=5, proof_ids=[Command.set(files.ids)])

    def test_a_file_of_another_document_is_copied(self):
        file = self._create_file(res_model="res.partner", res_id=self.customer.id)
        transfer = self._record(amount=5, proof_ids=[Command.link(file.id)])
        self.assertNotEqual(transfer.proof_ids, file)
        self.assertEqual(transfer.proof_ids.raw, PNG)
        self.assertEqual((file.res_model, file.res_id), ("res.partner", self.customer.id))

    def test_a_file_one_may_not_see_is_no_proof(self):
        theirs = self._create_customer("Khách của Colin", user_id=self.colleague.id)
        file = self._create_file(self.env.user, res_model="res.partner", res_id=theirs.id)
        with self.assertRaises(AccessError):
            self._record(amount=5, proof_ids=[Command.link(file.id)])

    def test_the_slip_of_what_was_recorded_is_evidence(self):
        file = self._create_file()
        transfer = self._record(amount=5, proof_ids=[Command.link(file.id)])
        for mine in (file.with_user(self.salesperson), file.with_user(self.accountant), file.sudo()):
            for attempt in (
                lambda one=mine: one.unlink(),
                lambda one=mine: one.write({"raw": b"x"}),
                lambda one=mine: one.write({"res_id": 0}),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        self.assertIn(f"/web/image/{file.id}", str(transfer.proof_preview))

    def test_a_photo_is_added_to_what_was_recorded(self):
        transfer = self._record(amount=5)
        file = self._create_file()
        transfer.with_user(self.salesperson).proof_ids = [Command.link(file.id)]
        self.assertEqual(file.res_id, transfer.id)
        self.assertIn(file.name, transfer.message_ids[0].body)
