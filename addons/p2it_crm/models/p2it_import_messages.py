"""The words for what the rules in ``domain`` find."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

FILE_MESSAGES = {
    "file_empty": _lt("The file is empty. Choose another one."),
    "file_too_large": _lt(
        "The file is larger than %(megabytes)s MB. Split it into several files and import them one "
        "after the other."
    ),
    "file_unreadable": _lt(
        "The file is damaged, protected by a password, or of another kind. Open it in your "
        "spreadsheet program, save it as .xlsx or .csv and upload that."
    ),
    "file_password": _lt(
        "The file is protected by a password. Open it in your spreadsheet program, save it without "
        "the password and upload that."
    ),
    "file_old_excel": _lt(
        "This is a workbook of Excel 97-2003 (.xls). Open it, save it as .xlsx and upload that."
    ),
    "file_encoding": _lt(
        "The text of the file is not in the encoding %(encoding)s. Choose another encoding, or "
        "save the file as “CSV UTF-8”."
    ),
    "file_sheet": _lt("The workbook has no sheet “%(sheet)s”. Its sheets are: %(sheets)s."),
    "file_columns": _lt("The sheet has more than %(limit)s columns. Delete those that are not needed."),
    "file_rows": _lt(
        "The file has more than %(limit)s rows. Split it into several files and import them one "
        "after the other."
    ),
    "file_no_rows": _lt(
        "No table was found. The file needs one row of headings and at least one row below it. If "
        "everything is in one column, choose another separator."
    ),
}

CELL_MESSAGES = {
    "amount_ambiguous": _lt(
        "“%(text)s” before a unit can mean thousands or decimals. Write it without separator, such "
        "as 1500 triệu, or in full."
    ),
    "amount_negative": _lt("“%(text)s” is below zero. Enter zero or more."),
    "amount_too_large": _lt("“%(text)s” is too large. Enter less than 1,000,000,000,000,000."),
    "amount_unknown": _lt("“%(text)s” is not an amount. Write it as 50.000.000 or 50 triệu."),
    "date_impossible": _lt(
        "“%(text)s” is not in the calendar. Dates are day/month/year; day and month are not swapped."
    ),
    "date_unknown": _lt("“%(text)s” is not a date. Write it as day/month/year."),
    "days_unknown": _lt("“%(text)s” is not a number of days. Write it as 30 or 30 ngày."),
    "packaging_cycle": _lt("The packaging “%(unit)s” contains itself."),
    "packaging_rule": _lt("“%(text)s” is not a packaging. Write it as Thùng=24 chai."),
    "packaging_twice": _lt("The unit “%(unit)s” is described twice."),
    "packaging_unknown_unit": _lt("The packaging uses the unit “%(unit)s”, which is not described."),
    "packaging_zero": _lt("“%(text)s”: a packaging must contain more than nothing."),
    "phone_former_area": _lt("“%(text)s” has an area code of before 2017 and became %(phone)s."),
    "phone_former_mobile": _lt("“%(text)s” has a prefix of before 2018 and became %(phone)s."),
    "phone_refused": _lt("“%(text)s” can't be a telephone number; it is kept in the note."),
    "phone_unassigned": _lt("%(phone)s is well formed, but its range is not known to be in use. Check it."),
    "priority_unknown": _lt("“%(text)s” is not a priority. Use Thấp, Trung bình, Cao or stars."),
    "province_disagrees": _lt("The column says %(column)s, the address %(text)s. %(province)s was taken."),
    "province_former": _lt("%(former)s is part of %(province)s since July 2025."),
    "province_from_ward": _lt("The province %(province)s was inferred from %(ward)s."),
    "province_unknown": _lt("No province is called “%(text)s”."),
    "tax_code_check_digit": _lt(
        "The check digit of the tax code %(text)s is wrong. Check it against the certificate."
    ),
    "tax_code_impossible": _lt("The tax code %(text)s can't exist; it is kept in the note."),
    "tax_code_length": _lt(
        "The tax code %(text)s has %(digits)s digits. It must have 10, 13 or, of a person, 12."
    ),
    "tax_code_not_digits": _lt("The tax code %(text)s holds something else than digits."),
    "tax_unknown": _lt("“%(text)s” is not a tax rate. Write it as 8%% or KCT."),
    "ward_ambiguous": _lt("“%(text)s” exists several times: in %(provinces)s. It was left open."),
    "ward_disagrees": _lt("The address says %(text)s, the column %(ward)s, which was taken."),
    "ward_former": _lt(
        "“%(text)s” is a ward of before July 2025. Which ward it is in now can't be told from its "
        "name; it stays in the address as written."
    ),
    "ward_kind": _lt("“%(text)s” is %(ward)s today."),
    "ward_unknown": _lt("No ward of today is called “%(text)s”; it stays in the address."),
}

ROW_MESSAGES = {
    "archived": _lt("%(record)s is archived."),
    "code_taken": _lt(
        "The code %(value)s belongs to %(holder)s, which has another name, number or tax code. Give "
        "this row a code of its own, or correct the one that is wrong."
    ),
    "company_hidden": _lt("It is known already, but kept where you have no access. Ask an administrator."),
    "credit_kept": _lt("The credit limit “%(text)s” is kept in the note: you can't enter it into the field."),
    "differs": _lt("%(field)s is “%(known)s” already; “%(text)s” was not taken over."),
    "email_invalid": _lt("“%(text)s” is not an e-mail address; it is kept in the note."),
    "email_taken": _lt("The e-mail %(text)s differs from the customer's; it is kept in the note."),
    "failed": _lt("It could not be saved: %(error)s"),
    "formula": _lt(
        "“%(text)s” would be run as a formula by a spreadsheet. Write it without the sign it begins with."
    ),
    "formula_kept": _lt("“%(text)s” would be run as a formula by a spreadsheet; it is kept in the note."),
    "future_date": _lt("%(text)s lies in the future and was not taken over."),
    "group_unknown": _lt(
        "The customer group “%(text)s” does not exist. An administrator creates it; then import the "
        "file again."
    ),
    "joined_code": _lt("It has the same code as %(record)s."),
    "joined_name": _lt("It has the same name and place as %(record)s."),
    "joined_phone": _lt("It has the same telephone number as %(record)s."),
    "joined_row": _lt("The same row is there already, as %(record)s."),
    "joined_tax_code": _lt("It has the same tax code as %(record)s."),
    "linked_phone": _lt("It has the telephone number of %(record)s, and is linked to this customer."),
    "login_missing": _lt("It has no e-mail, which is what a salesperson logs in with."),
    "login_other": _lt(
        "The login %(text)s belongs to %(user)s, who has another name. Correct the name or the e-mail."
    ),
    "login_taken": _lt("The login %(text)s belongs to somebody who is no employee of yours."),
    "manager_cycle": _lt("The superior %(text)s can't be set: somebody would be above themselves."),
    "manager_unknown": _lt("The superior %(text)s is neither in the file nor an employee."),
    "missing": _lt("%(field)s is missing."),
    "no_write": _lt("You may not change %(record)s, so nothing was filled in."),
    "packaging_failed": _lt("The packaging was left out: %(error)s"),
    "payment_kept": _lt(
        "No payment term of %(days)s days exists; it is kept in the note. An accountant creates it."
    ),
    "phone_of_other": _lt(
        "%(phone)s is the telephone number of the customer %(record)s, who has quite another name: the "
        "lead was not linked to them. Compare them."
    ),
    "phone_taken": _lt(
        "%(phone)s belongs to %(holder)s; it is kept in the note, for two customers can't share it."
    ),
    "record_missing": _lt("“%(text)s” does not exist and you may not create it."),
    "role_missing": _lt(
        "%(user)s has no role of P2IT, and an import gives none to a user who exists. An administrator "
        "gives it under Settings › Users."
    ),
    "salesperson_unknown": _lt("Nobody has the code %(text)s; it is left without a salesperson."),
    "salesperson_refused": _lt(
        "Nobody has the code %(text)s. Import the salespeople first, or correct the code."
    ),
    "similar": _lt("It has the same name as %(record)s and is probably another one. Compare them."),
    "stock_ignored": _lt("The stock of %(text)s was not taken over: enter it as an inventory."),
    "tax_code_taken": _lt("The tax code %(text)s belongs to %(holder)s and was not taken over."),
    "tax_missing": _lt(
        "There is no sales tax of %(text)s, so the product keeps the one it has or the company's usual "
        "one. An accountant creates the tax and gives it to the product."
    ),
    "user_kept": _lt("%(user)s was a user before: the own name, e-mail and telephone number stay."),
    "uom_differs": _lt("The unit is %(known)s already; “%(text)s” was not taken over."),
}

ORDER_MESSAGES = {
    "joined_order": _lt("The order %(record)s is there already and stays as it is."),
    "order_differs": _lt(
        "Row %(number)s of the same order says “%(known)s” for %(field)s, this one “%(text)s”. An order has "
        "one: correct the row that is wrong, or its order number."
    ),
    "order_first_counts": _lt(
        "Row %(number)s of the same order says “%(known)s” for %(field)s, which counts; “%(text)s” was not "
        "taken over."
    ),
    "order_future": _lt("The date %(text)s lies in the future. Past orders have a date up to today."),
    "order_number_taken": _lt(
        "The number %(text)s belongs to an order of another customer. Correct the number or the customer."
    ),
    "order_other_row": _lt(
        "Row %(number)s of the same order is refused, and an order is imported as a whole. Correct that row."
    ),
    "order_customer_missing": _lt("The customer is missing: neither code, tax code nor telephone number."),
    "order_customer_unknown": _lt(
        "No customer has %(text)s. Import the customers first, or correct the row."
    ),
    "order_early": _lt("%(field)s %(text)s is before the order's date. Correct it, or leave the cell empty."),
    "order_product_unknown": _lt(
        "No product has the code or barcode %(text)s. Import the products first, or correct the row."
    ),
    "order_product_several": _lt(
        "Several products have the code %(text)s. Give each a code of its own, then import the row again."
    ),
    "order_quantity": _lt("The quantity “%(text)s” is not above zero."),
    "order_unit": _lt(
        "%(product)s isn't sold by “%(text)s”. Its units are: %(units)s. Correct the row, or add the unit to "
        "the product."
    ),
    "order_not_confirmed": _lt("It stayed a quotation: %(error)s"),
    "order_not_delivered": _lt("It is confirmed, but not delivered: %(error)s"),
    "order_not_invoiced": _lt("It is confirmed, but not invoiced: %(error)s"),
    "order_nothing_to_invoice": _lt(
        "It is confirmed, but there is nothing to invoice: its products are invoiced when they are delivered."
    ),
    "order_not_paid": _lt("It is invoiced, but no payment was registered: %(error)s"),
    "order_overpaid": _lt(
        "%(text)s is more than the invoice's %(total)s; the rest is on the customer's account."
    ),
    "order_to_come": _lt("%(field)s %(text)s is still to come: it was left to be done then."),
    "paid_unknown": _lt(
        "“%(text)s” tells nothing of a payment. Write Chưa, Một phần, Đã thanh toán, a percentage such as "
        "60%%, or the amount paid."
    ),
    "percent_unknown": _lt("“%(text)s” is not a percentage from 0 to 100."),
}

MESSAGES = {**FILE_MESSAGES, **CELL_MESSAGES, **ROW_MESSAGES, **ORDER_MESSAGES}


def render(env, issue):
    """Say an issue in the user's language.

    :param issue: an :class:`~..domain.issues.Issue`
    :rtype: str
    """
    translate = env._  # the terms are marked where they are written, above
    return translate(MESSAGES[issue.code]) % issue.params


class _Dots(dict):
    def __missing__(self, key):
        return "…"


def render_general(env, code):
    """Say what all issues of one code have in common, with dots for what differs.

    :rtype: str
    """
    translate = env._
    return translate(MESSAGES[code]) % _Dots()
