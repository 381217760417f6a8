from odoo import api, models
from odoo.exceptions import AccessError

from ..price_tracing import CANDIDATES_LIMIT, PRICED_LIMIT, Tracer


class SaleOrderLine(models.Model):
    """Why a line costs what it costs."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Override to keep the traces of lines that are added to confirmed orders."""
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "sale")._record_price_traces()
        return lines

    def _get_kept_traces(self, moments=None):
        """:return: what is kept at confirmation: as :meth:`_get_price_traces`, fewer losers priced"""
        return self._get_price_traces(moments, PRICED_LIMIT)

    def _get_price_traces(self, moments=None, priced=CANDIDATES_LIMIT):
        """Explain the prices of these lines as they are now.

        :param moments: ``{order: moment of its prices}``, else each order's own date
        :param priced: how many rules that lost are priced, the nearest first
        :return: ``{line: trace}``, without lines that buy nothing; a number of queries that does not
            depend on the number of lines
        """
        # sudo: a reason names rules, groups and costs that who may read the order may not read one by one
        lines = self.sudo().filtered(lambda line: line._counts_for_price())
        traces = Tracer(lines, moments, priced).trace() if lines else {}
        return {line: traces[line.id] for line in self if line.id in traces}

    def _record_price_traces(self, moments=None):
        """Keep the traces of lines that have none."""
        if not self:
            return
        # sudo: whether there is a trace is no secret to who confirms
        kept = self.env["p2it.price.trace"].sudo().search([("line_id", "in", self.ids)]).line_id
        traces = (self - kept)._get_kept_traces(moments)
        self.env["p2it.price.trace"]._record(traces, moments or {})

    @api.readonly
    def get_price_trace(self):
        """Tell why the line costs what it costs, for the client and for scripts.

        :return: dict of ``is_kept`` (as it was when the order was confirmed), ``date``, ``price_date``,
            ``quantity``, ``currency_id``, ``pricelist_id``, ``winner_id``, ``list_price`` and
            ``net_price`` (per unit of the line), ``candidates``, ``left_off`` and ``steps``; ``False``
            for a line that buys nothing
        :raise AccessError: for who may not read the line, and for customers: costs are no secret of theirs
        """
        self.ensure_one()
        self.check_access("read")
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("How a price was made is for employees only."))
        # sudo: who may read the line may read its trace, whatever role it is by
        kept = self.env["p2it.price.trace"].sudo().search([("line_id", "=", self.id)], limit=1)
        if kept and self.state not in ("draft", "sent"):
            return kept._get_values()
        trace = self._get_price_traces().get(self)
        if not trace:
            return False
        order = self.order_id
        return {
            "is_kept": False,
            "date": False,
            "price_date": order.date_order,
            "quantity": self.product_uom_qty,
            "currency_id": (self.currency_id or self.company_id.currency_id).id,
            "pricelist_id": order.pricelist_id.id,
            **trace,
        }

    def action_explain_price(self):
        """Open the dialog that says why the line costs what it costs."""
        self.ensure_one()
        return self.env["p2it.price.explain"]._open_for(self)
