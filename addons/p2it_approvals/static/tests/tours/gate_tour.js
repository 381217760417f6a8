import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";

/** A picture as a phone's camera would hand it over. */
async function takePhoto() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 32;
    canvas.getContext("2d").fillRect(0, 0, 32, 32);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new File([blob], "xe tải.png", { type: "image/png" });
}

registry.category("web_tour.tours").add("p2it_dispatch_ask", {
    steps: () => [
        {
            content: "It can't leave yet: ask",
            trigger: ".o_form_statusbar button[name='action_ask_approval']",
            run: "click",
        },
        {
            content: "The three who must agree are shown before asking",
            trigger: `${DIALOG} .modal-body:contains('Trưởng phòng'):contains('Kế toán'):contains('Bảo vệ')`,
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

registry.category("web_tour.tours").add("p2it_dispatch_approve", {
    steps: () => [
        {
            content: "What waits for me is in the inbox",
            trigger: ".o_data_row .o_data_cell[name='document_name'], .o_kanban_record",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name='action_approve']",
            run: "click",
        },
        {
            content: "Approved: it is not my turn any more",
            trigger: ".o_form_view:not(:has(button[name='action_approve']:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_gate_print", {
    steps: () => [
        {
            content: "The pass is ready on the transfer",
            trigger:
                ".o-form-buttonbox button[name='action_view_gate_passes'], .oe_stat_button[name='action_view_gate_passes']",
            run: "click",
        },
        {
            content: "What must come back is entered",
            trigger: ".o_data_row:contains('Pa-lét') .o_data_cell[name='to_return_qty']",
            run: "click",
        },
        {
            trigger: ".o_data_row .o_field_widget[name='to_return_qty'] input",
            run: "edit 2",
        },
        {
            content: "Print",
            trigger: ".o_form_statusbar button[name='action_print']",
            run: "click",
        },
        {
            content: "It is counted",
            trigger: ".o_field_widget[name='printed_count']:contains('1')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_gate_let_out", {
    steps: () => [
        {
            content: "The code has opened the pass",
            trigger: ".o_p2it_gate_line:contains('Xi măng')",
        },
        {
            content: "Nothing but the gate is offered",
            trigger: "body:not(:has(.o_field_widget[name='picking_id']))",
        },
        {
            content: "Not counted yet",
            trigger: ".o_form_view button[name='action_let_out']",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-body:contains('Count Xi măng')`,
        },
        {
            trigger: `${DIALOG} .modal-footer .btn`,
            run: "click",
        },
        {
            content: "All as listed, then one bag less",
            trigger: "body:not(:has(.o_dialog)) .o_p2it_gate_all",
            run: "click",
        },
        {
            trigger: ".o_p2it_gate_line:contains('Pa-lét').o_p2it_gate_same",
        },
        {
            trigger: ".o_p2it_gate_line:contains('Xi măng') input",
            run: "edit 9 && click body",
        },
        {
            trigger: ".o_p2it_gate_line:contains('Xi măng').o_p2it_gate_less",
        },
        {
            trigger: ".o_field_widget[name='vehicle'] input",
            run: "edit 51C-123.45",
        },
        {
            trigger: ".o_field_widget[name='driver_name'] input",
            run: "edit Lê Văn Tám",
        },
        {
            content: "A photo; the input asks the phone for its camera",
            trigger: ".o_field_widget[name='photo_ids'] .o_p2it_take_photo",
            async run() {
                const input = ".o_field_widget[name='photo_ids'] input[capture='environment']";
                await inputFiles(input, [await takePhoto()]);
            },
        },
        {
            trigger: ".o_field_widget[name='photo_ids'] img.o_p2it_care_thumbnail",
        },
        {
            trigger: "button[name='action_let_out']",
            run: "click",
        },
        {
            content: "Let out in part; the buttons are gone",
            trigger: ".alert-success:contains('Let Out in Part')",
        },
        {
            trigger: ".o_form_view:not(:has(button[name='action_let_out']:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_gate_refuse", {
    steps: () => [
        {
            content: "Only the gate is there; the list shows what is ready",
            trigger: ".o_kanban_record:contains('Đại lý Hữu Nghị')",
        },
        {
            content: "The camera is asked for the code; without one it says so",
            trigger: ".o_p2it_gate_scan:visible",
            run: "click",
        },
        {
            trigger: `${DIALOG} .modal-body`,
        },
        {
            trigger: `${DIALOG} .btn-close, ${DIALOG} .oi-arrow-left, ${DIALOG} button[aria-label='Close']`,
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains('Đại lý Hữu Nghị')",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name='action_ask_reason']",
            run: "click",
        },
        {
            trigger: `${DIALOG} .o_field_widget[name='reason'] textarea`,
            run: "edit Thừa 3 bao trên xe",
        },
        {
            trigger: `${DIALOG} button[name='action_refuse']`,
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_dialog)) .alert-danger:contains('Thừa 3 bao trên xe')",
        },
    ],
});
