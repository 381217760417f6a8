from odoo import models
from odoo.exceptions import RedirectWarning, UserError


class SaleOrder(models.Model):
    """Extends ``sale.order``: a change of a confirmed order is proposed, and made when it is agreed to."""

    _inherit = "sale.order"

    def _get_change_kinds(self):
        """:return: the types that hold changes of these orders; none while they are no orders yet"""
        self.ensure_one()
        kinds = self.env["p2it.approval.type"].sudo()  # sudo: types hold for who may not read them
        if self.sudo().state != "sale":  # sudo: the state counts, whoever reads
            raise UserError(self.env._("“%s” is a quotation: change it and ask for its approval.", self.name))
        return kinds.browse(kinds._get_gate_kinds("order"))

    def _make_change(self, vals, paths):
        """Write a change past the gate: on trial, or when it has been agreed to.

        :param dict vals: as for ``write``
        :param str paths: of what is compared, one a line
        :return: what is different, in words
        :rtype: str
        """
        documents = self.env["p2it.approval.document"]
        before = documents._get_snapshot(self, paths)
        with self.env["p2it.approval.type"]._passing(self):
            self.write(vals)
            self.env.flush_all()
        return self.env["p2it.approval.request"]._describe_change(
            before, documents._get_snapshot(self, paths)
        )

    def _make_change_warning(self, type_id, change):
        """:return: the refusal of a change of one confirmed order, with the way to propose it
        :rtype: Exception
        """
        kind = self.env["p2it.approval.type"].sudo().browse(type_id)  # sudo: its name only
        message = self.env._(
            "%(order)s is confirmed. This change needs the approval “%(type)s”: propose it, and it is made "
            "as soon as it is approved. Nothing was changed.",
            order=self.name,
            type=kind.name,
        )
        action = kind._get_ask_action()
        if not action:
            return UserError(message)
        context = {"active_model": self._name, "active_ids": self.ids, "p2it_change": change}
        return RedirectWarning(message, action.id, self.env._("Propose This Change"), context)

    def _close_approval(self, request):
        result = super()._close_approval(request)
        if request.is_change:
            request._settle_change(self)
        return result
