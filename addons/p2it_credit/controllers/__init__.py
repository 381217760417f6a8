from . import bank_webhook
