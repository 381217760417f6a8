import { registry } from "@web/core/registry";

const search = (text) => [
    {
        content: `Look for ${text}`,
        trigger: ".o_searchview_input",
        run: `edit ${text}`,
    },
    {
        content: "Search",
        trigger: ".o_searchview_input",
        run: "press Enter",
    },
];

registry.category("web_tour.tours").add("p2it_visibility_manager", {
    steps: () => [
        ...search("thanh dat"),
        {
            content: "Open a customer of somebody below",
            trigger: ".o_data_row .o_data_cell:contains('Đại lý Thành Đạt')",
            run: "click",
        },
        {
            content: "All buttons",
            trigger: ".o-form-buttonbox .o_button_more",
            run: "click",
        },
        {
            content: "Who can see it?",
            trigger: "button[name='action_explain_visibility']",
            run: "click",
        },
        {
            content: "Its salesperson",
            trigger: ".modal .o_data_row:contains('p2it_own')",
        },
        {
            content: "And the manager",
            trigger: ".modal .o_data_row:contains('p2it_boss')",
        },
        {
            content: "Not a peer",
            trigger: ".modal .o_list_view:not(:contains('p2it_peer'))",
        },
        {
            content: "Close",
            trigger: ".modal footer button:contains('Close')",
            run: "click",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_visibility_peer", {
    steps: () => [
        ...search("thanh dat"),
        {
            content: "A peer's customer is not found",
            trigger: ".o_searchview_facet:contains('thanh dat')",
        },
        {
            content: "Nothing is shown",
            trigger: ".o_view_nocontent",
        },
    ],
});
