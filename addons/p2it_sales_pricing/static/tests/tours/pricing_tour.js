import { registry } from "@web/core/registry";
import tourUtils from "@sale/js/tours/tour_utils";

const LINE = ".o_field_widget[name='order_line'] .o_data_row";
const DIALOG = ".o_dialog:not(.o_inactive_modal)";

function setQuantity(row, quantity) {
    return [
        {
            trigger: `${LINE}:nth-child(${row}) td[name='product_uom_qty']`,
            run: "click",
        },
        {
            trigger: `${LINE}:nth-child(${row}) div[name='product_uom_qty'] input`,
            run: `edit ${quantity}`,
        },
        ...tourUtils.clickSomewhereElse(),
    ];
}

registry.category("web_tour.tours").add("p2it_pricing", {
    steps: () => [
        ...tourUtils.selectCustomer("Cửa hàng Bà Năm"),
        ...tourUtils.addProduct("Nước mắm 40"),
        ...setQuantity(1, 9),
        {
            content: "Nine cost the price of one",
            trigger: `${LINE}:nth-child(1) td[name='price_unit']:contains('100')`,
        },
        ...setQuantity(1, 10),
        {
            content: "Ten reach the dealers' scale",
            trigger: `${LINE}:nth-child(1) td[name='price_unit']:contains('90')`,
        },
        ...tourUtils.addProduct("Gạo ST25", 2),
        ...setQuantity(2, 4),
        {
            content: "Four of the other are one too few for the gift, and the order says so",
            trigger: "a[name='p2it_promotions']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='promotion_explanation']:contains('1 more')",
        },
        {
            trigger: "a[name='order_lines']",
            run: "click",
        },
        ...setQuantity(2, 5),
        {
            content: "The gift is there by itself",
            trigger: `${LINE}:nth-child(3):contains('Ly thủy tinh')`,
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Why is it 90?",
            trigger: `${LINE}:nth-child(1) button[name='action_explain_price']`,
            run: "click",
        },
        {
            content: "The rule that won, and the one that lost",
            trigger: `${DIALOG} .modal-body:contains('Đại lý')`,
        },
        {
            trigger: `${DIALOG} .btn-close, ${DIALOG} .oi-arrow-left`,
            run: "click",
        },
        {
            trigger: `body:not(:has(.o_dialog)) ${LINE}:nth-child(3):contains('Ly thủy tinh')`,
        },
        ...setQuantity(1, 9),
        {
            content: "With its reason the gift is gone, and so is the scale",
            trigger: `.o_field_widget[name='order_line']:not(:has(.o_data_row:nth-child(3):contains('Ly thủy tinh')))`,
        },
        {
            trigger: `${LINE}:nth-child(1) td[name='price_unit']:contains('100')`,
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved, .o_form_status_indicator:not(:has(.o_form_button_save:visible))",
        },
    ],
});
