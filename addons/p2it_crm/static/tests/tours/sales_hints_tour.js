import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("p2it_sales_hints", {
    steps: () => [
        {
            content: "The weekly mail, please",
            trigger: ".o_p2it_hints_wish input:not(:checked)",
            run: "click",
        },
        {
            content: "It is kept",
            trigger: ".o_p2it_hints_wish input:checked",
        },
        {
            content: "The numbers behind the first hint",
            trigger: ".o_p2it_hint:first button:contains('The numbers')",
            run: "click",
        },
        {
            content: "Five orders' rows",
            trigger: ".o_list_view .o_data_row",
        },
    ],
});
