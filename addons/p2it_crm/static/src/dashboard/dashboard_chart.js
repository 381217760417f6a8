import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";

import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";

import { writeExact, writeShort } from "./dashboard_numbers";

const LABEL_LENGTH = 22;

function shorten(text) {
    return text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1)}…` : text;
}

/**
 * Draws the rows of a tile: a series per column, or per slice of a pie. A click opens what it sums up.
 */
export class DashboardChart extends Component {
    static template = "p2it_crm.DashboardChart";
    static props = { tile: Object, onOpen: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.scheme = cookie.get("color_scheme");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify([this.props.tile.rows, this.props.tile.chart_type])],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get isPie() {
        return this.props.tile.chart_type === "pie";
    }

    get isLying() {
        return this.props.tile.chart_type === "hbar";
    }

    draw() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvas.el, {
            type: this.isPie ? "pie" : this.props.tile.chart_type === "line" ? "line" : "bar",
            data: this.makeData(),
            options: this.makeOptions(),
        });
    }

    makeData() {
        const { rows, columns } = this.props.tile;
        const count = this.isPie ? rows.length : columns.length;
        const color = (at) => getColor(at, this.scheme, count > 6 ? "lg" : "sm");
        return {
            labels: rows.map((row) => (this.isLying ? shorten(row.label) : row.label)),
            datasets: (this.isPie ? columns.slice(0, 1) : columns).map((column, at) => ({
                label: column.label,
                data: rows.map((row) => row.cells[at]),
                backgroundColor: this.isPie ? rows.map((_row, place) => color(place)) : color(at),
                borderColor: this.props.tile.chart_type === "line" ? color(at) : undefined,
                borderWidth: this.props.tile.chart_type === "line" ? 2 : 0,
                pointRadius: 3,
                pointHitRadius: 12,
                tension: 0.25,
                maxBarThickness: 42,
                borderRadius: 3,
            })),
        };
    }

    makeOptions() {
        const ink = getCustomColor(this.scheme, "#374151", "#E4E4E4");
        const { columns, chart_type: kind } = this.props.tile;
        const stacked = kind === "stacked";
        const grid = { color: getCustomColor(this.scheme, "rgba(0,0,0,.08)", "rgba(255,255,255,.12)") };
        const figures = {
            beginAtZero: true,
            stacked,
            grid,
            ticks: { color: ink, maxTicksLimit: 6, callback: (value) => writeShort(value, columns[0]) },
        };
        const names = {
            stacked,
            grid: { display: false },
            ticks: { color: ink, autoSkip: !this.isLying, maxRotation: 45 },
        };
        return {
            maintainAspectRatio: false,
            animation: false,
            locale: document.documentElement.lang || undefined,
            indexAxis: this.isLying ? "y" : "x",
            interaction: {
                mode: this.isPie ? "nearest" : "index",
                intersect: this.isPie,
                axis: this.isLying ? "y" : "x",
            },
            scales: this.isPie ? {} : this.isLying ? { x: figures, y: names } : { x: names, y: figures },
            plugins: {
                legend: {
                    display: this.isPie || columns.length > 1,
                    position: this.isPie && this.env.isSmall === false ? "right" : "bottom",
                    labels: { color: ink, boxWidth: 12 },
                },
                tooltip: {
                    callbacks: {
                        title: ([item]) => this.props.tile.rows[item?.dataIndex]?.label,
                        label: (item) => {
                            const column = columns[item.datasetIndex];
                            return `${column.label}: ${writeExact(item.raw, column)}`;
                        },
                    },
                },
            },
            onHover: (event, elements) => {
                event.native.target.style.cursor = elements.length ? "pointer" : "";
            },
            onClick: (_event, elements) => {
                if (elements.length) {
                    this.props.onOpen(elements[0].index, elements[0].datasetIndex);
                }
            },
        };
    }
}
