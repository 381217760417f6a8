from . import p2it_approval_ask_wizard
from . import p2it_approval_answer
from . import mail_compose_message
from . import payment_link_wizard
from . import sale_advance_payment_inv
from . import p2it_gate_refuse
from . import p2it_gate_return
