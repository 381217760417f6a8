from datetime import timedelta

from markupsafe import Markup
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tools import format_date, mute_logger

from ..domain.issues import Issue
from ..taking_over import doing, get_taking_over, taking_over
from .p2it_import_messages import render


class P2itImportOrder(models.AbstractModel):
    """Extends the import of orders with making them: created, confirmed, delivered, invoiced, paid.

    Each step is done for all orders of a batch in one call. Where something keeps one of them from it (an
    approval, a hold, a closed period), the batch is halved until it is found; it stays as it was before the
    step, and its row and its chatter say why.
    """

    _inherit = "p2it.import.order"

    @api.model
    def _check_result_allowed(self, source):
        """:raise AccessError: when the user may not make what the orders are to become"""
        if source.order_result != "confirmed":
            return
        if source.order_is_invoiced and not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._(
                    "Only who invoices imports orders as invoiced or paid. Untick “Invoiced”, or ask an "
                    "accountant with the role Manager of P2IT Customer Management to import the file."
                )
            )

    @api.model
    def _execute_orders(self, orders, look):
        """Create the orders, and take them as far as the import says.

        :param orders: lists of rows, each an order that is new
        """
        if not orders:
            return
        with taking_over(self.env) as taking:
            records = self.env["sale.order"].create(
                [self._prepare_order_vals(rows, look.source) for rows in orders]
            )
            taken = dict(zip(records, orders, strict=True))
            for record, rows in taken.items():
                taking.invoice_dates[record.id] = self._get_invoice_date(rows[0], look.source)
                for plan in rows:
                    plan.ref = record.id
            steps = {record: [] for record in records}
            if look.source.order_result == "confirmed":
                self._make_history(records, taken, look.source, steps)
        self._tell_taken_over(steps, look.source)

    @api.model
    def _prepare_order_vals(self, rows, source):
        first = rows[0]
        customer = first.data["customer"]
        has_salesperson = first.data["salesperson"]
        return {
            "name": first.text("number"),
            "company_id": source.company_id.id,
            "partner_id": customer.id,
            "user_id": first.data["user"] if has_salesperson else customer.user_id.id,
            "date_order": self.env["sale.order"]._get_noon(first.data["date"]),
            "order_line": [Command.create(plan.vals) for plan in rows],
        }

    # Dates

    @api.model
    def _get_delivery_date(self, plan, source):
        return plan.data["delivery_date"] or plan.data["date"] + timedelta(days=source.order_delivery_days)

    @api.model
    def _get_invoice_date(self, plan, source):
        if plan.data["invoice_date"]:
            return plan.data["invoice_date"]
        return self._get_delivery_date(plan, source) if source.order_is_delivered else plan.data["date"]

    @api.model
    def _get_payment_date(self, plan, source):
        days = timedelta(days=source.order_payment_days)
        return plan.data["payment_date"] or self._get_invoice_date(plan, source) + days

    @api.model
    def _filter_come(self, orders, taken, source, target, get_date):
        """:return: the orders whose date of a step has come; the rows of the others say that it has not"""
        today = fields.Date.context_today(self)
        come = orders.browse()
        for order in orders:
            first = taken[order][0]
            date = get_date(first, source)
            if date <= today:
                come |= order
            else:
                label = first.labels.get(target, target)
                first.warn("order_to_come", field=label, text=format_date(self.env, date))
        return come

    # Steps

    @api.model
    def _make_history(self, orders, taken, source, steps):
        """Take orders as far as the import says, one step after the other."""
        confirm = self._confirm_for_delivery if source.order_is_delivered else self._confirm
        confirmed = self._attempt(orders, confirm, "order_not_confirmed", taken, steps)
        self._note(
            steps, confirmed, lambda order: taken[order][0].data["date"], self.env._("confirmed on %s")
        )
        if source.order_is_delivered:
            confirmed = self._make_deliveries(confirmed, taken, source, steps)
        if source.order_is_invoiced:
            self._make_invoices(confirmed, taken, source, steps)

    @api.model
    def _confirm(self, orders):
        orders.action_confirm()

    @api.model
    def _confirm_for_delivery(self, orders):
        """Confirm orders whose goods leave right afterwards."""
        with doing(get_taking_over(self.env), "is_going_on"):
            orders.action_confirm()

    @api.model
    def _make_deliveries(self, orders, taken, source, steps):
        """:return: the orders that were delivered"""
        come = self._filter_come(orders, taken, source, "delivery_date", self._get_delivery_date)
        dates = {order: self._get_delivery_date(taken[order][0], source) for order in come}
        delivered = self._attempt(
            come, lambda part: self._deliver(part, dates), "order_not_delivered", taken, steps
        )
        self._note(steps, delivered, dates.get, self.env._("delivered on %s"))
        self._keep_goods(orders - delivered)
        return delivered

    @api.model
    def _deliver(self, orders, dates):
        """Hook: deliver orders on their dates; extended where goods are moved.

        :param dict dates: ``{order: date}``
        :raise UserError: when something keeps one of them from it
        """
        lines = orders.order_line.filtered(
            lambda line: line.qty_delivered_method == "manual" and not line.display_type
        )
        for quantity, same in lines.grouped("product_uom_qty").items():
            same.qty_delivered = quantity

    @api.model
    def _keep_goods(self, orders):
        """Hook: reserve the goods of orders that were not delivered; extended where goods are moved."""

    @api.model
    def _make_invoices(self, orders, taken, source, steps):
        come = self._filter_come(orders, taken, source, "invoice_date", self._get_invoice_date)
        come = come.sorted(lambda order: (self._get_invoice_date(taken[order][0], source), order.id))
        done = self._attempt(come, self._invoice, "order_not_invoiced", taken, steps)
        invoiced = done.filtered("invoice_ids")
        for order in done - invoiced:
            taken[order][0].warn("order_nothing_to_invoice")
        dates = {order: self._get_invoice_date(taken[order][0], source) for order in invoiced}
        self._note(steps, invoiced, dates.get, self.env._("invoiced on %s"))
        if source.order_is_paid:
            self._make_payments(invoiced, taken, source, steps)

    @api.model
    def _invoice(self, orders):
        """Invoice each order by itself, on its date, and post the invoices."""
        quiet = orders.with_context(raise_if_nothing_to_invoice=False)
        invoices = quiet._create_invoices(grouped=True)
        if invoices:
            invoices.action_post()

    @api.model
    def _make_payments(self, orders, taken, source, steps):
        paid = orders.filtered(lambda order: self._is_paid(taken[order][0]))
        come = self._filter_come(paid, taken, source, "payment_date", self._get_payment_date)
        amounts = {order: self._get_paid_amount(taken[order][0], order, source) for order in come}
        dates = {order: self._get_payment_date(taken[order][0], source) for order in come}
        done = self._attempt(
            come, lambda part: self._pay(part, amounts, dates, source), "order_not_paid", taken, steps
        )
        self._note(steps, done, dates.get, self.env._("paid on %s"))

    @api.model
    def _is_paid(self, plan):
        paid = plan.data["paid"]
        return paid.is_vague or bool(paid.share) or bool(paid.amount)

    @api.model
    def _get_paid_amount(self, plan, order, source):
        """:return: what was paid of an order's invoice, in its currency"""
        paid, invoice = plan.data["paid"], order.invoice_ids[:1]
        if paid.amount is not None:
            amount = float(paid.amount)
            if invoice.currency_id.compare_amounts(amount, invoice.amount_residual) > 0:
                total = invoice.currency_id.format(invoice.amount_residual)
                plan.warn("order_overpaid", text=plan.text("paid"), total=total)
        else:
            share = source.order_part_percent / 100 if paid.is_vague else float(paid.share)
            amount = invoice.amount_residual * share
        return invoice.currency_id.round(amount)

    @api.model
    def _pay(self, orders, amounts, dates, source):
        """Register one payment with the invoice of each order, and match them."""
        journal = source.order_journal_id
        owing = orders.filtered(lambda order: amounts[order] > 0)
        payments = self.env["account.payment"].create(
            [self._prepare_payment_vals(order, amounts[order], dates[order], journal) for order in owing]
        )
        payments.action_post()
        plan = []
        for order, payment in zip(owing, payments, strict=True):
            items = payment.move_id.line_ids | order.invoice_ids[:1].line_ids
            receivable = items.filtered(lambda item: item.account_type == "asset_receivable")
            plan.append(
                receivable.filtered(lambda item: not item.reconciled and item.parent_state == "posted")
            )
        self.env["account.move.line"]._reconcile_plan(plan)

    @api.model
    def _prepare_payment_vals(self, order, amount, date, journal):
        invoice = order.invoice_ids[:1]
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": invoice.commercial_partner_id.id,
            "amount": amount,
            "currency_id": invoice.currency_id.id,
            "date": date,
            "journal_id": journal.id,
            "company_id": order.company_id.id,
            "memo": invoice.name,
            "invoice_ids": [Command.set(invoice.ids)],
        }

    # Gates

    @api.model
    def _attempt(self, orders, step, code, taken, steps):
        """Do a step for all orders it can be done for, in as few calls as possible.

        :param step: function of the orders
        :param str code: of the message for an order it can't be done for
        :return: the orders it was done for
        """
        done = orders.browse()
        for part in self._do_or_halve(orders, step, code, taken, steps) if orders else ():
            done |= part
        return done

    @api.model
    def _do_or_halve(self, orders, step, code, taken, steps):
        """:return: yields the parts of the orders that the step was done for"""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                step(orders)
        except (UserError, RedirectWarning) as error:
            text = str(error.args[0] if error.args else error).strip()
        else:
            yield orders
            return
        if len(orders) > 1:
            half = len(orders) // 2
            yield from self._do_or_halve(orders[:half], step, code, taken, steps)
            yield from self._do_or_halve(orders[half:], step, code, taken, steps)
        else:
            taken[orders][0].warn(code, error=text)
            steps[orders].append(render(self.env, Issue(code, {"error": text})))

    # Telling

    @api.model
    def _note(self, steps, orders, get_date, text):
        """Remember for the chatter what was done with orders, and when."""
        for order in orders:
            steps[order].append(text % format_date(self.env, get_date(order)))

    @api.model
    def _tell_taken_over(self, steps, source):
        """Say in the chatter of each order where it is from and what was made of it: one batch."""
        bodies = {}
        for order, texts in steps.items():
            head = self.env._("Imported from “%(file)s”.", file=source.filename or source.name)
            if source.order_result == "confirmed":
                head = self.env._("Imported as history from “%(file)s”.", file=source.filename or source.name)
            bodies[order.id] = Markup("<br/>").join([head, *texts])
        orders = self.env["sale.order"].browse(bodies)
        orders._message_log_batch(bodies=bodies)
