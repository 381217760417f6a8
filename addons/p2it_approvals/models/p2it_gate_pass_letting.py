from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, float_compare, format_datetime

LETTING_OUT = "p2it_approvals.letting_out"
"""Where a cursor keeps which transfers are being let out: the server's side, where no client reaches."""


class P2itGatePass(models.Model):
    """Extends ``p2it.gate.pass`` with letting out and refusing: one way each, checked, under row locks."""

    _inherit = "p2it.gate.pass"

    def action_count_all(self):
        """Enter for everything what was approved: all is on the vehicle as listed.

        :return: ``True``
        """
        self.ensure_one()
        for line in self.line_ids:
            line.write({"counted_qty": line.approved_qty, "is_counted": True})
        return True

    def action_let_out(self):
        """Let the goods out as they were counted; they move in stock at once. It works once.

        :return: ``True``
        :raise AccessError: for who is no guard
        :raise UserError: when something isn't counted or entered, the pass is used or void, or the approvals
            don't hold
        """
        self._begin()
        self._check_entries()
        self._check_current()
        state = "out" if self._is_whole() else "partial"
        self._get_gate_requests()._decide_at_gate("approve", self._describe_passage())
        self._close_pass(state)
        self._move_goods()
        return True

    def action_refuse(self, reason=""):
        """Keep the goods in; the approval at the gate is refused.

        :param str reason: what is wrong, for the warehouse
        :return: ``True``
        :raise AccessError: for who is no guard
        :raise UserError: without a reason, or when the pass is used or void
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the warehouse must know what to put right."))
        self._begin()
        self._close_pass("refused", refusal_reason=reason)
        requests = self._get_gate_requests().filtered(lambda request: request._is_current())
        requests._decide_at_gate("refuse", f"{self.name}: {reason}")
        self._log_passage(self.env._("The gate refused the goods: %s", reason))
        return True

    def action_ask_reason(self):
        """Open the dialog that refuses.

        :return: a window action
        """
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("p2it_approvals.action_gate_refuse"),
            "context": {"default_pass_id": self.id},
        }

    def _begin(self):
        """Take the rows of the orders, the transfer, its requests and the pass in this order; look at it.

        :raise AccessError: for who is no guard or doesn't see the pass
        :raise UserError: when the pass is used or void
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("p2it_approvals.group_guard"):
            raise AccessError(self.env._("Goods are let out or refused by a guard. Ask the gate."))
        gate_pass = self.sudo()  # sudo: the guard sees no transfer
        documents = self.env["p2it.approval.document"]
        if self.env["p2it.approval.type"]._get_confirmation_kinds():
            documents._lock(gate_pass.picking_id.move_ids._get_orders())
        documents._lock(gate_pass.picking_id)
        for request in self._get_open_requests().sorted("id"):
            request._lock()
        self.env.flush_all()
        self.env.execute_query(SQL("SELECT id FROM p2it_gate_pass WHERE id = %s FOR UPDATE", self.id))
        self.invalidate_recordset()
        gate_pass.line_ids.invalidate_recordset()
        if self.state != "ready":
            if self.state == "draft":
                raise UserError(
                    self.env._("Gate pass %s waits for its approvals; the gate comes after.", self.name)
                )
            raise UserError(self._explain_closed())

    def _get_open_requests(self):
        """:return: the requests about the transfer that wait, as superuser in the name of the user at work"""
        # sudo: the guard sees no requests
        return (
            self.env["p2it.approval.request"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "stock.picking"),
                    ("res_id", "=", self.sudo().picking_id.id),
                    ("state", "=", "open"),
                ]
            )
        )

    def _get_gate_requests(self):
        """:return: those of the open requests that the gate decides now"""
        return self._get_open_requests().filtered(lambda request: request._waits_for_gate())

    def _check_entries(self):
        """:raise UserError: when the guard has still to count or to enter something"""
        self.line_ids._check_counted()
        if not any(self.line_ids.mapped("counted_qty")):
            raise UserError(self.env._("Nothing was counted on the vehicle. Refuse it, with the reason."))
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("vehicle", "driver_name")
            if not (self[name] or "").strip()
        ]
        if missing:
            raise UserError(self.env._("Enter first: %s.", ", ".join(missing)))

    def _check_current(self):
        """:raise UserError: when the transfer or its approvals are not what the pass was made for"""
        picking = self.sudo().picking_id  # sudo: the guard sees no transfer
        if not self._is_current() or picking._find_gate_holds():
            raise UserError(
                self.env._(
                    "Gate pass %s does not hold any more: the transfer was changed, or its approvals do "
                    "not stand. Nothing may leave. Send the vehicle back to the warehouse, which asks again.",
                    self.name,
                )
            )

    def _is_whole(self):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return not any(
            float_compare(line.counted_qty, line.approved_qty, precision_digits=digits)
            for line in self.line_ids
        )

    def _close_pass(self, state, **values):
        # sudo: the state is the server's
        self.sudo().write(
            {"state": state, "guard_id": self.env.uid, "date_out": fields.Datetime.now(), **values}
        )

    def _move_goods(self):
        """Move in stock what was counted, no more and no less; the rest becomes a transfer of its own.

        :raise UserError: when stock asks something that the gate can't answer
        """
        # sudo: a guard has no rights on stock; what moves was approved, and counted under the row locks
        picking, lines = self.sudo().picking_id, self.sudo().line_ids
        counted = {line.move_id: line.counted_qty for line in lines}
        for move in picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            move.quantity = counted.get(move, 0)  # what isn't on the pass stays
            move.picked = bool(move.quantity)
        letting_out = self.env.cr.cache.setdefault(LETTING_OUT, set())
        letting_out.add(picking.id)
        try:
            # The keys answer Odoo's questions about a rest and about messages; none of them opens a gate.
            picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        finally:
            letting_out.discard(picking.id)
        self._check_moved(picking)
        self._log_passage(self._describe_passage())

    def _check_moved(self, picking):
        self.env.flush_all()
        for line in self.sudo().line_ids.filtered("counted_qty"):  # sudo: the guard sees no moves
            move = line.move_id
            if (
                picking.state != "done"
                or move.state != "done"
                or float_compare(
                    move.quantity, line.counted_qty, precision_rounding=move.product_uom.rounding
                )
            ):
                raise UserError(
                    self.env._(
                        "%s: stock does not move what was counted. The warehouse must complete the transfer "
                        "first (lots, packages, availability). Nothing was let out.",
                        line.product_name,
                    )
                )

    def _describe_passage(self):
        """:return: what passed, with whom, in words"""
        driver = ", ".join(filter(None, (self.driver_name, self.driver_document, self.driver_phone)))
        return self.env._(
            "Gate pass %(pass)s let out by %(guard)s on %(date)s: vehicle %(vehicle)s, driver %(driver)s.",
            **{
                "pass": self.name,
                "guard": self.env.user.name,
                "date": format_datetime(self.env, self.date_out or fields.Datetime.now()),
                "vehicle": self.vehicle or "",
                "driver": driver,
            },
        )

    def _log_passage(self, text):
        """Tell it on the transfer, with copies of the photos that nobody at the gate can take away."""
        gate_pass = self.sudo()  # sudo: the guard sees no transfer
        photos = self.env["ir.attachment"].sudo()
        for photo in gate_pass.photo_ids:
            photos += photo.copy({"res_model": "stock.picking", "res_id": gate_pass.picking_id.id})
        gate_pass.picking_id.message_post(
            body=text,
            attachment_ids=photos.ids,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
