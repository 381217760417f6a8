from odoo import Command, http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from ..models.p2it_return_photo import MAX_BYTES

MAX_FILES = 5
MAX_NOTE = 2000


class ReturnPortal(CustomerPortal):
    """A customer asks to bring back goods of an order of their own; a salesperson looks at it."""

    @http.route(
        "/my/orders/<int:order_id>/return",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_return(self, order_id, **post):
        """Show the form, or take what was entered in it.

        :param int order_id: an order that the user may read by their own rights; no link's token opens it
        """
        try:
            order = self._document_check_access("sale.order", order_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = {"sale_order": order, "page_name": "order", "error": False, "posted": post}
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    values["document"] = self._ask_return(order, post)
            except UserError as error:
                values["error"] = str(error)
        rooms = order.order_line._get_portal_rooms()
        # sudo: names of reasons that are for customers
        reasons = request.env["p2it.return.reason"].sudo().search([("is_offered_online", "=", True)])
        values.update({"rooms": rooms, "reasons": reasons, "max_files": MAX_FILES})
        values["returns"] = order._get_portal_returns()
        return request.render("p2it_sales_stock.portal_return", values)

    def _ask_return(self, order, post):
        """:return: the draft that was made
        :raise UserError: for what can't be taken back, or photos that are none
        """
        rooms = order.order_line._get_portal_rooms()
        lines = []
        for line in rooms:
            quantity = _to_quantity(post.get(f"qty_{line.id}"))
            if not line.product_uom_id.is_zero(quantity):
                lines.append(Command.create({"order_line_id": line.id, "quantity": quantity}))
        reason = self._get_reason(post.get("reason_id"))
        if not lines or not reason:
            raise UserError(
                request.env._("Enter how many of which goods you bring back, and choose the reason.")
            )
        files = self._read_photos()
        # sudo: the server writes it down; what the customer may ask for was looked at above
        document = request.env["p2it.return"].sudo()._make_asked(order, lines, reason, post.get("note") or "")
        document._attach_photos(files)
        return document

    def _get_reason(self, text):
        reasons = request.env["p2it.return.reason"].sudo()  # sudo: names of reasons that are for customers
        if not (text or "").isdecimal() or len(text) > 9:
            return reasons
        return reasons.search([("id", "=", int(text)), ("is_offered_online", "=", True)])

    def _read_photos(self):
        """:return: ``[(name, content)]``, no more of a file read than is allowed"""
        uploads = [file for file in request.httprequest.files.getlist("photos") if file.filename]
        if len(uploads) > MAX_FILES:
            raise UserError(request.env._("%s photos at most, please.", MAX_FILES))
        files = [(file.filename[:100], file.read(MAX_BYTES + 1)) for file in uploads]
        for name, content in files:
            request.env["p2it.return"]._check_photo(name, content)
        return files


def _to_quantity(text):
    """:return: a number that somebody entered; 0 for what is none"""
    try:
        number = float((text or "0").replace(",", "."))
    except ValueError:
        return 0.0
    return number if 0 < number < 10**9 else 0.0
