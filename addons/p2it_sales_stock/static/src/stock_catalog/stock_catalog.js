import { ProductCatalogKanbanRecord } from "@product/product_catalog/kanban_record";
import { ProductCatalogOrderLine } from "@product/product_catalog/order_line/order_line";
import { ProductCatalogSaleOrderLine } from "@sale_stock/product_catalog/sale_order_line/sale_order_line";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { formatFloat } from "@web/views/fields/formatters";
import { formatDate } from "@web/core/l10n/dates";
import { STATES, getStateText, toDate, useStockLive } from "../stock_figures/stock_state";

const asked = new WeakMap();

/** All records of the catalogue's model, grouped or not. */
function getRecords(list) {
    return list.groups ? list.groups.flatMap((group) => getRecords(group.list)) : list.records;
}

/**
 * Read anew the stock of all cards of a catalogue, in one call however many of them ask.
 *
 * @param {Object} model
 * @param {Object} orm
 * @param {number} orderId
 * @returns {Promise<void>}
 */
function refreshCatalog(model, orm, orderId) {
    if (!asked.has(model)) {
        const refresh = Promise.resolve().then(async () => {
            asked.delete(model);
            const records = getRecords(model.root).filter((record) => record.productCatalogData?.stock);
            const stock = await orm.silent.call("sale.order", "get_catalog_stock", [
                [orderId],
                records.map((record) => record.resId),
            ]);
            for (const record of records) {
                record.productCatalogData.stock = stock[record.resId];
            }
        });
        asked.set(model, refresh);
    }
    return asked.get(model);
}

ProductCatalogSaleOrderLine.props = {
    ...ProductCatalogSaleOrderLine.props,
    stock: { type: Object, optional: true },
};

patch(ProductCatalogOrderLine.prototype, {
    get stockLook() {
        return STATES[this.props.stock.stock_state];
    },

    get stockText() {
        const { stock_state: state, stock_promise_date: date } = this.props.stock;
        return getStateText(state, date && toDate(date));
    },

    get stockDate() {
        const date = this.props.stock.stock_incoming_date;
        return date ? formatDate(toDate(date)) : "";
    },

    formatStock(value) {
        return formatFloat(value, { trailingZeros: false });
    },
});

patch(ProductCatalogKanbanRecord.prototype, {
    setup() {
        super.setup();
        this.stockOrm = useService("orm");
        useStockLive(
            () => this.productCatalogData?.stock?.stock_product_ids || [],
            () => this.refreshStock(),
        );
    },

    refreshStock() {
        return refreshCatalog(this.props.record.model, this.stockOrm, this.env.orderId);
    },

    async _updateQuantity() {
        await super._updateQuantity();
        if (this.productCatalogData.stock) {
            await this.refreshStock();
        }
    },
});
