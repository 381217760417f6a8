/** Context key by which a view asks the server for colours: "<model>,<view type>". */
export const COLOR_CONTEXT_KEY = "p2it_color";

/** Where the server puts the style of a record among its values. */
export const STYLE_KEY = "p2it_style";

/**
 * @param {Object} context
 * @param {string} resModel
 * @param {string} [viewType] none for what is not coloured
 * @returns {Object} the context, which asks for colours exactly when there is a view type
 */
export function withColorRequest(context, resModel, viewType) {
    const { [COLOR_CONTEXT_KEY]: _former, ...others } = context || {};
    return viewType ? { ...others, [COLOR_CONTEXT_KEY]: `${resModel},${viewType}` } : others;
}

/**
 * @param {Object|false} [style] as the server gives it for a row or a column
 * @returns {string[]} class names
 */
export function getStyleClasses(style) {
    if (!style) {
        return [];
    }
    return ["text", "background", "bold", "italic", "strike"]
        .filter((part) => style[part])
        .map((part) => `p2it_color_${part}`);
}

/**
 * @param {Object|false} [style] as the server gives it for a row or a column
 * @returns {string|undefined} a style attribute: colours as custom properties, used by the classes
 */
export function getStyleAttribute(style) {
    const parts = ["text", "background"].filter((part) => style && style[part]);
    return parts.length ? parts.map((part) => `--p2it-${part}: ${style[part]}`).join("; ") : undefined;
}
