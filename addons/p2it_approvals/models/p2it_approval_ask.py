from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..domain.supersession import find_kept
from .p2it_approval_line import TERMS


class P2itApprovalRequest(models.Model):
    """Extends ``p2it.approval.request`` with asking: the chain is drawn up and kept as it is now."""

    _inherit = "p2it.approval.request"

    @api.model
    def ask(self, res_model, res_ids, type_id=None, note=""):
        """Ask for the approvals that documents need.

        What already waits is left alone while the document is unchanged. After a change a new request
        replaces the old one, and steps that the change does not touch keep their decision.

        :param str res_model: the documents' model
        :param list res_ids: their ids
        :param int type_id: only this type; every type that applies without it
        :param str note: why it is asked
        :return: ids of the requests made
        :rtype: list[int]
        :raise AccessError: for who may not change the documents
        :raise UserError: when nothing is to be approved, nobody could decide, or the document can't be asked
            about now
        """
        documents = self.env[res_model].browse(res_ids).exists()
        documents.check_access("write")
        kinds = self._get_kinds(documents._name, type_id)
        self.env["p2it.approval.document"]._lock(documents)
        if hasattr(documents, "_check_may_ask_approval"):
            documents._check_may_ask_approval()
        needing = [(kind, document) for kind in kinds for document in kind._get_documents(documents)]
        if not needing:
            raise UserError(self.env._("Nothing here needs an approval: no approval type applies."))
        return [request.id for kind, document in needing for request in self._ask_one(kind, document, note)]

    @api.model
    def _get_kinds(self, model, type_id=None):
        # sudo: who asks may not read how types are set up
        kinds = self.env["p2it.approval.type"].sudo()
        kinds = kinds.browse([row.type_id for row in kinds._get_operations(model)])
        return kinds.filtered(lambda kind: kind.id == type_id) if type_id else kinds

    @api.model
    def _ask_one(self, kind, document, note):
        """:return: the request made; none when one that is still right is there"""
        # sudo: requests are the server's
        requests = self.sudo()
        before = requests._get_latest(kind, document).get(document.id, requests)
        if before.state in ("open", "approved") and before._is_current():
            return self.browse()
        plan = self._plan(kind, document, self.env.user, before)
        self._check_plan(kind, document, plan)
        request = requests.create(
            {**self._prepare_request_vals(kind, document, note, plan), "replaced_id": before.id}
        )
        if before.state == "open":
            before._close("superseded")
        request._update_states()
        return request.with_env(self.env)

    @api.model
    def _prepare_request_vals(self, kind, document, note, plan):
        return {
            "type_id": kind.id,
            "type_version": kind.version,
            "company_id": document.company_id.id if "company_id" in document._fields else False,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document.display_name,
            "summary": self._get_summary(document),
            "requested_by": self.env.uid,
            "requested_date": fields.Datetime.now(),
            "note": note,
            "guarded_fields": kind._get_guarded_paths(),
            "fingerprint": self._get_fingerprint(document, kind._get_guarded_paths()),
            "line_ids": [fields.Command.create(vals) for vals, _why in plan],
        }

    @api.model
    def _get_summary(self, document):
        """:return: whom a document is about and its amount, for who decides from a list or on a phone"""
        record, parts = document.sudo(), []  # sudo: what is asked does not depend on who looks
        if "partner_id" in record._fields and record.partner_id:
            parts.append(record.partner_id.display_name)
        if "amount_total" in record._fields and "currency_id" in record._fields:
            parts.append(formatLang(self.env, record.amount_total, currency_obj=record.currency_id))
        return " · ".join(parts)

    @api.model
    def _get_fingerprint(self, document, paths):
        return self.env["p2it.approval.document"]._get_fingerprint(document, paths)

    @api.model
    def _plan(self, kind, document, requester, before):
        """Draw up the steps that a document needs now.

        :param before: the request that is replaced, if any
        :return: ``[(values of the line, why it is needed in words)]`` in their order
        """
        plan = []
        for position, step in enumerate(kind.step_ids.sorted(lambda step: (step.sequence, step.id))):
            if not step._is_needed(document):
                continue
            paths = step.guarded_fields or kind._get_guarded_paths()
            vals = {
                "step_id": step.id,
                "name": step.name,
                "sequence": position if kind.order == "sequential" else 0,
                "mode": step.mode,
                "quorum": step.quorum,
                "approver_ids": [fields.Command.set(step._get_approvers(document, requester).ids)],
                "excludes_requester": step.excludes_requester,
                "excludes_previous": step.excludes_previous,
                "by_gate_pass": step.by_gate_pass,
                "sla_hours": step.sla_hours,
                "calendar_id": step.calendar_id.id,
                "escalation": step.escalation,
                "domain": step.domain,
                "guarded_fields": paths,
                "fingerprint": self._get_fingerprint(document, paths),
            }
            kept = self._find_kept(before, vals)
            if kept:
                vals.update({"kept_line_id": kept.id, "state": "approved", "closed_date": kept.closed_date})
            plan.append((vals, self._explain_step(kind, step, kept)))
        return plan

    @api.model
    def _find_kept(self, before, vals):
        """:return: the step of the request before whose decision still stands: same step, asking for the
        same, nothing changed that matters to it, and four eyes where they are wanted; never one of the
        gate, which looks at the goods themselves
        """
        before_lines = [line._to_asked() for line in before.line_ids if not line.by_gate_pass]
        terms = tuple(vals[name] for name in TERMS)
        requester = self.env.uid if vals["excludes_requester"] else None
        kept = find_kept(before_lines, vals["step_id"], terms, requester)
        return before.line_ids.browse(kept.key if kept else ())

    @api.model
    def _check_plan(self, kind, document, plan):
        """:raise UserError: for a step that nobody could decide: it would wait for ever"""
        if not plan:
            raise UserError(
                self.env._(
                    "“%(type)s” has no step that applies to “%(document)s”. An administrator of approvals "
                    "must complete it.",
                    type=kind.name,
                    document=document.display_name,
                )
            )
        for vals, _why in plan:
            if vals.get("kept_line_id"):
                continue
            people = set(vals["approver_ids"][0][2])
            if vals["excludes_requester"]:
                people.discard(self.env.uid)
            if len(people) < (vals["quorum"] if vals["mode"] == "quorum" else 1):
                raise UserError(
                    self.env._(
                        "Too few people may decide the step “%(step)s” of “%(type)s”. An administrator of "
                        "approvals must name others.",
                        step=vals["name"],
                        type=kind.name,
                    )
                )
