from . import (
    account_move_line_transfer,
    account_move_transfer,
    account_payment_transfer,
    ir_attachment_proof,
    p2it_bank_transfer,
    p2it_bank_transfer_line,
    p2it_bank_transfer_guard,
    p2it_bank_transfer_file,
    p2it_bank_transfer_decide,
    p2it_bank_transfer_payment,
    p2it_bank_transfer_match,
    p2it_credit_hold,
    res_partner_transfer,
    sale_order_transfer,
    # statements and matching
    p2it_bank_line,
    p2it_bank_line_detail,
    p2it_bank_line_book,
    p2it_bank_line_match,
    p2it_bank_line_confirm,
    p2it_bank_provider,
    p2it_bank_endpoint,
    p2it_bank_webhook_log,
    p2it_bank_transfer_bank,
    p2it_import_bank_line,
    p2it_import_statement,
    p2it_payer_account,
    res_company_bank,
    res_config_settings_bank,
    res_partner_payer,
    sale_order_bank,
)
from . import p2it_bank_transfer
from . import p2it_bank_transfer_line
from . import p2it_hold_reason
from . import p2it_credit_policy
from . import p2it_credit_family
from . import p2it_credit_exposure
from . import p2it_credit_check
from . import p2it_credit_wording
from . import p2it_approval_type
from . import p2it_credit_release
from . import p2it_credit_hold
from . import p2it_credit_hold_line
from . import p2it_credit_hold_review
from . import res_company
from . import res_partner_credit
from . import sale_order_credit
from . import sale_order_credit_paid
from . import sale_order_credit_gate
from . import sale_order_credit_ways
from . import stock_credit
from . import account_credit
from . import p2it_vietqr_bin
from . import res_bank
from . import res_company_vietqr
from . import res_config_settings_vietqr
from . import res_partner_bank
from . import sale_order_transfer_code
from . import sale_order_vietqr
