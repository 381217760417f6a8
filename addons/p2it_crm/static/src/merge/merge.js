import { Component } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Records side by side, one column each; the value to keep is chosen in each row. */
export class Merge extends Component {
    static template = "p2it_crm.Merge";
    static props = { ...standardWidgetProps };

    get comparison() {
        return this.props.record.data.comparison || { records: [], rows: [] };
    }

    get rows() {
        const { rows } = this.comparison;
        return [...rows.filter((row) => row.differs), ...rows.filter((row) => !row.differs)];
    }

    get choices() {
        return this.props.record.data.choices || {};
    }

    keptOf(row) {
        return this.choices[row.name] || row.kept;
    }

    choose(row, record) {
        if (row.differs) {
            this.props.record.update({ choices: { ...this.choices, [row.name]: record.id } });
        }
    }

    keep(record) {
        if (this.comparison.can_choose) {
            this.props.record.update({ kept_id: record.id });
        }
    }

    keepAll(record) {
        const choices = { ...this.choices };
        for (const [index, { id }] of this.comparison.records.entries()) {
            for (const row of this.comparison.rows) {
                if (id === record.id && row.differs && row.texts[index]) {
                    choices[row.name] = id;
                }
            }
        }
        this.props.record.update({ choices });
    }
}

registry.category("view_widgets").add("p2it_merge", {
    component: Merge,
    fieldDependencies: [
        { name: "comparison", type: "json" },
        { name: "choices", type: "json" },
        { name: "kept_id", type: "many2one_reference" },
    ],
});
