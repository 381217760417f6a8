import { registry } from "@web/core/registry";
import tourUtils from "@sale/js/tours/tour_utils";

const LINE = ".o_field_widget[name='order_line'] .o_data_row";

function sayQuantity(row, text) {
    return [
        {
            trigger: `${LINE}:nth-child(${row}) td[name='packaging_display']`,
            run: "click",
        },
        {
            trigger: `${LINE}:nth-child(${row}) div[name='packaging_display'] input`,
            run: `edit ${text}`,
        },
        ...tourUtils.clickSomewhereElse(),
    ];
}

function scan(barcode) {
    return [
        {
            trigger: ".o_field_widget[name='scanned_barcode'] input",
            run: `edit ${barcode} && press Enter`,
        },
    ];
}

registry.category("web_tour.tours").add("p2it_units_on_a_phone", {
    steps: () => [
        {
            content: "The card says it in packages",
            trigger: ".o_field_widget[name='order_line'] .o_kanban_record:contains('2 Thùng 5 chai')",
            run: "click",
        },
        {
            trigger: ".o_dialog .o_field_widget[name='packaging_display'] input",
            run: "edit 1 pallet 1 chai",
        },
        {
            trigger: ".o_dialog .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_dialog)) .o_kanban_record:contains('1 Pallet 1 chai')",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_units", {
    steps: () => [
        ...tourUtils.selectCustomer("Cửa hàng Bà Năm"),
        ...tourUtils.addProduct("Bia Hà Nội"),
        ...sayQuantity(1, "2 thùng 5 chai"),
        {
            content: "The quantity is in the standard unit, and written as people say it",
            trigger: `${LINE}:nth-child(1):contains('2 Thùng 5 chai') td[name='product_uom_qty']:contains('53')`,
        },
        ...sayQuantity(1, "2 xe"),
        {
            content: "What is not understood is said, with the units there are",
            trigger: ".o_notification:contains('xe'):contains('chai, Thùng, Pallet')",
        },
        {
            content: "and the quantity stays",
            trigger: `${LINE}:nth-child(1):contains('2 Thùng 5 chai') td[name='product_uom_qty']:contains('53')`,
        },
        ...sayQuantity(1, "2p 3t"),
        {
            trigger: `${LINE}:nth-child(1):contains('2 Pallet 3 Thùng') td[name='product_uom_qty']:contains('2,952')`,
        },
        ...scan("18930000000008"),
        {
            content: "A carton scanned is a carton on the order",
            trigger: `${LINE}:nth-child(2):contains('1 Thùng') td[name='product_uom_id']:contains('Thùng')`,
        },
        ...scan("18930000000008"),
        {
            trigger: `${LINE}:nth-child(2):contains('2 Thùng')`,
        },
        {
            content: "The total is in the standard unit",
            trigger: ".o_field_widget[name='unit_totals']:contains('3,000 chai')",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});
