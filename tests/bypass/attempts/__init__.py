from . import quotation_mail, quotation_changed, quotation_page, quotation_print
from . import order_confirm, order_forged, order_change, order_figures, order_money, order_period
from . import dispatch, dispatch_changed, dispatch_detour, dispatch_place
from . import decisions, decisions_turn
from . import stop_care
from . import gate_pass
from . import credit, credit_forged
