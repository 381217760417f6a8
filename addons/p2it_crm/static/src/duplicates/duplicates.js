import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const DELAY = 350;

/** Which fields of the form tell who it is, and what the server calls them. */
const FIELDS = {
    "res.partner": { name: ["name"], phone: ["phone"], vat: ["vat"], email: ["email"] },
    "crm.lead": { name: ["contact_name", "partner_name"], phone: ["phone"], email: ["email_from"] },
};
const OWNERS = { "res.partner": ["parent_id"], "crm.lead": ["partner_id"] };

/**
 * Shows who is known already while somebody types: with each key, not only when a field is left.
 * It never keeps anybody from saving, and a failed request shows nothing.
 */
export class Duplicates extends Component {
    static template = "p2it_crm.Duplicates";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ candidates: [], isOpen: true });
        this.root = useRef("root");
        this.typed = {};
        this.look = useDebounced(() => this.find(), DELAY);
        const onInput = (event) => this.onInput(event);
        let form = null;
        onMounted(() => {
            form = this.root.el.closest(".o_form_renderer") || this.root.el.parentElement;
            form.addEventListener("input", onInput);
        });
        onWillUnmount(() => form?.removeEventListener("input", onInput));
        useEffect(
            () => {
                this.typed = {};
                this.look();
            },
            () => [this.record.resId, ...this.fieldNames.map((name) => this.record.data[name])],
        );
    }

    get record() {
        return this.props.record;
    }

    get fieldNames() {
        return Object.values(FIELDS[this.record.resModel] || {}).flat();
    }

    get title() {
        const sure = this.state.candidates.filter((candidate) => candidate.sure).length;
        return sure ? _t("This may be known already") : _t("Similar names");
    }

    get canCompare() {
        return Boolean(this.record.resId);
    }

    onInput({ target }) {
        const field = target.closest(".o_field_widget[name]");
        const name = field?.getAttribute("name");
        if (name && this.fieldNames.includes(name) && "value" in target) {
            this.typed[name] = target.value;
            this.look();
        }
    }

    get values() {
        const data = { ...this.record.data, ...this.typed };
        const values = {};
        for (const [key, names] of Object.entries(FIELDS[this.record.resModel] || {})) {
            values[key] = names
                .map((name) => data[name] || "")
                .join(" ")
                .trim();
        }
        for (const name of OWNERS[this.record.resModel] || []) {
            values[name] = data[name]?.id || false;
        }
        return values;
    }

    async find() {
        const { resModel, resId } = this.record;
        try {
            this.state.candidates = await this.keepLast.add(
                this.orm.silent.call("p2it.duplicate.hint", "find", [resModel, resId || false, this.values]),
            );
        } catch {
            this.state.candidates = [];
        }
    }

    open(candidate) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: candidate.name,
            res_model: candidate.model,
            res_id: candidate.id,
            views: [[false, "form"]],
            target: "new",
        });
    }

    async compare(candidate) {
        const { resModel, resId } = this.record;
        if (await this.record.save()) {
            await this.action.doAction("p2it_crm.action_merge", {
                additionalContext: { active_model: resModel, active_ids: [resId, candidate.id] },
            });
        }
    }

    mayCompare(candidate) {
        return this.canCompare && candidate.model === this.record.resModel;
    }

    toggle() {
        this.state.isOpen = !this.state.isOpen;
    }
}

registry.category("view_widgets").add("p2it_duplicates", { component: Duplicates });
