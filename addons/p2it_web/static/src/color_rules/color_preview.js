import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { parseServerValue, useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { getStyleAttribute, getStyleClasses } from "./color_style";

const formatters = registry.category("formatters");
const FIELDS = [
    "name",
    "domain",
    "text_color",
    "background_color",
    "bold",
    "italic",
    "strike",
    "column_name",
    "stops",
    "in_list",
    "in_kanban",
    "in_calendar",
    "audience",
    "sequence",
];

/** Real records in the colours they would have with the rule as it stands on the screen. */
export class ColorPreview extends Component {
    static template = "p2it_web.ColorPreview";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ preview: null });
        this.getStyleAttribute = getStyleAttribute;
        const loadSoon = useDebounced((values) => this.load(values), 300);
        let known;
        useRecordObserver((record) => {
            const values = this.getValues(record);
            const text = JSON.stringify(values);
            if (known === undefined) {
                known = text;
                return this.load(values);
            }
            if (text !== known) {
                known = text;
                loadSoon(values);
            }
        });
    }

    getValues(record) {
        const values = Object.fromEntries(FIELDS.map((name) => [name, record.data[name]]));
        return { ...values, id: record.resId || false, model: record.data.model_choice };
    }

    async load(values) {
        if (!values.model) {
            this.state.preview = null;
            return;
        }
        const call = this.orm.silent.call("p2it.color.rule", "get_preview", [values]);
        this.state.preview = await this.keepLast.add(call);
    }

    get fields() {
        return Object.entries(this.state.preview.fields).map(([name, field]) => ({ name, ...field }));
    }

    format(field, row) {
        const value = parseServerValue(field, row.values[field.name]);
        if (field.type === "boolean") {
            return value ? _t("Yes") : _t("No");
        }
        return formatters.get(field.type)(value, { field, data: row.values });
    }

    /** @returns {string} how many records match, as far as that could be found out in a moment */
    getCount({ count, more }) {
        if (count === null) {
            return _t("too many to count");
        }
        const number = formatters.get("integer")(count);
        return more ? _t("more than %s", number) : number;
    }

    getRowClass(row) {
        return getStyleClasses(row.style && row.style.row).join(" ");
    }
    getCellStyle(field, row) {
        return row.style && row.style.columns[field.name];
    }
    getClasses(style) {
        return getStyleClasses(style).join(" ");
    }
}

registry.category("view_widgets").add("p2it_color_preview", { component: ColorPreview });
