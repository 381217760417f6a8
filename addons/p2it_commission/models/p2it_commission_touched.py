from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_PENDING = "p2it_commission.touched"
"""Under which name the changes of a transaction wait for its end."""

_FOUND = {
    "move": """
        SELECT company_id, 'move', id FROM account_move
         WHERE id = ANY(%(ids)s) AND move_type IN ('out_invoice', 'out_refund')
    """,
    "move_line": """
        SELECT DISTINCT m.company_id, 'move', m.id FROM account_move_line l JOIN account_move m
            ON m.id = l.move_id
         WHERE l.id = ANY(%(ids)s) AND m.move_type IN ('out_invoice', 'out_refund')
    """,
    "entry": "SELECT company_id, 'entry', id FROM account_move WHERE id = ANY(%(ids)s)",
    "entry_line": """
        SELECT DISTINCT company_id, 'entry', move_id FROM account_move_line WHERE id = ANY(%(ids)s)
    """,
    "partial": """
        SELECT DISTINCT m.company_id, 'move', m.id
          FROM (
                SELECT debit_move_id AS id FROM account_partial_reconcile WHERE id = ANY(%(ids)s)
                 UNION ALL
                SELECT credit_move_id FROM account_partial_reconcile WHERE id = ANY(%(ids)s)
               ) side
          JOIN account_move_line l ON l.id = side.id
          JOIN account_move m ON m.id = l.move_id AND m.move_type IN ('out_invoice', 'out_refund')
    """,
    "order": "SELECT company_id, 'order', id FROM sale_order WHERE id = ANY(%(ids)s)",
    "order_line": """
        SELECT DISTINCT company_id, 'order', order_id FROM sale_order_line WHERE id = ANY(%(ids)s)
    """,
    "stock_move": """
        SELECT DISTINCT o.company_id, 'order', o.id
          FROM stock_move m
          JOIN sale_order_line l ON l.id = m.sale_line_id
          JOIN sale_order o ON o.id = l.order_id
         WHERE m.id = ANY(%(ids)s)
    """,
    "partner": """
        SELECT c.company_id, 'partner', p.id
          FROM res_partner p
         CROSS JOIN (SELECT DISTINCT company_id FROM p2it_commission_plan) c
         WHERE p.id = ANY(%(ids)s)
    """,
    "zone": "SELECT id, 'all', 0 FROM res_company WHERE partner_id = ANY(%(ids)s)",
    "product": """
        SELECT c.company_id, 'product', p.id
          FROM product_product p
         CROSS JOIN (SELECT DISTINCT company_id FROM p2it_commission_plan) c
         WHERE p.id = ANY(%(ids)s)
    """,
    "all": "SELECT DISTINCT company_id, 'all', 0 FROM p2it_commission_plan",
}
"""By what was changed, the company whose run shall look, at what, and its id."""


class P2itCommissionTouched(models.Model):
    """What may be worth another commission since the last run: a queue, that each run empties.

    A row is added by the transaction that changes something, so both are there or none is, and a run takes
    those rows that it sees: what was committed after it began waits for the next. There is no time of a
    change to compare, no clock and no margin. Rows are never looked up before one is added: one that a run
    is about to take would be found, and the change be lost. Twice the same only is looked at once.
    """

    _name = "p2it.commission.touched"
    _description = "Document to Compare With the Commission Ledger"
    _log_access = False
    _rec_name = "kind"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("move", "Invoice"),
            ("entry", "Payment"),
            ("order", "Order"),
            ("partner", "Customer"),
            ("product", "Product"),
            ("all", "Everything"),
        ],
        required=True,
        readonly=True,
    )
    res_id = fields.Integer(string="Id of the Document", readonly=True)

    @api.model
    def _mark(self, kind, ids):
        """Note that something changed; it is added to the queue when the transaction ends.

        :param str kind: see ``_FOUND``
        :param ids: which, of the model the kind stands for
        """
        precommit = self.env.cr.precommit
        if _PENDING not in precommit.data:
            precommit.data[_PENDING] = {}
            precommit.add(self.env["p2it.commission.touched"]._add_marks)
        precommit.data[_PENDING].setdefault(kind, set()).update(ids)

    @api.model
    def _mark_all(self):
        """Note that something changed by which any document may pay otherwise."""
        self._mark("all", [0])

    @api.model
    def _add_marks(self):
        """Add to the queue what this transaction has changed until now."""
        pending = self.env.cr.precommit.data.get(_PENDING) or {}
        for kind, ids in pending.items():
            self.env.cr.execute(
                SQL(
                    "INSERT INTO p2it_commission_touched (company_id, kind, res_id) "
                    "SELECT company_id, kind, id FROM (%s) AS found (company_id, kind, id) "
                    "WHERE company_id IS NOT NULL",
                    SQL(_FOUND[kind], ids=sorted(ids)),
                )
            )
        pending.clear()

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(self.env._("What changed is noted by itself: nobody writes it."))

    def write(self, vals):
        raise AccessError(self.env._("What changed is noted by itself: nobody writes it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        raise AccessError(self.env._("What changed stays until it was looked at: nobody deletes it."))

    @api.autovacuum
    def _gc_without_plan(self):
        """Drop what waits in companies without a plan in force: their first run looks at everything."""
        self.env.cr.execute(
            "DELETE FROM p2it_commission_touched t WHERE NOT EXISTS (SELECT FROM p2it_commission_plan p "
            "WHERE p.company_id = t.company_id AND p.state = 'confirmed')"
        )
