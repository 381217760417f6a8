from contextlib import contextmanager
from functools import wraps

from odoo import api, http, models
from odoo.exceptions import RedirectWarning, UserError

_MARK = "_p2it_gate_before"
"""Marks a gate."""

_PASSING = "p2it_approvals.passing"
"""Where a cursor keeps which documents are going through which gate."""


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with what holds the operations, for every caller."""

    _inherit = "p2it.approval.type"

    def _register_hook(self):
        """Put a gate before each method that an active type names.

        Gates are never taken away: each asks what the types say when it is passed, and a type whose change is
        rolled back must not leave a door open in this process.
        """
        super()._register_hook()
        # sudo: the gates are there for everybody
        for kind in self.sudo().search([]):
            if kind.model in self.env and self._is_button(kind.model, kind.operation):
                self._install_gate(type(self.env[kind.model]), kind.operation)

    @api.model
    def _install_gate(self, model_class, name):
        own = vars(model_class).get(name)
        if hasattr(own, _MARK):
            return

        @wraps(getattr(model_class, name))
        def gate(records, *args, **kwargs):
            kinds = records.env["p2it.approval.type"]
            kinds._check_gate(records, name)
            # The registry's class is made of all addons' classes: what it inherits runs without a gate.
            method = own.__get__(records) if own else getattr(super(model_class, records), name)
            with kinds._passing(records):
                return method(*args, **kwargs)

        setattr(gate, _MARK, True)
        setattr(model_class, name, gate)

    @api.model
    def _update_operations(self):
        """Make the gates those of the types as they are now, in all processes."""
        self.env.registry.clear_cache()
        self._update_bindings()
        if self.env.registry.ready:
            self._register_hook()
            self.env.registry.registry_invalidated = True

    @api.model
    def _update_bindings(self):
        """Offer “Ask for Approval” in the Action menu of every document that has a type, and no other."""
        # sudo: actions belong to the settings, types to their administrator
        actions = self.env["ir.actions.act_window"].sudo()
        known = actions.search(
            [("res_model", "=", "p2it.approval.ask.wizard"), ("binding_model_id", "!=", False)]
        )
        wanted = self.sudo().search([]).model_id
        surplus = known.filtered(lambda action: action.binding_model_id not in wanted)
        bound = (known - surplus).binding_model_id
        surplus.unlink()
        template = self.env.ref("p2it_approvals.action_ask", raise_if_not_found=False)
        for model in (wanted - bound) if template else ():
            template.sudo().copy({"binding_model_id": model.id, "binding_view_types": "list,form"})

    @api.model
    def _check_gate(self, records, operation):
        """Let an operation through when everything that needs an approval has one.

        Superusers are held as well: a payment that confirms an order does so as one.

        :param records: the documents
        :param str operation: name of the method
        :raise RedirectWarning: naming what is missing
        """
        kinds = [row.type_id for row in self._get_operations(records._name) if row.operation == operation]
        if kinds and records.ids:
            self._check_kinds(records, kinds)

    @contextmanager
    def _passing(self, records):
        """While an operation runs that its gate has let through, it may set the state.

        Kept on the server's side of the transaction, where no client reaches.
        """
        passing = self.env.cr.cache.setdefault(_PASSING, [])
        entry = (records._name, frozenset(records.ids))
        passing.append(entry)
        try:
            yield
        finally:
            passing.remove(entry)

    @api.model
    def _get_passing(self, model):
        """:return: ids of a model's documents that are going through a gate that has let them through"""
        entries = self.env.cr.cache.get(_PASSING, ())
        return set().union(*(ids for name, ids in entries if name == model))

    @api.model
    def _find_guarded(self, records):
        """Find the documents whose state says that an operation has happened.

        :param records: documents of one model
        :return: ``{id of the type: those of the records that are in the state it guards}``
        """
        found = {}
        # sudo: the state is read whatever the user may read
        for row in self._get_operations(records._name):
            name, value = row.state_field, row.state_value
            if name:
                field = records._fields[name]
                found[row.type_id] = records.filtered(
                    lambda record, name=name, field=field, value=value: str(
                        field.convert_to_write(record.sudo()[name], record)
                    )
                    == value
                )
        return found

    @api.model
    def _check_states(self, records, before=None):
        """Hold what has set the state otherwise than by the operation.

        Judged afterwards, on what is there now: defaults count, and what the same write changed besides.

        :param records: the documents after they were created or changed
        :param dict before: what :meth:`_find_guarded` found before
        """
        let_through = self._get_passing(records._name)
        for kind, documents in self._find_guarded(records).items():
            known = set((before or {}).get(kind, records.browse()).ids) | let_through
            changed = documents.filtered(lambda document, known=known: document.id not in known)
            if changed:
                self._check_kinds(changed, [kind])

    @api.model
    def _check_kinds(self, records, kind_ids, also_old=False, needing=None):
        """Refuse documents that lack an approval, judged on what is there when their rows are held.

        :param bool also_old: see :meth:`_get_documents`
        :param dict needing: ``{type: documents}`` that need it in any case, whatever they are by now
        :raise RedirectWarning: naming what is missing
        """
        # sudo: the types hold for who may not read them
        kinds = self.sudo().browse(kind_ids)
        if hasattr(records, "_hold_for_approval"):
            records._hold_for_approval([kind.domain for kind in kinds])
            records.sudo()._refresh_approval_figures()  # sudo: figures are the server's
        for kind in kinds.with_context(p2it_judged_ids=tuple(records.ids)):
            documents = kind._get_documents(records, also_old)
            documents |= (needing or {}).get(kind.id, documents)
            if documents:
                self.env["p2it.approval.document"]._lock(documents)
                missing = kind._find_lacking(documents)
                if missing:
                    self._refuse(kind, missing)

    @api.model
    def _find_missing(self, records, kind_ids):
        """:return: ``[(type, document, its latest request or nothing)]`` for each approval that is lacking"""
        found = []
        # sudo: the types hold for who may not read them
        for kind in self.sudo().browse(kind_ids):
            lacking = kind._find_lacking(kind._get_documents(records))
            found += [(kind, document, request) for document, request in lacking]
        return found

    def _find_lacking(self, documents):
        """:return: ``[(document, its latest request or nothing)]`` for those without a valid approval"""
        self.ensure_one()
        # sudo: whoever may do the operation profits from an approval that somebody else asked for
        requests = self.env["p2it.approval.request"].sudo()
        latest = requests._get_latest(self, documents)
        approved = requests.union(*(found for found in latest.values() if found.state == "approved"))
        standing = approved._filter_current(documents)
        lacking = [(document, latest.get(document.id, requests)) for document in documents]
        return [
            (document, request) for document, request in lacking if request not in standing or not request
        ]

    @api.model
    def _refuse(self, kind, missing):
        """:raise RedirectWarning: what is missing, who can give it, and the way to ask"""
        lines = [self._explain(kind, document, request) for document, request in missing[:10]]
        if len(missing) > 10:
            lines.append(self.env._("… and %s more.", len(missing) - 10))
        message = "\n".join(lines)
        action = self._get_ask_action()
        if not action:
            raise UserError(message)
        context = {
            "active_model": missing[0][0]._name,
            "active_ids": [document.id for document, _request in missing],
            "default_type_id": kind.id,
        }
        raise RedirectWarning(message, action.id, self.env._("Ask for Approval"), context)

    @api.model
    def _get_ask_action(self):
        """:return: the dialog that asks; nothing for programs, which read a message and open no dialog"""
        path = http.request.httprequest.path if http.request else ""
        if path.startswith(("/xmlrpc", "/jsonrpc", "/json/")):
            return None
        return self.env.ref("p2it_approvals.action_ask", raise_if_not_found=False)

    @api.model
    def _explain(self, kind, document, request):
        # sudo: named to who works on it
        values = {"document": document.sudo().display_name, "type": kind.name}
        if not request or request.state == "cancelled":
            return self.env._("“%(document)s” needs the approval “%(type)s”: ask for it first.", **values)
        if request.state == "approved":
            return self.env._(
                "“%(document)s” was changed after the approval “%(type)s”: ask for it again.", **values
            )
        if request.state == "refused":
            return self.env._(
                "“%(document)s”: the approval “%(type)s” was refused. Mend what was criticised, ask again.",
                **values,
            )
        waits_for = request.line_ids.filtered(lambda line: line.state == "open")
        return self.env._(
            "“%(document)s” waits for the approval “%(type)s”: %(people)s.",
            **values,
            people="; ".join(line._describe() for line in waits_for),
        )
