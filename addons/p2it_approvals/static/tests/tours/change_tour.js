import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";

registry.category("web_tour.tours").add("p2it_change_propose", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell[name='price_unit']",
            run: "click",
        },
        {
            trigger: ".o_data_row .o_field_widget[name='price_unit'] input",
            run: "edit 120000",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The change is refused, and the way on is offered",
            trigger: `${DIALOG} .modal-footer button:contains('Propose This Change')`,
            run: "click",
        },
        {
            content: "What changes is shown before asking",
            trigger: `${DIALOG} .o_field_widget[name='change_text']:contains('120,000')`,
        },
        {
            trigger: `${DIALOG} .modal-footer .btn-primary`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It waits for the manager, and nothing has changed",
            trigger: ".alert-info:contains('Trưởng phòng')",
        },
        {
            trigger: ".o_data_row .o_data_cell[name='price_unit']:contains('100,000')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_change_approve", {
    steps: () => [
        {
            trigger: ".o_form_statusbar button[name='action_answer_approval']",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-footer button[name='action_approve']`,
            run: "click",
        },
        {
            content: "It is made",
            trigger:
                "body:not(:has(.o_dialog)) .o_data_row .o_data_cell[name='price_unit']:contains('120,000')",
        },
    ],
});
