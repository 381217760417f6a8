import { Component, onMounted, onPatched, onWillUnmount, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const ACTIVE_STATES = ["queued", "running"];
const PAUSE = 1000;

/**
 * Shows how far an import is and, while the form is open, drives it: one batch per request, each
 * committed by itself. When the form is closed the scheduled action goes on.
 */
export class ImportProgress extends Component {
    static template = "p2it_crm.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ progress: null });
        this.isAlive = true;
        this.isDriving = false;
        onMounted(() => this.drive());
        onPatched(() => this.drive());
        onWillUnmount(() => (this.isAlive = false));
    }

    get isActive() {
        return ACTIVE_STATES.includes(this.props.record.data.state);
    }

    get percent() {
        return Math.floor(this.state.progress ?? this.props.record.data.progress);
    }

    get label() {
        return this.props.record.data.state === "queued" && !this.percent
            ? _t("Waiting for its turn…")
            : _t("%s %% of the rows are done. You may close this page; the import goes on.", this.percent);
    }

    async drive() {
        if (this.isDriving || !this.isActive || !this.props.record.resId) {
            return;
        }
        this.isDriving = true;
        try {
            let isActive = true;
            while (this.isAlive && isActive) {
                isActive = await this.processBatch();
            }
        } finally {
            this.isDriving = false;
        }
        if (this.isAlive) {
            this.state.progress = null;
            await this.props.record.load();
        }
    }

    /** @returns {Promise<boolean>} whether there is more to do */
    async processBatch() {
        const before = this.state.progress;
        try {
            const id = this.props.record.resId;
            const result = await this.orm.silent.call("p2it.import", "action_process_batch", [[id]]);
            this.state.progress = result.progress;
            if (!ACTIVE_STATES.includes(result.state)) {
                return false;
            }
            if (this.isAlive && result.state !== this.props.record.data.state) {
                await this.props.record.load();
            }
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
        if (before === this.state.progress) {
            // Somebody else is at it, or the server is away for a moment.
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
        return true;
    }
}

registry.category("view_widgets").add("p2it_import_progress", {
    component: ImportProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "progress", type: "float" },
    ],
});
