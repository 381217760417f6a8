import { Component, onMounted, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const OPTIONS = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };

/**
 * Takes the device's position once, when a new entry is opened, and shows whether there is one.
 * Without a position the entry can be saved all the same: who decides what that means is a person.
 */
export class Position extends Component {
    static template = "p2it_crm.Position";
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ status: "none" });
        onMounted(() => this.locate());
    }

    get hasPosition() {
        const { latitude, longitude } = this.props.record.data;
        return Boolean(latitude || longitude);
    }

    get text() {
        const { accuracy, latitude, longitude } = this.props.record.data;
        if (this.hasPosition) {
            return accuracy
                ? _t("Position recorded, to %s m", Math.round(accuracy))
                : _t("Position %(latitude)s, %(longitude)s", {
                      latitude: latitude.toFixed(5),
                      longitude: longitude.toFixed(5),
                  });
        }
        return {
            asking: _t("Finding the position …"),
            refused: _t("No position: allow it in the browser if visits must show where they were"),
            none: _t("No position"),
        }[this.state.status];
    }

    get mapUrl() {
        const { latitude, longitude } = this.props.record.data;
        return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
    }

    locate() {
        if (!this.props.record.isNew || this.hasPosition || !navigator.geolocation) {
            return;
        }
        this.state.status = "asking";
        navigator.geolocation.getCurrentPosition(
            ({ coords }) => this.keep(coords),
            () => {
                this.state.status = "refused";
            },
            OPTIONS,
        );
    }

    keep({ latitude, longitude, accuracy }) {
        this.state.status = "none";
        if (this.props.record.isNew) {
            return this.props.record.update({ latitude, longitude, accuracy });
        }
    }
}

registry.category("view_widgets").add("p2it_position", {
    component: Position,
    fieldDependencies: [
        { name: "latitude", type: "float" },
        { name: "longitude", type: "float" },
        { name: "accuracy", type: "float" },
    ],
});
