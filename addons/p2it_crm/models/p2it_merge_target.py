from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from ..domain.comparison import Row


class P2itMergeTarget(models.AbstractModel):
    """Mixin of what can be compared side by side and merged.

    The merging itself is Odoo's own; the concrete model calls it in ``_merge_compared``.
    """

    _name = "p2it.merge.target"
    _description = "What Can Be Merged Side by Side"

    _merge_limit = 3

    @api.model
    def _get_merge_rows(self):
        """Hook: what is compared, in order.

        :return: ``{name of the row: (label, names of the fields that are chosen together)}``
        """
        return {}

    @api.model
    def _get_merge_facts(self):
        """Hook: what follows the record that stays.

        :return: list of (label, model, field that points at the record, further domain)
        """
        return []

    def _merge_compared(self, kept):
        """Hook: merge these records by Odoo's own engine.

        :param kept: the record to stay, if the engine lets one choose
        :return: the record that stayed
        """
        raise NotImplementedError

    def _get_merge_kept(self):
        """Hook.

        :return: the record that stays unless a person chooses another one
        """
        return self[:1]

    def _get_merge_owner(self):
        """Hook.

        :return: the salesperson of the record
        """
        self.ensure_one()
        return self.user_id

    def _check_may_merge_compared(self):
        """Let managers and administrators merge what they may change, salespeople their own.

        :raise AccessError: when a record is not theirs to change
        :raise UserError: when they are too few or too many
        """
        self.check_access("write")
        if not 2 <= len(self) <= self._merge_limit:
            raise UserError(
                self.env._("Choose 2 to %(limit)s records to compare and merge.", limit=self._merge_limit)
            )
        user = self.env.user
        own = all(record._get_merge_owner() == user for record in self)
        if not user.has_group("p2it_crm.group_salesperson") or not (own or user._may_assign()):
            raise AccessError(
                self.env._(
                    "You merge records that are all yours. These belong to several people: ask your "
                    "manager to merge them. Nothing was changed."
                )
            )

    def _get_merge_comparison(self):
        """:return: list of ``Row``, all of them, also those that are the same"""
        return [
            Row(name, label, tuple(record._get_merge_text(fields) for record in self))
            for name, (label, fields) in self._get_merge_rows().items()
        ]

    def _get_merge_text(self, names):
        self.ensure_one()
        return ", ".join(filter(None, (self._get_merge_field_text(name) for name in names)))

    def _get_merge_field_text(self, name):
        """:return: the value of a field as a person reads it"""
        field, value = self._fields[name], self[name]
        if not value:
            return ""
        if field.relational:
            return value.sudo().display_name  # sudo: as Odoo itself shows linked records
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "html":
            return html2plaintext(value)
        if field.type == "boolean":
            return self.env._("Yes")
        return str(value)

    def _get_merge_vals(self, names):
        """:return: the values of the fields, to write on another record"""
        self.ensure_one()
        return {name: self._fields[name].convert_to_write(self[name], self) for name in names}

    def _count_merge_facts(self):
        """Count what follows, as far as the user sees it: one query for each kind.

        :return: ``{id: list of (label, count)}``, without zeros
        """
        facts = {record.id: [] for record in self}
        for label, model, field, domain in self._get_merge_facts():
            if model not in self.env or not self.env[model].has_access("read"):
                continue
            groups = self.env[model]._read_group([(field, "in", self.ids), *domain], [field], ["__count"])
            for holder, count in groups:
                key = holder if isinstance(holder, int) else holder.id
                facts[key].append((label, count))
        return facts

    @api.model
    def _label(self, name):
        return self._fields[name]._description_string(self.env)

    @api.model
    def _prepare_merge_rows(self, *names):
        """:return: rows of one field each"""
        return {name: (self._label(name), (name,)) for name in names}
