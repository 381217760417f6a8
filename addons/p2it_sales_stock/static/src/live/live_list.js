import { onWillUnmount } from "@odoo/owl";
import { useBus, useService } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";

/**
 * The records shown, of all opened groups.
 *
 * @param {Object} list
 * @returns {Object[]}
 */
function getShown(list) {
    return list.groups
        ? list.groups.flatMap((group) => (group.isFolded ? [] : getShown(group.list)))
        : list.records;
}

/**
 * Whether a change of these products shows: figures of groups always may.
 *
 * @param {Object} root
 * @param {number[]|null} productIds null for all products
 * @returns {boolean}
 */
function isConcerned(root, productIds) {
    if (!productIds || root.groups) {
        return true;
    }
    const ids = new Set(productIds);
    return getShown(root).some((record) => ids.has(record.data.product_id?.id));
}

/**
 * Keep a view of records with a product up to date, as long as it is open.
 *
 * What is chosen stays chosen, and nothing is read while somebody edits or nobody looks.
 *
 * @param {Object} controller
 */
function useLiveView(controller) {
    const live = useService("p2it_stock_live");
    let waiting = false;
    async function reload() {
        const { root } = controller.model;
        if (root.editedRecord || document.hidden) {
            waiting = true;
            return;
        }
        waiting = false;
        const chosen = new Set((root.selection || []).map((record) => record.resId));
        await root.load();
        if (chosen.size) {
            getShown(controller.model.root)
                .filter((record) => chosen.has(record.resId))
                .forEach((record) => record.toggleSelection(true));
        }
    }
    const unsubscribe = live.subscribe(({ product_ids: productIds }) => {
        if (controller.model.isReady && isConcerned(controller.model.root, productIds)) {
            reload();
        }
    });
    const onVisible = () => waiting && reload();
    document.addEventListener("visibilitychange", onVisible);
    useBus(controller.model.bus, "update", () => waiting && !controller.model.root.editedRecord && reload());
    onWillUnmount(() => {
        unsubscribe();
        document.removeEventListener("visibilitychange", onVisible);
    });
}

export class StockLiveListController extends ListController {
    setup() {
        super.setup();
        useLiveView(this);
    }
}

export class StockLiveKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLiveView(this);
    }
}

registry.category("views").add("p2it_stock_live_list", {
    ...listView,
    Controller: StockLiveListController,
});
registry.category("views").add("p2it_stock_live_kanban", {
    ...kanbanView,
    Controller: StockLiveKanbanController,
});
