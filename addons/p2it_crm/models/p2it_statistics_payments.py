from odoo import api, models

from ..statistics import Source, Watch
from .p2it_statistics_documents import IS_SALE, MOVES_OF_ITEMS


class P2itSalesStatisticsDocuments(models.AbstractModel):
    """Extends ``p2it.sales.statistics.documents`` with what was paid of invoices."""

    _inherit = "p2it.sales.statistics.documents"

    @api.model
    def _get_payments(self):
        """What was matched with an invoice, less what was matched with a credit note.

        An invoice matched with a credit note brings one row for each of them, which cancel each other out.
        """
        return Source(
            name="payment",
            number=2,
            root="account.move",
            # Both sides of a matching may be a customer's: an even and an odd number tell them apart.
            origin="(2 * part.id + CASE WHEN item.id = part.debit_move_id THEN 0 ELSE 1 END)",
            document="move.id",
            columns={
                **self._get_columns_of_invoice("COALESCE(part.max_date, move.date)"),
                "paid": "CASE WHEN item.id = part.debit_move_id THEN part.amount ELSE -part.amount END",
            },
            tables="account_move move JOIN account_move_line item ON item.move_id = move.id"
            " JOIN account_account account ON account.id = item.account_id"
            " AND account.account_type = 'asset_receivable'"
            " JOIN account_partial_reconcile part ON item.id IN (part.debit_move_id, part.credit_move_id)",
            condition=f"move.state = 'posted' AND move.{IS_SALE}",
            watches=(
                Watch(
                    "account_partial_reconcile",
                    ("debit_move_id", "credit_move_id", "amount", "max_date"),
                    "SELECT item.move_id FROM (SELECT debit_move_id AS id FROM changed"
                    " UNION ALL SELECT credit_move_id FROM changed) side"
                    " JOIN account_move_line item ON item.id = side.id"
                    " JOIN account_move move ON move.id = item.move_id"
                    " WHERE move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
                ),
                Watch("account_move_line", ("account_id",), MOVES_OF_ITEMS),
                Watch(
                    "account_account",
                    ("account_type",),
                    "SELECT item.move_id FROM changed JOIN account_move_line item"
                    " ON item.account_id = changed.id JOIN account_move move ON move.id = item.move_id"
                    " WHERE move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
                ),
            ),
        )
