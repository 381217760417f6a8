import { Component, onMounted, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import * as geo from "./projection";
import { TileMap } from "./tile_map";

const { DateTime } = luxon;

/** The first and the last day of each choice of time. */
const PERIODS = {
    month: () => [DateTime.local().startOf("month"), DateTime.local()],
    last_month: () => {
        const last = DateTime.local().minus({ months: 1 });
        return [last.startOf("month"), last.endOf("month")];
    },
    quarter: () => [DateTime.local().startOf("quarter"), DateTime.local()],
    year: () => [DateTime.local().startOf("year"), DateTime.local()],
    twelve: () => [DateTime.local().minus({ months: 12 }).plus({ days: 1 }), DateTime.local()],
};

/** Customers on a map of their real positions: circles by what they ordered, coloured by growth. */
export class SalesMap extends Component {
    static template = "p2it_crm.SalesMap";
    static components = { Layout, TileMap };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.display = { controlPanel: {} };
        this.state = useState({
            data: null,
            period: "twelve",
            userId: "",
            size: null,
            view: null,
            hovered: null,
        });
        this.hasTiles = TileMap.isPossible();
        this.resizer = new ResizeObserver(() => this.measure());
        this.pointers = new Map();
        onWillStart(() => this.load());
        useEffect(
            (element) => {
                if (element) {
                    this.resizer.observe(element);
                    this.measure();
                }
            },
            () => [this.canvas.el],
        );
        onMounted(() => this.measure());
        onWillUnmount(() => this.resizer.disconnect());
    }

    get periods() {
        return [
            ["month", _t("This month")],
            ["last_month", _t("Last month")],
            ["quarter", _t("This quarter")],
            ["year", _t("This year")],
            ["twelve", _t("Last 12 months")],
        ];
    }

    get userId() {
        return this.state.userId ? parseInt(this.state.userId) : false;
    }

    async load() {
        const [first, last] = PERIODS[this.state.period]();
        this.state.data = await this.orm.call("p2it.sales.map", "get_map", [
            serializeDate(first),
            serializeDate(last),
            this.userId,
        ]);
        this.fit();
    }

    measure() {
        const box = this.canvas.el?.getBoundingClientRect();
        if (box && (box.width !== this.state.size?.width || box.height !== this.state.size?.height)) {
            this.state.size = { width: box.width, height: box.height };
            this.fit();
        }
    }

    fit() {
        if (this.state.size && this.state.data) {
            const { width, height } = this.state.size;
            this.state.view = geo.fit(this.state.data.points, width, height);
        }
    }

    // --- what is drawn

    get circles() {
        if (!this.state.view) {
            return [];
        }
        const { width, height } = this.state.size;
        return geo.cluster(this.state.data.points, this.state.view, width, height);
    }

    get most() {
        return Math.max(1, ...this.circles.map((circle) => circle.ordered));
    }

    get lines() {
        const { width, height } = this.state.size;
        return geo.graticule(this.state.view, width, height);
    }

    get labels() {
        const { width, height } = this.state.size;
        const taken = [];
        return geo
            .labels(this.state.data.points)
            .map((label) => ({
                ...label,
                ...geo.toScreen(geo.project(label), this.state.view, width, height),
            }))
            .filter((label) => {
                const isFree = taken.every(
                    (other) => Math.abs(other.y - label.y) > 16 || Math.abs(other.x - label.x) > 110,
                );
                if (isFree) {
                    taken.push(label);
                }
                return isFree;
            });
    }

    get top() {
        return [...this.state.data.points]
            .filter((point) => point.ordered > 0)
            .sort((one, other) => other.ordered - one.ordered)
            .slice(0, 10);
    }

    get total() {
        return this.state.data.points.reduce((sum, point) => sum + point.ordered, 0);
    }

    radius(circle) {
        return geo.radius(circle.ordered, this.most);
    }

    color(circle) {
        return geo.growthColor(circle);
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.state.data.currency_id });
    }

    name(circle) {
        return circle.points.length === 1 ? circle.points[0].name : _t("%s customers", circle.points.length);
    }

    growth(circle) {
        const percent = geo.growth(circle);
        if (percent === null) {
            return circle.ordered > 0 ? _t("nothing in the time before") : _t("no order");
        }
        return `${percent > 0 ? "+" : ""}${percent.toLocaleString(undefined, { maximumFractionDigits: 0 })} %`;
    }

    // --- what people do

    onPeriodChange(ev) {
        this.state.period = ev.target.value;
        return this.load();
    }

    onPersonChange(ev) {
        this.state.userId = ev.target.value;
        return this.load();
    }

    open(circle) {
        const ids = circle.points.map((point) => point.id);
        const isOne = ids.length === 1;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: this.name(circle),
            res_model: "res.partner",
            ...(isOne ? { res_id: ids[0] } : { domain: [["id", "in", ids]] }),
            views: isOne
                ? [[false, "form"]]
                : [
                      [false, "list"],
                      [false, "kanban"],
                      [false, "form"],
                  ],
        });
    }

    openPoint(point) {
        return this.open({ points: [point] });
    }

    async openWithoutPosition() {
        return this.action.doAction(
            await this.orm.call("p2it.sales.map", "get_without_position", [this.userId]),
        );
    }

    onKey(ev, circle) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.open(circle);
        }
    }

    zoom(factor, pointer = null) {
        const { width, height } = this.state.size;
        this.state.view = geo.zoomAt(
            this.state.view,
            factor,
            pointer || { x: width / 2, y: height / 2 },
            width,
            height,
        );
    }

    place(ev) {
        const box = this.canvas.el.getBoundingClientRect();
        return { x: ev.clientX - box.left, y: ev.clientY - box.top };
    }

    onWheel(ev) {
        this.zoom(ev.deltaY < 0 ? 1.25 : 0.8, this.place(ev));
    }

    onPointerDown(ev) {
        this.pointers.set(ev.pointerId, this.place(ev));
    }

    onPointerMove(ev) {
        const last = this.pointers.get(ev.pointerId);
        if (!last) {
            return;
        }
        const now = this.place(ev);
        const others = [...this.pointers].filter(([id]) => id !== ev.pointerId);
        if (others.length) {
            const still = others[0][1];
            const distance = (one) => Math.hypot(one.x - still.x, one.y - still.y);
            this.zoom(distance(now) / Math.max(1, distance(last)), still);
        } else {
            const { view } = this.state;
            this.state.view = {
                ...view,
                x: view.x - (now.x - last.x) / view.scale,
                y: view.y - (now.y - last.y) / view.scale,
            };
        }
        this.pointers.set(ev.pointerId, now);
    }

    onPointerUp(ev) {
        this.pointers.delete(ev.pointerId);
    }
}

registry.category("actions").add("p2it_sales_map", SalesMap);
