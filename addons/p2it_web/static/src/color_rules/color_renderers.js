import { patch } from "@web/core/utils/patch";
import { KanbanRecord } from "@web/views/kanban/kanban_record";
import { ListRenderer } from "@web/views/list/list_renderer";
import { getStyleAttribute, getStyleClasses } from "./color_style";

patch(ListRenderer.prototype, {
    getRowClass(record) {
        return [super.getRowClass(record), ...getStyleClasses(record.colorStyle?.row)].join(" ");
    },
    getCellClass(column, record) {
        const classes = getStyleClasses(record.colorStyle?.columns?.[column.name]);
        return [super.getCellClass(column, record), ...classes].join(" ");
    },
    getRowColors(record) {
        return getStyleAttribute(record.colorStyle?.row);
    },
    getCellColors(column, record) {
        return getStyleAttribute(record.colorStyle?.columns?.[column.name]);
    },
});

patch(KanbanRecord.prototype, {
    getRecordClasses() {
        return [super.getRecordClasses(), ...getStyleClasses(this.props.record.colorStyle?.row)].join(" ");
    },
    getRecordColors() {
        return getStyleAttribute(this.props.record.colorStyle?.row);
    },
});
