"""Where the engine reads what is taken off whole orders and invoices.

A line that takes something off, such as a promotion's or one of *Discount*, earns nothing of its own: goods
earn by what the customer pays for them, by their own rules. Its price is below zero: goods given back on the
same document have a negative quantity at their price and are no discount, and what is left of a discount when
some of the goods come back is a negative quantity of it. Amounts are in the company's currency.
"""

MOVE_VALUES = """
    SELECT l.id, l.move_id AS document_id, s.sign, s.sign * -l.balance AS value, l.quantity
      FROM account_move m
      CROSS JOIN LATERAL (SELECT CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign) s
      JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
     WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund') AND m.company_id = %(company)s
       AND NOT EXISTS (
            SELECT FROM sale_order_line_invoice_rel r
              JOIN sale_order_line sol ON sol.id = r.order_line_id AND sol.is_downpayment
             WHERE r.invoice_line_id = l.id)
       AND m.id IN (
            SELECT l.move_id
              FROM account_move_line l JOIN account_move m ON m.id = l.move_id
             WHERE l.display_type = 'product' AND l.company_id = %(company)s AND %(only_moves)s
               AND SIGN(l.balance) * l.quantity
                   * CASE m.move_type WHEN 'out_invoice' THEN 1 WHEN 'out_refund' THEN -1 END > 0)
"""
"""What the lines of invoices are worth of which some line takes something off."""

SALE_VALUES = """
    SELECT sol.id, sol.order_id AS document_id, 1 AS sign,
           ROUND(sol.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1), %(decimals)s) AS value,
           sol.product_uom_qty AS quantity
      FROM sale_order o
      JOIN sale_order_line sol ON sol.order_id = o.id AND sol.display_type IS NULL
       AND sol.is_downpayment IS NOT TRUE
     WHERE o.state = 'sale' AND o.company_id = %(company)s
       AND o.id IN (
            SELECT sol.order_id FROM sale_order_line sol
             WHERE SIGN(sol.price_subtotal) * sol.product_uom_qty < 0 AND sol.company_id = %(company)s
               AND sol.is_downpayment IS NOT TRUE AND %(only_sold)s)
"""
"""The same of orders."""

DISCOUNTS = """
    WITH valued AS (
        SELECT v.*, SIGN(value) * quantity < 0 AS is_discount
          FROM (%(values)s) v
         WHERE SIGN(value) * quantity < 0 OR value > 0
    ), counted AS (
        SELECT id, sign, is_discount, value,
               SUM(value) FILTER (WHERE NOT is_discount) OVER line AS upto,
               SUM(value) FILTER (WHERE NOT is_discount) OVER document AS goods,
               SUM(value) FILTER (WHERE is_discount) OVER document AS discount
          FROM valued
        WINDOW document AS (PARTITION BY document_id), line AS (PARTITION BY document_id ORDER BY id)
    )
    SELECT id AS line_id, is_discount AS is_spread,
           CASE WHEN is_discount THEN -sign * value
                ELSE sign * (ROUND(discount * upto / goods, %(decimals)s)
                             - ROUND(discount * (upto - value) / goods, %(decimals)s)) END AS part
      FROM counted
     WHERE goods > 0 AND discount IS NOT NULL
"""
"""What each line of goods carries of its document's discounts, in proportion to what it is worth.

Parts are differences of rounded sums and add up to the discount.
"""
