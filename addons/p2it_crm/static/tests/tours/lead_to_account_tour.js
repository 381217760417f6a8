import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("p2it_lead_to_account", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("crm.crm_menu_root", "Open the CRM app"),
        {
            content: "Open the leads",
            trigger: "[data-menu-xmlid='crm.crm_menu_leads']",
            run: "click",
        },
        {
            content: "Write a new lead",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "What the lead is about",
            trigger: ".o_field_widget[name='name'] textarea",
            run: "edit Hỏi giá nước mắm",
        },
        {
            content: "The company that asks",
            trigger: ".o_field_widget[name='partner_name'] input",
            run: "edit Công ty Hoa Sen",
        },
        {
            content: "Its phone",
            trigger: ".o_field_widget[name='phone'] input",
            run: "edit 0903 123 456",
        },
        {
            content: "The lead is worth the effort",
            trigger: "button[name='action_qualify']",
            run: "click",
        },
        {
            content: "It is qualified now",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Qualified')",
        },
        {
            content: "Make it an opportunity",
            trigger: "button:contains('Convert to Opportunity')",
            run: "click",
        },
        {
            content: "With a customer of its own",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "The customer is a prospect",
            trigger: ".o_field_widget[name='partner_lifecycle']:contains('Prospect')",
        },
        {
            content: "A quotation is asked for",
            trigger: "button[name='action_sale_quotations_new']",
            run: "click",
        },
        {
            content: "Add a line",
            trigger: ".o_field_x2many_list_row_add a:contains('Add a product')",
            run: "click",
        },
        {
            content: "Look for the product",
            trigger:
                ".o_field_widget[name='product_id'] input, .o_field_widget[name='product_template_id'] input",
            run: "edit Nước mắm Phú Quốc",
        },
        {
            content: "Choose it",
            trigger: ".ui-menu-item a:contains('Nước mắm Phú Quốc')",
            run: "click",
        },
        {
            content: "Its price is there",
            trigger: ".o_data_row .o_data_cell[name='price_subtotal']:contains('85,000')",
        },
        ...stepUtils.saveForm(),
        {
            content: "Confirm the order",
            trigger: "button[name='action_confirm']",
            run: "click",
        },
        {
            content: "It is a sales order",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Sales Order')",
        },
        {
            content: "Open the customers",
            trigger: "[data-menu-xmlid='p2it_crm.menu_p2it_crm_root']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='p2it_crm.menu_p2it_customers']",
            run: "click",
        },
        {
            content: "The customer is an account",
            trigger: ".o_data_row:contains('Công ty Hoa Sen') .badge:contains('Account')",
        },
        {
            content: "Open it",
            trigger: ".o_data_row:contains('Công ty Hoa Sen') .o_data_cell[name='complete_name']",
            run: "click",
        },
        {
            content: "It says since when and through which document",
            trigger: ".o_field_widget[name='account_document'] a",
        },
    ],
});

registry.category("web_tour.tours").add("p2it_convert_many_to_accounts", {
    url: "/odoo/p2it-customers",
    steps: () => [
        {
            content: "Select all customers",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the Action menu",
            trigger: ".o_cp_action_menus .dropdown-toggle",
            run: "click",
        },
        {
            content: "Convert them",
            trigger: ".o-dropdown--menu .o_menu_item:contains('Convert to Accounts')",
            run: "click",
        },
        {
            content: "Who can't be converted is named with the reason",
            trigger: ".modal .o_data_row:contains('Không liên lạc'):contains('phone or an e-mail')",
        },
        {
            content: "Convert those who can",
            trigger: ".modal button[name='action_convert']",
            run: "click",
        },
        {
            content: "The result says so for each",
            trigger: ".modal .o_data_row:contains('Công ty Hoa Sen') .badge:contains('Converted')",
        },
        {
            content: "Who was not is still named",
            trigger: ".modal .o_data_row:contains('Không liên lạc'):contains('phone or an e-mail')",
        },
        {
            content: "Open the new accounts",
            trigger: ".modal button[name='action_view_converted']",
            run: "click",
        },
        {
            content: "Only they are shown",
            trigger:
                ".o_list_view:not(:contains('Không liên lạc')) .o_data_row:contains('Công ty Hoa Sen') .badge:contains('Account')",
        },
    ],
});
