import { Component } from "@odoo/owl";

import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { exprToBoolean } from "@web/core/utils/strings";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

const VIEW_TYPES = ["list", "pivot", "graph"];

export async function mayExport() {
    return user.hasGroup("base.group_allow_export");
}

class ExportMenuItem extends Component {
    static template = "p2it_web.ExportMenuItem";
    static components = { DropdownItem };
    static props = {};
    static format = "";

    get format() {
        return this.constructor.format;
    }

    onSelected() {
        // The view listens: it alone knows what it shows.
        this.env.searchModel.trigger("p2it-export", { format: this.format });
    }
}

export class ExportToExcel extends ExportMenuItem {
    static format = "xlsx";

    get label() {
        return _t("Export to Excel");
    }
}

export class ExportToPdf extends ExportMenuItem {
    static format = "pdf";

    get label() {
        return _t("Export to PDF");
    }
}

async function isDisplayed(env) {
    const { viewType, viewArch } = env.config;
    if (!VIEW_TYPES.includes(viewType) || !env.searchModel) {
        return false;
    }
    // A list whose author allows no export, and one with a selection, which has its own menu.
    if (
        viewType === "list" &&
        (!exprToBoolean(viewArch?.getAttribute("export_xlsx"), true) || env.model?.root.selection?.length)
    ) {
        return false;
    }
    return mayExport();
}

for (const [name, component, sequence] of [
    ["p2it-export-excel", ExportToExcel, 11],
    ["p2it-export-pdf", ExportToPdf, 12],
]) {
    registry
        .category("cogMenu")
        .add(
            name,
            { Component: component, groupNumber: STATIC_ACTIONS_GROUP_NUMBER, isDisplayed },
            { sequence },
        );
}

registry.category("user_menuitems").add(
    "p2it_exports",
    (env) => ({
        type: "item",
        id: "p2it_exports",
        description: _t("My Exports"),
        callback: () => env.services.p2it_export.openExports(),
        sequence: 55,
    }),
    { sequence: 55 },
);
