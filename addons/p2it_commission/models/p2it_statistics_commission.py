from dataclasses import replace

from odoo import api, fields, models
from odoo.addons.p2it_crm.statistics import Source, Watch
from odoo.tools import SQL

SOURCES = ("commission", "commission_order")

_COLUMNS = ("amount", "date", "company_id", "partner_id", "user_id", "product_id", "move_id", "order_id")


class P2itSalesStatisticsStore(models.AbstractModel):
    """Extends ``p2it.sales.statistics.store`` with commission."""

    _inherit = "p2it.sales.statistics.store"

    @api.model
    def _get_measures(self):
        return {**super()._get_measures(), "commission": "numeric"}


class P2itSalesStatisticsDocuments(models.AbstractModel):
    """Extends ``p2it.sales.statistics.documents`` with the ledger of commission.

    Its rows go with the invoice or the order that paid: there are fewer of those to mark than entries.
    """

    _inherit = "p2it.sales.statistics.documents"

    @api.model
    def _get_sources(self):
        return [*super()._get_sources(), *self._get_commission()]

    @api.model
    def _get_commission(self):
        invoices = Source(
            name="commission",
            number=8,
            root="account.move",
            origin="entry.id",
            document="entry.move_id",
            columns={
                "company_id": "entry.company_id",
                "date": "entry.date",
                "partner_id": "entry.partner_id",
                "user_id": "entry.user_id",
                "product_id": "entry.product_id",
                "commission": "entry.amount",
            },
            tables="p2it_commission_entry entry",
            condition="entry.move_id IS NOT NULL",
            watches=(Watch("p2it_commission_entry", _COLUMNS, "SELECT move_id FROM changed"),),
        )
        orders = replace(
            invoices,
            name="commission_order",
            number=9,
            root="sale.order",
            document="entry.order_id",
            condition="entry.move_id IS NULL AND entry.order_id IS NOT NULL",
            watches=(
                Watch(
                    "p2it_commission_entry",
                    _COLUMNS,
                    "SELECT order_id FROM changed WHERE move_id IS NULL",
                ),
            ),
        )
        return [invoices, orders]


class P2itSalesStatistics(models.Model):
    """Extends ``p2it.sales.statistics`` with commission, of those whose commission the reader sees."""

    _inherit = "p2it.sales.statistics"

    source = fields.Selection(
        selection_add=[("commission", "Commission"), ("commission_order", "Commission on Order")]
    )
    commission = fields.Monetary(
        readonly=True, help="Earned on what was sold, by the people whose commission you see."
    )

    _depends = {"p2it.commission.entry": [*_COLUMNS]}

    @api.model
    def _get_selling_costs(self):
        return [*super()._get_selling_costs(), "commission"]

    @api.model
    def _get_stored(self, name, kind, is_converted):
        """Override of `p2it_crm`: what others earn is nobody's business but that of who settles it."""
        column = super()._get_stored(name, kind, is_converted)
        if name != "commission" or self._sees_all_commission():
            return column
        return SQL("CASE WHEN entry.user_id = ANY(%s) THEN %s END", self._get_commission_people(), column)

    @api.model
    def _get_conditions_of_rows(self):
        conditions = super()._get_conditions_of_rows()
        if not self._sees_all_commission():
            conditions.append(
                SQL(
                    "(entry.source IS NULL OR entry.source NOT IN %s OR entry.user_id = ANY(%s))",
                    SOURCES,
                    self._get_commission_people(),
                )
            )
        return conditions

    @api.model
    def _sees_all_commission(self):
        return self.env.su or self.env.user.has_group("p2it_commission.group_officer")

    @api.model
    def _get_commission_people(self):
        """:return: ids of the people whose commission the reader sees: the own and that of who is below"""
        return sorted({self.env.uid, *self.env.user._get_customer_scope().people_ids})
