from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

ADMINISTRATOR_GROUP = "p2it_web.group_color_administrator"


class P2itColorRule(models.Model):
    """Says which records of a model are shown in which colours.

    What is most particular comes first: the reader's own rules, then those of groups, then those
    for everybody; among each, by sequence. Who owns a rule and whom it is for hangs together: an
    employee has rules for himself, administrators of colour rules also for others.
    """

    _name = "p2it.color.rule"
    _inherit = ["mail.thread"]
    _description = "Colour Rule"
    # Of the audiences' names "me" comes last in the alphabet and "all" first.
    _order = "audience desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    model_id = fields.Many2one("ir.model", required=True, ondelete="cascade", index=True)
    model = fields.Char(string="Model Name", related="model_id.model", store=True, index=True)
    model_choice = fields.Selection(
        selection=lambda self: self._get_model_choices(),
        string="Records",
        compute="_compute_model_choice",
        inverse="_inverse_model_choice",
        compute_sudo=True,
        help="What the rule colours, of all that you may see.",
    )
    domain = fields.Char(string="Which", required=True, default="[]", help="Which records are coloured.")
    text_color = fields.Selection(
        selection=[
            ("black", "Black"),
            ("gray", "Gray"),
            ("red", "Red"),
            ("orange", "Orange"),
            ("brown", "Brown"),
            ("green", "Green"),
            ("teal", "Teal"),
            ("blue", "Blue"),
            ("purple", "Purple"),
            ("pink", "Pink"),
            ("white", "White"),
        ],
        string="Text",
    )
    background_color = fields.Selection(
        selection=[
            ("light_gray", "Light Gray"),
            ("light_red", "Light Red"),
            ("light_orange", "Light Orange"),
            ("light_yellow", "Light Yellow"),
            ("light_green", "Light Green"),
            ("light_teal", "Light Teal"),
            ("light_blue", "Light Blue"),
            ("light_purple", "Light Purple"),
            ("light_pink", "Light Pink"),
            ("yellow", "Yellow"),
            ("red", "Red"),
            ("orange", "Orange"),
            ("green", "Green"),
            ("teal", "Teal"),
            ("blue", "Blue"),
            ("purple", "Purple"),
            ("dark_gray", "Dark Gray"),
        ],
        string="Background",
    )
    bold = fields.Boolean()
    italic = fields.Boolean()
    strike = fields.Boolean(string="Strikethrough")
    column_name = fields.Char(
        string="Only Column", help="Colours only this column of lists. Leave empty to colour the whole row."
    )
    in_list = fields.Boolean(string="List", default=True)
    in_kanban = fields.Boolean(string="Kanban", default=True)
    in_calendar = fields.Boolean(string="Calendar", default=True)
    stops = fields.Boolean(
        string="First Match Wins",
        default=True,
        help="A record that matches keeps these colours, whatever later rules say. Without it, later rules "
        "add what this one leaves open, as long as it stays readable.",
    )
    audience = fields.Selection(
        selection=[("me", "Only me"), ("groups", "Some groups"), ("all", "Everybody")],
        string="For",
        required=True,
        default="me",
    )
    group_ids = fields.Many2many("res.groups", string="Groups")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="cascade",
        index=True,
        help="Whose rule it is, and who is told when it stops working.",
    )
    trouble = fields.Text(readonly=True, copy=False, help="Why the rule was switched off.")
    may_share = fields.Boolean(compute="_compute_may_share")
    may_edit = fields.Boolean(compute="_compute_may_edit", default=True)

    @api.constrains("audience", "group_ids", "user_id")
    def _check_audience(self):
        for rule in self:
            if rule.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no internal user and can't own colour rules.", user=rule.user_id.name
                    )
                )
            if (rule.audience == "groups") != bool(rule.group_ids):
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” names groups exactly when it is for some groups. Choose the "
                        "groups, or whom else it is for.",
                        rule=rule.name,
                    )
                )

    @api.depends("model")
    def _compute_model_choice(self):
        for rule in self:
            rule.model_choice = rule.model if rule.model in self.env else False

    def _inverse_model_choice(self):
        """Nothing: create and write have turned the choice into the model, which has to be there at once."""

    @api.depends_context("uid")
    def _compute_may_share(self):
        self.may_share = self._may_share()

    @api.depends_context("uid")
    def _compute_may_edit(self):
        editable = self._origin._filtered_access("write")
        for rule in self:
            rule.may_edit = not rule._origin or rule._origin in editable

    @api.model
    def _may_share(self):
        """:return: whether the user may have rules for others"""
        return self.env.su or self.env.user.has_group(ADMINISTRATOR_GROUP)

    @api.onchange("audience")
    def _onchange_audience(self):
        if self.audience != "groups":
            self.group_ids = False

    @api.onchange("model_choice")
    def _onchange_model_choice(self):
        """Conditions and column belong to the model they were chosen for."""
        if self.model_choice != self.model:
            self.domain = "[]"
            self.column_name = False
            # sudo: employees may not read ir.model; the choices are those they may see
            self.model_id = self.env["ir.model"].sudo()._get(self.model_choice)

    @api.model
    def _get_model_choices(self):
        """:return: names of the models the user may see, for ordinary users can't read ``ir.model``"""
        # sudo: the names only, filtered by what the user may see
        models_ = self.env["ir.model"].sudo().search_fetch([("transient", "=", False)], ["model", "name"])
        choices = []
        for model in models_:
            records = self.env.get(model.model)
            if records is not None and not records._abstract and records.has_access("read"):
                choices.append((model.model, model.name))
        return sorted(choices, key=lambda choice: choice[1].lower())

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_vals(vals) for vals in vals_list]
        if not self.env.su:
            vals_list = [{**vals, "trouble": False} for vals in vals_list]
        self._forget_rules()
        rules = super().create(vals_list)
        rules._check_may_share()
        return rules

    def write(self, vals):
        if {"domain", "active", "model_id", "model_choice"} & vals.keys():
            vals = {"trouble": False, **vals}
        self._forget_rules()
        result = super().write(self._prepare_vals(vals))
        self._check_may_share()
        return result

    def unlink(self):
        self._forget_rules()
        return super().unlink()

    def _check_may_share(self):
        """Refuse rules for others to who may have them for himself only.

        No constraint, for those run as superuser.
        """
        if self._may_share():
            return
        for rule in self:
            # sudo: the rule may be out of the person's reach by now
            if rule.sudo().audience != "me" or rule.sudo().user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "You can have colour rules for yourself only. Ask an administrator of colour rules "
                        "to make “%(rule)s” for others.",
                        rule=rule.sudo().name,
                    )
                )

    @api.model
    def _forget_rules(self):
        """Have the rules read anew: now, and after the commit for whoever read the former ones meanwhile."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.model
    def _prepare_vals(self, vals):
        """:return: the values with the chosen model's id, and nothing only the server may say"""
        if vals.get("trouble") and not self.env.su:
            raise AccessError(
                self.env._(
                    "What is wrong with a colour rule is found out by the server, and written by nobody."
                )
            )
        if "model" in vals:
            vals = {key: value for key, value in vals.items() if key != "model"}
        if vals.get("model_choice"):
            # sudo: employees may not read ir.model; the constraint checks that they may see its records
            vals = {**vals, "model_id": self.env["ir.model"].sudo()._get_id(vals["model_choice"])}
        return vals

    def web_resequence(self, specification, field_name="sequence", offset=0):
        """Extend `web` to leave the rules of others where they are when someone sorts his own."""
        own = self._filtered_access("write")
        return super(P2itColorRule, own).web_resequence(specification, field_name, offset)
