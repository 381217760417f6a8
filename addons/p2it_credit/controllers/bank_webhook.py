import logging

from odoo import SUPERUSER_ID, http
from odoo.http import request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..domain.webhook_body import BodyError
from ..models.p2it_bank_endpoint import MAX_BYTES
from ..models.p2it_bank_webhook_log import SIGNED

_logger = logging.getLogger(__name__)

TIMESTAMP_HEADER = "X-P2IT-Timestamp"
SIGNATURE_HEADER = "X-P2IT-Signature"
MAX_UNSIGNED = 60
"""So many calls without a right signature are logged a minute, from one address."""

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_REFUSALS = {
    "missing": "The call is not signed: send X-P2IT-Timestamp and X-P2IT-Signature.",
    "stale": "The timestamp is more than five minutes from now, or no number of seconds.",
    "wrong": "The signature is wrong.",
}
_BODY_ERRORS = {
    "not_json": "The body is not JSON in UTF-8.",
    "too_many": "More than %(limit)s items: send them in several calls.",
    "no_items": "No list of items at %(path)s.",
    "no_amount": "No number of the amount at %(path)s.",
    "no_date": "No date at %(path)s.",
    "no_content": "An item has neither reference, payer nor text.",
    "future": "The date %(date)s lies in the future.",
}


class BankWebhook(http.Controller):
    """Where banks tell of money that came."""

    @http.route(
        "/p2it_credit/bank_webhook/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def receive(self, token, **_parameters):
        """Take in a call: 200 when it is known or new, 400, 401, 404, 413, 415 or 429 when it is refused.

        :param str token: of the ``p2it.bank.endpoint``
        :return: JSON that says what became of it
        """
        # sudo: the caller is a bank, known by its signature only
        endpoint = request.env["p2it.bank.endpoint"].sudo().search([("token", "=", token)])
        if not endpoint:
            return self._refuse(endpoint, 404, "unknown", "There is no such address.")
        length = request.httprequest.content_length
        if length is None or length > MAX_BYTES:
            message = f"The body is larger than {MAX_BYTES // 1024} KB, or its size is not told."
            return self._refuse(endpoint, 413, "too_large", message, size=length or 0)
        if request.httprequest.mimetype in _FORMS:
            # Odoo has read such a body already, and what is left of it would seem to be signed wrongly.
            message = "Send the body as application/json, not as a form."
            return self._refuse(endpoint, 415, "wrong", message, size=length)
        body = request.httprequest.get_data()
        headers = request.httprequest.headers
        trouble = endpoint._check_call(
            headers.get(TIMESTAMP_HEADER, ""), headers.get(SIGNATURE_HEADER, ""), body
        )
        if trouble:
            return self._refuse(endpoint, 401, trouble, _REFUSALS[trouble], body)
        if self._logs()._count_signed(endpoint) >= endpoint.rate_limit:
            message = "Too many calls: send it again in a minute."
            return self._answer(429, message)
        return self._take_in(endpoint, body)

    def _take_in(self, endpoint, body):
        try:
            # The server by itself, not the public user: nobody is one of the two pairs of eyes.
            results = endpoint.with_user(SUPERUSER_ID).with_company(endpoint.company_id)._receive(body)
        except BodyError as error:
            return self._refuse(endpoint, 400, "malformed", _BODY_ERRORS[error.code] % error.params, body)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            # A fault of ours: the bank sends it again, and the call is found in the log.
            _logger.exception("Webhook %s failed", endpoint.id)
            self._note(endpoint, "failed", body)
            raise
        outcome = "conflict" if "conflict" in results else "accepted" if "new" in results else "known"
        self._note(endpoint, outcome, body, ", ".join(results)[:200])
        message = "already known" if outcome == "known" else outcome
        return request.make_json_response({"success": True, "status": message, "items": results})

    def _refuse(self, endpoint, status, outcome, message, body=b"", size=0):
        # Whoever may call without a signature must not fill the log.
        is_signed = outcome in SIGNED
        if is_signed or self._logs()._count_unsigned(request.httprequest.remote_addr) < MAX_UNSIGNED:
            self._note(endpoint, outcome, body, message, size)
        return self._answer(status, message)

    def _answer(self, status, message):
        return request.make_json_response({"success": False, "error": message}, status=status)

    def _note(self, endpoint, outcome, body, note="", size=0):
        address = request.httprequest.remote_addr
        self._logs()._write_down(endpoint.id, outcome, address, body, note, size)

    def _logs(self):
        return request.env["p2it.bank.webhook.log"].sudo()  # sudo: the server's own records
