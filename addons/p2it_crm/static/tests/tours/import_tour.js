import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const HEADINGS = "Mã KH,Tên khách hàng,SĐT,Cột lạ\n";
const ROWS = [
    "KH1,CÔNG TY TNHH AN PHÁT,0977.053.365,khách quen",
    "KH2,Cty An Phát miền Nam,+84 977 053 365,khách quen",
    "KH3,,0901000003,khách quen",
    "KH4,Đại lý Bình Minh,0901000004,khách quen",
];

registry.category("web_tour.tours").add("p2it_import_customers", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("crm.crm_menu_root", "Open the CRM app"),
        {
            content: "Open the customers' menu",
            trigger: "[data-menu-xmlid='p2it_crm.menu_p2it_crm_root']",
            run: "click",
        },
        {
            content: "Open the imports",
            trigger: "[data-menu-xmlid='p2it_crm.menu_p2it_import']",
            run: "click",
        },
        {
            content: "Begin a new import",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Upload the file",
            trigger: ".o_field_widget[name='file']",
            async run() {
                const file = new File([HEADINGS + ROWS.join("\n")], "khách hàng.csv", { type: "text/csv" });
                await inputFiles(".o_field_widget[name='file'] .o_input_file", [file]);
            },
        },
        {
            content: "The file is there",
            trigger: ".o_field_widget[name='file'] .fa-download, .o_field_widget[name='file'] input",
        },
        {
            content: "Read its columns",
            trigger: "button[name='action_read_file']",
            run: "click",
        },
        {
            content: "The phone was recognised by its short heading",
            trigger: ".o_field_widget[name='column_ids'] .o_data_row:contains('SĐT'):contains('Phone')",
        },
        {
            content: "A column of an unknown heading is given a meaning",
            trigger: ".o_field_widget[name='column_ids'] .o_data_row:contains('Cột lạ') td[name='target_id']",
            run: "click",
        },
        {
            content: "Look for the note",
            trigger: ".o_field_widget[name='target_id'] input",
            run: "edit Note",
        },
        {
            content: "Take the note",
            trigger: ".o-autocomplete--dropdown-item:contains('Note') a",
            run: "click",
        },
        {
            content: "See what would happen",
            trigger: "button[name='action_check']",
            run: "click",
        },
        {
            content: "The rows come to the front by themselves",
            trigger: ".o_notebook_headers .nav-link.active:contains('Rows')",
        },
        {
            content: "One row is refused, for it has no name",
            trigger:
                ".o_field_widget[name='row_ids'] .o_data_row:contains('Refuse'):contains('Customer Name')",
        },
        {
            content: "One row joins another",
            trigger: ".o_field_widget[name='row_ids'] .o_data_row:contains('Join'):contains('row 2')",
        },
        {
            content: "Look at the refused rows only",
            trigger: "button[name='action_open_rows'] [name='refuse_count']:contains('1')",
            run: "click",
        },
        {
            content: "There is one",
            trigger: ".o_list_view .o_searchview_facet:contains('Refuse')",
        },
        {
            content: "Go back",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "Import",
            trigger: "button[name='action_run']",
            run: "click",
        },
        {
            content: "It is done",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')",
        },
        {
            content: "The refused rows can be downloaded",
            trigger: "button[name='action_download_refused']",
        },
        {
            content: "Open what was created",
            trigger: "button[name='action_open_records']",
            run: "click",
        },
        {
            content: "The shouted name is repaired",
            trigger: ".o_list_view .o_data_row:contains('Công ty TNHH An Phát')",
        },
    ],
});
