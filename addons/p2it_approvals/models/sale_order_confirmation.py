from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from ..values import is_other_value

_WATCHED = "p2it_approvals.watched_orders"
_MOVING = "p2it_approvals.moving_orders"
"""Where a cursor keeps which orders are watched, and which are on their way through a button of the order."""

_CONFIRMED_ONLY_BY_BUTTONS = ("state", "locked", "name", "date_order")


class SaleOrder(models.Model):
    """Extends ``sale.order`` with the gate before and behind its confirmation."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_figures_untouched(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_figures_untouched([vals])
        self._check_by_button(vals)
        with self._watch_confirmed(vals):
            return super().write(vals)

    def _check_by_button(self, vals):
        """:raise UserError: for whoever moves a confirmed order otherwise than by its buttons"""
        names = [name for name in _CONFIRMED_ONLY_BY_BUTTONS if name in vals]
        if not names or self.env.su or not self._is_kept():
            return
        moving = self.env.cr.cache.get(_MOVING, ())
        confirmed = self.sudo().filtered(  # sudo: the state counts, whoever reads
            lambda order: order.state == "sale"
            and order.id not in moving
            and any(is_other_value(order, name, vals[name]) for name in names)
        )
        if confirmed:
            raise UserError(
                self.env._(
                    "%(order)s is confirmed: its status, lock, number and date change by its buttons only "
                    "(Cancel, Set to Quotation, Lock).",
                    order=confirmed[0].name,
                )
            )

    @api.model
    def _is_kept(self):
        """Tell whether confirmed orders move by their buttons only. Extended by further conditions.

        :rtype: bool
        """
        return self.env["p2it.approval.type"]._has_gate("order")

    @contextmanager
    def _moving_by_button(self):
        """While a button of the order runs, it may move what people don't write."""
        moving = self.env.cr.cache.setdefault(_MOVING, set())
        added = set(self.ids) - moving
        moving |= added
        try:
            yield
        finally:
            moving -= added

    def _action_cancel(self):
        with self._moving_by_button():
            result = super()._action_cancel()
        self._withdraw_approvals()
        return result

    def action_lock(self):
        with self._moving_by_button():
            return super().action_lock()

    def action_unlock(self):
        with self._moving_by_button():
            return super().action_unlock()

    @contextmanager
    def _watch_confirmed(self, change=None, adds=False):
        """Refuse a change of what matters in confirmed orders that need an approval.

        Judged once, when the outermost change is complete, so that its cost does not grow with the lines.

        Superusers are held as well: an automation works as one. What the server adds by itself is its own:
        lines of expenses that are charged on, or of goods that were delivered on top.

        :param bool adds: whether lines are only added
        :param dict change: what is being written, as values of the order, so that it can be proposed instead
        """
        kinds = self.env["p2it.approval.type"]
        type_ids = () if adds and self.env.su else kinds._get_gate_kinds("order")
        watched = self.env.cr.cache.setdefault(_WATCHED, set())
        orders = self.browse()
        if type_ids:
            passing = kinds._get_passing("sale.order")
            orders = self.filtered(
                lambda order: order.id and order.id not in watched and order.id not in passing
            )
            orders = orders.filtered(lambda order: order.sudo().state == "sale")  # sudo: whoever reads
        if not orders:
            yield
            return
        watched |= set(orders.ids)
        try:
            before = orders._get_approval_digests(type_ids)
            needing = orders._get_needing(type_ids)
            yield
            after = orders.exists()._get_approval_digests(type_ids)
        finally:
            watched -= set(orders.ids)
        for type_id in type_ids:
            changed = orders.filtered(
                lambda order, kind=type_id: (kind, order.id) in after
                and after[kind, order.id] != before[kind, order.id]
            )
            changed = changed.filtered(lambda order: order.sudo().state == "sale")  # sudo: whoever reads
            if changed:
                changed._check_change(type_id, needing[type_id] & changed, change)

    def _check_change(self, type_id, needing, change):
        """:param needing: those that needed the approval before, though their amount were 1 by now
        :raise RedirectWarning: with the way to propose the change where it is that of one order
        """
        try:
            self.env["p2it.approval.type"]._check_kinds(
                self, [type_id], also_old=True, needing={type_id: needing}
            )
        except (RedirectWarning, UserError):
            if len(self) != 1 or not change or not self.env["p2it.approval.request"]._is_proposable(change):
                raise
            raise self._make_change_warning(type_id, change) from None

    def _get_needing(self, type_ids):
        """:return: ``{type: those that need it as they are}``"""
        # sudo: types hold for who may not read them
        kinds = self.env["p2it.approval.type"].sudo().browse(type_ids)
        return {kind.id: kind._get_documents(self, also_old=True) for kind in kinds}

    def _get_approval_digests(self, type_ids):
        """:return: ``{(type, order): digest of what matters to the type}``"""
        digest = self.env["p2it.approval.document"]._get_fingerprint
        # sudo: types hold for who may not read them
        paths = {
            kind.id: kind._get_guarded_paths()
            for kind in self.env["p2it.approval.type"].sudo().browse(type_ids)
        }
        return {(kind, order.id): digest(order, text) for kind, text in paths.items() for order in self}
