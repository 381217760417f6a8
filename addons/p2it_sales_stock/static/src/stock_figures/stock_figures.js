import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { getFormLines, getLineValues, refreshFormFigures } from "./form_figures";
import { StockPopover } from "./stock_popover";
import { STATES, getStateText, useStockLive } from "./stock_state";

/** At a glance on an order line: is there enough, by when, or not; on a click all about it. */
export class StockFigures extends Component {
    static template = "p2it_sales_stock.StockFigures";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.popover = usePopover(StockPopover, {
            position: "bottom",
            popoverClass: "o_p2it_stock_popover",
        });
        useStockLive(
            () => this.data.stock_product_ids || [],
            () => refreshFormFigures(this.props.record.model.root, this.orm),
        );
    }

    get data() {
        return this.props.record.data;
    }

    get isShown() {
        return this.data.stock_product_ids?.length > 0 && this.data.stock_state;
    }

    get look() {
        return STATES[this.data.stock_state];
    }

    get text() {
        const { stock_state: state, stock_promise_date: date, stock_free: free } = this.data;
        return getStateText(state, date) || _t("%s free", formatFloat(free));
    }

    get title() {
        const free = formatFloat(this.data.stock_free, { trailingZeros: false });
        return _t("%(state)s. Free: %(free)s. Click for more.", { state: this.text, free });
    }

    open(ev) {
        const { record } = this.props;
        this.popover.open(ev.currentTarget, {
            line: getLineValues(record),
            load: (line) =>
                this.orm.call("sale.order.line", "get_stock_detail", [line, getFormLines(record)]),
        });
    }
}

const figure = (name) => ({ name, type: "float" });

registry.category("view_widgets").add("p2it_stock_figures", {
    component: StockFigures,
    fieldDependencies: [
        figure("stock_free"),
        { name: "stock_state", type: "selection" },
        { name: "stock_promise_date", type: "datetime" },
        { name: "stock_product_ids", type: "json" },
        { name: "product_id", type: "many2one" },
        { name: "product_uom_id", type: "many2one" },
        figure("product_uom_qty"),
        { name: "sequence", type: "integer" },
        { name: "warehouse_id", type: "many2one" },
    ],
});
