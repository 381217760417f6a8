import { onWillUnmount, useEnv } from "@odoo/owl";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** Icon, colour and words of each state: the colour says nothing that the others don't. */
export const STATES = {
    enough: { icon: "fa-check-circle", color: "text-success" },
    later: { icon: "fa-clock-o", color: "text-warning" },
    short: { icon: "fa-exclamation-triangle", color: "text-danger" },
    none: { icon: "fa-cubes", color: "text-muted" },
};

/**
 * Words for a state.
 *
 * @param {string} state
 * @param {luxon.DateTime|false} date when the whole quantity can be promised
 * @returns {string}
 */
export function getStateText(state, date) {
    if (state === "enough") {
        return _t("Enough");
    }
    if (state === "later") {
        return _t("From %s", formatDate(date));
    }
    if (state === "short") {
        return date ? _t("Short until %s", formatDate(date)) : _t("Short");
    }
    return "";
}

/** Odoo's date of a server value, or of one already read. */
export function toDate(value) {
    return typeof value === "string" ? deserializeDateTime(value) : value;
}

/**
 * Call back when the stock of some products has changed, as long as the component lives.
 *
 * @param {() => number[]} getProductIds
 * @param {() => void} callback
 */
export function useStockLive(getProductIds, callback) {
    const live = useEnv().services.p2it_stock_live;
    let waiting = false;
    function call() {
        // Nothing is read while nobody looks.
        waiting = document.hidden;
        if (!waiting) {
            callback();
        }
    }
    const unsubscribe = live?.subscribe(({ product_ids: changed }) => {
        const ids = changed && new Set(changed); // none are named when all may have changed
        if (getProductIds().some((id) => !ids || ids.has(id))) {
            call();
        }
    });
    const onVisible = () => waiting && call();
    document.addEventListener("visibilitychange", onVisible);
    onWillUnmount(() => {
        unsubscribe?.();
        document.removeEventListener("visibilitychange", onVisible);
    });
}
