import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("p2it_sales_map", {
    steps: () => [
        {
            content: "The customers are there as circles",
            trigger: ".o_p2it_sales_map .o_p2it_map_circle",
        },
        {
            content: "The grid has its degrees",
            trigger: ".o_p2it_map_grid text:contains('N')",
        },
        {
            content: "Another time",
            trigger: ".o_p2it_map_period",
            run: "select year",
        },
        {
            content: "Nearer",
            trigger: ".o_p2it_map_zoom button[aria-label='Zoom in']",
            run: "click",
        },
        {
            content: "And all of them again",
            trigger: ".o_p2it_map_zoom button[aria-label='Show all']",
            run: "click",
        },
        {
            content: "Who buys most opens",
            trigger: ".o_p2it_map_top button:first",
            run: "click",
        },
        {
            content: "It is the customer",
            trigger: ".o_form_view .o_field_widget[name='name']",
        },
    ],
});
