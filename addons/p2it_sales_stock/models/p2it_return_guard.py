from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .p2it_return import OPEN

_SERVER = frozenset(
    (
        *("name", "state", "is_from_portal", "submitted_date", "approved_date", "closed_date", "amount"),
        *("picking_ids", "credit_ids"),
    )
)
_FROZEN = frozenset(("partner_id", "company_id", "warehouse_id", "user_id", "reason_id", "date", "line_ids"))
"""What is changed in a draft only: it is what was agreed to."""

_FINDINGS = frozenset(("note", "disposition"))
"""Of lines: what who inspects may still say, until the return is over."""


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with who may change what: drafts only, and nothing that follows."""

    _name = "p2it.return"
    _inherit = ["p2it.return", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | _SERVER

    @api.model
    def default_get(self, fields):
        """A new return is a draft without a number, whatever a client's context says."""
        defaults = super().default_get(fields)
        fixed = {"state": "draft", "name": "/"}
        return {**defaults, **{name: value for name, value in fixed.items() if name in fields}}

    @api.model_create_multi
    def create(self, vals_list):
        """Number the returns, and let each be the customer's whose contact was chosen."""
        partners = self.env["res.partner"]
        prepared = []
        for vals in vals_list:
            partner = partners.browse(vals.get("partner_id") or ())
            head = partner.sudo().commercial_partner_id  # sudo: whose contact it is
            prepared.append({**vals, "partner_id": head.id} if partner else vals)
        documents = super().create(prepared)
        documents.partner_id.check_access("read")
        numbers = self.env["ir.sequence"].sudo()  # sudo: whoever writes takes the next number
        for document in documents.sudo():  # sudo: the number is guarded
            document.name = numbers.with_company(document.company_id).next_by_code("p2it.return") or "/"
        return documents

    def write(self, vals):
        if not self.env.su and not _FROZEN.isdisjoint(vals):
            self._check_draft()
        result = super().write(vals)
        if "partner_id" in vals and not self.env.su:
            self.partner_id.check_access("read")
        return result

    def _check_draft(self):
        """:raise UserError: when somebody changes what was submitted"""
        for document in self.sudo():  # sudo: the state counts, whoever writes
            if document.state != "draft":
                raise UserError(
                    self.env._(
                        "%(document)s was submitted: what was asked stays as it is. Press “Back to Draft” to "
                        "change it and to submit it again, or write another return.",
                        document=document.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(document.submitted_date or document.state != "draft" for document in self.sudo()):
            raise UserError(
                self.env._("What was submitted is kept. Cancel the return instead: it claims nothing then.")
            )


class P2itReturnLine(models.Model):
    """Extends ``p2it.return.line``: claims are counted under the rows' locks, whoever writes them."""

    _name = "p2it.return.line"
    _inherit = ["p2it.return.line", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("order_qty", "amount", "quantity_received", "quantity_final", "quantity_replaced", "move_ids"),
            "replacement_move_ids",
            *("order_id", "product_id", "partner_id", "user_id", "company_id", "state", "date"),
            *("standard_qty", "area_id", "customer_group_id"),
        }

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.return_id._check_may_change_lines()
        lines._claim()
        return lines

    def write(self, vals):
        changed = {"return_id", "order_line_id", "quantity", "product_uom_id", "gift_kept", "reason_id"}
        if self.env.su or changed.isdisjoint(vals):
            if not self.env.su and not vals.keys() <= {"sequence"}:
                self.return_id._check_may_change_lines(findings=vals.keys() <= _FINDINGS | {"sequence"})
            return super().write(vals)
        self.return_id._check_may_change_lines()
        result = super().write(vals)
        self.return_id._check_may_change_lines()
        self._claim()
        return result

    def unlink(self):
        self.return_id._check_may_change_lines()
        return super().unlink()

    def _claim(self):
        """Count what the lines claim together with all other claims, under the locks of the order lines.

        :raise AccessError: for lines of orders that who writes may not see
        :raise UserError: for more than was delivered, or another kind of unit
        """
        ordered = self.order_line_id
        if not self.env.su and not self.env.user.has_group("p2it_sales_stock.group_returns"):
            ordered.check_access("read")  # officers know the deliveries, not the orders
        self.return_id._check_lines_of_customer()
        self._check_units()
        ordered._lock_for_returns()
        ordered._check_return_rooms()

    def _check_units(self):
        for line in self.sudo():  # sudo: units are compared, whoever writes
            if not line.product_uom_id._has_common_reference(line.order_line_id.product_uom_id):
                raise UserError(
                    self.env._(
                        "“%(product)s” was sold by %(sold)s and can't come back by %(unit)s.",
                        product=line.product_id.display_name,
                        sold=line.order_line_id.product_uom_id.name,
                        unit=line.product_uom_id.name,
                    )
                )
            line.product_id._check_unit_quantity(line.quantity, line.product_uom_id)
            if line.gift_kept and not line.is_gift:
                raise UserError(
                    self.env._(
                        "“%s” was bought: only a gift can be kept and charged.", line.product_id.display_name
                    )
                )


class P2itReturnChange(models.Model):
    """Extends ``p2it.return``: when its lines may change."""

    _inherit = "p2it.return"

    def _check_may_change_lines(self, findings=False):
        """
        :param bool findings: whether only what was found of the goods is said
        :raise UserError: for lines of what was submitted, unless the server adds them, or who inspects says
            what was found
        """
        if self.env.su:
            return
        documents = self
        if findings and self.env.user.has_group("p2it_sales_stock.group_returns"):
            # sudo: the state counts, whoever writes
            documents = self.filtered(lambda document: document.sudo().state not in OPEN)
        documents._check_draft()


class P2itReturnInspection(models.Model):
    """Extends ``p2it.return.inspection``: officers say what becomes of goods, until it is done."""

    _name = "p2it.return.inspection"
    _inherit = ["p2it.return.inspection", "p2it.guard.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("line_id", "product_id", "lot_id", "factor", "state", "location_id", "inspected_by"),
            *("inspected_date", "move_id", "return_id", "company_id", "partner_id"),
        }

    def write(self, vals):
        if not self.env.su:
            self._check_open()
        return super().write(vals)

    def unlink(self):
        self._check_open()
        return super().unlink()

    def _check_open(self):
        if any(row.state != "open" for row in self.sudo()):  # sudo: the state counts, whoever writes
            raise AccessError(self.env._("What was inspected is history: its goods have been moved."))
