from odoo import api, models
from odoo.exceptions import ValidationError

from ..domain.phone import parse_phones
from ..domain.text import clean, is_blank


class P2itContactCheckMixin(models.AbstractModel):
    """Telephone numbers and tax codes of Vietnam, brought to one spelling on every way in.

    It acts below ``create`` and ``write``, so form, RPC and import meet it, and for companies in
    Vietnam on records that are not abroad. What can't exist is refused for whoever enters it; what
    the system brings in (a mail, a web form) is kept as it came, for a lead must not be lost. What is
    in the database stays until somebody changes it.
    """

    _name = "p2it.contact.check.mixin"
    _description = "Check of Phone and Tax Code"

    @api.model
    def _get_contact_checks(self):
        """Hook.

        :return: dict of field names and the methods that give the one spelling of a text
        """
        return {"phone": self._spell_phone}

    @api.model
    def _prepare_create_values(self, vals_list):
        """Override of `base` to check after the defaults, which a client can bring, are there."""
        return [self._check_contact_vals(vals) for vals in super()._prepare_create_values(vals_list)]

    def write(self, vals):
        if not any(vals.get(name) for name in self._get_contact_checks()):
            return super().write(vals)
        for records in self.grouped(lambda record: record._check_contact_key(vals)).values():
            super(P2itContactCheckMixin, records).write(records[0]._check_contact_vals(vals))
        return True

    def _check_contact_key(self, vals):
        """:return: what decides how a record's new values are checked: few kinds for many records"""
        same = tuple(bool(vals.get(name)) and self[name] == vals[name] for name in self._get_contact_checks())
        return self._is_vietnamese_contact(vals), same

    def _is_vietnamese_contact(self, vals):
        """:return: whether a company in Vietnam has this record, and it is not abroad"""
        company = self._get_contact_record("company_id", vals) or self.env.company
        country = self._get_contact_record("country_id", vals)
        # sudo: the countries of the companies are no secret
        return company.sudo().country_id.code == "VN" and country.code in (False, "VN")

    def _get_contact_record(self, name, vals):
        """:return: what a many2one will hold; Odoo's own code writes ids and records"""
        if name not in vals:
            return self[name]
        value = vals[name]
        is_record = isinstance(value, models.BaseModel)
        return value if is_record else self.env[self._fields[name].comodel_name].browse(value)

    def _check_contact_vals(self, vals):
        """:return: a copy of ``vals`` in the one spelling; what is there already is left as it is
        :raise ValidationError: naming what is wrong and how it is written
        """
        checks = self._get_contact_checks()
        entered = {
            name: vals[name] for name in checks if vals.get(name) and (not self or self[name] != vals[name])
        }
        if not entered or not self._is_vietnamese_contact(vals):
            return vals
        return {**vals, **{name: self._spell_contact(name, text, vals) for name, text in entered.items()}}

    def _spell_contact(self, name, text, vals):
        try:
            return self._get_contact_checks()[name](str(text))
        except ValidationError as error:
            if self.env.su:
                return text
            label = vals.get("name") or (self.display_name if self else "") or self.env._("New")
            raise ValidationError(
                self.env._("%(record)s: %(reason)s Nothing was saved.", record=label, reason=error.args[0])
            ) from error

    @api.model
    def _spell_phone(self, text):
        """:return: the numbers in E.164, remarks in brackets behind them; ``False`` for “none”
        :raise ValidationError: for what is no telephone number
        """
        if is_blank(text):
            return False
        cell = parse_phones(text)
        if cell.refused or not cell.phones:
            raise ValidationError(
                self.env._(
                    "“%(text)s” can't be a telephone number. In Vietnam one has 10 digits (mobile 03, "
                    "05, 07, 08, 09) or 11 (landline 02), or begins with 1800 or 1900; abroad, it begins "
                    "with + and the country's code. Correct it, or put it into the notes.",
                    text=" / ".join(cell.refused) or clean(text),
                )
            )
        remarks = f" ({', '.join(cell.remarks)})" if cell.remarks else ""
        return " / ".join(cell.numbers) + remarks
