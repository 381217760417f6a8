from odoo import api, models
from odoo.exceptions import ValidationError

from ..domain import palette


class P2itColorRule(models.Model):
    """Refuses rules that could not be read, would show nowhere, or colour what can't be coloured."""

    _inherit = "p2it.color.rule"

    @api.constrains("text_color", "background_color", "bold", "italic", "strike")
    def _check_look(self):
        for rule in self:
            if not any((rule.text_color, rule.background_color, rule.bold, rule.italic, rule.strike)):
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” would change nothing. Choose a colour of the text or the "
                        "background, or bold, italic or strikethrough.",
                        rule=rule.name,
                    )
                )
            contrast = palette.get_choice_contrast(rule.text_color, rule.background_color)
            if contrast < palette.MIN_CONTRAST:
                raise ValidationError(rule._explain_contrast(contrast))

    def _explain_contrast(self, contrast):
        """:return: why the chosen colours are refused, and which would do"""
        self.ensure_one()
        text_names = dict(self._fields["text_color"]._description_selection(self.env))
        background_names = dict(self._fields["background_color"]._description_selection(self.env))
        texts = [text_names[name] for name in palette.get_readable_texts(self.background_color)]
        backgrounds = [background_names[name] for name in palette.get_readable_backgrounds(self.text_color)]
        return self.env._(
            "The rule “%(rule)s” could not be read: text and background have a contrast of %(ratio)s to 1, "
            "and at least %(minimum)s is needed.\nOn this background these texts can be read: %(texts)s.\n"
            "With this text these backgrounds go: %(backgrounds)s.",
            rule=self.name,
            ratio=f"{contrast:.1f}",
            minimum=palette.MIN_CONTRAST,
            texts=", ".join(texts),
            backgrounds=", ".join(backgrounds),
        )

    @api.constrains("in_list", "in_kanban", "in_calendar", "column_name")
    def _check_views(self):
        for rule in self:
            if rule.column_name and not rule.in_list:
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” colours one column, and only lists have columns. Choose lists "
                        "too, or leave the column empty.",
                        rule=rule.name,
                    )
                )
            if not (rule.in_list or rule.in_kanban or rule.in_calendar):
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” would show nowhere. Choose lists, kanban or calendars. To "
                        "switch it off, archive it.",
                        rule=rule.name,
                    )
                )

    @api.constrains("model_id", "column_name")
    def _check_model(self):
        for rule in self:
            # sudo(False): constraints run as superuser, what may be coloured depends on the person
            model = self.env[rule.model].sudo(False) if rule.model in self.env else None
            if model is None or model._abstract or model._transient or not model.has_access("read"):
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” can't colour these records: they can't be listed, or you may "
                        "not see them. Choose other records.",
                        rule=rule.name,
                    )
                )
            field = model._fields.get(rule.column_name) if rule.column_name else None
            if rule.column_name and not (field and model._has_field_access(field, "read")):
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” names the column “%(column)s”, which these records don't have "
                        "or you may not see. Choose another column, or none.",
                        rule=rule.name,
                        column=rule.column_name,
                    )
                )
