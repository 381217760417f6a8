import io
from base64 import b64encode

import qrcode
from odoo import api, fields, models
from odoo.tools.image import image_data_uri
from odoo.tools.misc import formatLang

from .p2it_approval_gate import BUILT_IN_GATES


class P2itGatePass(models.Model):
    """Extends ``p2it.gate.pass`` with how a pass comes to be, and how it becomes void."""

    _inherit = "p2it.gate.pass"

    @api.model
    def _prepare_pass_vals(self, picking):
        """:param picking: one transfer, as superuser
        :return: the values of its pass, without the goods
        """
        return {
            "name": self.env["ir.sequence"].with_company(picking.company_id).next_by_code("p2it.gate.pass"),
            "picking_id": picking.id,
            "company_id": picking.company_id.id,
            "transfer_name": picking.name,
            "origin": picking.origin,
            "customer_name": picking.partner_id.commercial_partner_id.name,
        }

    @api.model
    def _prepare_line_vals(self, move):
        # Texts for everybody who will read the paper: in the language of the company, not of who made it.
        product = move.product_id.with_context(lang=move.company_id.partner_id.lang or self.env.lang)
        return {
            "move_id": move.id,
            "product_name": product.display_name,
            "uom_name": move.product_uom.with_env(product.env).name,
            "approved_qty": move.product_uom_qty,
        }

    @api.model
    def _get_pass_moves(self, picking):
        return picking.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move.product_uom_qty > 0
        )

    @api.model
    def _make(self, picking, is_ready):
        """Make the pass of a transfer, or bring the one that waits up to date.

        :param picking: one transfer whose row is locked
        :param bool is_ready: whether the guard may let it out
        :return: the pass
        """
        # sudo: passes are the server's
        passes, picking = self.sudo(), picking.sudo()
        gate_pass = passes.search([("picking_id", "=", picking.id), ("state", "in", ("draft", "ready"))])
        if not gate_pass:
            gate_pass = passes.create(self._prepare_pass_vals(picking))
        elif gate_pass.state == "ready":
            return gate_pass
        gate_pass._fill(picking)
        if is_ready:
            gate_pass.write(
                {
                    "state": "ready",
                    "date_ready": fields.Datetime.now(),
                    "fingerprint": self._get_fingerprint(picking),
                }
            )
            gate_pass._tell_guards()
        return gate_pass

    @api.model
    def _get_fingerprint(self, picking):
        paths = "\n".join(BUILT_IN_GATES["dispatch"].guarded_fields)
        return self.env["p2it.approval.document"]._get_fingerprint(picking, paths)

    def _fill(self, picking):
        """List the transfer's goods, keeping what was said must come back, on an earlier pass, too."""
        moves = self._get_pass_moves(picking)
        self.line_ids.filtered(lambda line: line.move_id not in moves).unlink()
        earlier = self.search([("picking_id", "=", picking.id), ("id", "!=", self.id)], limit=1)
        said = {line.move_id: line for line in earlier.line_ids | self.line_ids}
        known = {line.move_id: line for line in self.line_ids}
        values = {
            move: self._prepare_line_vals(move) | self._keep_return(said.get(move), move) for move in moves
        }
        for move, line in known.items():
            line.write(values[move])
        self.env["p2it.gate.pass.line"].create(
            [{**values[move], "pass_id": self.id} for move in moves if move not in known]
        )

    @api.model
    def _keep_return(self, line, move):
        """:return: what was said must come back of a move's goods, no more than leaves now"""
        if not line:
            return {}
        back = min(line.to_return_qty, move.product_uom_qty)
        return {"to_return_qty": back, "return_date": line.return_date}

    def _is_current(self):
        """:return: whether the transfer still is what the pass was made for"""
        self.ensure_one()
        gate_pass = self.sudo()  # sudo: the guard sees no transfer
        picking = gate_pass.picking_id
        same_goods = set(gate_pass.line_ids.move_id.ids) == set(self._get_pass_moves(picking).ids)
        return same_goods and gate_pass.fingerprint == self._get_fingerprint(picking)

    def _void(self, reason):
        """Make passes void that nobody has used.

        :param str reason: a sentence for who comes with the paper
        """
        # sudo: passes are the server's
        still_open = self.sudo().filtered(lambda gate_pass: gate_pass.state in ("draft", "ready"))
        still_open.write({"state": "cancelled", "void_reason": reason})
        for gate_pass in still_open:
            gate_pass.picking_id._message_log(
                body=self.env._(
                    "Gate pass %(pass)s is void: %(reason)s", **{"pass": gate_pass.name, "reason": reason}
                )
            )

    def _tell_guards(self):
        """Let the guards' open lists show the pass at once."""
        group = self.env.ref("p2it_approvals.group_guard", raise_if_not_found=False)
        if group:
            group._bus_send("p2it_gate_pass", {"id": self.id})

    def action_print(self):
        """Print the pass and count it.

        :return: a report action
        :raise UserError: for a pass that nobody could use
        """
        self.check_access("read")
        self._check_still_open()
        for gate_pass in self.sudo():  # sudo: the count is the server's
            gate_pass.printed_count += 1
        return self.env.ref("p2it_approvals.report_gate_pass").report_action(self, config=False)

    def _get_gate_url(self):
        """:return: the address that the printed code holds"""
        self.ensure_one()
        # sudo: the code is read by the server only, which prints it
        return f"{self.sudo().get_base_url()}/p2it/gate/{self.sudo().token}"

    def _get_code_image(self):
        """:return: the printed code as an address of data, sharp on paper"""
        self.ensure_one()
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=2)
        code.add_data(self._get_gate_url())
        picture = io.BytesIO()
        code.make_image().save(picture, format="PNG")
        return image_data_uri(b64encode(picture.getvalue()))

    def _format_quantity(self, quantity):
        """:return: a quantity as people write it: decimals only where there are some"""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return formatLang(self.env, quantity, digits=0 if quantity == int(quantity) else digits)
