from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request


class GateController(http.Controller):
    """Opens the pass whose printed code was read by a phone's own camera."""

    @http.route("/p2it/gate/<string:token>", type="http", auth="user", readonly=True)
    def open_pass(self, token):
        """Lead to the pass, after the log-in; to the list with an explanation when there is none.

        :param str token: what the code holds
        """
        try:
            pass_id = request.env["p2it.gate.pass"].find_by_code(token)
        except (AccessError, UserError) as error:
            return request.render("p2it_approvals.gate_unknown", {"message": str(error)}, status=404)
        is_warehouse = not request.env.user.has_group("p2it_approvals.group_guard")
        action = "action_gate_passes" if is_warehouse else "action_gate"
        return request.redirect(f"/odoo/action-p2it_approvals.{action}/{pass_id}")
