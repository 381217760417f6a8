from . import p2it_commission_statement_report
