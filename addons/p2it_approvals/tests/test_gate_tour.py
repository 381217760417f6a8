import io

import pypdfium2
import zxingcpp
from odoo.tests import HttpCase, tagged

from .gate_common import GateCommon


class GateTourCommon(GateCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picking = cls._create_picking((10, 2))

    def _print(self, gate_pass):
        """:return: the printed pass as pictures of its pages"""
        pdf, _kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            .with_user(self.keeper)
            ._render_qweb_pdf("p2it_approvals.gate_pass", gate_pass.ids)
        )
        document = pypdfium2.PdfDocument(io.BytesIO(pdf))
        return [document[number].render(scale=2).to_pil() for number in range(len(document))]

    def _read_code(self, picture):
        """:return: the path that the printed code stands for"""
        [code] = zxingcpp.read_barcodes(picture)
        address = self.picking.get_base_url()
        self.assertTrue(code.text.startswith(f"{address}/p2it/gate/"), code.text)
        return code.text.removeprefix(address)


@tagged("post_install", "-at_install")
class TestGateTour(GateTourCommon):
    """From the warehouse's desk over two approvals to the printed pass."""

    def test_a_delivery_is_asked_for_approved_twice_and_its_pass_printed(self):
        self.keeper.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        url = f"/odoo/action-stock.action_picking_tree_all/{self.picking.id}"
        self.start_tour(url, "p2it_dispatch_ask", login=self.keeper.login)
        for user in (self.boss, self.accountant):
            self.start_tour("/odoo/p2it-approvals", "p2it_dispatch_approve", login=user.login)
        gate_pass = self.picking.gate_pass_ids
        self.assertEqual(gate_pass.state, "ready")
        self.start_tour(url, "p2it_gate_print", login=self.keeper.login)
        self.assertEqual(gate_pass.line_ids[1].to_return_qty, 2)
        pages = self._print(gate_pass)
        self.assertEqual(len(pages), 1)
        self._read_code(pages[0])


@tagged("post_install", "-at_install")
class TestGateOnAPhone(GateTourCommon):
    """The guard's phone: the printed code is read, the goods counted and let out."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        requests = cls.env["p2it.approval.request"]
        request = requests.browse(requests.with_user(cls.keeper).ask("stock.picking", cls.picking.ids))
        request.with_user(cls.boss).action_approve()
        request.with_user(cls.accountant).action_approve()
        cls.gate_pass = cls.picking.gate_pass_ids

    def test_the_printed_code_is_read_and_the_goods_let_out(self):
        path = self._read_code(self._print(self.gate_pass)[0])
        self.start_tour(path, "p2it_gate_let_out", login=self.guard.login)
        self.assertEqual((self.gate_pass.state, self.gate_pass.guard_id), ("partial", self.guard))
        self.assertEqual(self.gate_pass.photo_ids.name, "xe tải.png")
        self.assertEqual(self.picking.state, "done")
        self.assertEqual(
            self.picking.move_ids.mapped(lambda move: (move.product_id, move.quantity)),
            [(self.bag, 9), (self.pallet, 2)],
        )
        self.assertEqual(self.picking.backorder_ids.move_ids.product_uom_qty, 1)
        there = self.env["stock.quant"]._get_available_quantity(
            self.bag, self.env.ref("stock.stock_location_customers")
        )
        self.assertEqual(there, 9)

    def test_the_guard_refuses_with_a_reason(self):
        self.start_tour("/odoo", "p2it_gate_refuse", login=self.guard.login)
        self.assertEqual((self.gate_pass.state, self.picking.state), ("refused", "assigned"))
        self.assertEqual(self.gate_pass.refusal_reason, "Thừa 3 bao trên xe")
