from odoo import api, models
from odoo.exceptions import UserError


class P2itApprovalFigures(models.AbstractModel):
    """Keeps people from writing computed figures, on which conditions of approvals count.

    Called first by ``create`` and ``write`` of the models that inherit it, before the server adds its own.
    """

    _name = "p2it.approval.figures"
    _description = "Record Whose Figures Are Computed"

    _server_figures = frozenset()
    """Further fields that only the server writes."""

    @api.model
    def _is_gated(self):
        """:return: whether quotations or orders need approvals at all; no query of its own"""
        kinds = self.env["p2it.approval.type"]
        return kinds._has_gate("order") or kinds._has_gate("quotation")

    def _check_figures_untouched(self, vals_list):
        """People who write figures would have conditions judge what isn't true.

        :raise UserError: naming them
        """
        if self.env.su or not self._is_gated():
            return
        touched = self._find_written_figures(vals_list)
        if touched:
            labels = ", ".join(self._fields[name]._description_string(self.env) for name in sorted(touched))
            raise UserError(
                self.env._(
                    "%(fields)s: these figures are computed and can't be entered. Change what they come "
                    "from, such as quantities, prices, deliveries and invoices.",
                    fields=labels,
                )
            )

    def _find_written_figures(self, vals_list):
        """Extended by what is a figure in some records only.

        :return: names of the figures among what would be written
        :rtype: set
        """
        return {name for vals in vals_list for name in vals if self._is_figure(name)}

    @api.model
    def _is_figure(self, name):
        """:return: whether a field is computed and stored for reading only"""
        field = self._fields.get(name)
        return name in self._server_figures or bool(
            field
            and field.store
            and field.compute
            and field.readonly
            and field.type in ("monetary", "float", "integer", "selection")
        )
