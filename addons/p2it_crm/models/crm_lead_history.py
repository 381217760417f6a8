from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from .p2it_lead_history import KIND_FIELDS

_CAUSES = frozenset(
    (
        *(name for name, _column in KIND_FIELDS.values()),
        *("type", "partner_id", "active", "probability", "automated_probability", "lost_reason_id"),
    )
)
"""Fields whose writing may change what is watched, by itself or through what Odoo computes of it."""

_CLOCKED = ("converted", "closed", "reopened")
"""Kinds of change whose days before are told by the clock of the step."""

_WATCHING = "p2it_crm.leads_watched"
_REASONS = "p2it_crm.lead_reasons"
_DEFERRED = "p2it_crm.leads_deferred"


class _Deferred:
    """What leads were before a procedure touched them, until their history is written."""

    def __init__(self, leads):
        self.leads = leads.browse()
        self.before = {}

    def note(self, leads):
        """Remember the leads as they are, unless that is known already."""
        new = leads.filtered(lambda lead: lead.id not in self.before)
        if new and not self.before:
            self.leads.env.cr.precommit.add(self.write)
        self.before.update(new._take_history_snapshot())

    def write(self):
        """Write what has changed; leads that were merged away have taken theirs along."""
        before, self.before = self.before, {}
        if before:
            self.leads.browse(before).exists()._log_changes(before)


class CrmLead(models.Model):
    """Extends ``crm.lead`` with its history, whatever way it is changed.

    This stands below the other extensions of the addon, next to Odoo's own ``create`` and ``write``:
    what a rule does in consequence is a change of its own, after the one that caused it.
    """

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._log_created()
        return leads

    def write(self, vals):
        if not _CAUSES.intersection(vals):
            return super().write(vals)
        with self._watching_history():
            return super().write(vals)

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """Override of `crm`, which writes each lead by itself, to keep the history in one batch."""
        with self._watching_history():
            return super().convert_opportunity(partner, user_ids, team_id)

    def action_set_lost(self, **additional_values):
        """Override of `crm`, which writes the reason after it has closed, to keep both in one change."""
        with self._watching_history():
            return super().action_set_lost(**additional_values)

    @contextmanager
    def _watching_history(self):
        """Write the history of whatever happens to the leads within, as one change.

        Who watches furthest out writes it. What is watched is kept on the cursor, which no client
        reaches.
        """
        watched = self._get_unwatched()
        if not watched:
            yield
            return
        deferred = self.env.cr.cache.get(_DEFERRED)
        if deferred is not None:
            deferred.note(watched)
            yield
            return
        watching = self.env.cr.cache.setdefault(_WATCHING, set())
        before = watched._take_history_snapshot()
        watching.update(watched.ids)
        try:
            yield
        finally:
            watching.difference_update(watched.ids)
        watched._log_changes(before)

    @api.model
    @contextmanager
    def _deferring_history(self):
        """Write the history of whatever happens to any leads within in one batch, at the end.

        For procedures of Odoo that write lead by lead. What they commit on the way has its history.
        """
        cache = self.env.cr.cache
        if _DEFERRED in cache:
            yield
            return
        cache[_DEFERRED] = deferred = _Deferred(self)
        try:
            yield
        finally:
            cache.pop(_DEFERRED, None)
        deferred.write()

    def _get_unwatched(self):
        """:return: the leads of which no ``write`` further out writes the history already"""
        watching = self.env.cr.cache.get(_WATCHING, ())
        return self.filtered(lambda lead: lead.id and lead.id not in watching)

    def _take_history_snapshot(self):
        """:return: what is watched, and the moment the present step was entered, by id of the lead"""
        return {
            lead.id: {
                **{name: lead[name].id for name, _column in KIND_FIELDS.values()},
                "type": lead.type,
                "won_status": lead.won_status,
                "step": lead._get_step(),
                "entered": lead.stage_entered,
                "closed": lead.date_closed,
            }
            for lead in self.sudo()  # sudo: compared, not shown
        }

    def _log_created(self):
        """Write how the leads began."""
        leads = self.sudo()  # sudo: nobody writes the history but the server
        leads.env["p2it.lead.history"].create(
            [
                {
                    **lead._prepare_history_vals("created"),
                    "date": lead.stage_entered or fields.Datetime.now(),
                    **{f"to_{column}_id": lead[name].id for name, column in KIND_FIELDS.values()},
                }
                for lead in leads
            ]
        )

    def _log_changes(self, before):
        """Write what is different from a snapshot, and start the clock of what has moved.

        A constant number of queries, whatever the number of leads.

        :param dict before: as ``_take_history_snapshot`` gives it
        """
        leads = self.sudo()  # sudo: nobody writes the history but the server
        after = leads._take_history_snapshot()
        changes = [(lead, kind) for lead in leads for kind in _compare(before[lead.id], after[lead.id])]
        moved = leads.filtered(lambda lead: _has_moved(before[lead.id], after[lead.id]))
        if changes:
            dates = leads.env["p2it.lead.history"]._get_last_dates(
                {lead.id for lead, kind in changes if kind not in _CLOCKED},
                tuple({kind for _lead, kind in changes if kind not in _CLOCKED}),
            )
            leads.env["p2it.lead.history"].create(
                [
                    lead._prepare_change_vals(kind, before[lead.id], after[lead.id], dates)
                    for lead, kind in changes
                ]
            )
        if moved:
            moved._restart_stage_clock()

    def _prepare_history_vals(self, kind):
        """:return: what every row of the history says, with the reason an assignment has left"""
        self.ensure_one()
        reason = {}
        if kind in ("salesperson", "team"):
            reason = self.env.cr.cache.get(_REASONS, {}).get(self.id, {})
        return {
            "lead_id": self.id,
            "lead_name": self.name or str(self.id),
            "owner_id": self.user_id.id,
            "company_id": self.company_id.id,
            "lead_type": self.type,
            "kind": kind,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            **reason,
        }

    def _prepare_change_vals(self, kind, before, after, dates):
        """:return: the values of the row of one change"""
        vals = self._prepare_history_vals(kind)
        if kind in ("closed", "reopened"):
            closed = after if kind == "closed" else before
            vals["outcome"] = closed["won_status"]
            vals["lost_reason_id"] = self.lost_reason_id.id if kind == "closed" else False
        if kind in KIND_FIELDS:
            name, column = KIND_FIELDS[kind]
            vals |= {f"from_{column}_id": before[name], f"to_{column}_id": after[name]}
        else:
            vals |= _get_step_vals("to", after)
        if kind == "converted":
            vals |= _get_step_vals("from", before)
        dwell = vals["date"] - self._get_dwell_start(kind, before, dates)
        vals["dwell_days"] = max(dwell.total_seconds() / 86400, 0)
        return vals

    def _get_dwell_start(self, kind, before, dates):
        """:return: since when it had been what it was before the change"""
        step = "lead_status" if before["type"] == "lead" else "stage"
        if kind in ("converted", "closed", step):
            found = before["entered"]
        elif kind == "reopened":
            found = before["closed"] or before["entered"]
        else:
            found = dates.get((self.id, kind)) or dates.get((self.id, "created"))
        return found or self.create_date

    def _begin_at_creation(self):
        """Let clock and history of leads begin on the day a file says they came, not at the import."""
        history = self.env["p2it.lead.history"]
        self.flush_recordset()
        history.flush_model()
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET stage_entered = create_date WHERE id IN %s", tuple(self.ids))
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE p2it_lead_history SET date = crm_lead.create_date FROM crm_lead
                 WHERE crm_lead.id = lead_id AND kind = 'created' AND lead_id IN %s
                """,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["stage_entered"])
        history.invalidate_model(["date"])

    def action_view_history(self):
        """Open the history of these leads.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_lead_history")
        action["domain"] = [("lead_id", "in", self.ids)]
        action["context"] = {}
        return action


def _compare(before, after):
    """:return: the kinds of change between two snapshots of a lead"""
    kinds = [kind for kind, (name, _column) in KIND_FIELDS.items() if before[name] != after[name]]
    if before["type"] != after["type"]:
        # The step it begins with as an opportunity belongs to the conversion.
        kinds = ["converted", *(kind for kind in kinds if kind not in ("lead_status", "stage"))]
    if before["won_status"] != after["won_status"]:
        kinds.append("reopened" if after["won_status"] == "pending" else "closed")
    return kinds


def _has_moved(before, after):
    """:return: whether the lead is in another step, or open again"""
    (*was, was_open), (*is_, is_open) = before["step"], after["step"]
    return was != is_ or (is_open and not was_open)


def _get_step_vals(prefix, snapshot):
    """:return: the status or stage of a snapshot, as the value of the column that says from or to what"""
    if snapshot["type"] == "lead":
        return {f"{prefix}_status_id": snapshot["lead_status_id"]}
    return {f"{prefix}_stage_id": snapshot["stage_id"]}
