import { serializeDateTime } from "@web/core/l10n/dates";

const running = new WeakMap();

/**
 * A line as it stands in the form, saved or not, as the server asks for it.
 *
 * @param {Object} record of sale.order.line
 * @returns {Object}
 */
export function getLineValues(record) {
    const { data } = record;
    const date = record._parentRecord?.data.commitment_date;
    return {
        key: record.id,
        line_id: record.resId || false,
        product_id: data.product_id?.id || false,
        product_uom_id: data.product_uom_id?.id || false,
        product_uom_qty: data.product_uom_qty,
        sequence: data.sequence,
        warehouse_id: data.warehouse_id?.id || false,
        commitment_date: date ? serializeDateTime(date) : false,
    };
}

/**
 * The lines of the form the line is in, which compete for the goods.
 *
 * @param {Object} record of sale.order.line
 * @returns {Object[]}
 */
export function getFormLines(record) {
    const records = record.model.root.data?.order_line?.records || [];
    const lines = records.filter((line) => line.data.product_id).map(getLineValues);
    return lines.some((line) => line.key === record.id) ? lines : [];
}

/**
 * Put figures on a record without making it look edited, and keep what the user has typed.
 *
 * @param {Object} record of sale.order.line
 * @param {Object} figures values of the stock fields, as the server gives them
 */
export function applyFigures(record, figures) {
    const known = Object.fromEntries(Object.entries(figures).filter(([name]) => name in record.activeFields));
    record._applyValues(known);
    for (const name of Object.keys(known)) {
        if (name in record._changes) {
            record._changes[name] = record._values[name];
        }
        record.data[name] = record._values[name];
    }
}

/**
 * Read anew the figures of all lines of an open order, as they stand in it: one call for all of them,
 * however many of them ask.
 *
 * @param {Object} root the order's record
 * @param {Object} orm
 * @returns {Promise<void>}
 */
export function refreshFormFigures(root, orm) {
    if (!root.data?.order_line?.records) {
        return Promise.resolve();
    }
    if (!running.has(root)) {
        // In turn with what the user does: no answer meets a line that has changed meanwhile.
        const refresh = root.model.mutex.exec(async () => {
            running.delete(root);
            const records = root.data.order_line.records.filter((record) => record.data.product_id);
            const lines = records.map(getLineValues);
            const figures = await orm.silent.call("sale.order.line", "get_stock_figures", [
                lines,
                lines[0]?.commitment_date || false,
            ]);
            for (const record of records) {
                if (figures[record.id]) {
                    applyFigures(record, figures[record.id]);
                }
            }
        });
        running.set(root, refresh);
    }
    return running.get(root);
}
