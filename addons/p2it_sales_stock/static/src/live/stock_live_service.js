import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/** Changes that come within this time are one, and none waits longer than the second. */
const PAUSE = 250;
const LONGEST = 1000;

/**
 * Tells components which products' stock has changed anywhere, bursts joined.
 *
 * Messages carry ids only; whoever wants figures reads them anew, with the rights of the user.
 */
export const stockLiveService = {
    dependencies: ["bus_service"],

    start(env, { bus_service: bus }) {
        const subscribers = new Set();
        let changed = new Set();
        let everything = false;
        let firstAt = null;
        let timer = null;

        function publish() {
            const productIds = everything ? null : [...changed];
            [changed, everything, firstAt, timer] = [new Set(), false, null, null];
            for (const callback of [...subscribers]) {
                callback({ product_ids: productIds });
            }
        }

        function collect(productIds) {
            if (!subscribers.size) {
                return;
            }
            if (productIds) {
                productIds.forEach((id) => changed.add(id));
            } else {
                everything = true;
            }
            firstAt ??= Date.now();
            const left = Math.max(0, firstAt + LONGEST - Date.now());
            browser.clearTimeout(timer);
            timer = browser.setTimeout(publish, Math.min(PAUSE, left));
        }

        bus.subscribe("p2it_stock_changed", ({ product_ids: productIds }) => collect(productIds));
        // What was told while the connection was lost is not told again.
        bus.addEventListener("BUS:RECONNECT", () => collect(null));

        return {
            /**
             * @param {({product_ids: number[]|null}) => void} callback gets the ids, null for all products
             * @returns {() => void} to unsubscribe
             */
            subscribe(callback) {
                subscribers.add(callback);
                bus.start();
                return () => subscribers.delete(callback);
            },
        };
    },
};

registry.category("services").add("p2it_stock_live", stockLiveService);
