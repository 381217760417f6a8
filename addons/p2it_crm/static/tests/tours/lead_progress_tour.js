import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("p2it_stale_leads", {
    url: "/odoo/stage-limits",
    steps: () => [
        {
            content: "Write a new limit",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "For leads that are new",
            trigger: ".o_selected_row .o_field_widget[name='lead_status_id'] input",
            run: "edit Chưa gọi",
        },
        {
            content: "Choose the status",
            trigger: ".ui-menu-item a:contains('Chưa gọi')",
            run: "click",
        },
        {
            content: "Five days are allowed",
            trigger: ".o_selected_row .o_field_widget[name='days'] input",
            run: "edit 5",
        },
        {
            content: "Save",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "The limit is there",
            trigger: ".o_data_row:contains('Chưa gọi'):contains('5'):not(.o_selected_row)",
        },
        {
            content: "Open what stays too long",
            trigger: "[data-menu-xmlid='p2it_crm.menu_p2it_crm_root']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='p2it_crm.menu_p2it_stale_leads']",
            run: "click",
        },
        {
            content: "The old lead is there and coloured, the new one is not there",
            trigger:
                ".o_list_view:not(:contains('Hỏi giá hôm nay')) .o_data_row.p2it_color_background .o_data_cell[name='name']:contains('Hỏi giá tháng trước')",
            run: "click",
        },
        {
            content: "The lead says so itself",
            trigger: ".o_form_view div[name='p2it_stale_alert']:contains('days are allowed')",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_assign_by_rules", {
    url: "/odoo/action-crm.crm_lead_all_leads",
    steps: () => [
        {
            content: "Select all leads",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Assign them by the rules",
            trigger: ".o_control_panel button[name='action_assign_by_rules']",
            run: "click",
        },
        {
            content: "How many were assigned",
            trigger: ".o_notification:contains('Assigned: 1')",
        },
        {
            content: "Open the lead, which has a salesperson now",
            trigger: ".o_data_row:contains('Khách miền Tây'):contains('Sonia') .o_data_cell[name='name']",
            run: "click",
        },
        {
            content: "Why, in the chatter",
            trigger: ".o-mail-Message:contains('Rule “Miền Tây”: area Miền Tây; least loaded of 1')",
        },
        {
            content: "And in the history",
            trigger: "button[name='action_view_history']",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Salesperson'):contains('least loaded of 1')",
        },
    ],
});
