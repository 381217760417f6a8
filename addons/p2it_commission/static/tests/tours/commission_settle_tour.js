import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";
const NO_DIALOG = "body:not(:has(.o_dialog))";

registry.category("web_tour.tours").add("p2it_commission_dispute", {
    steps: () => [
        {
            content: "The person is told what to do",
            trigger: ".o_form_view .alert-info:contains('accept, or dispute')",
        },
        {
            content: "Each entry says how it came about",
            trigger: ".o_field_widget[name='entry_ids']:contains('3% of')",
        },
        {
            trigger: ".o_statusbar_buttons button:contains('Dispute')",
            run: "click",
        },
        {
            trigger: `${DIALOG} .o_field_widget[name='note'] textarea`,
            run: "edit Thiếu đơn của Bảy Hiền",
        },
        {
            trigger: `${DIALOG} button[name='action_confirm']:visible`,
            run: "click",
        },
        {
            content: "It is disputed, and the question is kept",
            trigger: `${NO_DIALOG} .o_arrow_button_current:contains('Disputed')`,
        },
        {
            trigger: "button[name='action_view_disputes']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Bảy Hiền')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_commission_answer", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Bảy Hiền') .o_data_cell[name='question']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_statusbar_buttons button:contains('Answer')",
            run: "click",
        },
        {
            trigger: `${DIALOG} .o_field_widget[name='note'] textarea`,
            run: "edit Tính vào tháng tư",
        },
        {
            trigger: `${DIALOG} button[name='action_confirm']:visible`,
            run: "click",
        },
        {
            trigger: `${NO_DIALOG} .o_form_view .o_field_widget[name='answer']:contains('tháng tư')`,
        },
    ],
});

registry.category("web_tour.tours").add("p2it_commission_accept", {
    steps: () => [
        {
            trigger: ".o_statusbar_buttons button[name='action_accept']:visible",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Accepted')",
        },
    ],
});

/** Steps that enter a date in the dialog. */
function enterDate(name, value) {
    const field = `${DIALOG} .o_field_widget[name='${name}']`;
    return [
        { trigger: `${field} :is(button, input)`, run: "click" },
        { trigger: `${field} input`, run: `edit ${value} && press Tab` },
    ];
}

registry.category("web_tour.tours").add("p2it_commission_settle", {
    steps: () => [
        ...enterDate("date_from", "03/01/2026"),
        ...enterDate("date_to", "03/31/2026"),
        {
            trigger: `${DIALOG} button[name='action_compute']`,
            run: "click",
        },
        {
            content: "It shows who gets what",
            trigger: `${DIALOG} .o_field_widget[name='line_ids'] .o_data_row:contains('60,000')`,
        },
        {
            trigger: `${DIALOG} button[name='action_settle']`,
            run: "click",
        },
        {
            trigger: `${NO_DIALOG} .o_list_view .o_data_row:contains('60,000')`,
        },
    ],
});
