from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import format_datetime

STATES = [
    ("draft", "Waits for Approval"),
    ("ready", "Ready"),
    ("out", "Let Out"),
    ("partial", "Let Out in Part"),
    ("refused", "Refused"),
    ("cancelled", "Void"),
]
USED = ("out", "partial")
ENTERED_AT_GATE = frozenset(
    ("vehicle", "driver_name", "driver_document", "driver_phone", "photo_ids", "note", "line_ids")
)
"""What people write: the rest is the server's."""

WAREHOUSE_GROUPS = "stock.group_stock_user,p2it_approvals.group_administrator"


class P2itGatePass(models.Model):
    """Lets the goods of one transfer out of the gate, once.

    It holds the texts that a guard needs, as they were when it was made, so that a guard needs no access
    to customers, products or stock. Only the server writes it, but for what is entered at the gate.
    """

    _name = "p2it.gate.pass"
    _description = "Gate Pass"
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True, index="trigram")
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        default=lambda self: uuid4().hex,
        help="What the printed code holds; nobody reads it but the server.",
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Transfer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        groups=WAREHOUSE_GROUPS,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", index=True)
    transfer_name = fields.Char(string="Transfer Number", readonly=True)
    origin = fields.Char(string="Sales Order", readonly=True)
    customer_name = fields.Char(string="For", readonly=True)
    date_ready = fields.Datetime(string="Ready Since", readonly=True)
    fingerprint = fields.Char(readonly=True, groups=NO_ACCESS, help="Digest of the transfer as approved.")
    line_ids = fields.One2many("p2it.gate.pass.line", "pass_id", string="Goods")
    line_count = fields.Integer(string="Kinds of Goods", compute="_compute_line_count")
    vehicle = fields.Char(string="Vehicle Plate", index="trigram")
    driver_name = fields.Char(string="Driver")
    driver_document = fields.Char(string="Driver's ID Number")
    driver_phone = fields.Char(string="Driver's Phone")
    photo_ids = fields.Many2many(
        "ir.attachment", "p2it_gate_pass_photo_rel", "pass_id", "attachment_id", string="Photos"
    )
    note = fields.Char(string="Remark")
    guard_id = fields.Many2one("res.users", string="Decided By", readonly=True, ondelete="restrict")
    date_out = fields.Datetime(string="Decided On", readonly=True, index="btree_not_null")
    refusal_reason = fields.Char(string="Why Refused", readonly=True)
    void_reason = fields.Char(string="Why Void", readonly=True)
    printed_count = fields.Integer(string="Times Printed", readonly=True)

    _token_uniq = models.UniqueIndex("(token)", "Each gate pass has a code of its own.")
    _one_open_idx = models.UniqueIndex(
        "(picking_id) WHERE state IN ('draft', 'ready')", "A transfer has one gate pass at a time."
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["p2it.gate.pass.line"]._read_group(
                [("pass_id", "in", self.ids)], ["pass_id"], ["__count"]
            )
        )
        for gate_pass in self:
            gate_pass.line_count = counts.get(gate_pass._origin, 0)

    @api.constrains("photo_ids")
    def _check_photos(self):
        """A photo is a picture taken for this pass: nobody shows other files to the gate by it."""
        for gate_pass in self:
            # sudo: whatever is attached is looked at
            for photo in gate_pass.sudo().photo_ids:
                if (
                    photo.res_model != self._name
                    or photo.res_id not in (0, False, gate_pass.id)
                    or not (photo.mimetype or "").startswith("image/")
                ):
                    raise UserError(
                        self.env._("“%s” is no photo taken for this pass. Take one here.", photo.name)
                    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_server()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_entered(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("Gate passes are history: nobody deletes them."))

    def copy(self, default=None):
        raise AccessError(self.env._("A gate pass can't be copied. The transfer's own button makes one."))

    @api.model
    def _check_server(self):
        """:raise AccessError: for whoever writes by hand, administrators included"""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Gate passes are made from the transfer when it is approved, never written by hand."
                )
            )

    def _check_entered(self, vals):
        """:raise AccessError: for a value that isn't entered at the gate, or a pass that is used"""
        if not ENTERED_AT_GATE.issuperset(vals):
            self._check_server()
        self._check_still_open()

    def _check_still_open(self):
        """:raise UserError: when a pass has been used or is void"""
        for gate_pass in self:
            if gate_pass.state not in ("draft", "ready"):
                raise UserError(gate_pass._explain_closed())

    def _explain_closed(self):
        """:return: what has become of the pass, when and by whom"""
        self.ensure_one()
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        if self.state == "cancelled":
            return self.env._(
                "Gate pass %(pass)s is void: %(reason)s Nothing was done. Ask the warehouse for "
                "the valid one.",
                **{"pass": self.name, "reason": self.void_reason or ""},
            )
        return self.env._(
            "Gate pass %(pass)s works once: “%(state)s” by %(guard)s on %(date)s. Nothing was done.",
            **{
                "pass": self.name,
                "state": state,
                "guard": self.sudo().guard_id.name,  # sudo: the name of a colleague
                "date": format_datetime(self.env, self.date_out),
            },
        )

    @api.model
    def find_by_code(self, code):
        """Find the pass that a printed code stands for.

        :param str code: what the scanner read: the address, its last part, or the number of a pass
        :return: id of a pass that the user sees
        :rtype: int
        :raise UserError: when there is none
        """
        key = (code or "").strip().rstrip("/").rsplit("/p2it/gate/", 1)[-1]
        # sudo: nobody reads the code; whether the user sees the pass is asked next
        found = self.sudo().search(Domain("token", "=", key) | Domain("name", "=", key))
        visible = self.search([("id", "in", found.ids)], limit=1)
        if not key or not visible:
            raise UserError(
                self.env._(
                    "No gate pass of your company has this code. Look at the paper: is it a gate pass, and "
                    "of this company? The warehouse can print it again."
                )
            )
        return visible.id

    def _get_warehouse_action(self):
        """:return: a window action that opens the pass for the warehouse"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_approvals.action_gate_passes")
        return {**action, "res_id": self.id, "views": [(False, "form")], "view_mode": "form", "context": {}}
