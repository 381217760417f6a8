import { expect, queryAll, test } from "@odoo/hoot";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

import "@p2it_web/list/amount_width";

class Order extends models.Model {
    name = fields.Char({ string: "Name" });
    currency_id = fields.Many2one({ relation: "res.currency" });
    amount = fields.Monetary({ string: "Amount", currency_field: "currency_id" });

    _records = [
        { id: 1, name: "Đơn hàng của công ty trách nhiệm hữu hạn", currency_id: 1, amount: 24_365_472_540 },
        { id: 2, name: "Đơn hàng", currency_id: 1, amount: 264_190_285_335 },
    ];
}

defineMailModels();
defineModels([Order]);

test("no amount of a list is cut off, nor its sum", async () => {
    await mountView({
        type: "list",
        resModel: "order",
        arch: `
            <list>
                <field name="name"/>
                <field name="currency_id" column_invisible="1"/>
                <field name="amount" sum="Sum"/>
            </list>`,
    });
    const cells = queryAll(".o_data_cell[name='amount'], .o_list_footer .o_list_number");
    expect(cells.length).toBeGreaterThan(2);
    for (const cell of cells) {
        expect(cell.scrollWidth).toBeLessThan(cell.clientWidth + 2);
    }
});
