import { Component, onWillStart, useState } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What a salesperson earned, what is coming, and what the next tier brings. */
export class CommissionOverview extends Component {
    static template = "p2it_commission.Overview";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, isLoading: true });
        this.display = { controlPanel: {} };
        onWillStart(() => this.load(this.props.action.context?.default_user_id || false));
    }

    async load(userId) {
        this.state.isLoading = true;
        const data = await this.orm.call("p2it.commission.overview", "get_overview", [userId || null]);
        Object.assign(this.state, { data, isLoading: false });
    }

    onPersonChange(ev) {
        return this.load(parseInt(ev.target.value));
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.state.data.currency_id });
    }

    number(tier, amount) {
        return tier.is_money ? this.money(amount) : amount.toLocaleString();
    }

    date(text) {
        return formatDate(deserializeDate(text));
    }

    monthName(month) {
        return deserializeDate(month.month).toFormat("MM/yy");
    }

    monthNumber(month) {
        return deserializeDate(month.month).toFormat("MM");
    }

    monthYear(month) {
        return deserializeDate(month.month).toFormat("/yy");
    }

    height(month) {
        const most = Math.max(1, ...this.state.data.months.map((one) => Math.abs(one.amount)));
        return Math.round((100 * Math.abs(month.amount)) / most);
    }

    progress(tier) {
        if (tier.lacks_target) {
            return 0;
        }
        return tier.next_start ? Math.min(100, Math.round((100 * tier.achieved) / tier.next_start)) : 100;
    }

    openMonth(month) {
        const first = deserializeDate(month.month);
        return this.openEntries(this.monthName(month), [
            ["date", ">=", month.month],
            ["date", "<", first.plus({ months: 1 }).toISODate()],
        ]);
    }

    openUnsettled() {
        return this.openEntries(_t("To Be Settled"), [["settlement_id", "=", false]]);
    }

    openEntries(name, domain = []) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "p2it.commission.entry",
            domain: [["user_id", "=", this.state.data.user.id], ...domain],
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "pivot"],
                [false, "form"],
            ],
        });
    }

    openEntry(entry) {
        return this.openRecord("p2it.commission.entry", entry.id);
    }

    openOrder(order) {
        return this.openRecord("sale.order", order.id);
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("p2it_commission_overview", CommissionOverview);
