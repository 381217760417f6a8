import { useBus, useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { GraphRenderer } from "@web/views/graph/graph_renderer";

import { describeMeasure, describeReport } from "./pivot_export";

const NO_PICTURE = "data:,";

patch(GraphRenderer.prototype, {
    setup() {
        super.setup();
        this.p2itExports = useService("p2it_export");
        useBus(this.env.searchModel, "p2it-export", ({ detail }) => this.exportGraph(detail.format));
    },

    /**
     * The chart as it is drawn, on white, and the figures behind it.
     */
    describeGraph(format) {
        const { metaData, data } = this.model;
        const { measure, measures, mode } = metaData;
        return {
            ...describeReport(this.env, metaData, format),
            mode,
            measure: describeMeasure(measure, measures[measure], metaData.fieldAttrs?.[measure]?.widget),
            image: this.getChartPicture(),
            labels: data.labels.map((label) => String(label ?? "")),
            series: data.datasets.map((dataset) => ({
                label: String(dataset.label ?? ""),
                values: dataset.data.map((value) => value ?? null),
            })),
        };
    },

    getChartPicture() {
        const source = this.chart?.canvas;
        if (!source?.width) {
            return NO_PICTURE;
        }
        const canvas = document.createElement("canvas");
        canvas.width = source.width;
        canvas.height = source.height;
        const context = canvas.getContext("2d");
        context.fillStyle = "#ffffff";
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.drawImage(source, 0, 0);
        return canvas.toDataURL("image/png");
    },

    exportGraph(format) {
        if (this.model.useSampleModel || !this.model.hasData()) {
            return this.p2itExports.refuseEmpty();
        }
        return this.p2itExports.download("/p2it/export/graph", this.describeGraph(format));
    },
});
