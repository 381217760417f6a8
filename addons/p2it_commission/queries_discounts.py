"""Where the engine reads what is taken off whole orders and invoices.

A line that takes something off, such as a promotion's or one of *Discount*, earns nothing of its own: goods
earn by what the customer pays for them, by their own rules. Goods given back on the same document have
negative quantities and are no discount. Amounts are in the company's currency.
"""

MOVE_VALUES = """
    SELECT l.id, l.move_id AS document_id, s.sign, s.sign * -l.balance AS value
      FROM account_move m
      CROSS JOIN LATERAL (SELECT CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign) s
      JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product' AND l.quantity > 0
     WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund') AND m.company_id = %(company)s
       AND NOT EXISTS (
            SELECT FROM sale_order_line_invoice_rel r
              JOIN sale_order_line sol ON sol.id = r.order_line_id AND sol.is_downpayment
             WHERE r.invoice_line_id = l.id)
       AND m.id IN (
            SELECT l.move_id
              FROM account_move_line l JOIN account_move m ON m.id = l.move_id
             WHERE l.display_type = 'product' AND l.quantity > 0 AND l.company_id = %(company)s
               AND l.balance * CASE m.move_type WHEN 'out_invoice' THEN 1 WHEN 'out_refund' THEN -1 END > 0
               AND %(only_moves)s)
"""
"""What the lines of invoices are worth of which some line takes something off."""

SALE_VALUES = """
    SELECT sol.id, sol.order_id AS document_id, 1 AS sign,
           ROUND(sol.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1), %(decimals)s) AS value
      FROM sale_order o
      JOIN sale_order_line sol ON sol.order_id = o.id AND sol.display_type IS NULL
       AND sol.product_uom_qty > 0 AND sol.is_downpayment IS NOT TRUE
     WHERE o.state = 'sale' AND o.company_id = %(company)s
       AND o.id IN (
            SELECT sol.order_id FROM sale_order_line sol
             WHERE sol.price_subtotal < 0 AND sol.product_uom_qty > 0 AND sol.company_id = %(company)s
               AND sol.is_downpayment IS NOT TRUE AND %(only_sold)s)
"""
"""The same of orders."""

DISCOUNTS = """
    SELECT line.id AS line_id, line.value < 0 AS is_spread,
           line.sign * (ROUND(whole.discount * line.upto / whole.goods, %(decimals)s)
                        - ROUND(whole.discount * (line.upto - line.value) / whole.goods, %(decimals)s))
           AS part
      FROM (
            SELECT id, document_id, sign, value,
                   SUM(GREATEST(value, 0)) OVER (PARTITION BY document_id ORDER BY id) AS upto
              FROM (%(values)s) valued
           ) line
      JOIN (
            SELECT document_id, SUM(GREATEST(value, 0)) AS goods, SUM(LEAST(value, 0)) AS discount
              FROM (%(values)s) valued
             GROUP BY document_id
           ) whole ON whole.document_id = line.document_id AND whole.goods > 0 AND whole.discount < 0
     WHERE line.value != 0
"""
"""What each line of goods carries of its document's discounts, in proportion to what it is worth.

Parts are differences of rounded sums and add up to the discount.
"""
