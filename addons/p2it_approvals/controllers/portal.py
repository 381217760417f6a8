from odoo import http
from odoo.addons.sale.controllers import portal
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request
from odoo.tools import consteq


class CustomerPortal(portal.CustomerPortal):
    """Extends the customer's portal: a quotation that lacks its approval is not there."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        """Every page, file and answer about a quotation asks here, with a token or without."""
        document = super()._document_check_access(model_name, document_id, access_token=access_token)
        if model_name == "sale.order" and _is_hidden_from_visitor(document):
            raise AccessError(request.env._("This quotation is not released yet."))
        return document

    @http.route()
    def portal_order_page(self, order_id, access_token=None, **kwargs):
        # sudo: the link's token is compared as Odoo does; nothing of the document is shown
        order = request.env["sale.order"].sudo().browse(order_id).exists()
        is_known = order and access_token and order.access_token and consteq(order.access_token, access_token)
        if is_known and _is_hidden_from_visitor(order):
            values = {"company": order.company_id, "page_name": "quote_held"}
            return request.render("p2it_approvals.portal_quotation_held", values)
        return super().portal_order_page(order_id, access_token=access_token, **kwargs)

    def portal_my_sale_order_download_edi(self, order_id=None, access_token=None, **kw):
        """Data for a computer bear no mark: while held, nobody gets them, colleagues included."""
        # sudo: whether an approval is lacking does not depend on who looks
        if request.env["sale.order"].sudo().browse(order_id).exists()._get_held("quotation"):
            return request.redirect("/my")
        return super().portal_my_sale_order_download_edi(order_id=order_id, access_token=access_token, **kw)


class PaymentPortal(portal.PaymentPortal):
    """Extends the payment of orders: nothing is paid for what is not approved."""

    @http.route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError) as error:
            raise ValidationError(request.env._("This order can't be paid now.")) from error
        if order._get_held("quotation", "order"):
            raise ValidationError(
                request.env._("This order can't be paid yet: it is being checked. We will tell you.")
            )
        return super().portal_order_transaction(order_id, access_token, **kwargs)


def _is_hidden_from_visitor(order):
    """:return: whether a held quotation is hidden from who is here: a customer, or anybody with a link, but
    none of those inside who may read it anyway
    """
    user = request.env.user
    may_read = not user.share and order.with_user(user).has_access("read")
    return not may_read and bool(order.sudo()._get_held("quotation"))  # sudo: whoever looks
