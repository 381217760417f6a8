import io

import pypdfium2
import zxingcpp
from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ..domain.vietqr import VietQR, parse
from .vietqr_common import VietqrCommon


@tagged("post_install", "-at_install")
class TestVietqr(VietqrCommon):
    def test_the_picture_pays_the_order(self):
        [transfer] = self._read_pictures(self.order.vietqr_card)
        purpose = f"{self.order.transfer_code} {self.order.name}"
        self.assertEqual(transfer, VietQR("970436", "0011001932418", 120000, purpose))
        self.assertEqual(self.env["sale.order"]._find_by_transfer_text(transfer.purpose), self.order)

    def test_the_picture_follows_the_amount(self):
        self.order.order_line.price_unit = 250000
        self.assertEqual(parse(self.order.vietqr_text).amount, 250000)
        self.assertEqual([t.amount for t in self._read_pictures(self.order.vietqr_card)], [250000])

    def test_a_prepayment_is_asked_for_until_the_order_is_confirmed(self):
        self.order.write({"require_payment": True, "prepayment_percent": 0.3})
        self.assertEqual(self.order.vietqr_amount, 36000)
        self.order.action_confirm()
        self.assertEqual(self.order.vietqr_amount, 120000)

    def test_the_prepayment_of_the_credit_terms_is_asked_for(self):
        company = self.env["res.company"].create({"name": "Đại Phát Huế", "currency_id": self.dong.id})
        account = self.account.copy({"acc_number": "777", "partner_id": company.partner_id.id})
        company.vietqr_account_id = account
        self.env["p2it.credit.policy"].create(
            {
                "partner_id": self.customer.id,
                "company_id": company.id,
                "prepayment_kind": "percent",
                "prepayment_percent": 40,
            }
        )
        order = self._create_order(company_id=company.id, user_id=False, pricelist_id=False)
        self.assertEqual(order.currency_id, self.dong)
        self.assertEqual((order.vietqr_amount, parse(order.vietqr_text).account), (48000, "777"))

    def test_only_what_is_not_paid_yet_is_asked_for(self):
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        self.assertEqual(self.order.vietqr_amount, 120000)
        invoice.action_post()
        self.assertEqual(self.order.vietqr_amount, 120000)
        self._pay(invoice, 50000)
        self.env.invalidate_all()
        self.assertEqual(self.order.vietqr_amount, 70000)
        self._pay(invoice, 70000)
        self.env.invalidate_all()
        self.assertEqual((self.order.vietqr_amount, self.order.vietqr_text), (0, False))
        self.assertFalse(self.order.vietqr_card)

    def test_a_confirmed_transfer_is_not_asked_for_again(self):
        self.order.action_confirm()
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        transfer = (
            self.env["p2it.bank.transfer"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "amount": 50000,
                    "currency_id": self.dong.id,
                    "bank_id": journal.id,
                    "bank_reference": "FT26330000001",
                    "line_ids": [Command.create({"order_id": self.order.id, "amount": 50000})],
                }
            )
        )
        transfer.action_record()
        self.assertEqual(self.order.vietqr_amount, 120000)
        accountant = new_test_user(self.env, "p2it_qr_accountant", groups="p2it_credit.group_accountant")
        transfer.with_user(accountant).action_confirm()
        self.assertEqual(self.order.vietqr_amount, 70000)
        self.assertEqual([t.amount for t in self._read_pictures(self.order.vietqr_card)], [70000])

    def test_no_picture_without_an_account_in_other_currencies_and_for_what_is_over(self):
        dollars = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": self.env.ref("base.USD").id}
        )
        for values in (
            {"pricelist_id": dollars.id},
            {"state": "cancel"},
            {"validity_date": "2020-01-01"},
            {"order_line": [Command.clear()]},
        ):
            order = self._create_order()
            order.write(values)
            self.assertFalse(order.vietqr_text, values)
            self.assertFalse(order.vietqr_card, values)
        self.company.vietqr_account_id = False
        self.assertFalse(self.order.vietqr_text)

    def test_a_bank_gets_its_number_by_name_or_bic(self):
        banks = self.env["res.bank"]
        for name, bic, expected in (
            ("Vietcombank - CN Sài Gòn", False, "970436"),
            ("Ngân hàng TMCP Á Châu", False, "970416"),
            ("NH Nam Á", False, "970428"),
            ("Tên gì cũng được", "ICBVVNVX900", "970415"),
            ("Theo cách của Odoo", "970422", "970422"),
            ("Ngân hàng Sài Gòn", False, False),
            ("VCB ACB", False, False),
            ("Ngân hàng lạ", False, False),
        ):
            with self.subTest(name=name, bic=bic):
                self.assertEqual(banks.create({"name": name, "bic": bic}).vietqr_bin, expected)
        abroad = banks.create({"name": "ACB", "country": self.env.ref("base.us").id})
        self.assertFalse(abroad.vietqr_bin)

    def test_a_number_entered_by_hand_stays(self):
        bank = self.env["res.bank"].create({"name": "Ngân hàng lạ", "vietqr_bin": "970499"})
        bank.name = "Ngân hàng rất lạ"
        self.assertEqual(bank.vietqr_bin, "970499")
        with self.assertRaises(ValidationError):
            bank.vietqr_bin = "97043"

    def test_an_account_that_can_not_be_paid_into_is_refused(self):
        foreign = self.env["res.bank"].create({"name": "Sparkasse"})
        accounts = self.env["res.partner.bank"].create(
            [
                {"partner_id": self.company.partner_id.id, "acc_number": "12345", "bank_id": foreign.id},
                {"partner_id": self.company.partner_id.id, "acc_number": "1" * 20, "bank_id": self.bank.id},
                {"partner_id": self.customer.id, "acc_number": "12345", "bank_id": self.bank.id},
            ]
        )
        for account in accounts:
            with self.subTest(account=account.acc_number), self.assertRaises(ValidationError):
                self.company.vietqr_account_id = account

    def test_who_edits_contacts_can_not_turn_the_customers_money_elsewhere(self):
        user = new_test_user(
            self.env,
            "p2it_qr_thief",
            groups="sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
        )
        account = self.account.with_user(user)
        own = self.env["res.bank"].with_user(user).create({"name": "ACB"})
        for values in (
            {"acc_number": "999"},
            {"bank_id": own.id},
            {"bank_bic": "970416"},
            {"bank_name": "ACB"},
            {"partner_id": user.partner_id.id},
            {"active": False},
            {"acc_holder_name": "Kẻ gian"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                account.write(values)
        for values in ({"vietqr_bin": "970416"}, {"bic": "970416"}, {"name": "ACB"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.bank.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self.company.with_user(user).vietqr_account_id = self.account
        self.env.flush_all()
        self.assertEqual(parse(self.order.vietqr_text).bank_bin, "970436")

    def test_many_orders_cost_as_few_queries_as_one(self):
        orders = self.env["sale.order"].concat(*(self._create_order() for _number in range(12)))
        orders.action_confirm()
        for order in orders:
            order._create_invoices()

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("vietqr_text")
            return self.env.cr.sql_log_count - before

        count(orders[:2])
        self.assertLessEqual(count(orders), count(orders[:2]) + 1)

    def _pay(self, invoice, amount):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({"amount": amount}).action_create_payments()


@tagged("post_install", "-at_install")
class TestVietqrLeaves(VietqrCommon, HttpCase):
    """The picture on paper and on the customer's page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "p2it_qr_boss", groups="sales_team.group_sale_manager")

    def _print(self, order):
        """:return: what the codes of the printed order ask for"""
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, _kind = report._render_qweb_pdf("sale.report_saleorder", order.ids)
        pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
        pictures = [pages[number].render(scale=2).to_pil() for number in range(len(pages))]
        return [parse(code.text) for picture in pictures for code in zxingcpp.read_barcodes(picture)]

    def _hold(self):
        self.env["p2it.approval.type"].create(
            {
                "name": "Mọi báo giá",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "operation": "action_confirm",
                "gate": "quotation",
                "domain": "[]",
                "step_ids": [
                    Command.create({"name": "Trưởng phòng", "user_ids": [Command.set(self.boss.ids)]})
                ],
            }
        )

    def test_the_printed_quotation_can_be_paid_by_its_picture(self):
        self.assertEqual(self._print(self.order), self._read_pictures(self.order.vietqr_card))

    def test_the_customers_page_shows_the_picture(self):
        page = self.url_open(self.order.get_portal_url()).text
        [transfer] = self._read_pictures(page)
        self.assertEqual(transfer.amount, 120000)
        self.assertIn(self.order.transfer_code, page)

    def test_a_quotation_that_lacks_its_approval_can_not_be_paid_by_a_picture(self):
        self._hold()
        self.env.invalidate_all()
        self.assertFalse(self.order.vietqr_text)
        self.assertEqual(self._print(self.order), [])
        page = self.url_open(self.order.get_portal_url()).text
        self.assertEqual(self._read_pictures(page), [])
        self.assertNotIn(self.order.transfer_code, page)
