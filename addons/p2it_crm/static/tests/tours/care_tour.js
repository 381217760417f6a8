import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";

/** A picture as a phone's camera would hand it over. */
async function takePhoto() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 32;
    canvas.getContext("2d").fillRect(0, 0, 32, 32);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new File([blob], "cửa hàng.png", { type: "image/png" });
}

/** Two taps and the text: the button on the record, and the one that saves. */
registry.category("web_tour.tours").add("p2it_care_on_a_phone", {
    steps: () => [
        {
            content: "Tap 1: the button is there without opening a menu",
            trigger: ".o_form_sheet button[name='action_record_care']:visible",
            run: "click",
        },
        {
            content: "The kind is chosen already",
            trigger: `${DIALOG} .o_field_widget[name='activity_type_id'] .o_selection_badge.active`,
        },
        {
            content: "What was agreed",
            trigger: `${DIALOG} .o_field_widget[name='summary'] textarea`,
            run: "edit Khách đồng ý trưng bày hàng",
        },
        {
            content: "A photo; the input asks the phone for its camera",
            trigger: `${DIALOG} .o_p2it_care_files .o_file_input:has(.o_p2it_take_photo)`,
            async run() {
                const input = `${DIALOG} .o_p2it_care_files input[capture='environment']`;
                await inputFiles(input, [await takePhoto()]);
            },
        },
        {
            content: "It is shown",
            trigger: `${DIALOG} img.o_p2it_care_thumbnail`,
        },
        {
            content: "Tap 2: save, here by adding what it cost",
            trigger: `${DIALOG} button[name='action_add_expense']`,
            run: "click",
        },
        {
            content: "The expense is for the entry, and has its category",
            trigger: `${DIALOG} .o_field_widget[name='care_id']`,
        },
        {
            content: "What it cost",
            trigger: `${DIALOG} .o_field_widget[name='total_amount_currency'] input`,
            run: "edit 450000",
        },
        {
            content: "Save the expense",
            trigger: `${DIALOG} .o_form_button_save`,
            run: "click",
        },
        {
            content: "Back on the record",
            trigger: "body:not(:has(.o_dialog)) .o_form_sheet button[name='action_record_care']:visible",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_care_of_my_day", {
    steps: () => [
        {
            content: "Tap 1: new",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            content: "Whom it was for",
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Đại Phát",
        },
        {
            content: "Tap 2: choose",
            trigger: ".ui-menu-item a:contains('Đại Phát'), .o_kanban_record:contains('Đại Phát')",
            run: "click",
        },
        {
            content: "What was agreed",
            trigger: ".o_field_widget[name='summary'] textarea",
            run: "edit Gọi hỏi đơn hàng Tết",
        },
        {
            content: "Tap 3: save, by a button that is seen",
            trigger: ".o_form_statusbar button[special='save']:visible",
            run: "click",
        },
        {
            content: "Saved: an expense can be added",
            trigger: ".o_form_saved .o_form_statusbar button[name='action_add_expense']:visible",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_activity_done_is_care", {
    steps: () => [
        {
            content: "The planned call is done",
            trigger: ".o-mail-Activity .o-mail-Activity-markDone",
            run: "click",
        },
        {
            content: "What came of it",
            trigger: ".o-mail-ActivityMarkAsDone textarea",
            run: "edit Khách hẹn giao thứ Hai",
        },
        {
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label='Done']",
            run: "click",
        },
        {
            content: "It is told in the chatter",
            trigger: ".o-mail-Message:contains('Khách hẹn giao thứ Hai')",
        },
        {
            content: "And it is care",
            trigger: ".o-form-buttonbox button[name='action_view_care']",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Khách hẹn giao thứ Hai')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_stop_care_ask", {
    steps: () => [
        {
            content: "There is no other way to close",
            trigger:
                ".o_form_statusbar:not(:has(button:contains('Lost'):visible)) button[name='action_stop_care']",
            run: "click",
        },
        {
            content: "The attempts are found",
            trigger: ".o_field_widget[name='found_ids'] .o_data_row",
        },
        {
            trigger: ".o_field_widget[name='reason_id'] input",
            run: "edit Khách đã đóng cửa",
        },
        {
            trigger: ".ui-menu-item a:contains('Khách đã đóng cửa')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='note'] textarea",
            run: "edit Cửa hàng treo biển cho thuê",
        },
        {
            trigger: "button[name='action_request']",
            run: "click",
        },
        {
            content: "It waits",
            trigger: ".o_arrow_button_current:contains('To Be Agreed')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_stop_care_agree", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('To Be Agreed') .o_data_cell[name='reason_id']",
            run: "click",
        },
        {
            content: "The evidence is there to judge",
            trigger: ".o_field_widget[name='evidence_ids'] .o_data_row",
        },
        {
            trigger: "button[name='action_approve']",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-footer .btn-primary`,
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Agreed')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_stop_care_refuse", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('To Be Agreed') .o_data_cell[name='reason_id']",
            run: "click",
        },
        {
            content: "Without an answer it is not refused",
            trigger: "button[name='action_refuse']",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-body:contains('why care should go on')`,
        },
        {
            trigger: `${DIALOG} .modal-footer .btn`,
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='decision_note'] textarea",
            run: "edit Thử hỏi chủ mới",
        },
        {
            trigger: "button[name='action_refuse']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Refused')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_stop_care_reopen", {
    steps: () => [
        {
            trigger: "button[name='action_reopen']",
            run: "click",
        },
        {
            content: "A prospect again, and it is told",
            trigger: ".o-mail-Message:contains('Reopened by')",
        },
    ],
});
