/**
 * Where places lie on a flat map, how large and of what colour their circles are. Pure: no screen, no server.
 *
 * World coordinates are those of the Mercator projection, both from 0 to 1, the second one downwards.
 */

const MAX_LATITUDE = 85.05;

export function project({ latitude, longitude }) {
    const limited = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
    const sine = Math.sin((limited * Math.PI) / 180);
    return {
        x: (longitude + 180) / 360,
        y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI),
    };
}

export function unproject({ x, y }) {
    const n = Math.PI * (1 - 2 * y);
    return { latitude: (180 / Math.PI) * Math.atan(Math.sinh(n)), longitude: x * 360 - 180 };
}

/**
 * @param {Array<{latitude: number, longitude: number}>} points
 * @returns {{scale: number, x: number, y: number}} the view in which all points are seen: pixels per world, and
 *      the world coordinates of the middle
 */
export function fit(points, width, height, padding = 48) {
    if (!points.length) {
        return { scale: Math.max(width, 1), x: 0.5, y: 0.5 };
    }
    const places = points.map(project);
    const [left, right] = range(places.map((place) => place.x));
    const [top, bottom] = range(places.map((place) => place.y));
    const scale = Math.min(
        Math.max(1, width - 2 * padding) / Math.max(right - left, 1e-4),
        Math.max(1, height - 2 * padding) / Math.max(bottom - top, 1e-4),
    );
    return { scale, x: (left + right) / 2, y: (top + bottom) / 2 };
}

function range(values) {
    return values.reduce(
        ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
        [Infinity, -Infinity],
    );
}

/** @returns {{x: number, y: number}} pixels */
export function toScreen(place, view, width, height) {
    return {
        x: (place.x - view.x) * view.scale + width / 2,
        y: (place.y - view.y) * view.scale + height / 2,
    };
}

/** Zoom so that what is under the pointer stays there. */
export function zoomAt(view, factor, pointer, width, height) {
    const scale = Math.max(200, Math.min(view.scale * factor, 5e7));
    const kept = {
        x: view.x + (pointer.x - width / 2) / view.scale,
        y: view.y + (pointer.y - height / 2) / view.scale,
    };
    return {
        scale,
        x: kept.x - (pointer.x - width / 2) / scale,
        y: kept.y - (pointer.y - height / 2) / scale,
    };
}

/**
 * Join points that would lie on each other, so that a screen never shows more circles than cells.
 *
 * @param {number} cell pixels
 * @returns {Array} circles: x, y, ordered, before, orders, points; the largest first, to be drawn below
 */
export function cluster(points, view, width, height, cell = 28) {
    const cells = new Map();
    for (const point of points) {
        const { x, y } = toScreen(project(point), view, width, height);
        if (x < -cell || y < -cell || x > width + cell || y > height + cell) {
            continue;
        }
        const key = `${Math.floor(x / cell)},${Math.floor(y / cell)}`;
        if (!cells.has(key)) {
            cells.set(key, { key, x: 0, y: 0, weight: 0, ordered: 0, before: 0, orders: 0, points: [] });
        }
        const circle = cells.get(key);
        const weight = 1 + Math.max(0, point.ordered);
        circle.x = (circle.x * circle.weight + x * weight) / (circle.weight + weight);
        circle.y = (circle.y * circle.weight + y * weight) / (circle.weight + weight);
        circle.weight += weight;
        circle.ordered += point.ordered;
        circle.before += point.before;
        circle.orders += point.orders;
        circle.points.push(point);
    }
    return [...cells.values()].sort((one, other) => other.ordered - one.ordered);
}

/** @returns {number} pixels; the area, not the radius, stands for the amount */
export function radius(ordered, most, largest = 34, smallest = 4) {
    return ordered > 0 && most > 0 ? Math.max(smallest, largest * Math.sqrt(ordered / most)) : smallest - 1;
}

/** @returns {number|null} growth in percent; null for what has nothing before */
export function growth({ ordered, before }) {
    return before > 0 ? (100 * (ordered - before)) / before : null;
}

const FALLING = [192, 57, 43];
const EVEN = [148, 153, 160];
const RISING = [22, 135, 90];
const NEW = "rgb(52, 110, 190)";
const NOTHING = "rgb(148, 153, 160)";

/** @returns {string} red for half and less, grey for the same, green for half as much again and more */
export function growthColor(circle) {
    const percent = growth(circle);
    if (percent === null) {
        return circle.ordered > 0 ? NEW : NOTHING;
    }
    const part = Math.max(-1, Math.min(1, percent / 50));
    const end = part < 0 ? FALLING : RISING;
    const mixed = EVEN.map((value, index) => Math.round(value + (end[index] - value) * Math.abs(part)));
    return `rgb(${mixed.join(", ")})`;
}

const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

/**
 * The lines of a grid of degrees that are seen.
 *
 * @returns {Array<{key: string, x1: number, y1: number, x2: number, y2: number, text: string}>}
 */
export function graticule(view, width, height) {
    const corner = (x, y) =>
        unproject({ x: view.x + (x - width / 2) / view.scale, y: view.y + (y - height / 2) / view.scale });
    const [northWest, southEast] = [corner(0, 0), corner(width, height)];
    const wide = southEast.longitude - northWest.longitude;
    const step = STEPS.find((one) => wide / one >= 4) || STEPS.at(-1);
    const lines = [];
    for (const longitude of multiples(northWest.longitude, southEast.longitude, step)) {
        const { x } = toScreen(project({ latitude: 0, longitude }), view, width, height);
        const text = degrees(longitude, "E", "W", step);
        lines.push({ key: `x${longitude}`, x1: x, y1: 0, x2: x, y2: height, text });
    }
    for (const latitude of multiples(southEast.latitude, northWest.latitude, step)) {
        const { y } = toScreen(project({ latitude, longitude: 0 }), view, width, height);
        lines.push({
            key: `y${latitude}`,
            x1: 0,
            y1: y,
            x2: width,
            y2: y,
            text: degrees(latitude, "N", "S", step),
        });
    }
    return lines;
}

function* multiples(from, to, step) {
    const first = Math.ceil(from / step);
    for (let number = first; number * step <= to && number - first < 200; number++) {
        yield number * step;
    }
}

function degrees(value, positive, negative, step) {
    const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    return `${Math.abs(value).toFixed(digits)}°${value < 0 ? negative : positive}`;
}

/** The middle of each area's customers, to write its name there; the areas that buy most. */
export function labels(points, count = 12) {
    const areas = new Map();
    for (const point of points) {
        if (!point.area) {
            continue;
        }
        const area = areas.get(point.area) || {
            name: point.area,
            latitude: 0,
            longitude: 0,
            n: 0,
            ordered: 0,
        };
        area.latitude += point.latitude;
        area.longitude += point.longitude;
        area.ordered += point.ordered;
        area.n += 1;
        areas.set(point.area, area);
    }
    return [...areas.values()]
        .sort((one, other) => other.ordered - one.ordered)
        .slice(0, count)
        .map((area) => ({ ...area, latitude: area.latitude / area.n, longitude: area.longitude / area.n }));
}
