import { registry } from "@web/core/registry";

const LINE = (number) => `.o_field_widget[name='order_line'] .o_data_row:nth-child(${number})`;
const STATE = (number, state) => `${LINE(number)} .o_p2it_stock[data-state='${state}']`;

const addLine = (number, quantity) => [
    {
        content: "Add a line",
        trigger: ".o_field_x2many_list_row_add > a:first-child",
        run: "click",
    },
    {
        trigger: `${LINE(number)}.o_selected_row [name='product_template_id'] input`,
        run: "edit Xi măng Hà Tiên",
    },
    {
        trigger: ".o-autocomplete--dropdown-menu .dropdown-item:contains('Xi măng Hà Tiên')",
        run: "click",
    },
    {
        content: "The product is there, and so are its figures",
        trigger: `${LINE(number)} .o_p2it_stock`,
    },
    ...setQuantity(number, quantity),
];

const setQuantity = (number, quantity) => [
    {
        trigger: `${LINE(number)} [name='product_uom_qty']`,
        run: "click",
    },
    {
        trigger: `${LINE(number)}.o_selected_row [name='product_uom_qty'] input`,
        run: `edit ${quantity} && press Tab`,
    },
];

registry.category("web_tour.tours").add("p2it_stock_type_an_order", {
    steps: () => [
        {
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Đại lý Hữu Nghị",
        },
        {
            trigger: ".o-autocomplete--dropdown-menu .dropdown-item:contains('Đại lý Hữu Nghị')",
            run: "click",
        },
        ...addLine(1, 6),
        { content: "Ten are free", trigger: STATE(1, "enough") },
        ...addLine(2, 6),
        {
            content: "The first line has taken six of ten; five come in some days",
            trigger: `${STATE(2, "later")}:contains('From')`,
        },
        ...setQuantity(1, 10),
        { content: "The first line takes all there is", trigger: STATE(1, "enough") },
        {
            content: "A change of the first line changes what the second is told",
            trigger: `${STATE(2, "short")}:contains('Short')`,
        },
        ...setQuantity(1, 4),
        { content: "Six are left for the second", trigger: STATE(2, "enough") },
        {
            content: "All about it",
            trigger: `${LINE(2)} .o_p2it_stock`,
            run: "click",
        },
        { trigger: ".o_p2it_stock_detail dd[name='on_hand']:contains('12')" },
        { trigger: ".o_p2it_stock_detail dd[name='reserved']:contains('2')" },
        {
            content: "Ten, less the four of the first line",
            trigger: ".o_p2it_stock_detail dd[name='free']:contains('6')",
        },
        { trigger: ".o_p2it_stock_detail dd[name='incoming']:contains('5')" },
        { trigger: ".o_p2it_stock_detail dd[name='rfq']:contains('7')" },
        { trigger: ".o_p2it_stock_reservations li[name='hidden']:contains('2')" },
        {
            content: "The other warehouse",
            trigger: ".o_p2it_stock_detail table[name='warehouses']:contains('Kho Cần Thơ'):contains('3')",
        },
        {
            content: "Close",
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "click",
        },
        { trigger: "body:not(:has(.o_p2it_stock_detail))" },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        { trigger: ".o_form_saved" },
        { content: "Saved, the same", trigger: STATE(2, "enough") },
    ],
});

registry.category("web_tour.tours").add("p2it_stock_on_a_phone", {
    steps: () => [
        {
            trigger: ".o_field_widget[name='order_line'] .o_kanban_record .o_p2it_stock[data-state='enough']",
            run: "click",
        },
        { trigger: ".o_p2it_stock_detail dd[name='free']:contains('10')" },
        {
            content: "All of it is within the screen",
            trigger: ".o_p2it_stock_detail",
            run() {
                const { left, right } = this.anchor.getBoundingClientRect();
                if (left < 0 || right > window.innerWidth) {
                    throw new Error(`The popover is cut off: ${left} to ${right}`);
                }
            },
        },
    ],
});

registry.category("web_tour.tours").add("p2it_stock_catalogue", {
    steps: () => [
        {
            trigger: "button[name='action_add_from_catalog']",
            run: "click",
        },
        {
            content: "Free, with colour and words",
            trigger:
                ".o_kanban_record:contains('Xi măng Hà Tiên') .o_p2it_catalog_stock[data-state='enough'] .o_p2it_catalog_free:contains('10')",
        },
        {
            trigger: ".o_kanban_record:contains('Gạch ống') .o_p2it_catalog_stock[data-state='short']",
        },
        {
            content: "More than there is",
            trigger: ".o_kanban_record:contains('Xi măng Hà Tiên') .o_product_catalog_quantity input",
            run: "edit 14 && press Tab",
        },
        {
            content: "Five come in some days",
            trigger:
                ".o_kanban_record:contains('Xi măng Hà Tiên') .o_p2it_catalog_stock[data-state='later']:contains('incoming')",
        },
    ],
});
