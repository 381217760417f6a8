from odoo import api, fields, models

from ..domain.duplicates import name_key
from ..domain.phone import parse_phones


class P2itDuplicateMixin(models.AbstractModel):
    """Stored keys by which a record is found again however its name and number are spelled."""

    _name = "p2it.duplicate.mixin"
    _inherit = "p2it.guard.mixin"
    _description = "Keys to Find Duplicates"

    name_key = fields.Char(
        compute="_compute_name_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )
    phone_key = fields.Char(
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )

    def _compute_name_key(self):
        """The concrete model declares what the name depends on."""
        for record in self:
            record.name_key = name_key(record._get_duplicate_name()) or False

    @api.depends("phone")
    def _compute_phone_key(self):
        for record in self:
            numbers = parse_phones(record.phone or "").numbers
            record.phone_key = numbers[0] if numbers else False

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"name_key", "phone_key"}

    def _get_duplicate_name(self):
        """Hook.

        :return: the text that names the record
        """
        self.ensure_one()
        return self.display_name
