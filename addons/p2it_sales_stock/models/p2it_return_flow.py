from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with its way: submitted, approved, received, done; or cancelled."""

    _inherit = "p2it.return"

    def _get_form_action(self):
        """:return: a window action on one return"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_view_orders(self):
        """Open the orders that the goods were delivered for.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        return {**action, "domain": [("id", "in", self.order_ids.ids)], "context": {"create": False}}

    def _take_rows(self):
        """Take the rows in the suite's order, order lines before the return, and read what is there then."""
        self.line_ids.sudo().order_line_id._lock_for_returns()  # sudo: whoever works on it
        self.env["p2it.approval.document"]._lock(self)
        self.invalidate_recordset(["state"])

    def _check_state(self, *states):
        """:raise UserError: for a return that is elsewhere on its way"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for document in self:
            if document.state not in states:
                raise UserError(
                    self.env._(
                        "%(document)s is “%(state)s”: somebody was faster, or it is not due. Reload it.",
                        document=document.name,
                        state=labels[document.state],
                    )
                )

    def action_submit(self):
        """Ask for what was written: by the approval types that apply; without one it is approved at once.

        :return: ``True``
        :raise UserError: for nothing to take back, a line without a reason, or more than may come back
        """
        self.check_access("write")
        for document in self:
            document._take_rows()
            document._check_state("draft")
            document._check_complete()
            document._propose_gifts()
            document.line_ids.sudo().order_line_id._check_return_rooms()  # sudo: whoever submits
            # sudo: the state is the server's
            document.sudo().write({"state": "submitted", "submitted_date": fields.Datetime.now()})
            document.activity_unlink(["mail.mail_activity_data_todo"])
            if not document._ask_chain():
                document.sudo()._approve()  # sudo: nobody need agree
        return True

    def _check_complete(self):
        if not self.line_ids:
            raise UserError(self.env._("Nothing comes back yet: press “Add Delivered Goods”, or add a line."))
        bare = self.line_ids.filtered(lambda line: not line.reason_id)
        bare.reason_id = self.reason_id
        bare = bare.filtered(lambda line: not line.reason_id)
        if bare:
            raise UserError(
                self.env._(
                    "Why does “%s” come back? Choose a reason on the line, or the main reason above.",
                    bare[0].product_id.display_name,
                )
            )

    def action_approve(self):
        """Let submitted returns through where no chain decides any more.

        :return: ``True``
        :raise AccessError: for who is no manager of stock
        """
        if not self.env.su and not self.env.user.has_group("p2it_sales_stock.group_manager"):
            raise AccessError(self.env._("Returns are approved in “My Approvals”, or by a manager of stock."))
        self.check_access("write")
        for document in self:
            document._take_rows()
            document._check_state("submitted")
            document.sudo()._approve()  # sudo: the state is the server's
        return True

    def _approve(self):
        """Approve, unless another transfer has brought the goods back meanwhile. As superuser."""
        self.line_ids.order_line_id._check_return_rooms(("submitted", "approved"))
        self.write({"state": "approved", "approved_date": fields.Datetime.now()})

    def action_draft(self):
        """Take what was submitted back, to change it; what was agreed to is void.

        :return: ``True``
        """
        self.check_access("write")
        for document in self:
            document._take_rows()
            document._check_state("submitted", "approved", "cancelled")
            document.sudo().write({"state": "draft", "approved_date": False})  # sudo: the server's state
            document._withdraw_approvals()
            document.line_ids.sudo().order_line_id._check_return_rooms()  # sudo: whoever writes
        return True

    def action_cancel(self):
        """Give the return up while nothing has come; what it claimed is free again.

        :return: ``True``
        :raise UserError: once goods came
        """
        self.check_access("write")
        for document in self:
            document._take_rows()
            document._check_state("draft", "submitted", "approved", "receiving")
            if document.state == "receiving":
                document._cancel_receipt()
            document.sudo().state = "cancelled"  # sudo: the state is the server's
            document._withdraw_approvals()
            document.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _check_officer(self):
        """:raise AccessError: for who neither receives nor inspects"""
        if not self.env.su and not self.env.user.has_group("p2it_sales_stock.group_returns"):
            raise AccessError(self.env._("Returns are received and inspected by returns officers: ask one."))

    def _close_if_done(self):
        """Close returns of which nothing is on its way and all that came was inspected. As superuser."""
        for document in self:
            waits = document.receipt_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
            to_inspect = document.inspection_ids.filtered(lambda row: row.state == "open")
            came = any(line.quantity_received for line in document.line_ids)
            if document.state == "receiving" and not waits and not to_inspect and came:
                document.write({"state": "done", "closed_date": fields.Datetime.now()})
