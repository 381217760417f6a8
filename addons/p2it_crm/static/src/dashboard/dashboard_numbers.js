import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";

const EXACT_BELOW = 10_000;
const MANIFOLD = 900;

/**
 * @param {Object} format as the server describes a figure
 * @returns {string} the figure in full, in the reader's language
 */
export function writeExact(value, format) {
    if (value === null || value === undefined) {
        return "";
    }
    // A minus as wide as a plus, as in the changes beside it.
    return write(value, format).replace(/^-/, "−");
}

function write(value, format) {
    switch (format?.type) {
        case "monetary":
            return formatMonetary(value, { currencyId: format.currency_id });
        case "percent":
            return _t("%s%", formatFloat(value, { digits: [16, 1] }));
        case "float":
            return formatFloat(value, { digits: [16, 1] });
        default:
            return Number.isInteger(value) ? formatInteger(value) : formatFloat(value, { digits: [16, 1] });
    }
}

/**
 * @returns {string} the figure so short that it can be taken in at a glance: “1.2 bn”
 */
export function writeShort(value, format) {
    const size = Math.abs(value || 0);
    if (!["monetary", "integer"].includes(format?.type) || size < EXACT_BELOW) {
        return writeExact(value, format);
    }
    const digits = (number) => [16, Math.abs(number) < 100 ? 1 : 0];
    const shorten = (number) =>
        formatFloat(number, { digits: digits(number), trailingZeros: false }).replace(/^-/, "−");
    if (size >= 999_950_000) {
        return _t("%s bn", shorten(value / 1e9));
    }
    if (size >= 999_950) {
        return _t("%s m", shorten(value / 1e6));
    }
    return _t("%s k", shorten(value / 1e3));
}

/**
 * @returns {string} how much more or less than before, with its sign
 */
export function writeChange(change) {
    if (change >= MANIFOLD) {
        return _t("×%s", formatFloat(1 + change / 100, { digits: [16, 0] }));
    }
    const text = formatFloat(Math.abs(change), { digits: [16, Math.abs(change) < 100 ? 1 : 0] });
    return change < 0 ? _t("−%s%", text) : _t("+%s%", text);
}
