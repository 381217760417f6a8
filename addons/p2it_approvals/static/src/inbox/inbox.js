import { Component, onWillStart, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";

/** How many requests wait for the user; a click opens them. */
export class ApprovalInbox extends Component {
    static template = "p2it_approvals.Inbox";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ count: 0 });
        onWillStart(() => {
            this.update(); // the page does not wait for it
        });
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.update());
    }

    async update() {
        this.state.count = await this.orm.silent.call("p2it.approval.request", "get_inbox_count", []);
    }

    open() {
        return this.action.doAction("p2it_approvals.action_inbox", { clearBreadcrumbs: true });
    }
}

registry.category("systray").add("p2it_approvals.Inbox", { Component: ApprovalInbox }, { sequence: 22 });
