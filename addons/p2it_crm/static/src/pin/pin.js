import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const OPTIONS = { enableHighAccuracy: true, timeout: 15000, maximumAge: 10000 };

/**
 * The pin of an address: where it is, a link to the map, and three ways to set it. It is written
 * into the form, so a person sees it before saving, and the save logs the old one.
 */
export class Pin extends Component {
    static template = "p2it_crm.Pin";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ status: "idle" });
    }

    get data() {
        return this.props.record.data;
    }

    get hasPin() {
        return Boolean(this.data.partner_latitude || this.data.partner_longitude);
    }

    get place() {
        return `${this.data.partner_latitude.toFixed(6)}, ${this.data.partner_longitude.toFixed(6)}`;
    }

    get mapUrl() {
        const place = `${this.data.partner_latitude},${this.data.partner_longitude}`;
        return `https://www.google.com/maps/search/?api=1&query=${place}`;
    }

    get message() {
        return {
            asking: _t("Finding the position …"),
            refused: _t("The device gave no position. Allow it in the browser, or type the numbers."),
            unknown: _t("No place was found for this address. Correct it, or set the position by hand."),
            failed: _t("The map service can't be reached now. Try later, or set the position by hand."),
        }[this.state.status];
    }

    get canLocate() {
        return Boolean(navigator.geolocation);
    }

    async keep(latitude, longitude, claim, accuracy) {
        this.state.status = "idle";
        await this.props.record.update({
            partner_latitude: latitude,
            partner_longitude: longitude,
            pin_accuracy: accuracy,
            pin_claim: claim,
        });
    }

    locate() {
        this.state.status = "asking";
        navigator.geolocation.getCurrentPosition(
            ({ coords }) => this.keep(coords.latitude, coords.longitude, "device", coords.accuracy),
            () => {
                this.state.status = "refused";
            },
            OPTIONS,
        );
    }

    async find() {
        this.state.status = "asking";
        const { street, zip, city, state_id, country_id } = this.data;
        try {
            const found = await this.orm.silent.call("res.partner", "find_position_of_address", [], {
                street: street || "",
                zip_code: zip || "",
                city: city || "",
                state_id: state_id?.id || false,
                country_id: country_id?.id || false,
            });
            if (!found) {
                this.state.status = "unknown";
                return;
            }
            await this.keep(found[0], found[1], "address", 0);
        } catch {
            this.state.status = "failed";
        }
    }

    async remove() {
        await this.keep(0, 0, "hand", 0);
    }
}

registry.category("view_widgets").add("p2it_pin", {
    component: Pin,
    fieldDependencies: [
        { name: "partner_latitude", type: "float" },
        { name: "partner_longitude", type: "float" },
        { name: "pin_accuracy", type: "float" },
        { name: "pin_claim", type: "selection" },
    ],
});
