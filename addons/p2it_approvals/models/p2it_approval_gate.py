from typing import NamedTuple

from odoo import api, fields, models


class BuiltInGate(NamedTuple):
    """What a built-in gate stands before.

    :param str model: whose documents
    :param str operation: the button
    :param str state_field: what the button sets, which nobody sets otherwise; empty where the gate's own code
        guards it
    :param str state_value: to what
    :param tuple guarded_fields: what matters in the document where the type does not say it
    """

    model: str
    operation: str
    state_field: str
    state_value: str
    guarded_fields: tuple


_ORDER_FIELDS = (
    "partner_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "company_id",
    "currency_id",
    "pricelist_id",
    "payment_term_id",
    "fiscal_position_id",
    "order_line.product_id",
    "order_line.name",
    "order_line.product_uom_qty",
    "order_line.product_uom_id",
    "order_line.price_unit",
    "order_line.discount",
    "order_line.tax_ids",
    "order_line.display_type",
    "order_line.is_downpayment",
)
_QUOTATION_FIELDS = (*_ORDER_FIELDS, "note", "validity_date")
"""The terms are printed, and how long they hold: a price promised in them is one that leaves, too."""

_TRANSFER_FIELDS = (
    "partner_id",
    "location_id",
    "location_dest_id",
    "picking_type_id",
    "move_ids.product_id",
    "move_ids.product_uom_qty",
    "move_ids.product_uom",
    "move_ids.location_dest_id",
    "move_ids.sale_line_id",
)
_STOP_CARE_FIELDS = ("lead_id", "partner_id", "reason_id", "note")

BUILT_IN_GATES = {
    "quotation": BuiltInGate("sale.order", "action_quotation_send", "state", "sent", _QUOTATION_FIELDS),
    "order": BuiltInGate("sale.order", "action_confirm", "state", "sale", _ORDER_FIELDS),
    "dispatch": BuiltInGate("stock.picking", "button_validate", "", "", _TRANSFER_FIELDS),
    "stop_care": BuiltInGate("p2it.stop.care", "action_approve", "state", "approved", _STOP_CARE_FIELDS),
}


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with the built-in gates: operations that more than one way leads to."""

    _inherit = "p2it.approval.type"

    gate = fields.Selection(
        [
            ("button", "A button of any document"),
            ("quotation", "A quotation leaves the company"),
            ("order", "An order is confirmed, or changed afterwards"),
            ("dispatch", "Goods leave the company"),
            ("stop_care", "Care is stopped"),
        ],
        string="What Needs It",
        required=True,
        default="button",
        help="The built-in ones hold every way that leads there, not one button alone.",
    )

    @api.onchange("gate")
    def _onchange_gate(self):
        self.update(self._prepare_gate_vals(self.gate))

    @api.model
    def _prepare_gate_vals(self, gate):
        """:return: the document, button and state of a built-in gate; nothing for other buttons"""
        built_in = BUILT_IN_GATES.get(gate)
        if not built_in:
            return {}
        return {
            "model_id": self.env["ir.model"]._get_id(built_in.model),
            "operation": built_in.operation,
            "state_field": built_in.state_field,
            "state_value": built_in.state_value,
        }

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, **self._prepare_gate_vals(vals.get("gate"))} for vals in vals_list])

    def write(self, vals):
        own = ("model_id", "operation", "state_field", "state_value")
        if "gate" in vals:
            return super().write({**vals, **self._prepare_gate_vals(vals["gate"])})
        if not set(own).isdisjoint(vals) and any(kind.gate != "button" for kind in self):
            vals = {name: value for name, value in vals.items() if name not in own}
        return super().write(vals)

    def _get_guarded_paths(self):
        """:return: the fields that matter, one a line; those of the built-in gate where none are entered"""
        self.ensure_one()
        built_in = BUILT_IN_GATES.get(self.gate)
        return self.guarded_fields or ("\n".join(built_in.guarded_fields) if built_in else False)

    @api.model
    def _has_gate(self, gate):
        """:return: whether an active type stands at a built-in gate; no query of its own"""
        return bool(self._get_gate_kinds(gate))

    @api.model
    def _get_gate_kinds(self, gate):
        """:return: ids of the active types at a built-in gate"""
        rows = self._get_operations(BUILT_IN_GATES[gate].model)
        return [row.type_id for row in rows if row.gate == gate]

    @api.model
    def _find_gate_missing(self, records, gate):
        """Find the documents that a built-in gate holds now. Nothing is locked and nobody refused.

        :param records: documents of the gate's model
        :param str gate: key of a built-in gate
        :return: ``[(type, document, its latest request or nothing)]``
        """
        kinds = self._get_gate_kinds(gate)
        return self._find_missing(records, kinds) if kinds and records.ids else []

    @api.model
    def _check_gate_open(self, records, gate):
        """:raise RedirectWarning: when a built-in gate holds one of the documents, whoever asks"""
        kinds = self._get_gate_kinds(gate)
        if kinds and records.ids:
            self._check_kinds(records, kinds)
