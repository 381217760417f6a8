import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { STYLE_KEY, withColorRequest } from "./color_style";

const COLORED_VIEW_TYPES = ["list", "kanban"];

patch(RelationalModel.prototype, {
    /** Lists and kanbans ask for colours along with whatever they read or save; forms don't. */
    _getNextConfig() {
        const config = super._getNextConfig(...arguments);
        const viewType = this.env.config?.viewType;
        const isColored = !config.isMonoRecord && COLORED_VIEW_TYPES.includes(viewType);
        config.context = withColorRequest(config.context, config.resModel, isColored && viewType);
        return config;
    },
});

patch(Record.prototype, {
    /** A record read anew, or saved, has the style that came with it. */
    _setData(data) {
        super._setData(...arguments);
        this.colorStyle = data[STYLE_KEY] || false;
    },
    /** Some values alone change the style only if one came with them: saving many, sorting by hand. */
    _applyValues(values) {
        super._applyValues(...arguments);
        if (STYLE_KEY in values) {
            this.colorStyle = values[STYLE_KEY] || false;
        }
    },
});
