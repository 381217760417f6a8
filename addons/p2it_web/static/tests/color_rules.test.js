import { expect, test } from "@odoo/hoot";
import { click, press, queryAll, queryFirst, queryOne } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getStyleAttribute, getStyleClasses, withColorRequest } from "@p2it_web/color_rules/color_style";
import { readDate, writeRelativeDate } from "@p2it_web/color_rules/relative_date";

const RED = "#A61B1B";
const YELLOW = "#FEF5BF";

const rowStyle = (values) => ({
    row: { text: null, background: null, bold: false, italic: false, strike: false, ...values },
    columns: {},
});

/** The server of these tests: customers called "late" are red on yellow. */
const styleOf = (record) =>
    record.name?.startsWith("late") ? rowStyle({ text: RED, background: YELLOW, bold: true }) : false;

class Customer extends models.Model {
    name = fields.Char();
    city = fields.Char();
    date = fields.Date();
    _records = [
        { id: 1, name: "late An", city: "Huế", date: "2026-11-10" },
        { id: 2, name: "Bình", city: "Huế", date: "2026-11-11" },
        { id: 3, name: "Cường", city: "Hà Nội", date: "2026-11-12" },
    ];
}

class Rule extends models.Model {
    name = fields.Char();
    model_choice = fields.Selection({ selection: [["customer", "Customer"]] });
    domain = fields.Char({ default: "[]" });
    background_color = fields.Selection({
        selection: [
            ["light_yellow", "Light Yellow"],
            ["red", "Red"],
        ],
    });
    text_color = fields.Selection({
        selection: [
            ["red", "Red"],
            ["white", "White"],
        ],
    });
    _records = [{ id: 1, name: "Trễ hẹn", model_choice: "customer", domain: "[]" }];
}

defineMailModels();
defineModels([Customer, Rule]);

function addStyles(records) {
    for (const record of records) {
        record.p2it_style = styleOf(record);
    }
}

/** Answers like the server does: styles come with the records, when the context asks for them. */
function serveStyles() {
    const requests = [];
    onRpc(
        "customer",
        ["web_search_read", "web_read_group", "web_save", "web_read"],
        async ({ kwargs, method, parent }) => {
            requests.push(`${method} ${kwargs.context.p2it_color || "plain"}`);
            const result = await parent();
            if (!kwargs.context.p2it_color) {
                return result;
            }
            if (method === "web_search_read") {
                addStyles(result.records);
            } else if (method === "web_read_group") {
                result.groups.forEach((group) => addStyles(group.__records || []));
            } else {
                addStyles(result);
            }
            return result;
        },
    );
    return requests;
}

const LIST = `<list editable="bottom" multi_edit="1"><field name="name"/><field name="city"/></list>`;

test("the context asks for colours exactly when there is a view type", () => {
    expect(withColorRequest({ lang: "vi" }, "customer", "list")).toEqual({
        lang: "vi",
        p2it_color: "customer,list",
    });
    expect(withColorRequest({ lang: "vi", p2it_color: "x,list" }, "customer", false)).toEqual({ lang: "vi" });
    expect(withColorRequest(undefined, "customer")).toEqual({});
});

test("a style becomes classes and custom properties", () => {
    expect(getStyleClasses(false)).toEqual([]);
    expect(getStyleAttribute(undefined)).toBe(undefined);
    const style = { text: RED, background: null, bold: true, italic: false, strike: true };
    expect(getStyleClasses(style)).toEqual(["p2it_color_text", "p2it_color_bold", "p2it_color_strike"]);
    expect(getStyleAttribute(style)).toBe(`--p2it-text: ${RED}`);
    expect(getStyleAttribute({ bold: true })).toBe(undefined);
});

test("a list is coloured by the one request that reads it", async () => {
    const requests = serveStyles();
    await mountView({ type: "list", resModel: "customer", arch: LIST });
    expect(".o_data_row").toHaveCount(3);
    expect(".o_data_row:eq(0)").toHaveClass(["p2it_color_text", "p2it_color_background", "p2it_color_bold"]);
    expect(queryFirst(".o_data_row").style.getPropertyValue("--p2it-background").trim()).toBe(YELLOW);
    expect(".o_data_row:eq(1)").not.toHaveClass("p2it_color_text");
    expect(requests).toEqual(["web_search_read customer,list"]);
});

test("the cells show the background and the text", async () => {
    serveStyles();
    await mountView({ type: "list", resModel: "customer", arch: LIST });
    expect(".o_data_row:eq(0) .o_data_cell:eq(0)").toHaveStyle({
        "background-color": "rgb(254, 245, 191)",
        color: "rgb(166, 27, 27)",
    });
    expect(".o_data_row:eq(1) .o_data_cell:eq(0)").not.toHaveStyle({ color: "rgb(166, 27, 27)" });
});

test("a column is coloured alone", async () => {
    onRpc("customer", "web_search_read", async ({ parent }) => {
        const result = await parent();
        result.records[0].p2it_style = { row: null, columns: { city: { text: RED } } };
        return result;
    });
    await mountView({ type: "list", resModel: "customer", arch: LIST });
    expect(".o_data_row:eq(0)").not.toHaveClass("p2it_color_text");
    expect(".o_data_row:eq(0) [name='city']").toHaveClass("p2it_color_text");
    expect(".o_data_row:eq(0) [name='name']").not.toHaveClass("p2it_color_text");
});

test("a selected row shows the selection", async () => {
    serveStyles();
    await mountView({ type: "list", resModel: "customer", arch: LIST });
    await contains(".o_data_row:eq(0) .o_list_record_selector input").click();
    expect(".o_data_row:eq(0)").toHaveClass("o_data_row_selected");
    expect(".o_data_row:eq(0) .o_data_cell:eq(0)").not.toHaveStyle({
        "background-color": "rgb(254, 245, 191)",
    });
});

test("a record edited in the list changes its colours when it is saved", async () => {
    const requests = serveStyles();
    await mountView({ type: "list", resModel: "customer", arch: LIST });
    await contains(".o_data_row:eq(1) .o_data_cell:eq(0)").click();
    await contains(".o_data_row:eq(1) [name='name'] input").edit("late Bình");
    await contains(".o_list_button_save").click();
    expect(".o_data_row:eq(1)").toHaveClass("p2it_color_background");
    await contains(".o_data_row:eq(0) .o_data_cell:eq(0)").click();
    await contains(".o_data_row:eq(0) [name='name'] input").edit("An");
    await contains(".o_list_button_save").click();
    expect(".o_data_row:eq(0)").not.toHaveClass("p2it_color_background");
    expect(requests).toEqual([
        "web_search_read customer,list",
        "web_save customer,list",
        "web_save customer,list",
    ]);
});

test("a record created in the list has its colours when it is saved", async () => {
    const requests = serveStyles();
    await mountView({ type: "list", resModel: "customer", arch: LIST });
    await contains(".o_list_button_add").click();
    expect(".o_data_row:eq(3)").not.toHaveClass("p2it_color_background");
    await contains(".o_selected_row [name='name'] input").edit("late Dũng", { confirm: false });
    await contains(".o_list_button_save").click();
    expect(".o_data_row:eq(3)").toHaveClass("p2it_color_background");
    expect(requests).toEqual(["web_search_read customer,list", "web_save customer,list"]);
});

test("many records edited at once change their colours", async () => {
    serveStyles();
    await mountView({ type: "list", resModel: "customer", arch: LIST });
    await contains(".o_data_row:eq(1) .o_list_record_selector input").click();
    await contains(".o_data_row:eq(2) .o_list_record_selector input").click();
    await contains(".o_data_row:eq(1) .o_data_cell:eq(0)").click();
    await contains(".o_data_row:eq(1) [name='name'] input").edit("late");
    await contains(".modal .btn-primary").click();
    expect(".o_data_row:eq(1)").toHaveClass("p2it_color_background");
    expect(".o_data_row:eq(2)").toHaveClass("p2it_color_background");
});

test("groups are coloured when they are opened", async () => {
    serveStyles();
    await mountView({ type: "list", resModel: "customer", arch: LIST, groupBy: ["city"] });
    await contains(".o_group_header:contains('Huế')").click();
    expect(".o_data_row.p2it_color_background").toHaveCount(1);
    expect(".o_data_row").toHaveCount(2);
});

test("kanban cards are coloured, grouped and not", async () => {
    const requests = serveStyles();
    const arch = `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`;
    await mountView({ type: "kanban", resModel: "customer", arch, groupBy: ["city"] });
    expect(".o_kanban_record.p2it_color_background").toHaveCount(1);
    expect(".o_kanban_record.p2it_color_background").toHaveStyle({
        "background-color": "rgb(254, 245, 191)",
    });
    expect(requests).toEqual(["web_read_group customer,kanban"]);
});

test("a form asks for no colours", async () => {
    const requests = serveStyles();
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        arch: `<form><field name="name"/></form>`,
        context: { p2it_color: "customer,list" },
    });
    expect(requests).toEqual(["web_read plain"]);
});

test("events of a calendar are coloured by the one request that reads them", async () => {
    onRpc("customer", "search_read", async ({ kwargs, parent }) => {
        expect.step(`search_read ${kwargs.context.p2it_color}`);
        const records = await parent();
        addStyles(records);
        return records;
    });
    onRpc("has_access", () => true);
    await mountView({
        type: "calendar",
        resModel: "customer",
        arch: `<calendar date_start="date" mode="month"><field name="name"/></calendar>`,
        context: { initial_date: "2026-11-11 12:00:00" },
    });
    expect(".o_event.p2it_color_background").toHaveCount(1);
    expect(".o_event.p2it_color_background").toHaveStyle({ "background-color": "rgb(254, 245, 191)" });
    expect.verifySteps(["search_read customer,calendar"]);
});

const PALETTE = {
    text_color: { red: RED, white: "#FFFFFF" },
    background_color: { light_yellow: YELLOW, red: "#B91C1C" },
    contrast: {
        ",": 10,
        "red,": 8,
        "white,": 1,
        ",light_yellow": 9,
        "red,light_yellow": 7,
        "white,light_yellow": 1.1,
        ",red": 1.6,
        "red,red": 1.2,
        "white,red": 6.5,
    },
    minimum: 4.5,
};
const PALETTE_FORM = `<form>
    <field name="background_color" widget="p2it_palette"/>
    <field name="text_color" widget="p2it_palette"/>
</form>`;

async function mountPalette() {
    let count = 0;
    onRpc("p2it.color.rule", "get_palette", () => {
        count++;
        return PALETTE;
    });
    await mountView({ type: "form", resModel: "rule", resId: 1, arch: PALETTE_FORM });
    return () => count;
}

test("the palette shows swatches with their names, asked for once", async () => {
    const getCount = await mountPalette();
    expect("[name='background_color'] [role='radio']").toHaveCount(3);
    expect("[name='background_color'] [data-color='light_yellow']").toHaveText("Light Yellow");
    expect("[name='background_color'] [data-color='none']").toHaveAttribute("aria-checked", "true");
    expect(getCount()).toBe(1);
});

test("a text that could not be read can not be chosen", async () => {
    await mountPalette();
    expect("[name='text_color'] [data-color='white']").toHaveProperty("disabled", true);
    await click("[name='background_color'] [data-color='red']");
    await animationFrame();
    expect("[name='text_color'] [data-color='white']").toHaveAttribute("aria-checked", "true");
    expect("[name='text_color'] [data-color='red']").toHaveProperty("disabled", true);
    await click("[name='background_color'] [data-color='light_yellow']");
    await animationFrame();
    expect("[name='text_color'] [data-color='none']").toHaveAttribute("aria-checked", "true");
});

test("the palette is used with the arrow keys", async () => {
    await mountPalette();
    queryOne("[name='background_color'] [data-color='none']").focus();
    await press("ArrowRight");
    await animationFrame();
    expect("[name='background_color'] [data-color='light_yellow']").toHaveAttribute("aria-checked", "true");
    expect("[name='background_color'] [data-color='light_yellow']").toBeFocused();
    await press("ArrowLeft");
    await animationFrame();
    expect("[name='background_color'] [data-color='none']").toHaveAttribute("aria-checked", "true");
});

test("the preview follows what is edited, before it is saved", async () => {
    onRpc("p2it.color.rule", "get_preview", ({ args: [values] }) => {
        expect.step(values.name);
        return {
            fields: { display_name: { string: "Name", type: "char" } },
            rules: [
                {
                    id: 1,
                    name: values.name,
                    count: 2,
                    more: false,
                    trouble: null,
                    current: true,
                    style: { text: RED },
                },
                { id: 3, name: "Nhiều", count: 10000, more: true, trouble: null, current: false, style: {} },
                { id: 4, name: "Chậm", count: null, more: false, trouble: null, current: false, style: {} },
                {
                    id: 2,
                    name: "Hỏng",
                    count: 0,
                    trouble: "Sai trường",
                    current: false,
                    style: { bold: true },
                },
            ],
            rows: [
                { id: 5, values: { id: 5, display_name: "An" }, style: rowStyle({ text: RED }) },
                { id: 6, values: { id: 6, display_name: "Bình" }, style: false },
            ],
        };
    });
    await mountView({
        type: "form",
        resModel: "rule",
        resId: 1,
        arch: `<form><field name="name"/><field name="model_choice"/><field name="domain" invisible="1"/>
            <widget name="p2it_color_preview"/></form>`,
    });
    expect(".p2it_color_preview tbody tr").toHaveCount(2);
    expect(".p2it_color_preview tbody tr:eq(0)").toHaveClass("p2it_color_text");
    expect(queryAll(".p2it_preview_count").map((el) => el.textContent)).toEqual([
        "2",
        "more than 10,000",
        "too many to count",
    ]);
    expect(".p2it_preview_rule:eq(3) .fa-exclamation-triangle").toHaveAttribute("title", "Sai trường");
    await contains("[name='name'] input").edit("Quá hạn");
    await runAllTimers();
    await animationFrame();
    expect(".p2it_preview_current").toHaveText(/Quá hạn/);
    expect.verifySteps(["Trễ hẹn", "Quá hạn"]);
});

test("conditions about the reader are at hand, and give no warning", async () => {
    mockService("notification", {
        add: (message) => expect.step(message),
    });
    onRpc("p2it.color.rule", "get_me_conditions", () => [
        { label: "Salesperson is me", domain: `[("name", "=", uid)]` },
    ]);
    onRpc("/web/domain/validate", () => true);
    await mountView({
        type: "form",
        resModel: "rule",
        resId: 1,
        arch: `<form><field name="model_choice"/>
            <field name="domain" widget="p2it_color_domain" options="{'model': 'model_choice', 'allow_expressions': True}"/></form>`,
    });
    await contains(".p2it_me_button").click();
    await contains(".o-dropdown-item:contains('Salesperson is me')").click();
    await animationFrame();
    expect(".o_tree_editor_condition").toHaveCount(1);
    expect(".o_tree_editor_condition").toHaveText(/uid/);
    expect.verifySteps([]);
});

test("a date of a condition can be counted from today", async () => {
    Rule._records = [{ id: 1, name: "Cũ", model_choice: "customer", domain: `[("date", "<", "today -7d")]` }];
    onRpc("p2it.color.rule", "get_me_conditions", () => []);
    onRpc("/web/domain/validate", () => true);
    onRpc("rule", "web_save", ({ args }) => {
        expect.step(args[1].domain);
    });
    await mountView({
        type: "form",
        resModel: "rule",
        resId: 1,
        arch: `<form><field name="model_choice"/>
            <field name="domain" widget="p2it_color_domain" options="{'model': 'model_choice', 'allow_expressions': True}"/></form>`,
    });
    expect(".p2it_condition_date input").toHaveValue(7);
    expect(".p2it_condition_date select").toHaveValue("past");
    await contains(".p2it_condition_date input").edit("30");
    await contains(".p2it_condition_date select").select("future");
    await contains(".o_form_button_save").click();
    await contains(".p2it_condition_date select").select("day");
    expect(".p2it_condition_date .o_datetime_input").toHaveCount(1);
    await contains(".p2it_condition_date select").select("past");
    await contains(".p2it_condition_date input").edit("0");
    await contains(".o_form_button_save").click();
    expect.verifySteps([`[("date", "<", "today +30d")]`, `[("date", "<", "today")]`]);
});

test("a date counted from today is told in words to who may only read it", async () => {
    Rule._records = [{ id: 1, name: "Cũ", model_choice: "customer", domain: `[("date", "<", "today -7d")]` }];
    onRpc("p2it.color.rule", "get_me_conditions", () => []);
    onRpc("/web/domain/validate", () => true);
    await mountView({
        type: "form",
        resModel: "rule",
        resId: 1,
        arch: `<form><field name="model_choice"/>
            <field name="domain" widget="p2it_color_domain" readonly="1"
                options="{'model': 'model_choice', 'allow_expressions': True}"/></form>`,
    });
    expect(".o_tree_editor_condition").toHaveText(/7 days before today/);
});

test("dates are read and written as the server does", () => {
    expect(readDate("2026-11-24")).toEqual({ kind: "day" });
    expect(readDate("2026-11-24 10:00:00")).toEqual({ kind: "day" });
    expect(readDate("today -7d")).toEqual({ kind: "past", days: 7 });
    expect(readDate("today +14d")).toEqual({ kind: "future", days: 14 });
    expect(readDate("today")).toEqual({ kind: "past", days: 0 });
    expect(readDate("=monday -1w")).toEqual({ kind: "text" });
    expect(writeRelativeDate("past", 7)).toBe("today -7d");
    expect(writeRelativeDate("future", 1)).toBe("today +1d");
    expect(writeRelativeDate("past", 0)).toBe("today");
});

test("the menu of a list opens the rules of its records", async () => {
    mockService("action", {
        doAction: (action) =>
            expect.step([action.res_model, action.domain, action.context.default_model_choice]),
    });
    await mountView({
        type: "list",
        resModel: "customer",
        arch: LIST,
        config: { actionType: "ir.actions.act_window" },
        loadActionMenus: true,
    });
    await contains(".o_cp_action_menus .dropdown-toggle").click();
    await contains(".p2it_color_menu").click();
    expect.verifySteps([["p2it.color.rule", [["model", "=", "customer"]], "customer"]]);
});
