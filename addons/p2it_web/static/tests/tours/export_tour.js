import { registry } from "@web/core/registry";

const GROUPS = ["Quốc gia", "Thành phố", "Công ty"];

function openMenu(item) {
    return [
        { content: "Open the list's menu", trigger: ".o_cp_action_menus button", run: "click" },
        { content: `Choose ${item}`, trigger: `.o-dropdown--menu .o_p2it_export_${item}`, run: "click" },
    ];
}

function exportAll(item) {
    return [
        ...openMenu(item),
        {
            content: "All records are chosen already",
            trigger: "#p2it_export_scope_all:checked",
        },
        {
            content: "Export",
            trigger: ".modal .o_p2it_export_confirm",
            run: "click",
        },
        { content: "The file has come", trigger: "body:not(:has(.modal))" },
    ];
}

registry.category("web_tour.tours").add("p2it_export_groups", {
    steps: () => [
        { content: "The list is there", trigger: ".o_list_view .o_data_row" },
        { content: "Open the search menu", trigger: ".o_searchview_dropdown_toggler", run: "click" },
        ...GROUPS.map((name) => ({
            content: `Group by ${name}`,
            trigger: `.o_group_by_menu .o_menu_item:contains(${name}):not(.selected)`,
            run: "click",
        })),
        { content: "Three levels", trigger: ".o_searchview_facet:contains(Quốc gia):contains(Công ty)" },
        { content: "Close the search menu", trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { content: "Groups are there", trigger: ".o_list_view .o_group_header" },
        ...exportAll("xlsx"),
        ...exportAll("pdf"),
    ],
});

registry.category("web_tour.tours").add("p2it_export_selection", {
    steps: () => [
        {
            content: "Select a customer",
            trigger: ".o_data_row:contains(0003) .o_list_record_selector input",
            run: "click",
        },
        { content: "Open its menu", trigger: ".o_cp_action_menus button:contains(Actions)", run: "click" },
        {
            content: "Export it",
            trigger: ".o-dropdown--menu .o_menu_item:contains(Export to Excel)",
            run: "click",
        },
        { content: "The selection is chosen", trigger: "#p2it_export_scope_selection:checked" },
        { content: "Show the columns", trigger: ".o_p2it_export_dialog summary", run: "click" },
        {
            content: "Leave one out",
            trigger: ".o_p2it_export_dialog .o-checkbox:contains(Số lượng) input",
            run: "click",
        },
        { content: "Export", trigger: ".modal .o_p2it_export_confirm", run: "click" },
        { content: "The file has come", trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("p2it_export_cancel", {
    steps: () => [
        { content: "The list is there", trigger: ".o_list_view .o_data_row" },
        ...openMenu("xlsx"),
        { content: "Export", trigger: ".modal .o_p2it_export_confirm", run: "click" },
        { content: "It waits", trigger: ".modal .o_p2it_export_progress:contains(Waiting)" },
        { content: "Stop it", trigger: ".modal .o_p2it_export_cancel", run: "click" },
        { content: "The dialog is gone", trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("p2it_export_background", {
    steps: () => [
        { content: "The list is there", trigger: ".o_list_view .o_data_row" },
        ...openMenu("xlsx"),
        { content: "Export", trigger: ".modal .o_p2it_export_confirm", run: "click" },
        { content: "Go on working", trigger: ".modal .o_p2it_export_background", run: "click" },
        { content: "The list is free", trigger: "body:not(:has(.modal)) .o_list_view .o_data_row" },
    ],
});

registry.category("web_tour.tours").add("p2it_export_inbox", {
    steps: () => [
        { content: "Open the user's menu", trigger: ".o_user_menu button", run: "click" },
        {
            content: "See the own exports",
            trigger: ".o-dropdown--menu [data-menu='p2it_exports']",
            run: "click",
        },
        {
            content: "It is done and may be downloaded",
            trigger: ".o_list_view .o_data_row:contains(Done) button[name='action_download']",
        },
        { content: "Look into the inbox", trigger: ".o_menu_systray i[aria-label='Messages']", run: "click" },
        {
            content: "The file has come",
            trigger: ".o-mail-NotificationItem:contains(Your export is ready), .o-mail-NotificationItem",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_export_refused", {
    steps: () => [
        { content: "The list is there", trigger: ".o_list_view .o_data_row" },
        {
            content: "Select a customer",
            trigger: ".o_data_row .o_list_record_selector input",
            run: "click",
        },
        { content: "Open its menu", trigger: ".o_cp_action_menus button:contains(Actions)", run: "click" },
        {
            content: "There is no export",
            trigger: ".o-dropdown--menu:not(:contains(Export))",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_export_reports", {
    steps: () => [
        { content: "Pivot table", trigger: ".o_pivot table tbody tr:contains(Total)" },
        ...openMenu("xlsx"),
        { content: "Done", trigger: "body:not(:has(.o_blockUI)) .o_pivot" },
        ...openMenu("pdf"),
        { content: "Done", trigger: "body:not(:has(.o_blockUI)) .o_pivot" },
        { content: "Go to the graph", trigger: ".o_switch_view.o_graph", run: "click" },
        { content: "Graph", trigger: ".o_graph_canvas_container canvas" },
        ...openMenu("pdf"),
        { content: "Done", trigger: "body:not(:has(.o_blockUI)) .o_graph_view" },
    ],
});
