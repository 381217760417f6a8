import { useService } from "@web/core/utils/hooks";
import { onWillStart, onWillUnmount } from "@odoo/owl";

import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** The guard's list: a button that scans a printed pass; a new pass shows without asking for it. */
export class GateKanbanController extends KanbanController {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        const reload = () => this.model.load();
        onWillStart(() => this.bus.subscribe("p2it_gate_pass", reload));
        onWillUnmount(() => this.bus.unsubscribe("p2it_gate_pass", reload));
    }

    async scan() {
        const code = await scanBarcode(this.env);
        if ("vibrate" in navigator) {
            navigator.vibrate(100);
        }
        return this.openCode(code);
    }

    async openCode(code) {
        const id = await this.orm.call("p2it.gate.pass", "find_by_code", [code]);
        return this.props.selectRecord(id, {});
    }
}

registry.category("views").add("p2it_gate_kanban", {
    ...kanbanView,
    Controller: GateKanbanController,
    buttonTemplate: "p2it_approvals.GateKanban.Buttons",
});
