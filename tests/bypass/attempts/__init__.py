from . import quotation_mail, quotation_page
from . import order_confirm, order_change, order_money
from . import dispatch, decisions, stop_care, gate_pass
