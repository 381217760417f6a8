import { onWillStart } from "@odoo/owl";

import { useBus, useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";

import { getFacetTexts } from "../export/export_description";
import { mayExport } from "../export/export_menu";

/**
 * @param {Object} env
 * @param {Object} metaData of a pivot or graph model
 * @returns {Object} what the exports of both have in common
 */
export function describeReport(env, metaData, format) {
    return {
        format,
        model: metaData.resModel,
        title: env.config.getDisplayName() || metaData.title,
        facets: getFacetTexts(env.searchModel),
        context: env.searchModel.context,
    };
}

/**
 * @param {Object} field
 * @param {string} [widget]
 * @returns {Object} how figures of a measure are written
 */
export function describeMeasure(name, field, widget, digits) {
    return {
        name,
        string: field?.string || "",
        type: field?.type || "integer",
        widget: widget || "",
        digits,
    };
}

patch(PivotRenderer.prototype, {
    setup() {
        super.setup();
        this.p2itExports = useService("p2it_export");
        useBus(this.env.searchModel, "p2it-export", ({ detail }) => this.exportPivot(detail.format));
        onWillStart(async () => {
            this.mayExport = await mayExport();
        });
    },

    /**
     * The table as it is unfolded and sorted on the screen.
     */
    describePivot(format) {
        const { metaData } = this.model;
        const { headers, rows } = this.model.getTable();
        return {
            ...describeReport(this.env, metaData, format),
            measures: metaData.activeMeasures.map((name) =>
                describeMeasure(name, metaData.measures[name], metaData.widgets[name]),
            ),
            headers: headers.map((row) =>
                row.map((cell) => ({
                    title: String(cell.title ?? ""),
                    width: cell.width || 1,
                    height: cell.height || 1,
                })),
            ),
            rows: rows.map((row) => ({
                title: String(row.title ?? ""),
                indent: row.indent,
                values: row.subGroupMeasurements.map((cell) => [
                    cell.value ?? null,
                    cell.measure,
                    cell.currencyIds?.length === 1 ? cell.currencyIds[0] : 0,
                    (cell.currencyIds?.length || 0) > 1,
                    Boolean(cell.isBold),
                ]),
            })),
        };
    },

    exportPivot(format) {
        if (this.model.useSampleModel || !this.model.hasData()) {
            return this.p2itExports.refuseEmpty();
        }
        return this.p2itExports.download("/p2it/export/pivot", this.describePivot(format));
    },
});
