import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("p2it_approval_type", {
    steps: () => [
        {
            content: "A new type",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Its name",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Đơn mua lớn",
        },
        {
            content: "Its document",
            trigger: ".o_field_widget[name=model_id] input",
            run: "edit Purchase Order",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(/^Purchase Order$/)",
            run: "click",
        },
        {
            content: "Open the buttons",
            trigger: ".o_field_widget[name=operation] .o_select_menu input",
            run: "click",
        },
        {
            content: "Choose one by what stands on it",
            trigger: ".o_select_menu_item:contains('(button_confirm)')",
            run: "click",
        },
        {
            content: "Open the fields",
            trigger: ".o_field_widget[name=state_field] .o_select_menu input",
            run: "click",
        },
        {
            content: "The status",
            trigger: ".o_select_menu_item:contains('(state)')",
            run: "click",
        },
        {
            content: "Open its values",
            trigger: ".o_field_widget[name=state_value] .o_select_menu input",
            run: "click",
        },
        {
            content: "The confirmed one",
            trigger: ".o_select_menu_item:contains('(purchase)')",
            run: "click",
        },
        {
            content: "A step",
            trigger:
                ".o_field_widget[name=step_ids] .o_field_x2many_list_row_add button, .o_field_widget[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Its name",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Trưởng phòng",
        },
        {
            content: "Who",
            trigger: ".modal .o_field_widget[name=user_ids] input",
            run: "edit p2it_appr_boss",
        },
        {
            content: "Choose the person",
            trigger: ".o-autocomplete--dropdown-item:contains('p2it_appr_boss')",
            run: "click",
        },
        {
            content: "Keep the step",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "Save the type",
            trigger: "body:not(:has(.modal)) .o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_form_saved",
        },
    ],
});
