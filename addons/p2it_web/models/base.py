from odoo import api, models

COLOR_CONTEXT_KEY = "p2it_color"
"""Context key by which a view asks for colours: ``"<model>,<view type>"``."""

STYLE_KEY = "p2it_style"
"""Where the style of a record stands among the values read."""


class Base(models.AbstractModel):
    _inherit = "base"

    @api.readonly
    def web_read(self, specification):
        """Extend `web` to give each record its style along with its values, when the view asks for it.

        Lists, kanbans, opened groups and everything saved in them come through here, so that colours
        cost no request of their own.
        """
        view_type, records = self._split_color_request()
        values_list = super(Base, records).web_read(specification)
        return records._add_color_styles(values_list, view_type)

    @api.model
    @api.readonly
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        """Extend `base` to give each record its style, for calendars, which read this way."""
        view_type, model = self._split_color_request()
        values_list = super(Base, model).search_read(
            domain, fields, offset=offset, limit=limit, order=order, **read_kwargs
        )
        return model._add_color_styles(values_list, view_type)

    def _split_color_request(self):
        """:return: for which view colours are wanted, or None, and the records without that wish

        The wish is for this model's records alone: what is read of others on the way is not coloured.
        """
        wish = self.env.context.get(COLOR_CONTEXT_KEY)
        if not wish:
            return None, self
        model_name, _comma, view_type = str(wish).partition(",")
        records = self.with_context(**{COLOR_CONTEXT_KEY: False})
        return (view_type if model_name == self._name else None), records

    def _add_color_styles(self, values_list, view_type):
        """:return: the values; with styles, when there are rules for this model, reader and view"""
        if not view_type or not values_list:
            return values_list
        color_rule = self.env["p2it.color.rule"]
        if not color_rule._has_rules(self._name, view_type):
            return values_list
        styles = color_rule._get_styles(self.browse([values["id"] for values in values_list]), view_type)
        for values in values_list:
            values[STYLE_KEY] = styles.get(values["id"], False)
        return values_list
