import io
from base64 import b64encode

import qrcode
from odoo import api, fields, models
from odoo.tools.image import image_data_uri

from ..domain.vietqr import VietQR, VietQRError, make_purpose


class SaleOrder(models.Model):
    """Extends ``sale.order`` with the VietQR picture that pays it.

    Nothing of it is stored: the picture asks for what is to be paid now.
    """

    _inherit = "sale.order"

    vietqr_amount = fields.Monetary(
        string="To Be Paid Now",
        compute="_compute_vietqr",
        compute_sudo=True,
        help="What the VietQR picture asks for: the prepayment while one is missing, then what is open.",
    )
    vietqr_text = fields.Char(string="VietQR", compute="_compute_vietqr", compute_sudo=True)
    vietqr_card = fields.Html(
        string="Pay by VietQR", compute="_compute_vietqr_card", compute_sudo=True, sanitize=False
    )

    @api.depends(
        "amount_total",
        "amount_paid",
        "currency_id",
        "state",
        "validity_date",
        "require_payment",
        "prepayment_percent",
        "credit_missing",
        "invoice_status",
        "transfer_code",
        "name",
        "company_id.vietqr_account_id.acc_number",
        "company_id.vietqr_account_id.bank_id.vietqr_bin",
    )
    def _compute_vietqr(self):
        may_pay = self._get_payable_by_vietqr()
        # The invoices of all orders in one query.
        may_pay.order_line.invoice_lines.move_id.mapped("amount_residual")
        for order in self:
            order.vietqr_amount = order._get_requested_amount() if order in may_pay else 0
            order.vietqr_text = order._make_vietqr_text() if order.vietqr_amount else False

    @api.depends("vietqr_text")
    @api.depends_context("lang")
    def _compute_vietqr_card(self):
        for order in self:
            order.vietqr_card = order.vietqr_text and self.env["ir.qweb"]._render(
                "p2it_credit.vietqr_card", {"order": order}
            )

    def _get_payable_by_vietqr(self):
        """:return: the orders in đồng of companies with an account, that are neither cancelled, nor expired,
        nor held before they may leave the company
        """
        payable = self.filtered(
            lambda order: order.state != "cancel"
            and not order._is_past_validity()
            and order.currency_id.name == "VND"
            and order.company_id.vietqr_account_id
            and order.transfer_code
        )
        held = payable and payable._origin._get_held("quotation")
        return payable.filtered(lambda order: order._origin not in held)

    def _is_past_validity(self):
        """:return: whether the offer has ended; Odoo's own field is not computed anew within a request"""
        today = fields.Date.today()
        return self.state in ("draft", "sent") and bool(self.validity_date) and self.validity_date < today

    def _get_requested_amount(self):
        """Hook: what the customer is asked to pay now; extended by other terms of payment.

        :return: amount in the order's currency, 0 when nothing is to be paid
        :rtype: float
        """
        self.ensure_one()
        is_open = self.state in ("draft", "sent")
        prepayment = self._get_prepayment_required_amount() - self.amount_paid if is_open else 0
        if self.company_currency_id == self.currency_id:
            prepayment = max(prepayment, self.credit_missing)
        left = max(0.0, min(self.amount_total - self.amount_paid, self._get_left_by_invoices()))
        asked = prepayment if 0 < prepayment < left else left
        return self.currency_id.round(asked)

    def _get_left_by_invoices(self):
        """Payments that Odoo registers on invoices are not in ``amount_paid``.

        :return: what is open on the order's invoices, and what is still to be invoiced
        :rtype: float
        """
        lines = self.order_line.invoice_lines.filtered(lambda line: line.parent_state != "cancel")
        if any(line.currency_id != self.currency_id for line in lines):
            return self.amount_total
        invoiced = sum(line.price_total * -line.move_id.direction_sign for line in lines)
        left = sum(
            line.price_total * -line.move_id.direction_sign * _get_open_share(line.move_id) for line in lines
        )
        is_all_invoiced = self.invoice_status in ("invoiced", "upselling")
        return left + (0 if is_all_invoiced else max(0, self.amount_total - invoiced))

    def _make_vietqr_text(self):
        """:return: the text of the picture; ``False`` where VietQR can't say it"""
        account = self.company_id.vietqr_account_id
        transfer = VietQR(
            account.bank_id.vietqr_bin or "",
            account.sanitized_acc_number or "",
            round(self.vietqr_amount),
            self._get_vietqr_purpose(),
        )
        try:
            return transfer.to_text()
        except VietQRError:
            return False

    def _get_vietqr_purpose(self):
        """:return: what the picture writes into the transfer"""
        self.ensure_one()
        return make_purpose(self.transfer_code, self.name or "")

    def _get_vietqr_image(self):
        """:return: the picture as an address of data, sharp on paper"""
        self.ensure_one()
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
        code.add_data(self.vietqr_text)
        picture = io.BytesIO()
        code.make_image().save(picture, format="PNG")
        return image_data_uri(b64encode(picture.getvalue()))


def _get_open_share(move):
    """:return: which part of an invoice is not paid; all of a draft's"""
    if move.state != "posted" or not move.amount_total:
        return 1.0
    if move.payment_state == "in_payment":
        # A payment without an entry leaves the residual as it was.
        return 0.0
    return move.amount_residual / move.amount_total
