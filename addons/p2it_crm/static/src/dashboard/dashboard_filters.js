import { Component } from "@odoo/owl";

import { RecordSelector } from "@web/core/record_selectors/record_selector";

/** Period, salesperson and area of a dashboard. */
export class DashboardFilters extends Component {
    static template = "p2it_crm.DashboardFilters";
    static components = { RecordSelector };
    static props = { filters: Object, periods: Array, userIds: Array, onChange: Function };

    get userDomain() {
        return [["id", "in", this.props.userIds]];
    }

    get asksForPerson() {
        return this.props.userIds.length > 1;
    }

    change(name, value) {
        this.props.onChange({ [name]: value });
    }
}
