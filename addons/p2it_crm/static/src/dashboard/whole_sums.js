import { useEffect, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";

const formatters = registry.category("formatters");

/**
 * Odoo's list sums up the rows of its page. Where an action asks for it (`p2it_whole_sums`), as those behind a
 * figure do, the sums are of all rows that the list finds, for they are held against the figure.
 */
patch(ListRenderer.prototype, {
    setup() {
        this.whole = useState({ sums: {} });
        super.setup();
        if (this.props.list.context?.p2it_whole_sums) {
            useEffect(
                () => {
                    this.readWholeSums();
                },
                () => [this.wholeSumsKey],
            );
        }
    },

    get wholeSumsKey() {
        const { list } = this.props;
        return JSON.stringify([list.domain, list.count, list.records?.length, list.isGrouped, this.summed]);
    },

    /** @returns {string[]} names of the columns with a sum that the database can add up */
    get summed() {
        return this.columns
            .filter((column) => column.type === "field" && column.attrs.sum)
            .map((column) => column.name)
            .filter((name) => this.fields[name].aggregator === "sum");
    },

    async readWholeSums() {
        const { list } = this.props;
        if (list.isGrouped || list.records.length >= list.count || !this.summed.length) {
            this.whole.sums = {};
            return;
        }
        const asked = this.wholeSumsKey;
        const specs = this.summed.map((name) => `${name}:sum`);
        const [sums] = await this.orm.formattedReadGroup(list.resModel, list.domain, [], specs, {
            context: list.context,
        });
        // An answer that comes after the next question was asked is of other rows.
        if (asked === this.wholeSumsKey) {
            this.whole.sums = sums;
        }
    },

    computeAggregates() {
        const aggregates = super.computeAggregates();
        const { list } = this.props;
        if (list.isGrouped || list.selection.length) {
            return aggregates;
        }
        for (const column of this.columns) {
            const known = aggregates[column.name];
            const sum = this.whole.sums[`${column.name}:sum`];
            if (!known || known.multiCurrency || sum === undefined) {
                continue;
            }
            const field = this.fields[column.name];
            const currency = field.type === "monetary" && list.records[0].data[this.getCurrencyField(column)];
            const formatter = formatters.get(column.widget, false) || formatters.get(field.type);
            known.rawValue = sum;
            known.value = formatter(sum, { escape: true, ...(currency ? { currencyId: currency.id } : {}) });
        }
        return aggregates;
    },
});
