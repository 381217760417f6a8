import { registry } from "@web/core/registry";

const TILE = ".p2it_dashboard_tile";

function named(name) {
    return `${TILE}[data-name='${name}']`;
}

/** What each role sees: a figure, and a tile of another kind, both of which open what they sum up. */
const ROLES = {
    director: { label: "Director", figure: "Ordered", amount: "850", other: "Ordered by Province and Month" },
    manager: { label: "Manager", figure: "Invoiced", amount: "425", other: "Care Discipline" },
    leader: {
        label: "Team Leader",
        figure: "Ordered Today",
        amount: "425",
        other: "Customers of This Period",
    },
    salesperson: { label: "Salesperson", figure: "Invoiced", amount: "425", other: "Funnel of Leads" },
    accountant: { label: "Accountant", figure: "Receivables", amount: "850", other: "Debts by Salesperson" },
};

function choose({ label, figure, amount, other }) {
    return [
        { trigger: ".p2it_dashboard_choice:enabled", run: `selectByLabel ${label}` },
        {
            content: "The figure is there",
            trigger: `${named(figure)} .p2it_figure_value:contains('${amount} k')`,
        },
        { content: "So is the table", trigger: `${named(other)} tbody .p2it_row_label` },
        {
            content: "No tile tells of trouble",
            trigger: `.p2it_dashboard_grid:not(:has(.p2it_tile_error)):not(.p2it_is_loading)`,
        },
    ];
}

for (const [role, seen] of Object.entries(ROLES)) {
    registry.category("web_tour.tours").add(`p2it_dashboard_of_${role}`, {
        url: "/odoo/sales-dashboards",
        steps: () => [
            ...choose(seen),
            { content: "Open the sum", trigger: `${named(seen.figure)} .p2it_figure_value`, run: "click" },
            {
                content: "The list adds up to it",
                trigger: `.o_list_view .o_list_footer:contains('${seen.amount},000')`,
            },
            { trigger: ".o_breadcrumb .o_back_button a, .breadcrumb-item a", run: "click" },
            { content: "Open a row", trigger: `${named(seen.other)} tbody .p2it_row_label`, run: "click" },
            { content: "Its records", trigger: ".o_list_view .o_data_row" },
        ],
    });
    registry.category("web_tour.tours").add(`p2it_dashboard_of_${role}_phone`, {
        url: "/odoo/sales-dashboards",
        steps: () => [
            ...choose(seen),
            {
                content: "Nothing is wider than the screen",
                trigger: ".p2it_dashboard_grid",
                run() {
                    const wide = [...document.querySelectorAll(`${TILE}, .p2it_dashboard_bar > *`)].filter(
                        (element) => element.getBoundingClientRect().right > window.innerWidth + 1,
                    );
                    if (wide.length) {
                        throw new Error(`${wide[0].dataset.name || wide[0].className} leaves the screen`);
                    }
                },
            },
            { content: "Open the sum", trigger: `${named(seen.figure)} .p2it_figure_value`, run: "click" },
            { content: "Its records", trigger: ".o_kanban_record:not(.o_kanban_ghost), .o_data_row" },
        ],
    });
}
