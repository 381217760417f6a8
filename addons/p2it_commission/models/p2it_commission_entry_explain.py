from fractions import Fraction

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..domain.money import get_digits


class P2itCommissionEntry(models.Model):
    """The sentence that says how an entry came about, in the reader's language."""

    _inherit = "p2it.commission.entry"

    explanation = fields.Char(compute="_compute_explanation")

    @api.depends_context("lang")
    def _compute_explanation(self):
        # sudo: the rule and the documents by which somebody was paid, readable or not by now
        entries = self.sudo()
        discounted = entries._get_discounted_documents()
        for entry in entries:
            # A form's values that aren't saved would name what the reader may not read.
            entry.explanation = entry.id and " ".join(filter(None, entry._get_sentences(discounted)))

    def _get_sentences(self, discounted):
        """:param discounted: documents with a line that takes something off
        :return: the sentences, in the order in which they are read; empty where there is nothing to say"""
        return [
            self._get_event_sentence(),
            self._get_rate_sentence(),
            self._get_discount_sentence(discounted),
            self._get_weight_sentence(),
            self._get_share_sentence(),
            self._get_total_sentence(),
        ]

    def _get_event_sentence(self):
        texts = {
            "ordered": self.env._("%(product)s ordered (%(document)s)."),
            "delivered": self.env._("%(product)s delivered (%(document)s)."),
            "invoiced": self.env._("%(product)s invoiced (%(document)s)."),
            "paid": self.env._("%(product)s paid (%(document)s)."),
        }
        if self.kind == "clawback":
            text = self.env._("%(product)s taken back (%(document)s).")
        elif self.kind == "correction":
            text = self.env._("Correction for %(product)s (%(document)s).")
        elif self.kind == "adjustment":
            text = self.env._("Past period computed again: %(product)s (%(document)s). %(reason)s")
        elif self.kind == "reversal":
            text = self.env._(
                "Past period computed again, no longer paid like this: %(product)s (%(document)s). %(reason)s"
            )
        else:
            text = texts[self.trigger]
        return text % {
            "product": self.product_id.display_name or "–",
            "document": self.origin,
            "reason": self.reprocess_id.reason or "",
        }

    def _get_rate_sentence(self):
        rule = self.rule_id
        if rule.base == "quantity":
            return self.env._(
                "%(quantity)s units × %(amount)s (%(rule)s).",
                quantity=formatLang(self.env, self.base, digits=get_digits(self.base)),
                amount=self.currency_id.format(self.value),
                rule=rule.condition_text,
            )
        bases = dict(rule._fields["base"]._description_selection(self.env))
        return self.env._(
            "%(rate)s%% of %(amount)s %(base)s (%(rule)s).",
            rate=formatLang(self.env, self.value, digits=get_digits(self.value)),
            amount=self.currency_id.format(self.base),
            base=bases[rule.base].lower(),
            rule=rule.condition_text,
        )

    def _get_discounted_documents(self):
        """:return: invoices and orders of these entries with a line that takes something off"""
        moves = self.env["account.move.line"]._read_group(
            [
                ("move_id", "in", self.move_id.ids),
                ("display_type", "=", "product"),
                ("price_unit", "<", 0),
            ],
            ["move_id"],
        )
        orders = self.env["sale.order.line"]._read_group(
            [
                ("order_id", "in", self.filtered(lambda entry: not entry.move_id).order_id.ids),
                ("price_unit", "<", 0),
            ],
            ["order_id"],
        )
        return [document for (document,) in moves + orders]

    def _get_discount_sentence(self, discounted):
        """:param discounted: documents with a line that takes something off"""
        if self.rule_id.base == "quantity" or (self.move_id or self.order_id) not in discounted:
            return ""
        return self.env._("Its part of the document's discounts is taken off.")

    def _get_weight_sentence(self):
        if self.weight == 100 or self.refund_of_id:
            return ""
        if not self.weight and not any(age.days <= self.days_late for age in self.rule_id.age_ids):
            return self.env._("Settled by an offset: counts nothing.")
        return self.env._(
            "Paid %(days)s days late: %(percent)g%% count.", days=self.days_late, percent=self.weight
        )

    def _get_share_sentence(self):
        share = round(self.share_to - self.share_from, 4)
        if self.level:
            return self.env._(
                "As leader %(level)s above %(person)s.", level=self.level, person=self.salesperson_id.name
            )
        if share == 100:
            return ""
        return self.env._("Share of %(share)g%%.", share=share)

    def _get_total_sentence(self):
        kind, _owner = self.rule_id._get_bucket_owner()
        if not kind:
            return ""
        owner = self.plan_id if kind == "plan" else self.rule_id
        counts_units = kind == "rule" and self.rule_id.base == "quantity"
        total = self.env._(
            "Counted in the total since %(date)s, which reaches %(total)s: what that total pays, less what "
            "was entered before.",
            date=format_date(self.env, self.period_start),
            total=formatLang(self.env, self.achieved, digits=get_digits(self.achieved))
            if counts_units
            else self.currency_id.format(self.achieved),
        )
        return " ".join(
            filter(None, [total, self._get_tier_sentence(kind, owner), self._get_cap_sentence(owner)])
        )

    def _get_tier_sentence(self, kind, owner):
        """:return: what the tier pays in which the total lies"""
        if not owner.tier_ids:
            return ""
        rule = self.rule_id if kind == "rule" else None
        tiers, _target = self.plan_id._get_tiers(self.user_id, self.period_start, rule)
        _position, step = tiers.get_step(Fraction(str(self.achieved)))
        value = formatLang(self.env, float(step.value), digits=get_digits(float(step.value)))
        if kind == "plan":
            return self.env._("The tier reached pays %(percent)s%% of what the rules pay.", percent=value)
        if owner.base == "quantity":
            return self.env._(
                "The tier reached pays %(amount)s a unit.", amount=self.currency_id.format(float(step.value))
            )
        return self.env._("The tier reached pays %(percent)s%%.", percent=value)

    def _get_cap_sentence(self, owner):
        if not owner.cap:
            return ""
        return self.env._("At most %(amount)s per period.", amount=owner.currency_id.format(owner.cap))
