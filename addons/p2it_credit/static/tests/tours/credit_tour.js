import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";
const NO_DIALOG = "body:not(:has(.o_dialog))";

/** A picture as a phone's camera would hand it over. */
async function takePhoto() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 32;
    canvas.getContext("2d").fillRect(0, 0, 32, 32);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new File([blob], "ủy nhiệm chi.png", { type: "image/png" });
}

registry.category("web_tour.tours").add("p2it_credit_held", {
    steps: () => [
        {
            content: "The quotation says it already",
            trigger: ".alert-danger:contains('Over the Limit'):contains('would owe')",
        },
        {
            trigger: ".o_form_statusbar button[name='action_confirm']:visible",
            run: "click",
        },
        {
            content: "It is refused, with the reason, who releases and what to do",
            trigger: `${DIALOG} .modal-body:contains('over the limit'):contains('Who releases')`,
        },
        {
            trigger: `${DIALOG} .modal-footer .btn-primary:contains('Put on Hold')`,
            run: "click",
        },
        {
            content: "The dialog shows what holds it",
            trigger: `${DIALOG} .o_field_widget[name='line_ids']:contains('would owe')`,
        },
        {
            trigger: `${DIALOG} .o_field_widget[name='note'] textarea`,
            run: "edit Khách chuyển khoản chiều nay",
        },
        {
            trigger: `${DIALOG} button[name='action_wait']:visible`,
            run: "click",
        },
        {
            content: "It is on the hold list",
            trigger: `${NO_DIALOG} .o_form_view .o_field_widget[name='text']:contains('would owe')`,
        },
    ],
});

registry.category("web_tour.tours").add("p2it_credit_record_on_a_phone", {
    steps: () => [
        {
            content: "The button is there without opening a menu",
            trigger: ".alert-danger button[name='action_record_transfer']:visible",
            run: "click",
        },
        {
            content: "Customer, order and what is lacking are filled in",
            trigger: ".o_field_widget[name='amount'] input:value('60')",
        },
        {
            content: "A photo of the slip; the input asks the phone for its camera",
            trigger: ".o_field_widget[name='proof_ids'] .o_p2it_take_photo",
            async run() {
                const input = ".o_field_widget[name='proof_ids'] input[capture='environment']";
                await inputFiles(input, [await takePhoto()]);
            },
        },
        {
            trigger: ".o_field_widget[name='proof_ids'] img.o_p2it_care_thumbnail",
        },
        {
            trigger: ".o_field_widget[name='bank_reference'] input",
            run: "edit FT26330123456",
        },
        {
            content: "Record",
            trigger: "button[name='action_record']:visible",
            run: "click",
        },
        {
            content: "It waits for the accountant",
            trigger:
                ".o_form_view:not(:has(button[name='action_record']:visible)) .o_field_widget[name='name']",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_credit_confirm", {
    steps: () => [
        {
            content: "What is to be confirmed",
            trigger: ".o_data_row:contains('Hữu Nghị') .o_data_cell[name='partner_id']",
            run: "click",
        },
        {
            content: "The slip is there",
            trigger: ".o_field_widget[name='proof_ids']",
        },
        {
            trigger: ".o_form_statusbar button[name='action_confirm']:visible",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-footer .btn-primary`,
            run: "click",
        },
        {
            content: "Confirmed, with its payment",
            trigger: `${NO_DIALOG} .o_statusbar_status .o_arrow_button_current:contains('Confirmed')`,
        },
    ],
});

registry.category("web_tour.tours").add("p2it_credit_ship", {
    steps: () => [
        {
            trigger: ".o_form_statusbar button[name='button_validate']:visible",
            run: "click",
        },
        {
            content: "The goods have left",
            trigger: `${NO_DIALOG} .o_statusbar_status .o_arrow_button_current:contains('Done')`,
        },
    ],
});
