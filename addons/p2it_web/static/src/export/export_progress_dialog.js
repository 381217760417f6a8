import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";

const PAUSE = 1500;

/**
 * How far a long export is. It may be stopped, or left to go on in the background.
 */
export class ExportProgressDialog extends Component {
    static template = "p2it_web.ExportProgressDialog";
    static components = { Dialog };
    static props = { state: Object, onDone: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ ...this.props.state });
        useBus(this.env.bus, "P2IT_EXPORT:STATE", ({ detail }) => {
            if (detail.id === this.state.id) {
                this.update(detail);
            }
        });
        // The bus is quick, asking is sure: a proxy may let no websocket through.
        onWillStart(() => this.scheduleAsking());
        onWillUnmount(() => browser.clearTimeout(this.timeout));
    }

    get isActive() {
        return ["queued", "running"].includes(this.state.state);
    }

    get percent() {
        return Math.floor(this.state.progress);
    }

    get label() {
        const { done, total } = this.state;
        return this.state.state === "queued"
            ? _t("Waiting for its turn…")
            : _t("%(done)s of %(total)s records", {
                  done: formatInteger(done),
                  total: formatInteger(total),
              });
    }

    scheduleAsking() {
        this.timeout = browser.setTimeout(async () => {
            const state = await this.orm.silent.call("p2it.export", "get_state", [[this.state.id]]);
            this.update(state);
            if (this.isActive) {
                this.scheduleAsking();
            }
        }, PAUSE);
    }

    update(state) {
        if (!this.isActive) {
            return; // the bus and the question may both bring the end
        }
        Object.assign(this.state, state);
        if (state.state === "done") {
            this.props.onDone(state);
            this.props.close();
        }
    }

    async onCancel() {
        await this.orm.call("p2it.export", "action_cancel", [[this.state.id]]);
        this.props.close();
    }
}
