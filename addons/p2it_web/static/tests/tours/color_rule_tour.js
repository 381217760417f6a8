import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("p2it_color_rule", {
    steps: () => [
        {
            content: "No record is coloured yet",
            trigger: ".o_list_view:has(.o_data_row):not(:has(.p2it_color_background))",
        },
        {
            content: "Open the list's menu",
            trigger: ".o_cp_action_menus .dropdown-toggle",
            run: "click",
        },
        {
            content: "Go to the colour rules of these records",
            trigger: ".p2it_color_menu",
            run: "click",
        },
        {
            content: "Make a rule",
            trigger: ".o_control_panel:has(.o_breadcrumb:contains('Colour Rules')) .o_list_button_add",
            run: "click",
        },
        {
            content: "The model is there, and its records are previewed",
            trigger: ".p2it_color_preview tbody tr",
        },
        {
            content: "Name it",
            trigger: ".o_field_widget[name='name'] input",
            run: "edit Khách cần gọi",
        },
        {
            content: "A strong background makes the text white",
            trigger: ".o_field_widget[name='background_color'] [data-color='red']",
            run: "click",
        },
        {
            content: "The text followed",
            trigger: ".o_field_widget[name='text_color'] [data-color='white'][aria-checked='true']",
        },
        {
            content: "The preview shows the colours before the rule is saved",
            trigger: ".p2it_color_preview tbody tr.p2it_color_background.p2it_color_text",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The rule is saved",
            trigger: ".o_form_view:has(.o_form_status_indicator_buttons.invisible)",
        },
        {
            content: "Back to the list of records",
            trigger: ".o_breadcrumb a:contains('Khách của tour')",
            run: "click",
        },
        {
            content: "Its records are coloured",
            trigger: ".o_list_view .o_data_row.p2it_color_background:contains('An Phát')",
        },
    ],
});
