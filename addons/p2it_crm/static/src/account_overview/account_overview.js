import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const formatters = registry.category("formatters");

/**
 * Shows what happens between a customer and us: figures that open the list they sum, and the latest
 * documents. The sections come from the server, so that any addon can add its own.
 */
export class AccountOverview extends Component {
    static template = "p2it_crm.AccountOverview";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ sections: [] });
        onWillStart(() => this.load(this.props.record));
        // A record that was saved or reloaded comes as new data: the figures are to be of the same moment.
        onWillUpdateProps(({ record }) => this.load(record));
    }

    async load(record) {
        const { resId, evalContext } = record;
        if (!resId) {
            this.state.sections = [];
            return;
        }
        const call = this.orm.call("res.partner", "get_account_overview", [[resId]], {
            context: evalContext.context || user.context,
        });
        this.state.sections = await this.keepLast.add(call);
    }

    format(value, kind) {
        if (value === null || value === undefined) {
            return "–";
        }
        if (kind === "date") {
            return formatDate(deserializeDate(value));
        }
        if (kind === "monetary") {
            return formatters.get("monetary")(value, { currencyId: this.currencyId });
        }
        if (kind === "float") {
            return formatters.get("float")(value, { digits: [16, 1], trailingZeros: false });
        }
        return kind === "char" ? value : formatters.get(kind)(value);
    }

    get currencyId() {
        return this.props.record.data.order_currency_id?.id;
    }

    isNumber(kind) {
        return ["integer", "float", "monetary", "percentage"].includes(kind);
    }

    open(action) {
        return this.action.doAction(action);
    }

    openRow({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("p2it_account_overview", {
    component: AccountOverview,
    fieldDependencies: [{ name: "order_currency_id", type: "many2one" }],
});
