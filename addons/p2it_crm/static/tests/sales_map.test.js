import { describe, expect, test } from "@odoo/hoot";

import * as geo from "@p2it_crm/sales_map/projection";

describe.current.tags("headless");

const HANOI = { latitude: 21.03, longitude: 105.85, ordered: 300, before: 200, orders: 3, area: "Hà Nội" };
const HUE = { latitude: 16.46, longitude: 107.59, ordered: 100, before: 200, orders: 1, area: "Huế" };
const SAIGON = { latitude: 10.78, longitude: 106.7, ordered: 600, before: 0, orders: 5, area: "TP. HCM" };
const ALL = [HANOI, HUE, SAIGON];

test("a place projected and back is the same place", () => {
    for (const place of ALL) {
        const back = geo.unproject(geo.project(place));
        expect(Math.abs(back.latitude - place.latitude)).toBeLessThan(1e-9);
        expect(Math.abs(back.longitude - place.longitude)).toBeLessThan(1e-9);
    }
    expect(geo.project({ latitude: 0, longitude: 0 })).toEqual({ x: 0.5, y: 0.5 });
});

test("all points lie within the view that fits them, north above south", () => {
    const view = geo.fit(ALL, 800, 600);
    const places = ALL.map((point) => geo.toScreen(geo.project(point), view, 800, 600));
    for (const { x, y } of places) {
        expect(x >= 47 && x <= 753 && y >= 47 && y <= 553).toBe(true);
    }
    expect(places[0].y).toBeLessThan(places[1].y);
    expect(places[1].y).toBeLessThan(places[2].y);
});

test("one point, and none, have a view too", () => {
    for (const points of [[HANOI], []]) {
        const view = geo.fit(points, 800, 600);
        expect(Number.isFinite(view.scale) && view.scale > 0).toBe(true);
    }
});

test("zooming keeps what is under the pointer", () => {
    const view = geo.fit(ALL, 800, 600);
    const before = geo.toScreen(geo.project(HUE), view, 800, 600);
    const after = geo.toScreen(geo.project(HUE), geo.zoomAt(view, 3, before, 800, 600), 800, 600);
    expect(Math.abs(after.x - before.x)).toBeLessThan(1e-6);
    expect(Math.abs(after.y - before.y)).toBeLessThan(1e-6);
});

test("joined circles lose nobody and no money", () => {
    const many = Array.from({ length: 500 }, (_, n) => ({
        ...HANOI,
        latitude: 10 + (n % 23) / 3,
        longitude: 104 + (n % 17) / 5,
        ordered: n,
    }));
    const circles = geo.cluster(many, geo.fit(many, 400, 600), 400, 600);
    const sum = (values) => values.reduce((one, other) => one + other, 0);
    expect(sum(circles.map((circle) => circle.points.length))).toBe(500);
    expect(sum(circles.map((circle) => circle.ordered))).toBe((499 * 500) / 2);
    expect(circles.length).toBeLessThan(400);
});

test("twice the money is twice the area, and nothing sold is small", () => {
    const [one, two] = [geo.radius(200, 800), geo.radius(400, 800)];
    expect(Math.abs(two ** 2 / one ** 2 - 2)).toBeLessThan(1e-9);
    expect(geo.radius(0, 800)).toBeLessThan(geo.radius(1, 800));
    expect(geo.radius(0, 0)).toBeGreaterThan(0);
});

test("growth is against the time before, and what is new has none", () => {
    expect(geo.growth(HANOI)).toBe(50);
    expect(geo.growth(HUE)).toBe(-50);
    expect(geo.growth(SAIGON)).toBe(null);
    expect(geo.growthColor(HANOI)).toBe("rgb(22, 135, 90)");
    expect(geo.growthColor(HUE)).toBe("rgb(192, 57, 43)");
    expect(geo.growthColor(SAIGON)).toBe("rgb(52, 110, 190)");
    expect(geo.growthColor({ ordered: 200, before: 200 })).toBe("rgb(148, 153, 160)");
});

test("the grid has a few lines at every scale", () => {
    for (const zoom of [1, 4, 20, 200]) {
        const lines = geo.graticule(
            geo.zoomAt(geo.fit(ALL, 800, 600), zoom, { x: 400, y: 300 }, 800, 600),
            800,
            600,
        );
        expect(lines.length >= 4 && lines.length < 80).toBe(true);
    }
});

test("names stand at the middle of an area's customers, those that buy most first", () => {
    const names = geo.labels([...ALL, { ...HANOI, latitude: 21.05, ordered: 900 }], 2);
    expect(names.map((label) => label.name)).toEqual(["Hà Nội", "TP. HCM"]);
    expect(Math.abs(names[0].latitude - 21.04)).toBeLessThan(1e-9);
});
