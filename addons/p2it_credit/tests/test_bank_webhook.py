import json
import time
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..domain.webhook_body import sign
from .bank_common import BankCommon

SEPAY = {
    "id": 92704,
    "gateway": "Vietcombank",
    "transactionDate": "2026-09-04 14:02:37",
    "accountNumber": "0011001932418",
    "content": "DH00061 thanh toan",
    "transferType": "in",
    "transferAmount": 20000000,
    "referenceCode": "MBVCB.3278907687",
    "description": "",
}


@tagged("post_install", "-at_install")
class TestBankWebhook(BankCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.endpoint = cls.env["p2it.bank.endpoint"].create(
            {
                "name": "VCB",
                "company_id": cls.company.id,
                "journal_id": cls.journal.id,
                "provider_id": cls.env.ref("p2it_credit.bank_provider_sepay").id,
            }
        )

    def _call(self, data, secret=None, at=None, token=None, **headers):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        timestamp = str(at or int(time.time()))
        signed = {
            "Content-Type": "application/json",
            "X-P2IT-Timestamp": timestamp,
            "X-P2IT-Signature": sign(secret or self.endpoint.secret, timestamp, body),
            **headers,
        }
        url = f"/p2it_credit/bank_webhook/{token or self.endpoint.token}"
        return self.url_open(url, data=body, headers={k: v for k, v in signed.items() if v is not None})

    def _get_lines(self):
        return self.env["p2it.bank.line"].search([("company_id", "=", self.company.id)])

    def _get_outcomes(self):
        return self.env["p2it.bank.webhook.log"].search([], order="id").mapped("outcome")

    def test_a_signed_call_becomes_a_line_once(self):
        first, again = self._call(SEPAY), self._call(SEPAY)
        self.assertEqual((first.status_code, again.status_code), (200, 200), first.text)
        self.assertEqual(again.json()["status"], "already known")
        line = self._get_lines()
        self.assertEqual((len(line), line.amount, line.bank_reference), (1, 20000000, "MBVCB.3278907687"))
        self.assertEqual((line.state, line.endpoint_id), ("matched", self.endpoint), line.reason)
        self.assertEqual(self._get_outcomes()[-2:], ["accepted", "known"])

    def test_wrong_missing_and_old_signatures_are_refused_and_logged(self):
        calls = {
            "wrong": {"secret": "guessed"},
            "missing": {"X-P2IT-Signature": None},
            "stale": {"at": int(time.time()) - 3600},
        }
        for outcome, values in calls.items():
            with self.subTest(outcome=outcome):
                self.assertEqual(self._call(SEPAY, **values).status_code, 401)
                self.assertEqual(self._get_outcomes()[-1], outcome)
        body = json.dumps(SEPAY).encode()
        signature = sign(self.endpoint.secret, str(int(time.time())), body)
        tampered = self._call(body + b" ", **{"X-P2IT-Signature": signature})
        self.assertEqual(tampered.status_code, 401)
        self.assertFalse(self._get_lines())

    def test_the_log_keeps_nothing_of_the_body(self):
        self._call({**SEPAY, "content": "BI MAT"}, secret="guessed")
        log = self.env["p2it.bank.webhook.log"].search([], limit=1)
        self.assertNotIn("BI MAT", " ".join(str(value) for value in log.read()[0].values()))
        self.assertTrue(log.fingerprint)

    def test_malformed_bodies_say_what_is_wrong_and_keep_nothing(self):
        bodies = {
            b"{": "JSON",
            b"[]": "items",
            b"[1]": "items",
            json.dumps({**SEPAY, "transferAmount": "abc"}).encode(): "amount",
            json.dumps({**SEPAY, "transferAmount": None}).encode(): "amount",
            json.dumps({**SEPAY, "transactionDate": "soon"}).encode(): "date",
            json.dumps({**SEPAY, "transactionDate": "2099-01-01 00:00:00"}).encode(): "future",
            b'{"transferType": "in", "transferAmount": NaN}': "JSON",
            b'{"transferType": "in", "transferAmount": 5, "transactionDate": "2026-09-04"}': "neither",
            b"\xff\xfe": "JSON",
            b"[" * 50000: "JSON",
        }
        for body, word in bodies.items():
            with self.subTest(body=body[:60]):
                answer = self._call(body)
                self.assertEqual(answer.status_code, 400, answer.text)
                self.assertIn(word, answer.json()["error"])
        self.assertFalse(self._get_lines())

    def test_a_known_reference_with_another_amount_is_a_conflict_and_changes_nothing(self):
        self._call(SEPAY)
        answer = self._call({**SEPAY, "transferAmount": 5})
        self.assertEqual((answer.status_code, answer.json()["status"]), (200, "conflict"))
        line = self._get_lines()
        self.assertEqual((line.amount, line.has_conflict), (20000000, True))

    def test_debits_and_other_accounts_are_left_out(self):
        self.journal.bank_account_id = self.env["res.partner.bank"].create(
            {"acc_number": "0011001932418", "partner_id": self.company.partner_id.id}
        )
        out = self._call({**SEPAY, "transferType": "out"})
        other = self._call({**SEPAY, "accountNumber": "999"})
        self.assertEqual((out.json()["items"], other.json()["items"]), (["debit"], ["other_account"]))
        self.assertFalse(self._get_lines())

    def test_casso_sends_a_list(self):
        self.endpoint.provider_id = self.env.ref("p2it_credit.bank_provider_casso")
        item = {
            "id": 1,
            "tid": "FT99",
            "description": "DH00639",
            "amount": 500000,
            "when": "2026-09-04 00:34:57",
            "corresponsiveName": "HO KINH DOANH THUC PHAM NGA TOAN",
            "corresponsiveAccount": "0123456789",
        }
        answer = self._call({"error": 0, "data": [item, {**item, "tid": "FT100", "amount": -5}, item]})
        self.assertEqual(answer.json()["items"], ["new", "debit", "known"])
        line = self._get_lines()
        self.assertEqual((line.payer_account, line.is_certain), ("0123456789", True), line.reason)

    def test_unknown_and_archived_addresses_and_large_bodies_are_refused(self):
        self.assertEqual(self._call(SEPAY, token="nobody").status_code, 404)
        self.assertEqual(self._call(b"x" * 300_000).status_code, 413)
        self.endpoint.active = False
        self.assertEqual(self._call(SEPAY).status_code, 404)
        self.assertEqual(self._get_outcomes()[-3:], ["unknown", "too_large", "unknown"])

    def test_too_many_calls_wait_and_unsigned_ones_do_not_fill_the_log(self):
        self.endpoint.rate_limit = 2
        codes = [self._call({**SEPAY, "referenceCode": f"R{n}"}).status_code for n in range(3)]
        self.assertEqual(codes, [200, 200, 429])
        before = len(self._get_outcomes())
        with patch("odoo.addons.p2it_credit.controllers.bank_webhook.MAX_UNSIGNED", 3):
            for _number in range(5):
                self._call(SEPAY, secret="guessed")
        self.assertEqual(len(self._get_outcomes()) - before, 3)

    def test_a_new_secret_lets_the_former_one_hold_for_a_day(self):
        former = self.endpoint.secret
        self.endpoint.action_rotate_secret()
        self.assertNotEqual(self.endpoint.secret, former)
        self.assertEqual(self._call(SEPAY, secret=former).status_code, 200)
        self.assertEqual(self._call(SEPAY).status_code, 200)
        self.endpoint.action_forget_former()
        self.assertEqual(self._call(SEPAY, secret=former).status_code, 401)

    def test_secrets_are_for_managers_and_written_by_nobody(self):
        with self.assertRaises(AccessError):
            self.endpoint.with_user(self.accountant).read(["secret"])
        with self.assertRaises(AccessError):
            self.endpoint.with_user(self.accountant).action_rotate_secret()
        manager = self._create_user("quan_ly", "p2it_credit.group_manager")
        self.assertTrue(self.endpoint.with_user(manager).secret)
        for values in ({"secret": "known"}, {"token": "known"}, {"former_secret": "known"}):
            with self.assertRaises(AccessError):
                self.endpoint.with_user(manager).write(values)
        made = (
            self.env["p2it.bank.endpoint"]
            .with_user(manager)
            .with_context(default_secret="known", allowed_company_ids=self.company.ids)
            .create(
                {
                    "name": "X",
                    "company_id": self.company.id,
                    "journal_id": self.journal.id,
                    "provider_id": self.endpoint.provider_id.id,
                }
            )
        )
        self.assertNotEqual(made.secret, "known")

    def test_certain_money_confirms_alone_where_the_company_wants_it(self):
        self.company.bank_match_mode = "confirm"
        self._call(SEPAY)
        line = self._get_lines()
        self.assertEqual((line.state, self.order.amount_lacking), ("confirmed", 0), line.reason)

    def test_a_body_sent_as_a_form_says_so(self):
        answer = self._call(SEPAY, **{"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status_code, 415)
        self.assertIn("application/json", answer.json()["error"])
        self.assertFalse(self._get_lines())

    def test_halves_of_characters_are_taken(self):
        answer = self._call(json.dumps({**SEPAY, "content": "DH00061 \ud800"}).encode())
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(self._get_lines().memo, "DH00061 ?")
