from odoo import Command, api, models

_POINTING = ("many2one", "many2many")


class Base(models.AbstractModel):
    """Extends every model: nobody points at a record hidden from them.

    Odoo shows the name of a linked record to whoever sees the link, and copies a customer's phone and
    e-mail to the lead that points at it. Without this, a salesperson would put the ids 1, 2, 3 … into
    a lead of their own, by RPC, by an onchange or by a default, and read all customers.
    """

    _inherit = "base"

    @api.model
    def default_get(self, fields):
        """Drop defaults, of a client's context or of the user's own, that point at hidden records."""
        defaults = super().default_get(fields)
        if defaults and self._is_pointing_limited():
            for name in [name for name in defaults if self._get_pointed_model(name)]:
                pointed = self._collect_pointed([{name: defaults[name]}])
                if any(self._get_hidden_pointed(*found) for found in pointed.items()):
                    del defaults[name]
            for name, model_names in self._get_references().items():
                if name in defaults:
                    model_defaults = super().default_get([name, *model_names])
                    if self._get_hidden_referenced(name, model_names, model_defaults):
                        del defaults[name]
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_pointing_limited():
            self._check_pointed(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if self._is_pointing_limited():
            self._check_pointed([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        if self._is_pointing_limited():
            self._check_pointed([values])
            self._check_referenced(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _get_references(self):
        """:return: ``{field that holds an id of any model: names of the fields that tell of which}``"""
        found = {}
        for name, field in self._fields.items():
            if field.type == "many2one_reference":
                model_field = self._fields[field.model_field]
                root = (model_field.related or "").split(".")[0]
                found[name] = tuple(filter(None, (field.model_field, root)))
        return found

    def _get_hidden_referenced(self, name, model_names, values):
        """:return: the record that a reference points at with these values, if the user may not read it"""
        known = {field: values[field] for field in (name, *model_names) if field in values}
        # sudo: the name of the model only
        record = self.sudo().new(known, origin=self[:1])
        model, res_id = record[self._fields[name].model_field], record[name]
        if model not in self.env["ir.rule"]._get_customer_models() or not isinstance(res_id, int):
            return self.browse()
        return self._get_hidden_pointed(model, {res_id})

    def _check_referenced(self, values):
        """Computed in memory only, the name of what a reference points at is told to everybody.

        :raise AccessError: when values of a form refer to a record hidden from the user
        """
        for name, model_names in self._get_references().items():
            if {name, *model_names}.isdisjoint(values):
                continue
            if hidden := self._get_hidden_referenced(name, model_names, values):
                raise self.env["ir.rule"]._make_access_error("read", hidden)

    def _is_pointing_limited(self):
        return bool(not self.env.su and self.env.uid and self.env.user._is_scope_limited())

    @api.model
    def _get_pointed_model(self, name):
        """:return: the model a field points at, if its records show customers"""
        field = self._fields.get(name)
        if field is None or field.type not in _POINTING:
            return None
        shows = field.comodel_name in ("res.users", *self.env["ir.rule"]._get_customer_models())
        return field.comodel_name if shows else None

    @api.model
    def _collect_pointed(self, vals_list):
        """:return: ``{model: set of the ids that values point at}``, nested lines included"""
        pointed = {}
        for vals in vals_list:
            for name, value in vals.items():
                field = self._fields.get(name)
                if field is None or not value:
                    continue
                if field.type == "one2many":
                    found = self._collect_pointed_by_lines(field, value)
                else:
                    model = self._get_pointed_model(name)
                    found = {model: _read_ids(value)} if model else {}
                for model, ids in found.items():
                    pointed.setdefault(model, set()).update(ids)
        return pointed

    @api.model
    def _collect_pointed_by_lines(self, field, commands):
        """Look at existing lines that are linked, and into new and changed ones.

        Odoo links a line by changing it in memory first: a rule that reads a column following from the
        link (the salesperson of a contact, the customer of an order line) would judge the line as it
        will be, and let everybody take what is somebody else's.
        """
        comodel = self.env[field.comodel_name]
        lines = [c for c in commands if isinstance(c, (list, tuple)) and len(c) > 2]
        found = comodel._collect_pointed([line[2] for line in lines if isinstance(line[2], dict)])
        linking = [c for c in commands if isinstance(c, (list, tuple)) and c and c[0] != Command.UPDATE]
        if ids := _read_ids(linking):
            found.setdefault(field.comodel_name, set()).update(ids)
        return found

    @api.model
    def _get_hidden_pointed(self, model, ids):
        """:return: those of the records that the user may not read"""
        own = {"res.users": self.env.uid, "res.partner": self.env.user.partner_id.id}.get(model)
        # exists(): what isn't there shows nothing, and the database refuses it with its own words
        records = self.env[model].browse(ids - {own}).exists()
        return records - records._filtered_access("read")

    @api.model
    def _check_pointed(self, vals_list):
        """:raise AccessError: when values point at records hidden from the user"""
        for model, ids in self._collect_pointed(vals_list).items():
            if ids and (hidden := self._get_hidden_pointed(model, ids)):
                raise self.env["ir.rule"]._make_access_error("read", hidden)


def _read_ids(value):
    """:return: set of the ids in a many2one's value or in commands, whatever a client sends"""
    if isinstance(value, models.BaseModel):
        return set(value._origin.ids)
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, int):
        return {value} if value else set()
    ids = set()
    for item in value if isinstance(value, (list, tuple)) else ():
        if isinstance(item, int):
            ids.add(item)
        elif isinstance(item, (list, tuple)) and item and item[0] == Command.SET:
            ids.update(i for i in item[2] or () if isinstance(i, int))
        elif isinstance(item, (list, tuple)) and len(item) > 1 and item[0] in (Command.LINK, Command.UPDATE):
            ids.update([item[1]] if isinstance(item[1], int) else ())
    return ids
