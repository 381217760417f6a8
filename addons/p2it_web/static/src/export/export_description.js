import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { orderByToString } from "@web/search/utils/order_by";

const TOTALS = ["sum", "avg", "max", "min"];
const UNSUPPORTED_TYPES = ["binary", "properties", "properties_definition", "json"];

/**
 * @param {Object} searchModel
 * @returns {string[]} the filters and groupings in words, as the search bar shows them
 */
export function getFacetTexts(searchModel) {
    return (searchModel?.facets || []).map((facet) => {
        const values = facet.values.join(` ${facet.separator} `);
        if (facet.type === "groupBy") {
            return _t("Grouped by: %s", values);
        }
        return facet.title ? `${facet.title}: ${values}` : values;
    });
}

/**
 * The columns that a list shows now, without buttons, handles and what a file can't hold.
 *
 * @param {Object} controller a list controller
 * @returns {Object[]}
 */
export function getListColumns(controller) {
    const { archInfo, model, optionalActiveFields } = controller;
    const { evalContext, fields } = model.root;
    return archInfo.columns
        .filter((column) => {
            const field = column.type === "field" && fields[column.name];
            return (
                field &&
                column.widget !== "handle" &&
                field.exportable !== false &&
                !UNSUPPORTED_TYPES.includes(field.type) &&
                (!column.optional || optionalActiveFields[column.name]) &&
                !evaluateBooleanExpr(column.column_invisible, evalContext)
            );
        })
        .map((column) => ({
            name: column.name,
            label: column.label || fields[column.name].string,
            widget: column.widget || "",
            currency_field: column.options.currency_field || fields[column.name].currency_field || "",
            digits: column.attrs.digits || "",
            total: TOTALS.find((total) => column.attrs[total]) || "",
        }));
}

/**
 * What the server needs to read a list again by itself: never its data.
 *
 * @param {Object} controller a list controller
 * @param {Object} choices what was chosen in the dialog
 * @returns {Object}
 */
export function describeList(controller, choices) {
    const { root } = controller.model;
    const description = {
        model: root.resModel,
        title: controller.env.config.getDisplayName(),
        facets: getFacetTexts(controller.env.searchModel),
        columns: choices.columns,
        domain: root.domain,
        groupby: root.groupBy,
        order: orderByToString(root.orderBy),
        context: root.context,
        format: choices.format,
        paper: choices.paper,
        orientation: choices.orientation,
    };
    if (choices.scope === "selection" && !root.isDomainSelected) {
        description.ids = root.selection.map((record) => record.resId);
    } else if (choices.scope === "page") {
        description.ids = root.records.map((record) => record.resId).filter(Boolean);
    }
    return description;
}
