import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";
const STATUS = (label) => `.o_statusbar_status .o_arrow_button_current:contains('${label}')`;

registry.category("web_tour.tours").add("p2it_return_write", {
    steps: () => [
        {
            content: "From the order, all that was delivered is on the return",
            trigger: ".o_form_statusbar button[name='action_return_goods']:visible",
            run: "click",
        },
        {
            trigger: `${STATUS("Draft")}`,
        },
        {
            trigger: ".o_field_widget[name='line_ids'] .o_data_row td[name='quantity']:contains('10')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='line_ids'] .o_data_row td[name='quantity'] input",
            run: "edit 4",
        },
        {
            trigger: ".o_field_widget[name='reason_id'] input",
            run: "edit More than",
        },
        {
            trigger: ".ui-menu-item > a:contains('More than needed')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='note'] textarea",
            run: "edit Khách đặt dư",
        },
        {
            trigger: ".o_form_statusbar button[name='action_submit']:visible",
            run: "click",
        },
        {
            content: "Nobody need agree here",
            trigger: `${STATUS("Approved")}`,
        },
    ],
});

registry.category("web_tour.tours").add("p2it_return_receive", {
    steps: () => [
        {
            trigger: ".o_form_statusbar button[name='action_receive']:visible",
            run: "click",
        },
        {
            content: "The transfer of the receipt",
            trigger: ".o_form_statusbar button[name='button_validate']:visible",
            run: "click",
        },
        {
            content: "Back to the return",
            trigger: "button[name='action_view_return']:visible",
            run: "click",
        },
        {
            trigger: ".alert-info:contains('wait on the page')",
        },
        {
            trigger: ".o_notebook .nav-link:contains('Inspection')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='inspection_ids'] .o_data_row button[name='action_split']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='inspection_ids'] .o_data_row:nth-child(2) td[name='disposition']",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name='inspection_ids'] .o_data_row:nth-child(2) td[name='disposition'] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Scrap')",
            run: "click",
        },
        {
            trigger: ".o_form_statusbar button[name='action_inspect']:visible",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-footer .btn-primary`,
            run: "click",
        },
        {
            trigger: `${STATUS("Done")}`,
        },
        {
            trigger: ".o_stat_text:contains('Transfers')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_return_choose_on_a_phone", {
    steps: () => [
        {
            trigger: "button[name='action_add_delivered']:visible",
            run: "click",
        },
        {
            trigger: `${DIALOG} button[name='action_all']:visible`,
            run: "click",
        },
        {
            trigger: `${DIALOG} button[name='action_add']:visible`,
            run: "click",
        },
        {
            content: "The goods are there as cards",
            trigger:
                "body:not(:has(.o_dialog)) .o_field_widget[name='line_ids'] .o_kanban_record:contains('Nước suối')",
        },
    ],
});
