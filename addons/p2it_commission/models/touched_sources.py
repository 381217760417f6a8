from odoo import api, models


class P2itCommissionSource(models.AbstractModel):
    """Mixin of what commission follows from: it notes changes of what the engine reads.

    Below ``write``, where values of computed fields pass, too. Only columns that the engine reads are
    watched: a document that is merely renamed is no reason to look at it.
    """

    _name = "p2it.commission.source"
    _description = "What Commission Follows From"

    @api.model
    def _get_watched(self):
        """:return: ``{kind of change: columns}``, see ``p2it.commission.touched``"""
        return {}

    @api.model
    def _get_joining(self):
        """:return: columns that say to what a row belongs: where it was before is looked at, too"""
        return set()

    def _write_multi(self, vals_list):
        names = set().union(*vals_list)
        if names & self._get_joining():
            self._note_commission(names)
            self.env["p2it.commission.touched"]._add_marks()
        result = super()._write_multi(vals_list)
        self._note_commission(names)
        return result

    def _create(self, data_list):
        records = super()._create(data_list)
        records._note_new()
        return records

    def _note_new(self):
        """Note new rows: where the engine reads them themselves, not only what they say of others."""

    def _note_commission(self, names):
        """Note a change of some columns of these rows."""
        touched = self.env["p2it.commission.touched"]
        for kind, columns in self._get_watched().items():
            if names & columns:
                touched._mark(kind, self.ids or self._ids)


class AccountMove(models.Model):
    """Extends ``account.move``: invoices, and what pays them."""

    _name = "account.move"
    _inherit = ["account.move", "p2it.commission.source"]

    @api.model
    def _get_watched(self):
        own = {"state", "move_type", "company_id", "invoice_date", "reversed_entry_id", "partner_id"}
        return {
            "move": own | {"invoice_user_id", "team_id"},
            "entry": {"journal_id", "move_type", "origin_payment_id"},
        }

    @api.model
    def _get_joining(self):
        return {"company_id", "move_type", "reversed_entry_id"}

    def _note_new(self):
        self.env["p2it.commission.touched"]._mark("move", self._ids)


class AccountMoveLine(models.Model):
    """Extends ``account.move.line``: what was sold, and what is due."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "p2it.commission.source"]

    @api.model
    def _get_watched(self):
        own = {"move_id", "display_type", "balance", "quantity", "product_id", "product_uom_id", "account_id"}
        return {
            "move_line": own | {"date_maturity", "date", "amount_currency", "parent_state", "company_id"},
            "entry_line": {"payment_id", "statement_line_id"},
        }

    @api.model
    def _get_joining(self):
        return {"move_id", "company_id"}

    def _note_new(self):
        self.env["p2it.commission.touched"]._mark("move_line", self._ids)

    def write(self, vals):
        """Override to note which order lines are invoiced, which is no column."""
        result = super().write(vals)
        if "sale_line_ids" in vals:
            self.env["p2it.commission.touched"]._mark("move_line", self._ids)
        return result

    def unlink(self):
        self.env["p2it.commission.touched"]._mark("move", self.move_id._ids)
        return super().unlink()


class AccountPartialReconcile(models.Model):
    """Extends ``account.partial.reconcile``: what is paid of an invoice, and what isn't any more."""

    _name = "account.partial.reconcile"
    _inherit = ["account.partial.reconcile", "p2it.commission.source"]

    @api.model
    def _get_watched(self):
        lines = {"debit_move_id", "credit_move_id"}
        return {"partial": lines | {"max_date", "debit_amount_currency", "credit_amount_currency"}}

    @api.model
    def _get_joining(self):
        return {"debit_move_id", "credit_move_id"}

    def _note_new(self):
        self.env["p2it.commission.touched"]._mark("partial", self._ids)

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        self.env["p2it.commission.touched"]._mark("move", moves._ids)
        return super().unlink()


class SaleOrder(models.Model):
    """Extends ``sale.order``: who sold to whom, and when."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.commission.source"]

    @api.model
    def _get_watched(self):
        own = {"state", "company_id", "date_order", "partner_id", "user_id", "team_id", "currency_rate"}
        return {"order": own}

    @api.model
    def _get_joining(self):
        return {"company_id"}

    def _note_new(self):
        self.env["p2it.commission.touched"]._mark("order", self._ids)


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: what was sold."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "p2it.commission.source"]

    @api.model
    def _get_watched(self):
        own = {"order_id", "display_type", "is_downpayment", "price_subtotal", "purchase_price", "company_id"}
        goods = {"product_uom_qty", "product_id", "product_uom_id", "qty_delivered"}
        return {"order_line": own | goods}

    @api.model
    def _get_joining(self):
        return {"order_id", "company_id"}

    def _note_new(self):
        self.env["p2it.commission.touched"]._mark("order_line", self._ids)

    def write(self, vals):
        """Override to note by which lines it is invoiced, which is no column."""
        touched = self.env["p2it.commission.touched"]
        if "invoice_lines" in vals:
            touched._mark("move", self.invoice_lines.move_id._ids)
        result = super().write(vals)
        if "invoice_lines" in vals:
            touched._mark("order_line", self._ids)
            touched._mark("move", self.invoice_lines.move_id._ids)
        return result

    def unlink(self):
        self.env["p2it.commission.touched"]._mark("order", self.order_id._ids)
        return super().unlink()


class StockMove(models.Model):
    """Extends ``stock.move``: what was delivered and came back."""

    _name = "stock.move"
    _inherit = ["stock.move", "p2it.commission.source"]

    @api.model
    def _get_watched(self):
        own = {"state", "quantity", "product_uom", "product_id", "sale_line_id", "date", "company_id"}
        return {"stock_move": own | {"location_id", "location_dest_id"}}

    @api.model
    def _get_joining(self):
        return {"sale_line_id"}

    def _note_new(self):
        self.env["p2it.commission.touched"]._mark("stock_move", self._ids)

    def unlink(self):
        self.env["p2it.commission.touched"]._mark("order", self.sale_line_id.order_id._ids)
        return super().unlink()
