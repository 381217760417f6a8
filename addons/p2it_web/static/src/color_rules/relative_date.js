import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { _t } from "@web/core/l10n/translation";
import { TreeEditor } from "@web/core/tree_editor/tree_editor";
import { patch } from "@web/core/utils/patch";

const DAY = /^\d{4}-\d{2}-\d{2}/;
const RELATIVE = /^today(?: ([+-])(\d{1,5})d)?$/;
const FIRST_DAYS = 7;

/**
 * @param {string} value of a condition about a date
 * @returns {Object} its `kind`: a `day` of the calendar, days in the `past` or `future` of whoever looks,
 *  or a `text` that says it in the server's own words
 */
export function readDate(value) {
    if (DAY.test(value)) {
        return { kind: "day" };
    }
    const match = RELATIVE.exec(value);
    if (!match) {
        return { kind: "text" };
    }
    return { kind: match[1] === "+" ? "future" : "past", days: Number(match[2] || 0) };
}

/** @returns {string} a day counted from today, as the server reads it */
export function writeRelativeDate(kind, days) {
    return days ? `today ${kind === "future" ? "+" : "-"}${days}d` : "today";
}

/** @returns {string|undefined} a date counted from today in words, nothing for a day of the calendar */
export function describeRelativeDate(value) {
    const { kind, days } = readDate(value);
    if (kind === "day") {
        return;
    }
    if (kind === "text") {
        return value;
    }
    if (!days) {
        return _t("today");
    }
    return kind === "future" ? _t("%s days after today", days) : _t("%s days before today", days);
}

/** A date of a condition: of the calendar, or counted from the day on which somebody looks at the list. */
export class ConditionDate extends Component {
    static template = "p2it_web.ConditionDate";
    static components = { DateTimeInput };
    static props = { value: String, update: Function, day: [Object, { value: null }], firstDay: Function };

    get date() {
        return readDate(this.props.value);
    }

    onKind(kind) {
        this.props.update(
            kind === "day" ? this.props.firstDay() : writeRelativeDate(kind, this.date.days || FIRST_DAYS),
        );
    }

    onDays(text) {
        const days = Math.min(Math.max(Number.parseInt(text, 10) || 0, 0), 99999);
        this.props.update(writeRelativeDate(this.date.kind, days));
    }
}

patch(TreeEditor.prototype, {
    /** Who may only read a condition is told its relative dates in words, too. */
    async prepareInfo() {
        await super.prepareInfo(...arguments);
        const getConditionDescription = this.getConditionDescription;
        if (!this.env.p2itRelativeDates || !getConditionDescription) {
            return;
        }
        this.getConditionDescription = (node) => {
            const description = getConditionDescription(node);
            const isDate = ["date", "datetime"].includes(this.getFieldDef(node.path)?.type);
            const text = isDate && typeof node.value === "string" && describeRelativeDate(node.value);
            if (text && description.valueDescription) {
                description.valueDescription.values = [text];
            }
            return description;
        };
    },

    /** Where relative dates are wanted, a date may be counted from today; Odoo's own editor has none. */
    getValueEditorInfo(node) {
        const info = super.getValueEditorInfo(node);
        if (!this.env.p2itRelativeDates || info.component !== DateTimeInput) {
            return info;
        }
        return {
            ...info,
            component: ConditionDate,
            isSupported: (value) => typeof value === "string",
            extractProps: (params) => ({
                value: params.value,
                update: params.update,
                day: readDate(params.value).kind === "day" ? info.extractProps(params) : null,
                firstDay: () => info.defaultValue(node.operator),
            }),
        };
    },
});
