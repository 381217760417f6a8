from odoo import api, models
from odoo.exceptions import ValidationError

from ..domain.issues import CellError
from ..domain.tax_code import parse_tax_code
from .p2it_import_messages import render


class ResPartner(models.Model):
    """Extends ``res.partner`` with the check of telephone number and tax code."""

    _name = "res.partner"
    _inherit = ["res.partner", "p2it.contact.check.mixin"]

    @api.model
    def _get_contact_checks(self):
        return {**super()._get_contact_checks(), "vat": self._spell_tax_code}

    @api.model
    def _spell_tax_code(self, text):
        """:return: the tax code as the tax office writes it; “/” (no tax code) as Odoo has it
        :raise ValidationError: when it has not 10, 13 or 12 digits
        """
        if text.strip() == "/":
            return "/"
        try:
            found = parse_tax_code(text)
        except CellError as error:
            raise ValidationError(self._say_tax_code_error(error.issue)) from error
        return found.code if found else False

    @api.model
    def _say_tax_code_error(self, issue):
        if issue.code == "tax_code_impossible":
            return self.env._(
                "The tax code %(text)s can't exist. Check it against the certificate.", **issue.params
            )
        return render(self.env, issue)

    @api.onchange("vat", "country_id")
    def _onchange_vat_check_digit(self):
        """Warn of a wrong check digit: old codes have one, so it is no reason to refuse."""
        if not self.vat or self.vat.strip() == "/" or not self._is_vietnamese_contact({}):
            return None
        try:
            issue = parse_tax_code(self.vat).issue
        except (ValueError, AttributeError):
            return None  # saving says what is wrong
        if not issue:
            return None
        return {"warning": {"title": self.env._("Tax code"), "message": render(self.env, issue)}}
