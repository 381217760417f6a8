import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

/** Opens the colour rules of the records on the screen, from the view's own menu. */
export class ColorMenuItem extends Component {
    static template = "p2it_web.ColorMenuItem";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.action = useService("action");
    }

    openRules() {
        const { resModel } = this.env.searchModel;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Colour Rules"),
            res_model: "p2it.color.rule",
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            domain: [["model", "=", resModel]],
            context: { default_model_choice: resModel, search_default_count_for_me: 1 },
            help: _t(
                "No rule colours these records yet. Make one: say which records, choose a colour, and see them at once.",
            ),
        });
    }
}

registry.category("cogMenu").add(
    "p2it-color-rules",
    {
        Component: ColorMenuItem,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async (env) =>
            ["list", "kanban", "calendar"].includes(env.config.viewType) &&
            env.searchModel.resModel !== "p2it.color.rule" &&
            user.hasGroup("base.group_user"),
    },
    { sequence: 15 },
);
