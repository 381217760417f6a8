from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class P2itCommissionDispute(models.Model):
    """A question about an entry or a settlement, its answer, and what was said between: kept for ever.

    Only whose commission it is, their leaders and the officers read it.
    """

    _name = "p2it.commission.dispute"
    _description = "Commission Dispute"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(string="About", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Whose Commission",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    asked_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    entry_id = fields.Many2one(
        "p2it.commission.entry", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    settlement_id = fields.Many2one(
        "p2it.commission.settlement", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    amount = fields.Monetary(readonly=True, help="Of the entry or settlement when it was asked about.")
    explanation = fields.Char(related="entry_id.explanation")
    question = fields.Text(required=True, readonly=True)
    answer = fields.Text(readonly=True, help="The latest; earlier ones are below.")
    answered_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    answered_date = fields.Datetime(string="Answered On", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered"), ("closed", "Closed")],
        string="Status",
        required=True,
        readonly=True,
        default="open",
        tracking=True,
        index=True,
    )

    _about_check = models.Constraint(
        "CHECK(num_nonnulls(entry_id, settlement_id) = 1)", "A question is about an entry or a settlement."
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Use “Ask About It” on the entry, or “Dispute” on the settlement."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("Questions and answers are kept as they are: add a message below."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("Questions and answers are kept: nobody deletes them."))

    # === ACTIONS === #

    def action_answer(self, answer):
        """Answer as an officer.

        :param str answer: told to who asked
        :return: ``True``
        :raise AccessError: for who doesn't settle commission, or whose own it is
        """
        settlements = self.env["p2it.commission.settlement"]
        settlements._check_officer()
        self.check_access("read")
        answer = settlements._check_reason(answer)
        if not self.env.su and self.env.user in self.sudo().user_id:  # sudo: whose it is
            raise AccessError(
                self.env._("Nobody answers questions about their own commission: ask another officer.")
            )
        for dispute in self.sudo():  # sudo: questions and answers are the server's
            dispute._take_row("open", "answered")
            dispute.write(
                {
                    "answer": answer,
                    "answered_by": self.env.uid,
                    "answered_date": fields.Datetime.now(),
                    "state": "answered",
                }
            )
            dispute._post(answer, dispute.user_id | dispute.asked_by)
        return True

    def action_close(self):
        """Whose commission it is, who asked, or an officer is content.

        :return: ``True``
        """
        self._check_may_continue()
        for dispute in self.sudo():  # sudo: questions and answers are the server's
            dispute._take_row("open", "answered")
            dispute.state = "closed"
        return True

    def action_reopen(self, question):
        """Ask once more: the answer didn't do.

        :param str question: added to the messages
        :return: ``True``
        """
        self._check_may_continue()
        question = self.env["p2it.commission.settlement"]._check_reason(question)
        for dispute in self.sudo():  # sudo: questions and answers are the server's
            dispute._take_row("answered", "closed")
            dispute.state = "open"
            dispute._post(question, dispute.answered_by)
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _ask(self, user, question, entry=None, settlement=None):
        """:return: the question kept, of which the officers are told"""
        question = self.env["p2it.commission.settlement"]._check_reason(question)
        about = entry or settlement
        self._check_not_asked(about)
        # sudo: questions are the server's; who may ask was checked
        dispute = self.sudo().create(
            {
                "name": entry.origin if entry else settlement.name,
                "user_id": user.id,
                "asked_by": self.env.uid,
                "company_id": about.company_id.id,
                "entry_id": entry.id if entry else False,
                "settlement_id": settlement.id if settlement else False,
                "amount": entry.amount if entry else settlement.amount_total,
                "question": question,
            }
        )
        dispute._post(question, dispute._get_officers())
        return dispute

    def _check_not_asked(self, about):
        """:raise UserError: for who asked about it already, and clicks twice"""
        name = "entry_id" if about._name == "p2it.commission.entry" else "settlement_id"
        # sudo: whether there is one, whoever reads
        mine = [("asked_by", "=", self.env.uid), ("state", "=", "open")]
        if self.sudo().search_count([(name, "in", about.ids), *mine], limit=1):
            raise UserError(
                self.env._(
                    "You have asked about %(document)s already, and it waits for an answer: add a message to "
                    "your question under “Disputes”.",
                    document=about.display_name,
                )
            )

    def _get_officers(self):
        """:return: who answers in the dispute's company, who asked left out"""
        officers = self.env.ref("p2it_commission.group_officer").sudo().all_user_ids
        return officers.filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and user != self.asked_by
                and user._is_internal()
            )
        )

    def _take_row(self, *states):
        """:raise UserError: for a question that is elsewhere on its way; who is slower is repeated by Odoo"""
        self.flush_recordset()
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(question)s” is “%(state)s” by now. Reload it.",
                    question=self.name,
                    state=labels[self.state],
                )
            )

    def _post(self, body, people):
        self.message_post(
            body=body, partner_ids=(people - self.env.user).partner_id.ids, subtype_xmlid="mail.mt_comment"
        )

    def _check_may_continue(self):
        self.check_access("read")
        is_officer = self.env["p2it.commission.settlement"]._is_officer()
        if not is_officer and any(self.env.user not in (row.user_id, row.asked_by) for row in self):
            raise AccessError(self.env._("Who asked, whose commission it is, or an officer goes on with it."))


class P2itCommissionEntry(models.Model):
    """Extends ``p2it.commission.entry`` with questions about it."""

    _inherit = "p2it.commission.entry"

    dispute_ids = fields.One2many("p2it.commission.dispute", "entry_id", string="Questions", readonly=True)

    def action_ask(self, question):
        """Ask the officers about entries that one sees.

        :param str question: kept
        :return: the disputes
        """
        self.check_access("read")
        disputes = self.env["p2it.commission.dispute"]
        for entry in self:
            disputes |= disputes._ask(entry.user_id, question, entry=entry)
        return disputes


class P2itCommissionSettlement(models.Model):
    """Extends ``p2it.commission.settlement`` with questions about it and about its entries."""

    _inherit = "p2it.commission.settlement"

    dispute_ids = fields.Many2many(
        "p2it.commission.dispute", string="Questions", compute="_compute_disputes", readonly=True
    )
    dispute_count = fields.Integer(compute="_compute_disputes")

    def _compute_disputes(self):
        disputes = self.env["p2it.commission.dispute"]
        found = disputes.search(
            ["|", ("settlement_id", "in", self.ids), ("entry_id.settlement_id", "in", self.ids)]
        )
        by_settlement = found.grouped(lambda row: row.settlement_id or row.entry_id.settlement_id)
        for settlement in self:
            settlement.dispute_ids = by_settlement.get(settlement._origin, disputes)
            settlement.dispute_count = len(settlement.dispute_ids)

    def action_view_disputes(self):
        """:return: action that lists the questions about this settlement and its entries"""
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_commission.action_commission_dispute")
        return {**action, "domain": [("id", "in", self.dispute_ids.ids)], "context": {}}
