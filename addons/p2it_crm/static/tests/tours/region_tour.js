import { registry } from "@web/core/registry";

function choose(field, text) {
    return [
        {
            content: `Choose ${text}`,
            trigger: `.o_selected_row .o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            trigger: `.ui-menu-item a:contains('${text}')`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("p2it_region_change", {
    url: "/odoo/region-changes/new",
    steps: () => [
        {
            content: "Name the change",
            trigger: ".o_field_widget[name='name'] input",
            run: "edit Vùng mới từ tháng 7",
        },
        {
            content: "Add an area to move",
            trigger: ".o_field_widget[name='line_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...choose("area_id", "Tỉnh An Bình"),
        ...choose("region_id", "Miền Tây"),
        {
            content: "Look at what it moves",
            trigger: "button[name='action_preview']",
            run: "click",
        },
        {
            content: "Two customers move",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Previewed')",
        },
        {
            trigger: ".o_field_widget[name='line_ids'] .o_data_row td[name='customer_count']:contains('2')",
        },
        {
            content: "Who gains and loses",
            trigger: ".nav-link[name='balance']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='balance_ids'] .o_data_row:contains('Miền Tây'):contains('Gains')",
        },
        {
            content: "Whose customers move",
            trigger: ".nav-link[name='persons']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='person_ids'] .o_data_row:contains('p2it_region_seller')",
        },
        {
            content: "Apply it",
            trigger: "button[name='action_apply']",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer button.btn-primary:contains('Ok')",
            run: "click",
        },
        {
            content: "It is done, and can't be edited any more",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Applied')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_region_search", {
    url: "/odoo/p2it-customers",
    steps: () => [
        {
            content: "Choose the region above in the panel",
            trigger: ".o_search_panel header:contains('Miền Nam')",
            run: "click",
        },
        {
            content: "Customers of the region below it are found, and no others",
            trigger: ".o_list_view:not(:contains('Khách nơi khác')) .o_data_row:contains('Khách cũ')",
        },
    ],
});
