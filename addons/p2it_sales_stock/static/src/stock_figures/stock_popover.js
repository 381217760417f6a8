import { Component, onWillStart, useState } from "@odoo/owl";
import { formatDate } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { STATES, getStateText, toDate, useStockLive } from "./stock_state";

/** All about the goods of a line: each warehouse, receipts by date, and whose orders have them reserved. */
export class StockPopover extends Component {
    static template = "p2it_sales_stock.StockPopover";
    static props = {
        line: Object,
        load: Function,
        close: { type: Function, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.state = useState({ detail: null });
        const load = async () => {
            this.state.detail = await this.props.load(this.props.line);
        };
        onWillStart(load);
        useStockLive(() => [this.props.line.product_id, ...this.components.map((part) => part.id)], load);
    }

    get detail() {
        return this.state.detail;
    }

    get warehouses() {
        return this.detail?.warehouses || [];
    }

    get components() {
        return this.detail?.components || [];
    }

    get own() {
        return this.warehouses.find((warehouse) => warehouse.id === this.props.line.warehouse_id);
    }

    get hasReservations() {
        const { reserved_by: named, reserved_hidden: hidden, reserved_other: other } = this.detail;
        return named.length || hidden || other;
    }

    look(figures) {
        return STATES[figures.stock_state];
    }

    text(figures) {
        return getStateText(figures.stock_state, toDate(figures.stock_promise_date));
    }

    quantity(value) {
        return formatFloat(value, { trailingZeros: false });
    }

    date(value) {
        return value ? formatDate(toDate(value)) : "";
    }

    openOrder(orderId) {
        this.props.close?.();
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sale.order",
            res_id: orderId,
            views: [[false, "form"]],
        });
    }
}
