import { Component, onWillStart, useState } from "@odoo/owl";

import { CheckBox } from "@web/core/checkbox/checkbox";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { useService } from "@web/core/utils/hooks";

import { describeList, getListColumns } from "./export_description";

/**
 * Asks what of a list to export. Everything is chosen already: Enter is enough.
 */
export class ExportDialog extends Component {
    static template = "p2it_web.ExportDialog";
    static components = { CheckBox, Dialog };
    static props = { controller: Object, format: String, close: Function };

    setup() {
        this.orm = useService("orm");
        this.exports = useService("p2it_export");
        const { root } = this.props.controller.model;
        const hasSelection = root.selection.length > 0 && !root.isDomainSelected;
        this.columns = getListColumns(this.props.controller);
        this.state = useState({
            format: this.props.format,
            scope: hasSelection ? "selection" : "all",
            paper: "auto",
            orientation: "auto",
            columns: Object.fromEntries(this.columns.map((column) => [column.name, true])),
            total: null,
            isBusy: false,
        });
        this.counts = {
            selection: hasSelection ? root.selection.length : 0,
            page: root.records.length,
        };
        onWillStart(async () => {
            this.state.total = await this.orm.searchCount(root.resModel, root.domain, {
                context: root.context,
            });
        });
    }

    get title() {
        return this.state.format === "pdf" ? _t("Export to PDF") : _t("Export to Excel");
    }

    get scopes() {
        const scopes = [
            { key: "selection", label: _t("Selected records"), count: this.counts.selection },
            { key: "page", label: _t("This page"), count: this.counts.page },
            { key: "all", label: _t("All records of the search"), count: this.state.total },
        ];
        return scopes.filter((scope) => scope.count);
    }

    formatCount(count) {
        return formatInteger(count);
    }

    get chosenColumns() {
        return this.columns.filter((column) => this.state.columns[column.name]);
    }

    get columnsLabel() {
        const numbers = { chosen: this.chosenColumns.length, all: this.columns.length };
        return _t("Columns (%(chosen)s of %(all)s)", numbers);
    }

    get isReady() {
        return !this.state.isBusy && this.chosenColumns.length && this.scopes.length;
    }

    async onExport() {
        const { format, scope, paper, orientation } = this.state;
        const description = describeList(this.props.controller, {
            format,
            scope,
            paper,
            orientation,
            columns: this.chosenColumns,
        });
        this.state.isBusy = true;
        try {
            await this.exports.exportList(description);
        } catch (error) {
            this.state.isBusy = false; // what was refused can be changed and tried again
            throw error;
        }
        this.props.close();
    }
}
