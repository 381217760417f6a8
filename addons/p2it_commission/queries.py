"""Where the engine reads what happened: one row for each line of a document, and part of it that counts.

All give the same columns, so that one trigger reads like another. From ``before`` to ``after`` of
``whole`` is the part of the line that an event stands for: a payment's of an invoice, the goods moved of
those
ordered. Amounts are in
the company's currency, quantities in the product's standard unit.
"""

INVOICE_LINES = """
    SELECT %(trigger)s::text AS trigger, l.id AS origin_id, %(partial)s AS partial_id,
           COALESCE(origin.id, 0) AS refund_of_id, %(date)s AS date,
           COALESCE((o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, m.invoice_date)
           AS sale_date,
           %(days_late)s AS days_late, %(is_offset)s AS is_offset, %(before)s AS before,
           %(after)s AS after, %(whole)s AS whole,
           -l.balance + COALESCE(discount.part, 0) AS revenue,
           %(cost)s AS cost,
           CASE WHEN u.id = p.uom_id THEN s.sign * l.quantity
                ELSE s.sign * l.quantity * u.factor / p.factor END AS quantity,
           o.id AS order_id, sol.id AS sale_line_id, m.id AS move_id, l.id AS move_line_id,
           NULL::int AS stock_move_id, m.partner_id, l.product_id,
           COALESCE(m.invoice_user_id, o.user_id) AS salesperson_id, COALESCE(m.team_id, o.team_id) AS team_id
      FROM account_move m
      CROSS JOIN LATERAL (SELECT CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign) s
      JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
      %(payments)s
      LEFT JOIN (SELECT invoice_line_id, MIN(order_line_id) AS order_line_id
                   FROM sale_order_line_invoice_rel WHERE %(only_lines)s GROUP BY 1) link
        ON link.invoice_line_id = l.id
      LEFT JOIN sale_order_line sol ON sol.id = link.order_line_id
      LEFT JOIN sale_order o ON o.id = sol.order_id
      LEFT JOIN (
            SELECT p.id, p.standard_price, t.uom_id, pu.factor
              FROM product_product p
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom pu ON pu.id = t.uom_id
            OFFSET 0
           ) p ON p.id = l.product_id
      LEFT JOIN uom_uom u ON u.id = COALESCE(l.product_uom_id, p.uom_id)
      LEFT JOIN uom_uom su ON su.id = sol.product_uom_id
      %(origins)s
      %(move_discounts)s
     WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund') AND m.company_id = %(company)s
       AND discount.is_spread IS NOT TRUE
       AND sol.is_downpayment IS NOT TRUE AND %(date)s >= %(first)s AND %(only_moves)s
"""
"""Lines of invoices and credit notes. A down payment earns nothing by itself: the goods' own lines do.

Products are far fewer than lines, so ``OFFSET 0`` joins their units with them and not with each line."""

INVOICE_COST = """
    s.sign * l.quantity * u.factor / p.factor
    * COALESCE(sol.purchase_price / NULLIF(o.currency_rate, 0) / NULLIF(su.factor / p.factor, 0),
               (p.standard_price ->> %(company)s::text)::numeric, 0)
"""
"""What an invoice line cost: by its order line, else what the product costs today."""

ORIGIN_LINES = """
    SELECT l.id AS line_id, origin.id
      FROM account_move m
      JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
      LEFT JOIN LATERAL (
            SELECT MIN(order_line_id) AS id FROM sale_order_line_invoice_rel WHERE invoice_line_id = l.id
           ) sol ON TRUE
     CROSS JOIN LATERAL (
            SELECT b.id
              FROM (
                    SELECT r.id, r.balance
                      FROM account_move_line r
                      LEFT JOIN sale_order_line_invoice_rel rl ON rl.invoice_line_id = r.id
                     WHERE r.move_id = m.reversed_entry_id AND r.display_type = 'product'
                       AND (rl.order_line_id = sol.id
                            OR sol.id IS NULL AND r.product_id IS NOT DISTINCT FROM l.product_id)
                     UNION ALL
                    SELECT r.id, r.balance
                      FROM sale_order_line_invoice_rel rl
                      JOIN account_move_line r ON r.id = rl.invoice_line_id
                      JOIN account_move rm ON rm.id = r.move_id
                     WHERE m.reversed_entry_id IS NULL AND rl.order_line_id = sol.id
                       AND r.display_type = 'product' AND rm.move_type = 'out_invoice'
                       AND rm.state = 'posted'
                   ) b
             ORDER BY (b.balance = -l.balance) DESC, b.id
             LIMIT 1
           ) origin
     WHERE m.move_type = 'out_refund' AND m.state = 'posted' AND m.company_id = %(company)s
       AND %(only_moves)s
"""
"""Of a credit note's line the line that it takes back: of the invoice it reverses, else of the same order."""

PAYMENTS = """
    SELECT side.move_id, side.partial_id, side.date, side.days_late, total.whole,
           side.is_entry AND j.type = 'general' AS is_offset,
           SUM(side.part) OVER one AS after, SUM(side.part) OVER one - side.part AS before
      FROM (
            SELECT l.move_id, r.id AS partial_id, r.max_date AS date,
                   r.max_date - COALESCE(l.date_maturity, l.date) AS days_late, ABS(r.part) AS part,
                   om.journal_id, om.move_type = 'entry' AND o.payment_id IS NULL
                       AND o.statement_line_id IS NULL AND om.origin_payment_id IS NULL AS is_entry
              FROM (
                    SELECT id, max_date, debit_move_id AS line_id, credit_move_id AS other_id,
                           debit_amount_currency AS part
                      FROM account_partial_reconcile
                     UNION ALL
                    SELECT id, max_date, credit_move_id, debit_move_id, credit_amount_currency
                      FROM account_partial_reconcile
                   ) r
              JOIN account_move_line l ON l.id = r.line_id AND l.company_id = %(company)s
              JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
              JOIN account_move m ON m.id = l.move_id AND m.move_type IN ('out_invoice', 'out_refund')
               AND m.state = 'posted' AND %(only_moves)s
              JOIN account_move_line o ON o.id = r.other_id
              JOIN account_move om ON om.id = o.move_id
           ) side
      JOIN account_journal j ON j.id = side.journal_id
      JOIN (SELECT l.move_id, ABS(SUM(l.amount_currency)) AS whole
              FROM account_move_line l
              JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
             WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND %(only_due)s
             GROUP BY 1) total ON total.move_id = side.move_id AND total.whole > 0
     WHERE side.part > 0
    WINDOW one AS (PARTITION BY side.move_id ORDER BY side.partial_id)
"""
"""What was settled of what is due by each invoice and credit note: by money, and by each other.

Other lines, such as those of revenue that is accrued, can be reconciled, too: nothing is paid by that."""

ORDER_LINES = """
    SELECT 'ordered'::text AS trigger, sol.id AS origin_id, 0 AS partial_id, 0 AS refund_of_id, o.day AS date,
           o.day AS sale_date, 0 AS days_late, FALSE AS is_offset, 0::numeric AS before, 1::numeric AS after,
           1::numeric AS whole,
           ROUND(sol.price_subtotal / o.currency_rate, %(decimals)s) + COALESCE(discount.part, 0) AS revenue,
           sol.purchase_price * sol.product_uom_qty / o.currency_rate AS cost,
           sol.product_uom_qty * su.factor / pu.factor AS quantity,
           o.id AS order_id, sol.id AS sale_line_id, NULL::int AS move_id, NULL::int AS move_line_id,
           NULL::int AS stock_move_id, o.partner_id, sol.product_id, o.user_id AS salesperson_id, o.team_id
      FROM (SELECT id, partner_id, user_id, team_id, COALESCE(NULLIF(currency_rate, 0), 1) AS currency_rate,
                   (date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
              FROM sale_order WHERE state = 'sale' AND company_id = %(company)s) o
      JOIN sale_order_line sol ON sol.order_id = o.id
       AND sol.display_type IS NULL AND sol.is_downpayment IS NOT TRUE
      JOIN product_product p ON p.id = sol.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom pu ON pu.id = t.uom_id
      JOIN uom_uom su ON su.id = sol.product_uom_id
      %(sale_discounts)s
     WHERE o.day >= %(first)s AND discount.is_spread IS NOT TRUE AND %(only_sold)s
"""

REFUNDED_LINES = """
    %(lines)s
     UNION ALL
    SELECT trigger, origin_id, partial_id, sale_line_id, date, sale_date, days_late, is_offset, before, after,
           whole, revenue, cost, quantity, order_id, sale_line_id, move_id, move_line_id, stock_move_id,
           partner_id, product_id, salesperson_id, team_id
      FROM (%(refunds)s) refund
     WHERE refund_of_id != 0 AND sale_line_id IS NOT NULL
"""
"""Order lines, and what credit notes take back of them."""

DELIVERIES = """
    SELECT 'delivered'::text AS trigger, d.sale_line_id AS origin_id, COALESCE(d.stock_move_id, 0)
           AS partial_id,
           CASE WHEN d.is_return THEN d.sale_line_id ELSE 0 END AS refund_of_id, d.date,
           (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS sale_date,
           0 AS days_late, FALSE AS is_offset, (SUM(d.quantity * d.factor)
           OVER one - d.quantity * d.factor) / pu.factor AS before,
           SUM(d.quantity * d.factor) OVER one / pu.factor AS after,
           sol.product_uom_qty * su.factor / pu.factor AS whole,
           s.sign * (ROUND(sol.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1), %(decimals)s)
                     + COALESCE(discount.part, 0)) AS revenue,
           s.sign * sol.purchase_price * sol.product_uom_qty / COALESCE(NULLIF(o.currency_rate, 0), 1)
           AS cost,
           s.sign * sol.product_uom_qty * su.factor / pu.factor AS quantity,
           o.id AS order_id, sol.id AS sale_line_id, NULL::int AS move_id, NULL::int AS move_line_id,
           d.stock_move_id, o.partner_id, sol.product_id, o.user_id AS salesperson_id, o.team_id
      FROM (
            SELECT m.sale_line_id, m.id AS stock_move_id, m.quantity, mu.factor, a.usage = 'customer'
                   AS is_return,
                   (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS date
              FROM stock_move m
              JOIN sale_order_line l ON l.id = m.sale_line_id AND l.product_id = m.product_id
              JOIN stock_location a ON a.id = m.location_id
              JOIN stock_location b ON b.id = m.location_dest_id
              JOIN uom_uom mu ON mu.id = m.product_uom
             WHERE m.state = 'done' AND (a.usage = 'customer') != (b.usage = 'customer')
               AND m.company_id = %(company)s AND %(only_ordered)s
             UNION ALL
            SELECT l.id, NULL, l.qty_delivered, lu.factor, FALSE, %(today)s
              FROM sale_order_line l
              JOIN uom_uom lu ON lu.id = l.product_uom_id
             WHERE l.qty_delivered > 0 AND l.company_id = %(company)s AND %(only_ordered)s AND NOT EXISTS (
                    SELECT FROM stock_move m WHERE m.sale_line_id = l.id AND m.product_id = l.product_id)
           ) d
      CROSS JOIN LATERAL (SELECT CASE WHEN d.is_return THEN -1 ELSE 1 END AS sign) s
      JOIN sale_order_line sol ON sol.id = d.sale_line_id AND sol.is_downpayment IS NOT TRUE
      JOIN sale_order o ON o.id = sol.order_id AND o.company_id = %(company)s
      JOIN product_product p ON p.id = sol.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom pu ON pu.id = t.uom_id
      JOIN uom_uom su ON su.id = sol.product_uom_id
      %(sale_discounts)s
     WHERE sol.product_uom_qty != 0 AND d.date >= %(first)s AND discount.is_spread IS NOT TRUE
    WINDOW one AS (PARTITION BY d.sale_line_id, d.is_return ORDER BY d.stock_move_id)
"""
"""Goods that left or came back; of services and kits, which no move of their own stands for, the order
line."""

OPEN_LINES = """
    SELECT l.id, l.order_id
      FROM sale_order_line l
     WHERE l.state = 'sale' AND l.company_id = %(company)s AND l.invoice_status IS DISTINCT FROM 'invoiced'
     UNION
    SELECT sol.id, sol.order_id
      FROM account_move m
      JOIN account_move_line l ON l.move_id = m.id
      JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
      JOIN sale_order_line sol ON sol.id = r.order_line_id AND sol.state = 'sale'
     WHERE m.company_id = %(company)s AND m.state = 'posted' AND m.move_type = 'out_invoice'
       AND m.payment_state NOT IN ('paid', 'in_payment', 'reversed')
"""
"""Confirmed order lines that aren't invoiced, or not paid."""

COMING_LINES = """
    SELECT line.trigger, line.origin_id, line.partial_id, line.refund_of_id, %(today)s::date AS date,
           line.sale_date, line.days_late, line.is_offset, line.before, line.after, line.whole,
           line.revenue * rest.part AS revenue, line.cost * rest.part AS cost,
           line.quantity * rest.part AS quantity, line.order_id, line.sale_line_id, line.move_id,
           line.move_line_id, line.stock_move_id, line.partner_id, line.product_id, line.salesperson_id,
           line.team_id
      FROM (%(lines)s) line
      LEFT JOIN (
            SELECT sale_line_id, MAX(revenue) AS revenue
              FROM (
                    SELECT sale_line_id, root_id, SUM(revenue) AS revenue
                      FROM p2it_commission_entry
                     WHERE order_id IN (SELECT order_id FROM pc_open) AND level = 0 AND refund_of_id = 0
                     GROUP BY sale_line_id, root_id
                   ) plan
             GROUP BY sale_line_id
           ) earned ON earned.sale_line_id = line.sale_line_id
      CROSS JOIN LATERAL (
            SELECT GREATEST(0, 1 - COALESCE(earned.revenue, 0) / NULLIF(line.revenue, 0)) AS part
           ) rest
     WHERE rest.part > 0
"""
"""Of open order lines what wasn't earned by yet, as if all of it were to be earned today."""
