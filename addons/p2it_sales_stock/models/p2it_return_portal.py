from odoo import models

from .p2it_return_photo import MAX_PHOTOS


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with what customers ask for on the portal: a draft for their salesperson."""

    _inherit = "p2it.return"

    def _make_asked(self, order, lines, reason, note):
        """Write down what a customer asks for. As superuser.

        :param order: the customer's own
        :param lines: commands of lines
        :param reason: one that is for customers
        :return: the draft, with something to do for the salesperson
        """
        seller = order.user_id or order.partner_id.commercial_partner_id.user_id
        document = self.create(
            {
                "partner_id": order.partner_id.id,
                "company_id": order.company_id.id,
                "user_id": seller.id,
                "reason_id": reason.id,
                "note": note[:2000],
                "is_from_portal": True,
                "line_ids": lines,
            }
        )
        if seller:
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=seller.id,
                summary=self.env._("%(customer)s asks to bring goods back", customer=order.partner_id.name),
            )
        return document

    def _attach_photos(self, files):
        """:param files: ``[(name, content)]`` that were looked at"""
        photos = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": content, "res_model": self._name, "res_id": self.id}
                for name, content in files[:MAX_PHOTOS]
            ]
        )
        if photos:
            self.photo_ids = photos


class SaleOrder(models.Model):
    """Extends ``sale.order`` with what its customer is told of its returns."""

    _inherit = "sale.order"

    def _get_portal_returns(self):
        """:return: ``[(number, date, what the customer is told of it)]``, the newest first"""
        self.ensure_one()
        told = {
            "draft": self.env._("Asked for, we look at it"),
            "submitted": self.env._("Asked for, we look at it"),
            "approved": self.env._("Agreed, you may bring the goods"),
            "receiving": self.env._("We receive and inspect the goods"),
            "done": self.env._("Done"),
            "cancelled": self.env._("Not taken back"),
        }
        # sudo: number, date and state only, of an order that the customer may read
        returns = self.env["p2it.return"].sudo().search([("line_ids.order_id", "=", self.id)])
        shown = returns.filtered(lambda one: one.is_from_portal or one.state not in ("draft", "cancelled"))
        return [(document.name, document.date, told[document.state]) for document in shown]


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line`` with what its customer may bring back."""

    _inherit = "sale.order.line"

    def _get_portal_rooms(self):
        """:return: ``{line: quantity}`` that may come back, without gifts: these go with what earned them"""
        lines = self.filtered(lambda line: line.state == "sale" and not line.display_type)
        rooms = lines.filtered(lambda line: not line._is_gift())._get_return_rooms()
        return {line: room for line, room in rooms.items() if line.product_uom_id.compare(room, 0.0) > 0}
