import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";

registry.category("web_tour.tours").add("p2it_quotation_ask", {
    steps: () => [
        {
            content: "The quotation says that it must not leave yet",
            trigger: ".alert-warning:contains('needs an approval')",
        },
        {
            content: "Sending it is refused, and the way on is offered",
            trigger: ".o_form_statusbar button[name='action_quotation_send']:visible",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-footer button:contains('Ask for Approval')`,
            run: "click",
        },
        {
            content: "Who will decide is shown before asking",
            trigger: `${DIALOG} .o_data_row:contains('Trưởng phòng')`,
        },
        {
            trigger: `${DIALOG} .o_field_widget[name='note'] textarea`,
            run: "edit Khách quen, lấy số lượng lớn",
        },
        {
            trigger: `${DIALOG} .modal-footer .btn-primary`,
            run: "click",
        },
        {
            content: "It waits for the manager",
            trigger: "body:not(:has(.o_dialog)) .alert-warning:contains('Trưởng phòng')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_quotation_approve", {
    steps: () => [
        {
            content: "The manager finds it on the quotation itself",
            trigger: ".o_form_statusbar button[name='action_answer_approval']",
            run: "click",
        },
        {
            trigger: `${DIALOG} .o_field_widget[name='comment'] textarea`,
            run: "edit Đồng ý giá này",
        },
        {
            trigger: `${DIALOG} .modal-footer button[name='action_approve']`,
            run: "click",
        },
        {
            content: "Nothing is held any more",
            trigger: "body:not(:has(.o_dialog)) .o_form_view:not(:has(.alert-warning:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_quotation_send", {
    steps: () => [
        {
            trigger: ".o_form_statusbar button[name='action_quotation_send']:visible",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-footer button.o_mail_send, ${DIALOG} .modal-footer button[name='action_send_mail']`,
            run: "click",
        },
        {
            content: "It is sent",
            trigger:
                "body:not(:has(.o_dialog)) .o_arrow_button_current:contains('Quotation Sent'), body:not(:has(.o_dialog)) .o_statusbar_status button.o_arrow_button_current[data-value='sent']",
        },
    ],
});
