import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("p2it_account_overview", {
    steps: () => [
        {
            content: "Open the customer",
            trigger: ".o_data_row .o_data_cell:contains('Đại lý Thành Đạt')",
            run: "click",
        },
        {
            content: "What happens with this account",
            trigger: ".o_notebook a[name='p2it_account']",
            run: "click",
        },
        {
            content: "The orders of the customer and of its contact",
            trigger: "[data-section='orders'] [data-figure='order_count']:contains('2')",
        },
        {
            content: "No care yet",
            trigger: "[data-section='care']:contains('No care has been recorded')",
        },
        {
            content: "A product, in its unit",
            trigger: "[data-section='products'] td:contains('Nước mắm')",
        },
        {
            content: "The revenue opens its orders",
            trigger: "[data-section='orders'] [data-figure='order_total']",
            run: "click",
        },
        {
            content: "Both are listed",
            trigger: ".o_list_view .o_pager_value:contains('1-2')",
        },
        {
            content: "Back to the customer",
            trigger: ".breadcrumb-item a:contains('Thành Đạt')",
            run: "click",
        },
        {
            content: "Open an order from the table",
            trigger: "[data-section='orders'] tbody tr:first",
            run: "click",
        },
        {
            content: "It is the order",
            trigger: ".o_form_view .o_field_widget[name='order_line']",
        },
    ],
});
