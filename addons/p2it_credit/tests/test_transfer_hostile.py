from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferHostile(TransferCommon):
    """What a salesperson, or an accountant alone, tries so that money counts that nobody else has seen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(100)
        cls.mine = cls._record((cls.order, 100)).with_user(cls.salesperson)
        cls.transfers = cls.env["p2it.bank.transfer"].with_user(cls.salesperson)
        cls.lines = cls.env["p2it.bank.transfer.line"].with_user(cls.salesperson)

    def _assert_no_money(self):
        self.env.flush_all()
        self.env.invalidate_all()
        confirmed = self.env["p2it.bank.transfer"].search([("state", "=", "confirmed")])
        self.assertFalse(confirmed)
        self.assertEqual(self.order.amount_paid, 0)
        self.assertFalse(self.mine.sudo().payment_id)

    def _try_all(self, attempts):
        for name, attempt in attempts.items():
            with self.subTest(name), mute_logger("odoo.sql_db", "odoo.models"):
                with self.assertRaises(UserError):
                    attempt()
                self._assert_no_money()

    def test_the_server_s_fields_are_not_written(self):
        payment = self.env["account.payment"].create({"amount": 100, "partner_id": self.customer.id})
        forged = {
            "state": "confirmed",
            "confirmed_by": self.accountant.id,
            "confirmed_date": "2026-01-01 00:00:00",
            "payment_id": payment.id,
            "name": "TR/2026/99999",
            "recorded_by": self.accountant.id,
            "recorded_date": "2026-01-01 00:00:00",
            "recorder_ids": [Command.clear()],
            "refused_by": self.accountant.id,
            "refused_date": "2026-01-01 00:00:00",
            "refusal_reason": "x",
            "bank_reference_key": "OTHER",
            "corrects_id": self.mine.id,
        }
        values = self._prepare_transfer((self.order, 5))
        for name, value in forged.items():
            self._try_all(
                {
                    f"write {name}": lambda n=name, v=value: self.mine.write({n: v}),
                    f"create {name}": lambda n=name, v=value: self.transfers.create({**values, n: v}),
                    f"copy {name}": lambda n=name, v=value: self.mine.copy({n: v}),
                    f"an accountant writes {name}": lambda n=name, v=value: self.mine.with_user(
                        self.second
                    ).write({n: v}),
                }
            )

    def test_the_context_confirms_nothing(self):
        for name, value in (("state", "confirmed"), ("confirmed_by", self.accountant.id), ("name", "X")):
            with self.subTest(name):
                made = self.transfers.with_context(**{f"default_{name}": value}).create(
                    self._prepare_transfer((self.order, 5))
                )
                self.assertEqual((made.state, made.confirmed_by.id), ("draft", False))
                self.assertRegex(made.name, "^TR/")
        self.env["ir.default"].with_user(self.salesperson).set(
            "p2it.bank.transfer", "state", "confirmed", user_id=True
        )
        made = self.transfers.create(self._prepare_transfer((self.order, 5)))
        self.assertEqual(made.state, "draft")
        self._assert_no_money()

    def test_an_import_confirms_nothing(self):
        result = self.transfers.load(
            ["partner_id/.id", "amount", "state"], [[str(self.customer.id), "100", "confirmed"]]
        )
        self.assertFalse(result["ids"])
        result = self.transfers.load(
            ["partner_id/.id", "amount", "confirmed_by/.id"],
            [[str(self.customer.id), "100", str(self.accountant.id)]],
        )
        self.assertFalse(result["ids"])
        self._assert_no_money()

    def test_buttons_are_for_accountants(self):
        wizards = self.env["p2it.bank.transfer.refuse.wizard"]
        superuser_rights = self.mine.sudo()
        self._try_all(
            {
                "confirm": lambda: self.mine.action_confirm(),
                "confirm with superuser rights": lambda: superuser_rights.action_confirm(),
                "confirm with a context": lambda: self.mine.with_context(
                    su=True, uid=1, p2it_credit=True, install_mode=True
                ).action_confirm(),
                "reject": lambda: self.mine.action_reject("x"),
                "reverse": lambda: self.mine.action_reverse("x"),
                "surplus": lambda: self.mine.action_put_surplus_on_account(),
                "correct": lambda: self.mine.action_correct(),
                "wizard": lambda: wizards.with_user(self.salesperson).create(
                    {"transfer_ids": self.mine.ids, "reason": "x"}
                ),
                "wizard of superuser": lambda: wizards.create({"transfer_ids": self.mine.ids, "reason": "x"})
                .with_user(self.salesperson)
                .action_refuse(),
            }
        )

    def test_no_client_calls_what_is_inside(self):
        inside = (
            "_confirm",
            "_lock",
            "_refuse",
            "_post_payment",
            "_match_invoices",
            "_claim_proofs",
            "_changing",
        )
        for name in inside:
            for record in (self.mine, self.mine.line_ids):
                if hasattr(record, name):
                    with self.subTest(name), self.assertRaises(Exception):  # noqa: B017 its class is Odoo's own affair
                        get_public_method(record, name)

    def test_a_line_is_no_way_in(self):
        other = self._record((self._create_order(50), 10), user=self.env.user)
        item = self.env["account.move.line"].search([], limit=1)
        line = self.mine.line_ids
        self._try_all(
            {
                "into another's transfer": lambda: self.lines.create(
                    {"transfer_id": other.id, "order_id": self.order.id, "amount": 1}
                ),
                "into another's transfer by context": lambda: self.lines.with_context(
                    default_transfer_id=other.id
                ).create({"order_id": self.order.id, "amount": 1}),
                "moved to another's": lambda: line.write({"transfer_id": other.id}),
                "moved by a command": lambda: self.mine.write(
                    {"line_ids": [Command.link(other.line_ids.id)]}
                ),
                "another's line by a command": lambda: self.mine.write(
                    {"line_ids": [Command.update(other.line_ids.id, {"amount": 1})]}
                ),
                "another's line deleted by a command": lambda: self.mine.write(
                    {"line_ids": [Command.delete(other.line_ids.id)]}
                ),
                "more than was sent": lambda: line.write({"amount": 101}),
                "the item": lambda: line.write({"move_line_id": item.id}),
                "the item on creating": lambda: self.lines.create(
                    {
                        "transfer_id": self.mine.id,
                        "order_id": self.order.id,
                        "amount": 1,
                        "move_line_id": item.id,
                    }
                ),
                "by the order": lambda: self.order.with_user(self.salesperson).write(
                    {"transfer_line_ids": [Command.create({"transfer_id": other.id, "amount": 1})]}
                ),
            }
        )
        self.assertEqual(other.line_ids.amount, 10)
        self.assertEqual(other.line_ids.transfer_id, other)

    def test_a_confirmed_line_is_not_fed_by_a_new_one(self):
        order = self._create_order(100)
        confirmed = self._confirm(self._record((order, 10), amount=90)).with_user(self.salesperson)
        for user in (self.salesperson, self.accountant, self.env.ref("base.user_root")):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.lines.with_user(user).create(
                    {"transfer_id": confirmed.id, "order_id": self.order.id, "amount": 80}
                )
            with self.subTest(user.login), self.assertRaises(UserError):
                self.lines.with_user(user).with_context(default_transfer_id=confirmed.id).create(
                    {"order_id": self.order.id, "amount": 80}
                )
        self.assertEqual(self.order.amount_paid, 0)

    def test_an_accountant_alone_confirms_nothing_of_their_own(self):
        own = self._record((self.order, 50), user=self.accountant).with_user(self.accountant)
        empty = self.transfers.with_user(self.accountant).create(self._prepare_transfer(amount=5))
        handed = self._record((self.order, 50)).with_user(self.accountant)
        handed.amount = 51
        handed.amount = 50
        self._try_all(
            {
                "recorded": lambda: own.action_confirm(),
                "not recorded": lambda: empty.action_confirm(),
                "changed and changed back": lambda: handed.action_confirm(),
                "with one that may be": lambda: (own | self.mine.with_user(self.accountant)).action_confirm(),
                "recorders cleared": lambda: own.write({"recorder_ids": [Command.clear()]}),
                "recorded in another's name": lambda: self.transfers.with_user(self.accountant).create(
                    {**self._prepare_transfer(amount=5), "recorded_by": self.second.id}
                ),
            }
        )
        # Neither does it help to let another one record what they created, nor to record what another did.
        empty.with_user(self.second).action_record()
        with self.assertRaisesRegex(UserError, "another accountant"):
            empty.with_user(self.accountant).action_confirm()
        with self.assertRaisesRegex(UserError, "another accountant"):
            empty.with_user(self.second).action_confirm()

    def test_no_ledger_by_the_back_door(self):
        confirmed = self._confirm(self._record((self._create_order(10), 10)))
        attempts = {
            "payment state": lambda payment: payment.write({"state": "canceled"}),
            "payment away": lambda payment: payment.unlink(),
            "transfer away from it": lambda payment: payment.write({"bank_transfer_ids": [Command.clear()]}),
            "another transfer to it": lambda payment: payment.write(
                {"bank_transfer_ids": [Command.link(self.mine.id)]}
            ),
        }
        for user in (self.salesperson, self.accountant):
            for name, attempt in attempts.items():
                with self.subTest(f"{user.login}: {name}"), self.assertRaises(UserError):
                    attempt(confirmed.payment_id.with_user(user))
        self.assertEqual(confirmed.payment_id.move_id.state, "posted")

    def test_a_reference_in_another_dress_is_the_same(self):
        self._record(amount=5, bank_reference="ft26a001")
        for other in (
            "FT26A001",
            " ft26a001",
            "FT 26 A 001",
            "FT26A001\u200b",
            "ＦＴ26A001",
            "FT\u00a026A001\n",
        ):
            with self.subTest(other), self.assertRaisesRegex(UserError, "recorded already"):
                self._record(amount=5, bank_reference=other)

    def test_the_money_of_a_confirmed_one_is_not_moved_by_its_order(self):
        order = self._create_order(100, confirm=False)
        self._confirm(self._record((order, 10)))
        mine = order.with_user(self.salesperson)
        mine.copy()
        self.assertEqual(sum(self.customer.sale_order_ids.mapped("amount_paid")), 10)
        with self.assertRaises(UserError):
            mine.write({"transfer_line_ids": [Command.clear()]})
        with self.assertRaises(UserError):
            mine.unlink()
        self.assertEqual(order.amount_paid, 10)

    def test_dates_and_names_of_the_past_stay(self):
        confirmed = self._confirm(self._record((self._create_order(10), 10)))
        for user in (self.salesperson, self.accountant, self.env.ref("base.user_root")):
            for values in (
                {"date": Date.today()},
                {"payer_name": "Khác"},
                {"payer_account": "1"},
                {"is_cash": True},
                {"partner_id": self._create_customer("Khác").id},
                {"company_id": 1},
            ):
                with self.subTest(f"{user.login}: {values}"), self.assertRaises(UserError):
                    confirmed.with_user(user).write(values)
