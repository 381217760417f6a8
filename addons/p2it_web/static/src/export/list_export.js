import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useBus } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";

import { ExportDialog } from "./export_dialog";

patch(ListController.prototype, {
    setup() {
        super.setup();
        useBus(this.env.searchModel, "p2it-export", ({ detail }) => this.openExportDialog(detail.format));
    },

    getStaticActionMenuItems() {
        const isAvailable = () => this.isExportEnable && this.activeActions.exportXlsx !== false;
        return {
            ...super.getStaticActionMenuItems(),
            p2itExportExcel: {
                isAvailable,
                sequence: 11,
                icon: "fa fa-file-excel-o",
                description: _t("Export to Excel"),
                callback: () => this.openExportDialog("xlsx"),
            },
            p2itExportPdf: {
                isAvailable,
                sequence: 12,
                icon: "fa fa-file-pdf-o",
                description: _t("Export to PDF"),
                callback: () => this.openExportDialog("pdf"),
            },
        };
    },

    openExportDialog(format) {
        this.dialogService.add(ExportDialog, { controller: this, format });
    },
});
