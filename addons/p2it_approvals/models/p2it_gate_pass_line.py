from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .p2it_gate_pass import USED, WAREHOUSE_GROUPS

COUNTED = frozenset(("counted_qty", "is_counted"))
COMES_BACK = frozenset(("to_return_qty", "return_date"))


class P2itGatePassLine(models.Model):
    """Goods on a gate pass: what was approved, what the guard counted, what must come back."""

    _name = "p2it.gate.pass.line"
    _description = "Goods on a Gate Pass"
    _order = "pass_id desc, id"
    _rec_name = "product_name"

    pass_id = fields.Many2one("p2it.gate.pass", required=True, readonly=True, index=True, ondelete="cascade")
    move_id = fields.Many2one(
        "stock.move", readonly=True, index="btree_not_null", ondelete="set null", groups=WAREHOUSE_GROUPS
    )
    company_id = fields.Many2one(related="pass_id.company_id", store=True, index=True)
    state = fields.Selection(related="pass_id.state", string="State of the Pass")
    customer_name = fields.Char(related="pass_id.customer_name")
    vehicle = fields.Char(related="pass_id.vehicle")
    date_out = fields.Datetime(related="pass_id.date_out")
    product_name = fields.Char(string="Goods", required=True, readonly=True)
    uom_name = fields.Char(string="Unit", readonly=True)
    approved_qty = fields.Float(string="Approved", digits="Product Unit", readonly=True)
    counted_qty = fields.Float(string="Counted", digits="Product Unit", copy=False)
    is_counted = fields.Boolean(help="A count of nothing is a count as well.", copy=False)
    to_return_qty = fields.Float(
        string="Must Come Back", digits="Product Unit", help="Pallets, goods lent for a show, empty shells."
    )
    return_date = fields.Date(string="Back Until")
    return_ids = fields.One2many("p2it.gate.return", "line_id", string="What Came Back", readonly=True)
    returned_qty = fields.Float(
        string="Came Back", digits="Product Unit", compute="_compute_returned_qty", store=True
    )
    open_return_qty = fields.Float(
        string="Still Out", digits="Product Unit", compute="_compute_returned_qty", store=True
    )
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue")

    _counted_positive = models.Constraint("CHECK (counted_qty >= 0)", "A count can't be negative.")
    _return_positive = models.Constraint(
        "CHECK (to_return_qty >= 0)", "What must come back can't be negative."
    )

    @api.depends("return_ids.quantity", "to_return_qty", "counted_qty", "pass_id.state")
    def _compute_returned_qty(self):
        for line in self:
            line.returned_qty = sum(line.return_ids.mapped("quantity"))
            gone = min(line.to_return_qty, line.counted_qty) if line.pass_id.state in USED else 0
            line.open_return_qty = max(gone - line.returned_qty, 0)

    @api.depends("return_date", "open_return_qty")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for line in self:
            line.is_overdue = bool(line.open_return_qty and line.return_date and line.return_date < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("open_return_qty", ">", 0), ("return_date", "<", fields.Date.context_today(self))]

    @api.constrains("to_return_qty", "approved_qty")
    def _check_to_return_qty(self):
        for line in self:
            if not line.to_return_qty <= line.approved_qty:
                raise ValidationError(
                    self.env._(
                        "%(goods)s: no more can come back than leaves: %(quantity)s %(unit)s at most.",
                        goods=line.product_name,
                        quantity=line.approved_qty,
                        unit=line.uom_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["p2it.gate.pass"]._check_server()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_entered(vals)
        if "counted_qty" in vals:
            vals = {"is_counted": True, **vals}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if not self.env.su:
            raise AccessError(self.env._("Gate passes are history: nobody deletes what is on them."))

    def _check_entered(self, vals):
        """:raise AccessError: for who writes what is not his, or what nobody writes"""
        allowed = set()
        if self.env.user.has_group("p2it_approvals.group_guard"):
            allowed |= COUNTED
        if self.env.user.has_group("stock.group_stock_user"):
            allowed |= COMES_BACK
        if not allowed.issuperset(vals):
            raise AccessError(
                self.env._(
                    "On a gate pass the guard enters the counts and the warehouse what must come back; the "
                    "rest is as it was approved."
                )
            )
        self.pass_id._check_still_open()

    def _check_counted(self):
        """:raise UserError: when something wasn't counted, or is more than what was approved"""
        for line in self:
            values = {"goods": line.product_name, "quantity": line.approved_qty, "unit": line.uom_name}
            if not line.is_counted:
                raise UserError(
                    self.env._("Count %(goods)s first; enter 0 when none of it is on the vehicle.", **values)
                )
            digits = self.env["decimal.precision"].precision_get("Product Unit")
            # said the other way round: what is no number is no less than anything
            if not round(line.counted_qty - line.approved_qty, digits) <= 0:
                raise UserError(
                    self.env._(
                        "%(goods)s: %(quantity)s %(unit)s were approved, no more may leave. Have the rest "
                        "unloaded, or refuse the vehicle.",
                        **values,
                    )
                )

    def record_return(self, quantity, note=""):
        """Record that something has come back.

        :param float quantity: in the line's unit
        :param str note: in what condition, for instance
        :return: id of the entry
        :rtype: int
        :raise AccessError: for who is neither guard nor of the warehouse
        :raise UserError: for more than is still out
        """
        self.ensure_one()
        self.check_access("write")
        self.flush_recordset()
        self.env.execute_query(SQL("SELECT id FROM p2it_gate_pass_line WHERE id = %s FOR UPDATE", self.id))
        self.invalidate_recordset()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if not 0 < round(quantity, digits) <= round(self.open_return_qty, digits):
            raise UserError(
                self.env._(
                    "%(goods)s: %(quantity)s %(unit)s are still out. Enter what came back of them; more than "
                    "that is none of this pass.",
                    goods=self.product_name,
                    quantity=self.open_return_qty,
                    unit=self.uom_name,
                )
            )
        # sudo: entries are the server's, so that nobody writes one past the check
        entry = (
            self.env["p2it.gate.return"]
            .sudo()
            .create({"line_id": self.id, "quantity": quantity, "note": note, "user_id": self.env.uid})
        )
        return entry.id

    def action_record_return(self):
        """Open the dialog for what came back.

        :return: a window action
        """
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("p2it_approvals.action_gate_return"),
            "context": {"default_line_id": self.id, "default_quantity": self.open_return_qty},
        }
