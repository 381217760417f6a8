import { registry } from "@web/core/registry";

const PHONE = ".o_field_widget[name='phone'] input";

registry.category("web_tour.tours").add("p2it_duplicates_and_merge", {
    url: "/odoo/p2it-customers/new",
    steps: () => [
        {
            content: "Type the phone of a customer of one's own, however it is spelled",
            trigger: PHONE,
            run({ anchor }) {
                // Typing alone: the field is not left, nothing is committed.
                anchor.value = "+84 903.123.456";
                anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
            },
        },
        {
            content: "It is shown while typing, and why",
            trigger: ".o_p2it_duplicates li:contains('Công ty Đại Phát'):contains('same phone')",
        },
        {
            content: "Type that of a colleague's customer",
            trigger: PHONE,
            run({ anchor }) {
                anchor.value = "0905 111 222";
                anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
            },
        },
        {
            content: "It says that it exists, not what it is called",
            trigger:
                ".o_p2it_duplicates:not(:contains('Bí Mật')) .o_p2it_duplicate_hidden:contains('colleague')",
        },
        {
            content: "Give it a name that is known, too",
            trigger: ".o_field_widget[name='name'] textarea, .o_field_widget[name='name'] input",
            run: "edit Đại Phát Long An",
        },
        {
            content: "And the phone that is known",
            trigger: PHONE,
            run: "edit 0903 123 456",
        },
        {
            content: "Nothing keeps anybody from saving",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Compare it with the one that is known",
            trigger: ".o_form_saved .o_p2it_duplicate_compare",
            run: "click",
        },
        {
            content: "Both are side by side; take the new name",
            trigger: ".modal tr[data-row='name'] td:contains('Đại Phát Long An') input",
            run: "click",
        },
        {
            content: "It is marked as kept",
            trigger: ".modal tr[data-row='name'] td.table-success:contains('Đại Phát Long An')",
        },
        {
            content: "Merge them",
            trigger: ".modal button[name='action_merge']",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal .modal-footer button.btn-primary:contains('Ok')",
            run: "click",
        },
        {
            content: "One customer with the name chosen, and the chatter says what was not kept",
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains('Not kept from')",
        },
    ],
});
