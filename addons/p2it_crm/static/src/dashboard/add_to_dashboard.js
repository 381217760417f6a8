import { Component, onWillStart, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

const VIEW_TYPES = ["list", "graph", "pivot", "kanban"];

/** Asks which dashboard a view goes to, and under which name. */
export class AddToDashboardDialog extends Component {
    static template = "p2it_crm.AddToDashboardDialog";
    static components = { Dialog };
    static props = { view: Object, close: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ name: this.props.view.name, choice: "new", newName: _t("My Dashboard") });
        onWillStart(async () => {
            this.dashboards = await this.orm.call("p2it.dashboard", "get_writable", []);
            this.state.choice = String(this.dashboards[0]?.[0] ?? "new");
        });
    }

    get mayAdd() {
        return this.state.name.trim() && (this.state.choice !== "new" || this.state.newName.trim());
    }

    async add() {
        const { choice, newName, name } = this.state;
        const target = choice === "new" ? newName.trim() : Number(choice);
        const id = await this.orm.call("p2it.dashboard", "add_view", [
            target,
            { ...this.props.view, name: name.trim() },
        ]);
        this.props.close();
        const close = this.notification.add(_t("“%s” is on your dashboard.", name), {
            type: "success",
            buttons: [
                {
                    name: _t("Open the dashboard"),
                    primary: true,
                    onClick: () => {
                        close();
                        this.action.doAction("p2it_crm.action_dashboards", {
                            additionalContext: { dashboard_id: id },
                        });
                    },
                },
            ],
        });
    }
}

export class AddToDashboard extends Component {
    static template = "p2it_crm.AddToDashboard";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.dialog = useService("dialog");
    }

    onSelected() {
        this.dialog.add(AddToDashboardDialog, { view: this.describeView() });
    }

    describeView() {
        const { searchModel, config } = this.env;
        const { context, groupBys, orderBy } = searchModel.getPreFavoriteValues();
        return {
            name: config.getDisplayName(),
            model: searchModel.resModel,
            view_type: config.viewType,
            view_id: config.viewId || false,
            // As written, so that “this month” stays this month.
            domain: searchModel.domainString,
            context: { ...context, group_by: groupBys },
            order: (orderBy || [])
                .map((term) => `${term.name}${term.asc === false ? " desc" : ""}`)
                .join(", "),
        };
    }
}

registry.category("cogMenu").add(
    "p2it-add-to-dashboard",
    {
        Component: AddToDashboard,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: ({ config, searchModel }) =>
            config.actionType === "ir.actions.act_window" &&
            VIEW_TYPES.includes(config.viewType) &&
            searchModel,
    },
    { sequence: 13 },
);
