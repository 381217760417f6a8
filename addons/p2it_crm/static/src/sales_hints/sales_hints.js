import { Component, onWillStart, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What the figures say that one should look at; each opens the numbers behind it. */
export class SalesHints extends Component {
    static template = "p2it_crm.SalesHints";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ hints: [], isWanted: false });
        onWillStart(() => this.load());
    }

    async load() {
        const [hints, [me]] = await Promise.all([
            this.orm.call("p2it.sales.hint", "get_hints", []),
            this.orm.read("res.users", [user.userId], ["wants_sales_hints"]),
        ]);
        Object.assign(this.state, { hints, isWanted: me.wants_sales_hints });
    }

    get groups() {
        const titles = {
            silent: _t("Customers who stopped ordering"),
            area: _t("Areas that sell less"),
            conversion: _t("Few opportunities won"),
        };
        const kinds = [...new Set(this.state.hints.map((hint) => hint.kind))];
        return kinds.map((kind) => ({
            kind,
            title: titles[kind] || kind,
            hints: this.state.hints.filter((hint) => hint.kind === kind),
        }));
    }

    openNumbers(hint) {
        return this.action.doAction(hint.action);
    }

    openRecord(hint) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: hint.model,
            res_id: hint.res_id,
            views: [[false, "form"]],
        });
    }

    async onWish(ev) {
        await this.orm.write("res.users", [user.userId], { wants_sales_hints: ev.target.checked });
        await this.load();
    }
}

registry.category("actions").add("p2it_sales_hints", SalesHints);
