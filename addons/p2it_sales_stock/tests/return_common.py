from odoo import SUPERUSER_ID, Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import new_test_user


class ReturnCommon(AccountTestInvoicingCommon):
    """People of sales, warehouse and accounts, goods in stock, and a customer who brings some back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        # Prepared by the system; what is tried is done by users of their own.
        cls.env = cls.env(user=SUPERUSER_ID, context={"allowed_company_ids": company.ids})
        cls.company = cls.env.company
        cls.seller = cls._create_user("seller", "sales_team.group_sale_salesman")
        cls.peer = cls._create_user("peer", "sales_team.group_sale_salesman")
        cls.officer = cls._create_user("officer", "p2it_sales_stock.group_returns")
        cls.manager = cls._create_user("manager", "p2it_sales_stock.group_manager")
        cls.accountant = cls._create_user("accountant", "account.group_account_invoice")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.tax = cls.env["account.tax"].create({"name": "VAT 10 %", "amount": 10})
        cls.customer = cls.env["res.partner"].create(
            {"name": "Đại lý Hữu Nghị", "is_company": True, "user_id": cls.seller.id}
        )
        cls.water = cls._create_goods("Nước suối", 333)
        cls.sauce = cls._create_goods("Tương ớt", 2001)
        cls.gift = cls._create_goods("Ly thủy tinh", 300)
        cls.reason = cls.env.ref("p2it_sales_stock.reason_too_much")

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"p2it_return_{login}",
            groups=groups,
            email=f"{login}@p2it.example",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

    @classmethod
    def _create_goods(cls, name, price, stocked=10**5, **values):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "list_price": price,
                "taxes_id": [Command.set(cls.tax.ids)],
                "invoice_policy": "order",
                **values,
            }
        )
        if stocked:
            cls.env["stock.quant"]._update_available_quantity(product, cls.stock, stocked)
        return product

    @classmethod
    def _order(cls, *lines, confirm=True, **values):
        """:param lines: ``(product, quantity, values)`` each"""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            **(more[0] if more else {}),
                        }
                    )
                    for product, quantity, *more in lines
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _deliver(cls, order):
        for picking in order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel")):
            picking.action_assign()
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True).button_validate()
        return order

    @classmethod
    def _invoice(cls, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    @classmethod
    def _sold(cls, *lines, **values):
        """:return: an order that was delivered and invoiced"""
        order = cls._deliver(cls._order(*lines, **values))
        cls._invoice(order)
        return order

    def _return(self, *lines, user=None, **values):
        """:param lines: ``(order line, quantity, values)`` each"""
        return (
            self.env["p2it.return"]
            .with_user(user or self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "reason_id": self.reason.id,
                    "line_ids": [
                        Command.create(
                            {"order_line_id": line.id, "quantity": quantity, **(more[0] if more else {})}
                        )
                        for line, quantity, *more in lines
                    ],
                    **values,
                }
            )
        )

    def _receive(self, document):
        """Submit, approve where a manager does, receive all."""
        if document.state == "draft":
            document.action_submit()
        if document.state == "approved":
            document.with_user(self.officer).action_receive()
        for picking in document.sudo().receipt_ids.filtered(lambda one: one.state not in ("done", "cancel")):
            picking.move_ids.picked = True
            picking.with_user(self.officer).with_context(skip_backorder=True).button_validate()
        return document

    def _bring_back(self, *lines, **values):
        """:return: a return that is through, its goods back in stock"""
        document = self._receive(self._return(*lines, **values))
        document.with_user(self.officer).action_inspect()
        return document

    def _get_billed(self, order, posted=False):
        """:return: untaxed and taxed money asked for the order in the end, credit notes in draft included"""
        moves = order.order_line.invoice_lines.move_id
        returns = self.env["p2it.return.line"].search([("order_id", "=", order.id)]).return_id
        moves |= returns.credit_ids
        moves = moves.filtered(lambda move: move.state != "cancel")
        return (
            sum(moves.mapped("amount_untaxed_signed")),
            sum(moves.mapped("amount_total_signed")),
        )
