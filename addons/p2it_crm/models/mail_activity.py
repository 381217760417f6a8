from odoo import models

CARE_MODELS = {"crm.lead": "lead_id", "res.partner": "partner_id", "sale.order": "order_id"}
"""Documents whose done activities are care, and the field of ``p2it.care`` that holds them."""

_DOCUMENT = frozenset(("res_model", "res_model_id", "res_id"))
"""What ties an activity to its document."""


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def write(self, vals):
        """Override of `mail`, which shows the name of any document to whom the activity is assigned.

        :raise AccessError: when the activity is moved to a document hidden from the user
        """
        result = super().write(vals)
        if not _DOCUMENT.isdisjoint(vals) and self._is_pointing_limited():
            # sudo: ids to be checked
            for model, activities in self.sudo().filtered("res_id").grouped("res_model").items():
                if model in self.env:
                    self.env[model].browse(activities.mapped("res_id")).exists().check_access("read")
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        """Override of `mail` to record what was done as care, files and feedback included."""
        todo = self._filter_care()
        files = todo._get_care_files(attachment_ids)
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        todo = todo.exists()  # of a document that is gone, the activity goes too
        if todo:
            # sudo: what follows from the activity is written by the server; the author is the user
            records = todo._get_care_records()
            self.env["p2it.care"].sudo().create(
                [
                    activity._prepare_care_vals(record, feedback, files[activity.id])
                    for activity, record in zip(todo, records, strict=True)
                ]
            )
        return result

    def _filter_care(self):
        """:return: the activities whose doing is care, when a salesperson does them"""
        if not self.env.user.has_group("p2it_crm.group_salesperson"):
            return self.browse()
        todo = self.filtered(
            lambda activity: (
                activity.active and activity.res_model in CARE_MODELS and activity.activity_type_id.is_care
            )
        )
        # sudo: whether somebody is a customer
        partners = self.env["res.partner"].sudo()
        return todo.filtered(
            lambda activity: (
                activity.res_model != "res.partner" or partners.browse(activity.res_id).exists().lifecycle
            )
        )

    def _get_care_files(self, attachment_ids):
        """Find the files of activities before they move to the message.

        :return: ``{id of the activity: list of attachment ids}``
        """
        # sudo: like Odoo, which moves them whoever uploaded them
        own = (
            self.env["ir.attachment"]
            .sudo()
            .search_fetch([("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"])
            .grouped("res_id")
        )
        return {
            activity.id: [*(attachment_ids or ()), *own.get(activity.id, self.env["ir.attachment"]).ids]
            for activity in self
        }

    def _get_care_records(self):
        """:return: the document of each activity, those of a model read together"""
        by_model = {
            model: self.env[model].sudo().browse(activities.mapped("res_id"))  # sudo: as in `_action_done`
            for model, activities in self.grouped("res_model").items()
        }
        return [
            self.env[activity.res_model]
            .sudo()
            .browse(activity.res_id)
            .with_prefetch(by_model[activity.res_model]._prefetch_ids)
            for activity in self
        ]

    def _prepare_care_vals(self, record, feedback, file_ids):
        self.ensure_one()
        company = record.company_id if "company_id" in record else self.env.company
        values = {
            "user_id": self.env.uid,
            "company_id": (company or self.env.company).id,
            CARE_MODELS[self.res_model]: record.id,
            "activity_type_id": self.activity_type_id.id,
            "summary": feedback or self.summary or self.activity_type_id.name,
            "activity_id": self.id,
            "attachment_ids": file_ids,
        }
        if self.res_model == "sale.order":
            values["lead_id"] = record.opportunity_id.id
        if self.calendar_event_id:
            values["duration"] = min(self.calendar_event_id.duration, 24)
        return values
