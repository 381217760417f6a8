from odoo import fields, models
from odoo.exceptions import UserError

from .p2it_gate_pass_letting import LETTING_OUT


class StockPicking(models.Model):
    """Extends ``stock.picking`` with its gate passes: where one is needed, goods move with it only."""

    _inherit = "stock.picking"

    gate_pass_ids = fields.One2many("p2it.gate.pass", "picking_id", string="Gate Passes")
    gate_pass_state = fields.Selection(
        [("none", "Not Needed"), ("needed", "None Yet"), ("open", "Made"), ("used", "Used")],
        string="Gate Pass",
        compute="_compute_gate_pass_state",
    )

    def _compute_gate_pass_state(self):
        self.gate_pass_state = "none"  # noqa: S105  (no password)
        needing = self._filter_needing_pass()
        if not needing:
            return
        # sudo: whoever sees the transfer may know whether its pass is there
        found = {}
        domain = [("picking_id", "in", needing.ids), ("state", "not in", ("cancelled", "refused"))]
        for gate_pass in self.env["p2it.gate.pass"].sudo().search(domain, order="id"):
            found[gate_pass.picking_id.id] = "open" if gate_pass.state in ("draft", "ready") else "used"
        for picking in needing:
            picking.gate_pass_state = found.get(picking.id, "needed")

    def _filter_needing_pass(self):
        """:return: those that leave with a gate pass only; no query where no type wants one"""
        kinds = self.env["p2it.approval.type"]
        type_ids = kinds._get_pass_kinds()
        if not type_ids or not self.ids:
            return self.browse()
        # sudo: that a pass is needed holds for who may not read types
        pickings = self.sudo()
        concerned = pickings.browse(
            {
                picking.id
                for kind in pickings.env[kinds._name].browse(type_ids)
                for picking in kind._get_documents(self)
            }
        )
        leaving = concerned.move_ids._filter_leaving().picking_id
        return self.filtered(lambda picking: picking.id in leaving._ids)

    def _find_gate_holds(self):
        """Find the approvals that a transfer lacks beside the gate's own.

        :return: ``[(type, transfer, its latest request or nothing)]``
        """
        return [
            (kind, picking, request)
            for kind, picking, request in self.env["p2it.approval.type"]._find_gate_missing(self, "dispatch")
            if not (request and request._waits_for_gate() and request._is_current())
        ]

    def _check_may_leave(self):
        """Override of this addon: where a gate pass is needed, goods leave while it is let out only.

        :raise UserError: naming the pass, or what is missing for one
        """
        result = super()._check_may_leave()
        letting_out = self.env.cr.cache.get(LETTING_OUT, ())
        for picking in self._filter_needing_pass():
            if picking.id not in letting_out:
                raise UserError(picking._explain_pass())
        return result

    def _explain_pass(self):
        """:return: why the goods stay, and what opens the gate"""
        self.ensure_one()
        # sudo: named to who works on the transfer
        passes = self.sudo().gate_pass_ids
        ready = passes.filtered(lambda gate_pass: gate_pass.state == "ready")
        values = {"transfer": self.sudo().display_name, "pass": ready[:1].name}
        if ready:
            return self.env._(
                "“%(transfer)s” leaves with gate pass %(pass)s: print it; the guard counts and lets the "
                "goods out, and stock moves by that alone.",
                **values,
            )
        if passes.filtered(lambda gate_pass: gate_pass.state in ("out", "partial")):
            return self.env._(
                "“%(transfer)s” has left with its gate pass. What leaves on top needs a transfer of its own.",
                **values,
            )
        return self.env._(
            "“%(transfer)s” leaves with a gate pass, and has none yet: it is made when all who come before "
            "the gate have approved. Ask for the approval, or prepare the pass.",
            **values,
        )

    def _continue_approval(self, request):
        """Override of this addon to make the pass when the gate is what is left."""
        result = super()._continue_approval(request)
        self._make_ready_passes()
        return result

    def _close_approval(self, request):
        """Override of this addon to make the pass when all have agreed, and to void it when they don't."""
        result = super()._close_approval(request)
        if request.state == "approved":
            self._make_ready_passes()
        else:
            ready = self._get_open_passes().filtered(lambda gate_pass: gate_pass.state == "ready")
            ready._void(self.env._("the approval was refused, withdrawn or asked again."))
        return result

    def _make_ready_passes(self):
        for picking in self._filter_needing_pass():
            used = picking.sudo().gate_pass_ids.filtered(lambda row: row.state in ("out", "partial"))
            if picking.state not in ("done", "cancel") and not used and not picking._find_gate_holds():
                self.env["p2it.gate.pass"]._make(picking, is_ready=True)

    def _get_open_passes(self):
        # sudo: passes are the server's
        return (
            self.env["p2it.gate.pass"]
            .sudo()
            .search([("picking_id", "in", self.ids), ("state", "in", ("draft", "ready"))])
        )

    def _void_outdated_passes(self):
        """Make ready passes void whose transfer is not what they were made for any more."""
        if not self.env["p2it.approval.type"]._get_pass_kinds() or not self.ids:
            return
        ready = self._get_open_passes().filtered(lambda gate_pass: gate_pass.state == "ready")
        outdated = ready.filtered(lambda gate_pass: not gate_pass._is_current())
        outdated._void(self.env._("the transfer was changed after the approval."))

    def write(self, vals):
        result = super().write(vals)
        if not {"partner_id", "location_id", "location_dest_id", "picking_type_id"}.isdisjoint(vals):
            self._void_outdated_passes()
        return result

    def action_cancel(self):
        """Override of `stock` to end what waits for what is cancelled: its passes and its approvals."""
        result = super().action_cancel()
        cancelled = self.filtered(lambda picking: picking.state == "cancel")
        if self.env["p2it.approval.type"]._get_pass_kinds():
            cancelled._get_open_passes()._void(self.env._("the transfer was cancelled."))
        cancelled._withdraw_approvals()
        return result

    def action_make_gate_pass(self):
        """Prepare the gate pass; it is ready when the approvals are there.

        :return: the pass
        :raise UserError: for a transfer that needs none or is over
        """
        self.ensure_one()
        self.check_access("write")
        self.env["p2it.approval.document"]._lock(self)
        if not self._filter_needing_pass() or self.state in ("done", "cancel"):
            raise UserError(
                self.env._(
                    "“%s” needs no gate pass: it is over, or no approval type of goods that leave asks for "
                    "one.",
                    self.display_name,
                )
            )
        gate_pass = self.env["p2it.gate.pass"]._make(self, is_ready=not self._find_gate_holds())
        return gate_pass.with_env(self.env)._get_warehouse_action()

    def action_view_gate_passes(self):
        """Open the passes of the transfers.

        :return: a window action
        """
        passes = self.env["p2it.gate.pass"].search([("picking_id", "in", self.ids)], limit=2)
        if len(passes) == 1:
            return passes._get_warehouse_action()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_approvals.action_gate_passes")
        return {**action, "domain": [("picking_id", "in", self.ids)], "context": {}}

    def action_print_gate_pass(self):
        """Print the pass that is ready or waits.

        :return: a report action
        :raise UserError: when there is none
        """
        self.ensure_one()
        self.check_access("read")
        open_pass = self._get_open_passes().with_env(self.env)
        if not open_pass:
            raise UserError(self._explain_pass())
        return open_pass.action_print()
