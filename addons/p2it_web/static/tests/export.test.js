import { expect, test, waitFor } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Customer extends models.Model {
    name = fields.Char({ string: "Name" });
    city = fields.Char({ string: "City" });
    amount = fields.Integer({ string: "Amount" });

    _records = [
        { id: 1, name: "An", city: "Huế", amount: 1 },
        { id: 2, name: "Bình", city: "Huế", amount: 2 },
        { id: 3, name: "Chi", city: "Đà Lạt", amount: 3 },
    ];
}

defineMailModels();
defineModels([Customer]);

const ARCH = `
    <list>
        <field name="name"/>
        <field name="city" optional="hide"/>
        <field name="amount" sum="Sum"/>
    </list>`;

/** Take exports instead of running them. */
function keepDescriptions(answer = new Deferred()) {
    const kept = [];
    onRpc("p2it.export", "start", ({ args }) => {
        kept.push(args[0]);
        return {
            id: 7,
            name: "Customers",
            state: "queued",
            done: 0,
            total: 3,
            progress: 0,
            message: "",
            url: "",
        };
    });
    onRpc("p2it.export", "get_state", async () => {
        await answer; // no test depends on how quick it is
        return {
            id: 7,
            name: "Customers",
            state: "running",
            done: 2,
            total: 3,
            progress: 66.7,
            message: "",
            url: "",
        };
    });
    return kept;
}

function allowExport(allowed = true) {
    onRpc("has_group", ({ args }) => (args[1] === "base.group_allow_export" ? allowed : true));
}

async function mountList() {
    await mountView({
        type: "list",
        resModel: "customer",
        arch: ARCH,
        actionMenus: {},
        config: { getDisplayName: () => "Customers" },
    });
}

test.tags("desktop");
test("the whole search is exported with the columns shown, never with data", async () => {
    allowExport();
    const kept = keepDescriptions();
    await mountList();
    await contains(".o_cp_action_menus .dropdown-toggle, .o_cp_action_menus button").click();
    await contains(".o_p2it_export_xlsx").click();
    expect("#p2it_export_scope_all").toBeChecked();
    await contains(".o_p2it_export_confirm").click();
    expect(kept).toHaveLength(1);
    expect(kept[0].columns.map((column) => column.name)).toEqual(["name", "amount"]);
    expect(kept[0].columns[1].total).toBe("sum");
    expect(kept[0].model).toBe("customer");
    expect(kept[0].format).toBe("xlsx");
    expect("ids" in kept[0]).toBe(false);
    expect(kept[0].context.allowed_company_ids).toEqual([1]);
    expect(JSON.stringify(kept[0])).not.toInclude("Bình");
});

test.tags("desktop");
test("a selection is exported from its own menu", async () => {
    allowExport();
    const kept = keepDescriptions();
    await mountList();
    await contains(".o_data_row:eq(1) .o_list_record_selector input").click();
    await contains(".o_cp_action_menus button").click();
    await contains(".o_menu_item:contains(Export to PDF)").click();
    expect("#p2it_export_scope_selection").toBeChecked();
    expect("#p2it_export_paper").toHaveCount(1);
    await contains(".o_p2it_export_confirm").click();
    expect(kept[0].ids).toEqual([2]);
    expect(kept[0].format).toBe("pdf");
});

test.tags("desktop");
test("a long export shows how far it is, and is stopped by its owner", async () => {
    allowExport();
    const answer = new Deferred();
    keepDescriptions(answer);
    onRpc("p2it.export", "action_cancel", ({ args }) => {
        expect.step(`cancel ${args[0]}`);
        return true;
    });
    await mountList();
    await contains(".o_cp_action_menus button").click();
    await contains(".o_p2it_export_xlsx").click();
    await contains(".o_p2it_export_confirm").click();
    expect(".o_p2it_export_progress").toHaveText(/Waiting for its turn/);
    answer.resolve();
    await advanceTime(2000);
    await waitFor(".o_p2it_export_progress:contains(2 of 3 records)");
    await contains(".o_p2it_export_cancel").click();
    await animationFrame();
    expect.verifySteps(["cancel 7"]);
    expect(".o_p2it_export_progress").toHaveCount(0);
});

test.tags("desktop");
test("who may not export sees no export", async () => {
    allowExport(false);
    await mountList();
    expect(".o_p2it_export_xlsx").toHaveCount(0);
    await contains(".o_data_row:eq(1) .o_list_record_selector input").click();
    if (document.querySelector(".o_cp_action_menus button")) {
        await contains(".o_cp_action_menus button").click();
    }
    expect(".o_menu_item:contains(Export)").toHaveCount(0);
});
