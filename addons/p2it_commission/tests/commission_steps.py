from .commission_common import CommissionCommon

DOCUMENTS = (
    *("sell", "order", "pay", "unpay", "refund", "reset", "cancel", "reprice", "hand_over"),
    *("deliver", "move_customer", "split_order", "hand_over_invoice"),
)
SETTINGS = ("recategorize", "split", "promote")


class CommissionSteps(CommissionCommon):
    """Two plans with rules of each kind, and things that happen to sales, to be done in any order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = cls.env["p2it.customer.group"].create([{"name": "Quán"}, {"name": "Siêu thị"}])
        cls.customers = cls.env["res.partner"].create([{"name": f"Khách {number}"} for number in range(3)])
        cls.discount = cls._create_product("Chiết khấu", cls.beer_category, type="service")
        cls._create_plan(
            {"rate": 2},
            {"categ_id": cls.craft_category.id, "rate": 3, "trigger": "delivered"},
            {"customer_group_id": cls.groups[0].id, "rate": 5, "trigger": "invoiced"},
            {"beneficiary": "leader", "rate": 0.5, "customer_group_id": cls.groups[1].id},
        )
        cls._create_plan(
            {"rate": 1, "base": "margin", "tiers": [(20_000_000, 2), (60_000_000, 3)], "tier_mode": "whole"},
            {"rate": 1, "categ_id": cls.craft_category.id, "trigger": "ordered", "min_margin": 10},
            name="Thưởng",
            period="quarter",
        )
        cls.env["p2it.commission.engine"].run(cls.company)

    def setUp(self):
        super().setUp()
        self._begin()

    def _begin(self):
        self.orders = self.env["sale.order"]
        self.invoices = self.env["account.move"]

    # === WHAT HAPPENS === #

    def _do(self, what, amount, pick):
        day = f"2026-{pick % 9 + 1:02}-15"
        getattr(self, f"_do_{what}")(amount, pick, day)

    def _get_lines(self, amount, pick):
        goods = [((self.craft, self.beer)[pick % 2], amount), (self.beer, amount // 3 + 1)]
        return goods + [(self.discount, -(amount // 7))] * (pick % 4 == 3)

    def _do_order(self, amount, pick, day):
        self.orders += self._create_order(
            day, *self._get_lines(amount, pick), customer=self.customers[pick % 3]
        )

    def _do_sell(self, amount, pick, day):
        self._do_order(amount, pick, day)
        self.invoices += self._invoice(self.orders[-1:], day)

    def _pick_invoice(self, pick):
        open_ones = self.invoices.filtered(lambda move: move.state == "posted" and move.amount_residual)
        return open_ones[pick % len(open_ones)] if open_ones else open_ones

    def _do_pay(self, amount, pick, day):
        invoice = self._pick_invoice(pick)
        if invoice:
            self._pay(invoice, min(amount, invoice.amount_residual), day)

    def _do_unpay(self, _amount, pick, _day):
        paid = self.invoices.line_ids.filtered(lambda line: line.account_id == self.receivable)
        paid = paid.filtered("matched_credit_ids")
        if paid:
            paid[pick % len(paid)].remove_move_reconcile()

    def _do_refund(self, amount, pick, day):
        invoice = self._pick_invoice(pick)
        if invoice:
            left = invoice.invoice_line_ids[0].price_subtotal - sum(
                invoice.reversal_move_ids.mapped("amount_total")
            )
            part = min(amount, invoice.amount_residual, left)
            if part > 0:
                self._settle(invoice, self._refund(invoice, day, part))

    def _do_reset(self, amount, pick, _day):
        invoice = self._pick_invoice(pick)
        if invoice:
            invoice.button_draft()
            invoice.invoice_line_ids[:1].price_unit = amount
            invoice.action_post()

    def _do_cancel(self, _amount, pick, _day):
        invoice = self._pick_invoice(pick)
        if invoice:
            invoice.button_draft()
            invoice.button_cancel()

    def _do_reprice(self, amount, pick, _day):
        order = self.orders[pick % len(self.orders)] if self.orders else self.orders
        if order and not order.invoice_ids:
            order.order_line[0].price_unit = amount

    def _do_hand_over(self, _amount, pick, _day):
        if self.orders:
            self.orders[pick % len(self.orders)].user_id = self.lan

    def _do_deliver(self, _amount, pick, _day):
        pickings = self.orders.picking_ids.filtered(lambda picking: picking.state == "assigned")
        if pickings:
            pickings[pick % len(pickings)].button_validate()

    def _do_move_customer(self, _amount, pick, _day):
        self.customers[pick % 3].customer_group_id = (*self.groups, self.groups.browse())[pick // 3 % 3]

    def _do_split_order(self, _amount, pick, _day):
        order = self.orders[pick % len(self.orders)] if self.orders else self.orders
        known = self.env["p2it.commission.assignment"].search([("order_id", "=", order.id)])
        if known:
            known.unlink()
        elif order:
            known.create({"order_id": order.id, "user_id": self.lan.id, "share": 40})

    def _do_recategorize(self, _amount, pick, _day):
        self.beer.categ_id = (self.beer_category, self.craft_category)[pick % 2]

    def _do_split(self, _amount, pick, _day):
        shares = self.env["p2it.commission.assignment"].search([("salesperson_id", "=", self.minh.id)])
        shares.unlink()
        if pick % 2:
            shares.create({"salesperson_id": self.minh.id, "user_id": self.lan.id, "share": 25})

    def _do_promote(self, _amount, pick, _day):
        self.minh.employee_id.parent_id = (self.leader.employee_id, self.lan.employee_id)[pick % 2]

    def _do_hand_over_invoice(self, _amount, pick, _day):
        if self.invoices:
            self.invoices[pick % len(self.invoices)].invoice_user_id = (self.lan, self.minh)[pick % 2]
