from odoo import api, models
from odoo.fields import Domain

_FOLLOWS_FROM = {
    "margin": ("ordered", "cost"),
    "margin_percent": ("ordered", "cost"),
    "order_average": ("ordered",),
    "order_frequency": ("ordered",),
    "customer_count": ("ordered",),
}


class P2itSalesStatistics(models.Model):
    """Extends ``p2it.sales.statistics`` with what dashboards ask of it."""

    _inherit = "p2it.sales.statistics"

    _counted_once = ("customer_count",)
    """Measures that a sum of rows counts more than once."""

    @api.model
    def _get_measure_domain(self, measures):
        """:return: ``Domain`` of the rows that hold a measure, so that a list shows no others

        :param measures: names of measures
        """
        stored = {
            root
            for name in measures
            for root in (
                self._get_selling_costs() if name == "net_margin" else _FOLLOWS_FROM.get(name, (name,))
            )
        }
        if "net_margin" in measures:
            stored.add("ordered")
        store = self.env["p2it.sales.statistics.store"]
        if not stored or stored - store._get_measures().keys():
            return Domain.TRUE
        names = [source.name for source in store._get_sources() if stored & source.columns.keys()]
        return Domain("source", "in", names)
