import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";

registry.category("web_tour.tours").add("p2it_dispatch_ask", {
    steps: () => [
        {
            content: "The delivery says that its goods must not leave yet",
            trigger: ".alert-warning:contains('needs an approval before its goods leave')",
        },
        {
            content: "Validating is refused, and the way on is offered",
            trigger: ".o_form_statusbar button[name='button_validate']:visible",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-footer button:contains('Ask for Approval')`,
            run: "click",
        },
        {
            content: "Who will decide is shown before asking",
            trigger: `${DIALOG} .o_data_row:contains('Bảo vệ')`,
        },
        {
            trigger: `${DIALOG} .o_field_widget[name='note'] textarea`,
            run: "edit Xe đã đến cổng",
        },
        {
            trigger: `${DIALOG} .modal-footer .btn-primary`,
            run: "click",
        },
        {
            content: "It waits for the first of the chain",
            trigger: "body:not(:has(.o_dialog)) .alert-warning:contains('Trưởng phòng')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_dispatch_validate", {
    steps: () => [
        {
            content: "Everyone has agreed: nothing warns any more",
            trigger: ".o_form_view:not(:has(.alert-warning)) button[name='action_view_approvals']",
        },
        {
            trigger: ".o_form_statusbar button[name='button_validate']:visible",
            run: "click",
        },
        {
            content: "The goods have left",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')",
        },
    ],
});
