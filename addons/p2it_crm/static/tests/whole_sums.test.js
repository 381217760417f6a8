import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

import "@p2it_crm/dashboard/whole_sums";

class Order extends models.Model {
    name = fields.Char({ string: "Name" });
    amount = fields.Integer({ string: "Amount" });

    _records = [1, 2, 3, 4, 5].map((id) => ({ id, name: `Đơn ${id}`, amount: 1000 * id }));
}

defineMailModels();
defineModels([Order]);

const LIST = {
    type: "list",
    resModel: "order",
    arch: `<list limit="2"><field name="name"/><field name="amount" sum="Amount"/></list>`,
};

test("a list behind a figure sums up more than its page", async () => {
    await mountView({ ...LIST, context: { p2it_whole_sums: true } });
    await animationFrame();
    expect(".o_data_row").toHaveCount(2);
    expect(".o_list_footer .o_list_number").toHaveText("15,000");
});

test("any other list sums up its page, as Odoo's do", async () => {
    await mountView(LIST);
    await animationFrame();
    expect(".o_list_footer .o_list_number").toHaveText("3,000");
});
