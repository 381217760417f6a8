import { Component } from "@odoo/owl";

import { hasTouch } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** A text that is chosen from those in another field of the record; typed where there are none. */
export class ChoiceField extends Component {
    static template = "p2it_approvals.ChoiceField";
    static components = { CharField, SelectMenu };
    static props = { ...CharField.props, choices: { type: String } };

    get value() {
        return this.props.record.data[this.props.name] || null;
    }

    get choices() {
        const found = this.props.record.data[this.props.choices] || [];
        const choices = found.map(([value, label]) => ({ value, label }));
        if (this.value && !choices.some((choice) => choice.value === this.value)) {
            choices.push({ value: this.value, label: this.value });
        }
        return choices;
    }

    get isTyped() {
        return !(this.props.record.data[this.props.choices] || []).length;
    }

    get label() {
        return this.choices.find((choice) => choice.value === this.value)?.label || "";
    }

    get isSearchable() {
        return !(this.env.isSmall && hasTouch());
    }

    get charProps() {
        const { choices, ...props } = this.props; // eslint-disable-line no-unused-vars
        return props;
    }

    select(value) {
        return this.props.record.update({ [this.props.name]: value || false });
    }
}

registry.category("fields").add("p2it_choice", {
    component: ChoiceField,
    displayName: _t("Choice"),
    supportedTypes: ["char"],
    extractProps: (info, dynamicInfo) => ({
        ...charField.extractProps(info, dynamicInfo),
        choices: info.options.choices,
    }),
});
