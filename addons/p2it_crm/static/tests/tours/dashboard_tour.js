import { registry } from "@web/core/registry";

const TILE = ".p2it_dashboard_tile";

function named(name) {
    return `${TILE}[data-name='${name}']`;
}

registry.category("web_tour.tours").add("p2it_dashboard", {
    url: "/odoo/sales-dashboards",
    steps: () => [
        { content: "Figures are there", trigger: `${named("Ordered")} .p2it_figure_value:contains('k')` },
        { content: "Charts are drawn", trigger: `${TILE} canvas` },
        { content: "Look at the year", trigger: ".p2it_filter_period", run: "select year" },
        { trigger: `${named("Ordered")} .p2it_figure_value:contains('850')` },
        { content: "Open what it sums up", trigger: `${named("Ordered")} .p2it_figure_value`, run: "click" },
        { trigger: ".o_list_view .o_list_footer:contains('850,000')" },
        { content: "Go back", trigger: ".o_breadcrumb .o_back_button a, .breadcrumb-item a", run: "click" },
        { content: "The filter is kept", trigger: `${named("Ordered")} .p2it_figure_value:contains('850')` },
        {
            content: "A row opens its own",
            trigger: `${named("Salespeople Against Their Targets")} .p2it_row_label`,
            run: "click",
        },
        { trigger: ".o_list_view .o_list_footer:contains('425,000')" },
        { content: "Keep this list", trigger: ".o_cp_action_menus button", run: "click" },
        { trigger: ".p2it_add_to_dashboard", run: "click" },
        { trigger: ".p2it_add_name", run: "edit Đơn của nhân viên" },
        { trigger: ".p2it_add_new_name", run: "edit Bảng của tôi" },
        { trigger: ".p2it_add_confirm", run: "click" },
        {
            content: "Open it",
            trigger: ".o_notification button:contains('Open the dashboard')",
            run: "click",
        },
        { trigger: `${named("Đơn của nhân viên")} .o_data_row` },
        { content: "Arrange", trigger: ".p2it_dashboard_menu", run: "click" },
        { trigger: ".p2it_dashboard_edit", run: "click" },
        { trigger: `${TILE} select`, run: "select 6" },
        { trigger: `${TILE} header input`, run: "edit Đơn hàng của tôi && press Tab" },
        { trigger: ".p2it_dashboard_done", run: "click" },
        { trigger: `${named("Đơn hàng của tôi")}.p2it_width_6` },
    ],
});

registry.category("web_tour.tours").add("p2it_dashboard_phone", {
    url: "/odoo/sales-dashboards",
    steps: () => [
        { trigger: `${named("Ordered")} .p2it_figure_value:contains('425')` },
        {
            content: "Two figures beside each other, all else alone, and nothing wider than the screen",
            trigger: ".p2it_dashboard_grid",
            run() {
                const figures = document.querySelectorAll(`${TILE}.p2it_kind_figure`);
                const others = document.querySelectorAll(`${TILE}:not(.p2it_kind_figure)`);
                const place = (tile) => tile.getBoundingClientRect();
                const wide = [...figures, ...others].filter(
                    (tile) => place(tile).right > window.innerWidth + 1,
                );
                const narrow = [...others].filter((tile) => place(tile).width < 0.9 * window.innerWidth);
                if (wide.length || narrow.length || place(figures[0]).top !== place(figures[1]).top) {
                    throw new Error("A tile leaves the screen, or the figures stand one below the other");
                }
            },
        },
        {
            content: "A tap opens the records",
            trigger: `${named("Ordered")} .p2it_figure_value`,
            run: "click",
        },
        { trigger: ".o_kanban_view .o_kanban_record:contains('425')" },
    ],
});
