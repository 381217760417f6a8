from odoo import api, models

from ..domain.text import clean, fold


class P2itCustomerGroup(models.Model):
    """Extends ``p2it.customer.group`` with finding groups by the paths files name them by."""

    _inherit = "p2it.customer.group"

    @api.model
    def _import_paths(self, paths, dry_run):
        """Find the groups of paths such as ``Đại lý/Cấp 1``, and create those that are missing.

        :param paths: texts, with ``/`` or ``>`` between the levels
        :param bool dry_run: create none
        :return: ``{path: id}``; ``False`` for a group a real run would create, ``None`` (as a
            missing key) for one the user may not create
        """
        groups = self.search_fetch(
            [("company_id", "in", (False, self.env.company.id))], ["name", "parent_id"]
        )
        known = {(group.parent_id.id, fold(group.name)): group.id for group in groups}
        may_create = self.has_access("create")
        found = {}
        for path in dict.fromkeys(filter(None, paths)):
            levels = [clean(level) for level in path.replace(">", "/").split("/")]
            group_id = self._import_levels(list(filter(None, levels)), known, may_create, dry_run)
            if group_id is not None:
                found[path] = group_id
        return found

    @api.model
    def _import_levels(self, levels, known, may_create, dry_run):
        parent_id = False
        for level in levels:
            key = (parent_id, fold(level))
            if key not in known:
                if not may_create:
                    return None
                if dry_run:
                    return False
                known[key] = self.create({"name": level, "parent_id": parent_id}).id
            parent_id = known[key]
        return parent_id
