import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The colours and their contrasts, asked of the server once. */
export const paletteService = {
    dependencies: ["orm"],
    start(_env, { orm }) {
        let palette;
        return {
            load: () => (palette ||= orm.call("p2it.color.rule", "get_palette", [])),
        };
    },
};
registry.category("services").add("p2it_palette", paletteService);

const NEXT_KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Chooses a colour by swatches that bear their names, with the mouse or the arrow keys. */
export class PaletteField extends Component {
    static template = "p2it_web.PaletteField";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        this.state = useState({ palette: null });
        const palette = useService("p2it_palette");
        onWillStart(async () => {
            this.state.palette = await palette.load();
        });
    }

    get isBackground() {
        return this.props.name === "background_color";
    }
    get value() {
        return this.props.record.data[this.props.name];
    }
    get label() {
        return this.props.record.fields[this.props.name].string;
    }
    get swatches() {
        const { selection } = this.props.record.fields[this.props.name];
        const none = [false, _t("None")];
        return [none, ...selection].map(([value, name]) => {
            const contrast = this.getContrast(value);
            return { value, name, contrast, readable: contrast >= this.state.palette.minimum };
        });
    }
    get chosen() {
        return this.swatches.find((swatch) => swatch.value === this.value);
    }

    /** @returns {number} contrast of a colour with what is chosen for its counterpart */
    getContrast(value) {
        const { text_color, background_color } = this.props.record.data;
        return this.isBackground
            ? this.findContrast(text_color, value)
            : this.findContrast(value, background_color);
    }
    findContrast(text, background) {
        return this.state.palette.contrast[`${text || ""},${background || ""}`];
    }

    getStyle(value) {
        const color = this.state.palette[this.props.name][value];
        if (!color) {
            return "";
        }
        if (!this.isBackground) {
            return value === "white" ? `color: ${color}; background-color: #374151` : `color: ${color}`;
        }
        const isDark = this.findContrast(false, value) < this.state.palette.minimum;
        return `background-color: ${color}; color: ${isDark ? "#FFFFFF" : "#374151"}`;
    }

    getTitle(swatch) {
        if (swatch.readable) {
            return swatch.name;
        }
        return this.isBackground
            ? _t("%s: the text changes along, to stay readable", swatch.name)
            : _t("%(color)s can't be read here (contrast %(ratio)s to 1): choose another background first", {
                  color: swatch.name,
                  ratio: swatch.contrast,
              });
    }

    isDisabled(swatch) {
        return !swatch.readable && !this.isBackground && swatch.value !== this.value;
    }

    async choose(swatch) {
        if (this.isDisabled(swatch)) {
            return;
        }
        const changes = { [this.props.name]: swatch.value };
        if (this.isBackground && !swatch.readable) {
            changes.text_color = this.findReadableText(swatch.value);
        }
        await this.props.record.update(changes);
    }

    findReadableText(background) {
        const names = [false, "white", ...Object.keys(this.state.palette.text_color)];
        return names.find((name) => this.findContrast(name, background) >= this.state.palette.minimum);
    }

    onKeydown(ev) {
        const step = NEXT_KEYS[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const buttons = [...this.root.el.querySelectorAll("button:not(:disabled)")];
        const index = buttons.indexOf(ev.target);
        const next = buttons[(index + step + buttons.length) % buttons.length];
        next.focus();
        next.click();
    }
}

export const paletteField = {
    component: PaletteField,
    displayName: _t("Palette"),
    supportedTypes: ["selection"],
    isEmpty: () => false,
};
registry.category("fields").add("p2it_palette", paletteField);
