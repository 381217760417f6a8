import { delay } from "@web/core/utils/concurrency";
import { registry } from "@web/core/registry";

const CARD = ".o_kanban_record:not(.o_kanban_ghost)";

/** Hold a finger on a card until it is chosen. */
async function press({ anchor }) {
    const touch = new Touch({ identifier: 1, target: anchor, clientX: 20, clientY: 20 });
    anchor.dispatchEvent(new TouchEvent("touchstart", { bubbles: true, touches: [touch] }));
    await delay(700);
    anchor.dispatchEvent(new TouchEvent("touchend", { bubbles: true, changedTouches: [touch] }));
}

registry.category("web_tour.tours").add("p2it_approval_inbox_on_a_phone", {
    steps: () => [
        {
            content: "Two wait",
            trigger: `.o_kanban_view:has(${CARD}:nth-child(2)) ${CARD}:nth-child(1)`,
            run: press,
        },
        {
            content: "The first is chosen; a touch chooses the second",
            trigger: `.o_kanban_view:has(.o_record_selected) ${CARD}:not(.o_record_selected)`,
            run: "click",
        },
        {
            content: "Both are chosen: what can be done with them",
            trigger: ".o_kanban_view:has(.o_record_selected:nth-child(2)) .o_cp_action_menus button",
            run: "click",
        },
        {
            content: "Refuse both",
            trigger: ".o-dropdown--menu :contains(/^Refuse …$/)",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Giá thấp quá",
        },
        {
            content: "Refuse",
            trigger: ".modal button[name=action_refuse]",
            run: "click",
        },
        {
            content: "Nothing waits any more",
            trigger: `.o_kanban_view:not(:has(${CARD}))`,
        },
    ],
});

registry.category("web_tour.tours").add("p2it_approval_request_on_a_phone", {
    steps: () => [
        {
            content: "Approving is at hand",
            trigger: ".o_form_statusbar button[name=action_approve]:visible",
        },
        {
            content: "So is refusing, without opening a menu",
            trigger: ".o_form_statusbar button[name=action_answer_refusal]:visible",
            run: "click",
        },
        {
            content: "Who refuses is offered nothing else, and says why",
            trigger: ".modal:not(:has(button[name=action_approve])) .o_field_widget[name=comment] textarea",
            run: "edit Giá thấp quá",
        },
        {
            content: "Refuse",
            trigger: ".modal button[name=action_refuse]",
            run: "click",
        },
        {
            content: "It is refused, and nothing is left to answer",
            trigger: "body:not(:has(.modal)) .o_form_statusbar:not(:has(button[name=action_answer_refusal]))",
        },
    ],
});
