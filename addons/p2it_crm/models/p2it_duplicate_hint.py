import logging

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..domain.typed import PROOFS, SIMILAR, STRENGTH, read_typed

_logger = logging.getLogger(__name__)

_LIMIT = 6
_LOOKED_AT = 40
"""So many records are compared; more would be no help to who types."""


class P2itDuplicateHint(models.AbstractModel):
    """Who is known already, while somebody types a customer or a lead.

    Of records the person may read, it gives the name and why it may be the same. Of a hidden one it
    says only that it exists, and only for a proof that was typed completely (a tax code, a whole
    telephone number, an e-mail address): no name, no id, no count, and nothing at all for a name,
    which anybody can guess. Who looks after it is told where the company's setting allows it.
    """

    _name = "p2it.duplicate.hint"
    _description = "Duplicates While Typing"

    @api.model
    def find(self, res_model, res_id, values):
        """Look for records that may be the one being typed.

        :param str res_model: ``res.partner`` or ``crm.lead``
        :param res_id: id of the record in the form, ``False`` for a new one
        :param dict values: texts of ``name``, ``phone``, ``vat``, ``email``; the ids ``parent_id`` and
            ``partner_id`` of those the record belongs to
        :return: list of dicts, the surest first; hidden records come as ``{"hidden": True, "message"}``
        :raise AccessError: for who doesn't sell
        """
        self._check_may_ask(res_model)
        keys = read_typed(values.get("name"), values.get("phone"), values.get("vat"), values.get("email"))
        if not keys:
            return []
        excluded = self._get_excluded(res_model, res_id, values)
        found, hidden = [], {}
        for model in ("res.partner", "crm.lead"):
            seen = self._search_alike(self.env[model], keys, excluded[model])
            found += [(keys.compare(self._read_keys(record)), record) for record in seen]
            for reason, owner in self._find_hidden(model, keys, excluded[model], seen):
                hidden.setdefault(reason, (model, owner))
        found = sorted(
            (pair for pair in found if pair[0]), key=lambda pair: (STRENGTH.index(pair[0][0]), pair[1].id)
        )
        shown = {reason for reasons, _record in found for reason in reasons}
        return [self._prepare_found(reasons, record) for reasons, record in found[:_LIMIT]] + [
            self._prepare_hidden(reason, *hidden[reason])
            for reason in STRENGTH
            if reason in hidden and reason not in shown
        ]

    @api.model
    def _check_may_ask(self, res_model):
        """:raise AccessError: for who doesn't work with customers"""
        if res_model not in ("res.partner", "crm.lead") or not self.env.user.has_group(
            "p2it_crm.group_salesperson"
        ):
            raise AccessError(
                self.env._(
                    "Duplicates of customers and leads are told to salespeople. Ask an administrator for the "
                    "role Salesperson of P2IT Customer Management."
                )
            )

    @api.model
    def _get_excluded(self, res_model, res_id, values):
        """Leave out the record itself and those it belongs to, as far as the user may read them.

        Else one could try ids, and learn from an answer that stays away whose number it is.

        :return: ``{model: domain}``
        """
        record = self.env[res_model].browse([res_id] if _is_id(res_id) else [])
        partners = self.env["res.partner"].browse(
            values[name] for name in ("parent_id", "partner_id") if _is_id(values.get(name))
        )
        record = record.exists()._filtered_access("read")
        partners |= record if res_model == "res.partner" else record.partner_id
        partners = partners.exists()._filtered_access("read")
        customers = partners.commercial_partner_id._filtered_access("read").ids
        family = Domain("commercial_partner_id", "in", customers)
        leads = Domain("partner_id.commercial_partner_id", "in", customers)
        if res_model == "crm.lead":
            leads |= Domain("id", "in", record.ids)
        return {"res.partner": family, "crm.lead": leads}

    @api.model
    def _get_base_domain(self, model, excluded):
        companies = [False, *self.env.companies.ids]
        domain = ~excluded & Domain("company_id", "in", companies)
        return domain & Domain("won_status", "=", "pending") if model == "crm.lead" else domain

    @api.model
    def _get_proof_domain(self, model, keys):
        """:return: a ``Domain`` of the records with one of the proofs; each arm has its index"""
        domains = [Domain("phone_key", "in", list(keys.phones))] if keys.phones else []
        # The key is a record's first number; the smart search knows the others, in any spelling.
        domains += [Domain("display_name", "ilike", phone) for phone in keys.phones]
        if keys.email:
            domains.append(Domain("email_normalized", "=", keys.email))
        if keys.tax_code and model == "res.partner":
            domains.append(Domain("vat", "in", [keys.tax_code, keys.tax_code.replace("-", "")]))
        return Domain.OR(domains)

    @api.model
    def _search_alike(self, records, keys, excluded):
        """:return: records the user may read that are alike: proofs first, then names"""
        base = self._get_base_domain(records._name, excluded)
        found = records.search(
            base & self._get_proof_domain(records._name, keys), limit=_LOOKED_AT, order="id"
        )
        if keys.name:
            alike = Domain("name_key", "=", keys.name) | Domain("display_name", "ilike", " ".join(keys.words))
            found |= records.search(base & alike, limit=_LOOKED_AT, order="id")
        return found

    @api.model
    def _read_keys(self, record):
        """:return: the keys of a known record, to compare"""
        if record._name == "crm.lead":
            return read_typed(record._get_duplicate_name(), record.phone, "", record.email_from)
        return read_typed(record.name, record.phone, record.vat, record.email)

    @api.model
    def _find_hidden(self, model, keys, excluded, seen):
        """Yield (reason, salesperson) for records with a proof that the user may not read."""
        domain = self._get_base_domain(model, excluded) & self._get_proof_domain(model, keys)
        told = self.env.company.sudo().duplicate_hint != "none"  # sudo: a setting
        if self.env.su or not told or domain.is_false():
            return
        # sudo: whether it exists; what is told of it is decided in _prepare_hidden
        everyone = self.env[model].sudo().search(domain, limit=_LOOKED_AT, order="id")
        for record in everyone - seen.sudo():
            for reason in keys.compare(self._read_keys(record)):
                if reason in PROOFS:
                    owner = record.scope_user_id if model == "res.partner" else record.user_id
                    yield reason, owner
                    break

    @api.model
    def _prepare_found(self, reasons, record):
        is_lead = record._name == "crm.lead"
        return {
            "hidden": False,
            "model": record._name,
            "id": record.id,
            "name": record.name if is_lead else record.display_name,
            "detail": self._get_detail(record),
            "reasons": [self._get_reason_label(reason) for reason in reasons],
            "sure": reasons[0] != SIMILAR,
            # sudo: the name of a salesperson whose customer one may read
            "salesperson": record.user_id.sudo().name or "",
        }

    @api.model
    def _get_detail(self, record):
        if record._name == "crm.lead":
            kind = dict(record._fields["type"]._description_selection(self.env))[record.type]
            return " · ".join(filter(None, (kind, record.partner_name or record.contact_name)))
        lifecycle = dict(record._fields["lifecycle"]._description_selection(self.env))
        return " · ".join(filter(None, (lifecycle.get(record.lifecycle), record.ref, record.phone)))

    @api.model
    def _get_reason_label(self, reason):
        return {
            "tax_code": self.env._("same tax code"),
            "phone": self.env._("same phone"),
            "email": self.env._("same e-mail"),
            "name": self.env._("same name"),
            "similar": self.env._("similar name"),
        }[reason]

    @api.model
    def _prepare_hidden(self, reason, model, owner):
        """Say that somebody is known, to whom to turn, and nothing else.

        :param owner: the hidden record's salesperson, named only where the setting says so
        """
        _logger.info("User %s was told that a %s exists (%s)", self.env.uid, model, reason)
        hint = self.env.company.sudo().duplicate_hint  # sudo: a setting
        if hint == "salesperson" and owner:
            text = self._get_hidden_text_with_owner(reason)
        else:
            text = self._get_hidden_text(reason)
        above = self.env.user._get_users_above()[:1]
        manager = above.sudo().name if above else self.env._("your manager")  # sudo: one's own manager
        return {
            "hidden": True,
            "message": text % {"manager": manager, "salesperson": owner.name or ""},
            "sure": True,
        }

    @api.model
    def _get_hidden_text(self, reason):
        return {
            "tax_code": self.env._(
                "A customer with this tax code is already looked after by a colleague: ask %(manager)s.",
            ),
            "phone": self.env._(
                "A customer with this phone is already looked after by a colleague: ask %(manager)s.",
            ),
            "email": self.env._(
                "A customer with this e-mail is already looked after by a colleague: ask %(manager)s.",
            ),
        }[reason]

    @api.model
    def _get_hidden_text_with_owner(self, reason):
        return {
            "tax_code": self.env._(
                "A customer with this tax code is looked after by %(salesperson)s: ask %(manager)s.",
            ),
            "phone": self.env._(
                "A customer with this phone is looked after by %(salesperson)s: ask %(manager)s.",
            ),
            "email": self.env._(
                "A customer with this e-mail is looked after by %(salesperson)s: ask %(manager)s.",
            ),
        }[reason]


def _is_id(value):
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
