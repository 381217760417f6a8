from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .return_common import ReturnCommon

REFUSED = (AccessError, UserError, RedirectWarning)


@tagged("post_install", "-at_install")
class TestReturnHostile(ReturnCommon):
    """Every way round the steps, as the weakest user who can reach it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sold((cls.water, 10))
        cls.line = cls.order.order_line

    def _activate_type(self):
        kind = self.env.ref("p2it_sales_stock.type_return")
        kind.active = True
        return kind

    def _assert_refused(self, function):
        try:
            with self.env.cr.savepoint():
                function()
                self.env.flush_all()
        except REFUSED:
            self.env.invalidate_all()
        else:
            self.fail("it was let through")

    def test_what_the_server_finds_out_is_not_entered(self):
        document = self._return((self.line, 4))
        row = document.line_ids
        for record, vals in (
            (document, {"state": "approved"}),
            (document, {"state": "done"}),
            (document, {"approved_date": "2026-01-01"}),
            (document, {"name": "TH/1"}),
            (document, {"amount": 1}),
            (row, {"order_qty": 1}),
            (row, {"quantity_final": 4}),
            (row, {"quantity_received": 4}),
            (row, {"state": "done"}),
            (row, {"product_id": self.sauce.id}),
        ):
            with self.subTest(str(vals)):
                self._assert_refused(lambda record=record, vals=vals: record.write(vals))
        self._assert_refused(
            lambda: self.env["p2it.return"]
            .with_user(self.seller)
            .create({"partner_id": self.customer.id, "state": "approved"})
        )
        order = self.order.with_user(self.seller)
        self._assert_refused(lambda: order.write({"amount_taken_back": 1}))
        self._assert_refused(lambda: order.order_line.write({"qty_taken_back": 10}))
        self._assert_refused(lambda: order.order_line.write({"qty_replacement_due": 10}))
        self._assert_refused(
            lambda: order.write({"order_line": [Command.update(order.order_line.id, {"qty_taken_back": 1})]})
        )
        bill = self._bring_back((self.line, 1)).sudo().credit_ids.with_user(self.accountant)
        self._assert_refused(lambda: bill.invoice_line_ids.write({"p2it_return_part": "amount"}))
        forged = (
            self.env["p2it.return"]
            .with_user(self.seller)
            .with_context(default_state="approved", default_name="X")
            .create({"partner_id": self.customer.id})
        )
        self.assertEqual(forged.state, "draft")

    def test_nothing_changes_after_submission(self):
        document = self._return((self.line, 4))
        document.action_submit()
        row = document.line_ids
        for function in (
            lambda: row.write({"quantity": 5}),
            lambda: row.write({"order_line_id": self.line.id, "quantity": 9}),
            lambda: row.write({"disposition": "scrap"}),
            lambda: row.write({"note": "khác"}),
            lambda: row.unlink(),
            lambda: document.write({"line_ids": [Command.clear()]}),
            lambda: document.write({"line_ids": [Command.update(row.id, {"quantity": 9})]}),
            lambda: document.write({"warehouse_id": False}),
            lambda: row.create({"return_id": document.id, "order_line_id": self.line.id, "quantity": 1}),
            lambda: document.unlink(),
            lambda: document.action_receive(),
            lambda: document.action_inspect(),
        ):
            self._assert_refused(function)
        self.assertEqual(row.quantity, 4)

    def test_who_inspects_says_what_becomes_of_goods_until_it_is_over(self):
        document = self._return((self.line, 4))
        document.action_submit()
        row = document.line_ids.with_user(self.officer)
        row.write({"disposition": "scrap", "note": "móp"})
        self.assertEqual((row.disposition, row.note), ("scrap", "móp"))
        self._assert_refused(lambda: row.write({"disposition": "restock", "quantity": 5}))
        self._receive(document).with_user(self.officer).action_inspect()
        self._assert_refused(lambda: row.write({"disposition": "restock"}))

    def test_an_approval_falls_with_the_change(self):
        self._activate_type()
        document = self._return((self.line, 4))
        document.action_submit()
        self.assertEqual(document.state, "submitted")
        self._assert_refused(document.action_approve)
        self._assert_refused(document.with_user(self.manager).action_approve)
        self._assert_refused(document.with_user(self.officer).action_receive)
        request = self.env["p2it.approval.request"].search([("res_model", "=", "p2it.return")])
        request.with_user(self.manager).action_approve("")
        self.assertEqual(document.state, "approved")
        document.action_draft()
        document.line_ids.quantity = 9
        document.action_submit()
        self.assertEqual(document.state, "submitted", "what was agreed to was another return")
        last = self.env["p2it.approval.request"].search([("state", "=", "open")], limit=1)
        last.with_user(self.manager).action_refuse("Quá nhiều")
        self.assertEqual(document.state, "draft")

    def test_a_copy_begins_anew(self):
        document = self._return((self.line, 4))
        document.action_submit()
        copy = document.copy()
        self.assertEqual((copy.state, copy.submitted_date, len(copy.line_ids)), ("draft", False, 0))
        self.assertNotEqual(copy.name, document.name)

    def test_others_do_not_see_it(self):
        document = self._return((self.line, 4))
        self.assertFalse(self.env["p2it.return"].with_user(self.peer).search([("id", "=", document.id)]))
        self._assert_refused(lambda: document.with_user(self.peer).read(["name"]))
        self._assert_refused(lambda: self._return((self.line, 1), user=self.peer))
        self._assert_refused(
            lambda: self.env["ir.actions.report"]
            .with_user(self.peer)
            ._render_qweb_html("p2it_sales_stock.return_slip", document.ids)
        )

    def test_goods_of_another_customer_or_company_are_refused(self):
        other = self.env["res.partner"].create({"name": "Khác", "user_id": self.seller.id})
        foreign = self._sold((self.water, 3), partner_id=other.id).order_line
        self._assert_refused(lambda: self._return((foreign, 1)))
        document = self._return((self.line, 1))
        self._assert_refused(lambda: document.write({"partner_id": other.id}))
        lines = self.env["p2it.return.line"].with_user(self.seller)
        self._assert_refused(
            lambda: lines.create({"return_id": document.id, "order_line_id": foreign.id, "quantity": 1})
        )
        self._assert_refused(lambda: document.line_ids.write({"order_line_id": foreign.id}))

    def test_moves_are_not_tied_by_hand(self):
        document = self._return((self.line, 4))
        values = {
            "product_id": self.water.id,
            "product_uom_qty": 4,
            "location_id": self.env.ref("stock.stock_location_customers").id,
            "location_dest_id": self.stock.id,
        }
        moves = self.env["stock.move"].with_user(self.officer)
        self._assert_refused(lambda: moves.create({**values, "p2it_return_line_id": document.line_ids.id}))
        move = moves.create(values)
        self._assert_refused(lambda: move.write({"p2it_return_line_id": document.line_ids.id}))

    def test_inspections_are_not_made_by_hand(self):
        document = self._receive(self._return((self.line, 4)))
        row = document.inspection_ids.with_user(self.officer)
        self._assert_refused(lambda: row.copy())
        self._assert_refused(lambda: row.write({"factor": 0.1}))
        self._assert_refused(lambda: row.write({"state": "done"}))
        self._assert_refused(lambda: row.with_user(self.seller).write({"quantity": 1}))
        self._assert_refused(lambda: document.with_user(self.seller).action_inspect())
        document.with_user(self.officer).action_inspect()
        self._assert_refused(lambda: row.write({"quantity": 1}))
        self._assert_refused(lambda: row.unlink())
        self._assert_refused(lambda: document.with_user(self.officer).action_inspect())
        self._assert_refused(lambda: document.with_user(self.officer).action_cancel())

    def test_only_accountants_post(self):
        document = self._bring_back((self.line, 4))
        credit = document.sudo().credit_ids
        self._assert_refused(lambda: credit.with_user(self.officer).action_post())
        self._assert_refused(lambda: credit.with_user(self.seller).action_post())
        credit.with_user(self.accountant).action_post()
        self.assertEqual(credit.state, "posted")

    def test_files_of_others_do_not_come_along(self):
        secret = self.env["ir.attachment"].create(
            {"name": "lương.pdf", "raw": b"%PDF-1.4", "res_model": "ir.config_parameter", "res_id": 1}
        )
        document = self._return((self.line, 1))
        self._assert_refused(lambda: document.write({"photo_ids": [Command.link(secret.id)]}))
        script = (
            self.env["ir.attachment"].with_user(self.seller).create({"name": "a.png", "raw": b"<script>"})
        )
        self._assert_refused(lambda: document.write({"photo_ids": [Command.link(script.id)]}))
