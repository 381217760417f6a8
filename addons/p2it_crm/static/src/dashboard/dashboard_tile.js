import { Component, onError, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { View } from "@web/views/view";

import { DashboardChart } from "./dashboard_chart";
import { writeChange, writeExact, writeShort } from "./dashboard_numbers";

const STRONGEST = 75;
const PERCENT = { type: "percent" };

/** A stored view, as its owner saw it, asked with the reader's own rights. */
export class DashboardView extends Component {
    static template = "p2it_crm.DashboardView";
    static components = { View };
    static props = { view: Object, onOpenRecord: Function };

    setup() {
        this.state = useState({ failed: false });
        onError((error) => {
            console.warn(error);
            this.state.failed = true;
        });
    }

    get viewProps() {
        const { view } = this.props;
        return {
            resModel: view.model,
            type: view.type,
            views: [
                [view.view_id || false, view.type],
                [false, "search"],
            ],
            viewId: view.view_id || undefined,
            domain: view.domain,
            context: { ...view.context },
            groupBy: view.group_by,
            ...(view.order ? { orderBy: this.readOrder(view.order) } : {}),
            display: { controlPanel: false },
            allowSelectors: false,
            useSampleModel: false, // what is not there is not shown
            limit: view.limit,
            selectRecord: (id) => this.props.onOpenRecord(view.model, id),
            createRecord: () => {},
        };
    }

    readOrder(order) {
        return order.split(",").map((part) => {
            const [name, direction] = part.trim().split(/\s+/);
            return { name, asc: direction !== "desc" };
        });
    }
}

export class DashboardTile extends Component {
    static template = "p2it_crm.DashboardTile";
    static components = { DashboardChart, DashboardView };
    static props = {
        tile: Object,
        isEditing: Boolean,
        round: Number,
        onAction: Function,
        onOpenRecord: Function,
        onChange: Function,
        onRemove: Function,
    };

    get tile() {
        return this.props.tile;
    }

    get currentWidth() {
        return String(this.tile.width);
    }

    get widths() {
        return [
            ["3", _t("A Quarter")],
            ["4", _t("A Third")],
            ["6", _t("Half")],
            ["8", _t("Two Thirds")],
            ["12", _t("Whole")],
        ];
    }

    /** A view asks by itself: it is made anew with the figures around it. */
    get viewKey() {
        return this.props.round + JSON.stringify(this.tile.view);
    }

    get isEmpty() {
        return !["figure", "view"].includes(this.tile.kind) && !this.tile.rows?.length;
    }

    short(value, format) {
        return writeShort(value, format);
    }

    exact(value, format) {
        return writeExact(value, format);
    }

    change(value) {
        return writeChange(value);
    }

    progress(value) {
        return Math.max(0, Math.min(100, Math.round(value || 0)));
    }

    get most() {
        const cells = this.tile.rows.flatMap((row) => row.cells);
        return Math.max(1, ...cells.map((cell) => Math.abs(cell || 0)));
    }

    get percent() {
        return PERCENT;
    }

    /** How strongly a cell is coloured: by the root of its share of the largest, so that one giant hides no other. */
    heat(value) {
        const share = Math.round(STRONGEST * Math.sqrt(Math.abs(value || 0) / this.most));
        const color = value < 0 ? "#d9534f" : "#0ea5a4";
        return share
            ? `background-color: color-mix(in srgb, ${color} ${Math.max(share, 6)}%, transparent)`
            : "";
    }

    openTile() {
        if (this.tile.action && !this.props.isEditing) {
            this.props.onAction(this.tile.action);
        }
    }

    openRow(row, at = null) {
        if (this.props.isEditing) {
            return;
        }
        if (row.record) {
            return this.props.onOpenRecord(this.tile.action.res_model, row.record);
        }
        if (at !== null && row.actions?.[at]) {
            return this.props.onAction(row.actions[at]);
        }
        const domain = at === null ? row.domain : (row.domains?.[at] ?? (row.domains ? null : row.domain));
        if (row.action) {
            return this.props.onAction(row.action);
        }
        if (domain && this.tile.action) {
            const column = row.domains && at !== null ? ` – ${this.tile.columns[at].label}` : "";
            this.props.onAction({
                ...this.tile.action,
                name: `${this.tile.name}: ${row.label}${column}`,
                domain,
            });
        }
    }

    openPoint(row, column) {
        this.openRow(this.tile.rows[row], column);
    }
}
