import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { parseFloat as parseNumber } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The goods of a gate pass, to be counted with a thumb: empty is not counted yet, 0 is a count. */
export class GateCountField extends Component {
    static template = "p2it_approvals.GateCount";
    static props = { ...standardFieldProps };

    setup() {
        this.notification = useService("notification");
    }

    get lines() {
        return this.props.record.data[this.props.name].records;
    }

    get countedLines() {
        return this.lines.filter((line) => line.data.is_counted).length;
    }

    format(quantity) {
        return formatFloat(quantity, { digits: [16, 3], trailingZeros: false });
    }

    withUnit(line, name) {
        return `${this.format(line.data[name])} ${line.data.uom_name || ""}`;
    }

    getCount(line) {
        return line.data.is_counted ? this.format(line.data.counted_qty) : "";
    }

    getLook(line) {
        const { is_counted: isCounted, counted_qty: counted, approved_qty: approved } = line.data;
        if (!isCounted) {
            return "";
        }
        if (counted > approved) {
            return "o_p2it_gate_more";
        }
        return counted < approved ? "o_p2it_gate_less" : "o_p2it_gate_same";
    }

    async onChange(line, ev) {
        const text = ev.target.value.trim();
        if (!text) {
            return line.update({ counted_qty: 0, is_counted: false });
        }
        let quantity;
        try {
            quantity = parseNumber(text);
        } catch {
            this.notification.add(_t("Enter a number."), { type: "danger" });
            ev.target.value = this.getCount(line);
            return;
        }
        return line.update({ counted_qty: quantity, is_counted: true });
    }

    async countAll() {
        for (const line of this.lines) {
            await line.update({ counted_qty: line.data.approved_qty, is_counted: true });
        }
    }
}

registry.category("fields").add("p2it_gate_count", {
    component: GateCountField,
    supportedTypes: ["one2many"],
    relatedFields: [
        { name: "product_name", type: "char" },
        { name: "uom_name", type: "char" },
        { name: "approved_qty", type: "float" },
        { name: "counted_qty", type: "float", readonly: false },
        { name: "is_counted", type: "boolean", readonly: false },
        { name: "to_return_qty", type: "float" },
    ],
});
