import { Component, onMounted, onWillUnmount, useEffect, useRef } from "@odoo/owl";

import { session } from "@web/session";

import { growthColor, radius } from "./projection";

/**
 * The same circles on tiles of a map, where a map library and an address of tiles are there: both come with the
 * module web_leaflet_lib, which this addon doesn't need.
 */
export class TileMap extends Component {
    static template = "p2it_crm.TileMap";
    static props = { points: Array, open: Function, name: Function, money: Function, growth: Function };

    static isPossible() {
        return Boolean(window.L?.map && session["leaflet.tile_url"]);
    }

    setup() {
        this.root = useRef("root");
        onMounted(() => {
            this.map = window.L.map(this.root.el);
            window.L.tileLayer(session["leaflet.tile_url"], {
                attribution: session["leaflet.copyright"] || "",
                maxZoom: 19,
            }).addTo(this.map);
            this.layer = window.L.layerGroup().addTo(this.map);
            this.draw();
        });
        useEffect(
            () => this.draw(),
            () => [this.props.points],
        );
        onWillUnmount(() => this.map?.remove());
    }

    draw() {
        if (!this.map) {
            return;
        }
        this.layer.clearLayers();
        const { points } = this.props;
        const most = Math.max(1, ...points.map((point) => point.ordered));
        for (const point of [...points].sort((one, other) => other.ordered - one.ordered)) {
            const circle = { ...point, points: [point] };
            const text = document.createElement("div");
            text.textContent = `${point.name}: ${this.props.money(point.ordered)}, ${this.props.growth(circle)}`;
            window.L.circleMarker([point.latitude, point.longitude], {
                radius: radius(point.ordered, most),
                color: growthColor(point),
                fillOpacity: 0.6,
                weight: 1,
            })
                .bindTooltip(text)
                .on("click", () => this.props.open(circle))
                .addTo(this.layer);
        }
        if (points.length) {
            this.map.fitBounds(
                points.map((point) => [point.latitude, point.longitude]),
                { maxZoom: 12, padding: [24, 24] },
            );
        } else {
            this.map.setView([16, 106], 5);
        }
    }
}
