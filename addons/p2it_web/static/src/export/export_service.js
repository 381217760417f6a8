import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";

import { ExportProgressDialog } from "./export_progress_dialog";

export function downloadDescription(url, description) {
    // As a file: a form's field holds no more than 10 MB.
    const data = new Blob([JSON.stringify(description)], { type: "application/json" });
    return download({ url, data: { data } });
}

/**
 * Starts exports, and tells their owner when a long one is done, wherever in Odoo that is.
 */
export const exportService = {
    dependencies: ["action", "bus_service", "dialog", "notification", "orm", "ui"],

    start(env, { action, bus_service: bus, dialog, notification, orm, ui }) {
        const watched = new Set();

        bus.subscribe("p2it_export/state", (state) => {
            env.bus.trigger("P2IT_EXPORT:STATE", state);
            if (watched.has(state.id)) {
                return;
            }
            if (state.state === "done") {
                const close = notification.add(state.name, {
                    title: _t("Your export is ready"),
                    type: "success",
                    sticky: true,
                    buttons: [
                        {
                            name: _t("Download"),
                            primary: true,
                            onClick: () => {
                                close();
                                openFile(state);
                            },
                        },
                    ],
                });
            } else if (state.state === "failed") {
                notification.add(state.message, { title: state.name, type: "danger", sticky: true });
            }
        });

        function openFile(state) {
            browser.location.assign(state.url);
        }

        function watch(state) {
            watched.add(state.id);
            dialog.add(
                ExportProgressDialog,
                { state, onDone: openFile },
                { onClose: () => watched.delete(state.id) },
            );
        }

        return {
            /**
             * Export what a description says: at once when it is short, else with a progress bar.
             *
             * @param {Object} description
             */
            async exportList(description) {
                const answer = await orm.call("p2it.export", "start", [description], {
                    context: description.context,
                });
                if (!answer.inline) {
                    return watch(answer);
                }
                return downloadDescription("/p2it/export/download", description);
            },

            async download(url, description) {
                ui.block();
                try {
                    await downloadDescription(url, description);
                } finally {
                    ui.unblock();
                }
            },

            refuseEmpty() {
                notification.add(_t("There is nothing to export. Change the filters."), { type: "warning" });
            },

            openExports() {
                return action.doAction("p2it_web.action_exports");
            },
        };
    },
};

registry.category("services").add("p2it_export", exportService);
