from . import p2it_aged_receivable, p2it_statement_of_account, p2it_statement_report, p2it_statement_xlsx
