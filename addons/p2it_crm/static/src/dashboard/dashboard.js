import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { Layout } from "@web/search/layout";
import { useSetupAction } from "@web/search/action_hook";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { DashboardFilters } from "./dashboard_filters";
import { DashboardTile } from "./dashboard_tile";

const EVERY_MINUTE = 60_000;
const LAST = "p2it_crm.dashboard";

/** A screen of tiles that all look through the same filters, and stay as the documents are. */
export class Dashboard extends Component {
    static template = "p2it_crm.Dashboard";
    static components = { Layout, Dropdown, DropdownItem, DashboardFilters, DashboardTile };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.exports = useService("p2it_export");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast();
        this.grid = useRef("grid");
        this.state = useState({
            dashboards: [],
            periods: [],
            userIds: [],
            first: 0,
            current: 0,
            filters: { period: "month", date_from: false, date_to: false, user_id: false, area_id: false },
            data: null,
            error: "",
            isLoading: true,
            isEditing: false,
            mayExport: false,
            round: 0,
        });
        useSetupAction({
            getLocalState: () => ({ current: this.state.current, filters: { ...this.state.filters } }),
        });
        useSortable({
            ref: this.grid,
            elements: ".p2it_dashboard_tile",
            handle: ".p2it_tile_handle",
            enable: () => this.state.isEditing,
            cursor: "grabbing",
            onDrop: ({ element, previous }) => this.moveTile(element, previous),
        });
        onWillStart(() => this.start());
        onMounted(() => {
            this.timer = browser.setInterval(() => this.refreshQuietly(), EVERY_MINUTE);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    // --- which dashboard

    async start() {
        this.state.mayExport = await user.hasGroup("base.group_allow_export");
        await this.loadDashboards();
        const before = this.props.state || {};
        const { context = {}, params = {} } = this.props.action;
        const wished = [
            before.current,
            context.dashboard_id || params.dashboard_id,
            Number(browser.localStorage.getItem(LAST)),
        ].find((id) => this.find(id));
        this.state.current = wished || this.state.first || 0;
        this.state.filters.period = this.current?.period || "month";
        Object.assign(this.state.filters, before.filters);
        this.load(); // not awaited: the screen stands while the figures come
    }

    async loadDashboards() {
        const answer = await this.orm.call("p2it.dashboard", "get_dashboards", []);
        Object.assign(this.state, {
            dashboards: answer.dashboards,
            periods: answer.periods,
            userIds: answer.user_ids,
            first: answer.first,
        });
    }

    find(id) {
        return this.state.dashboards.find((dashboard) => dashboard.id === id);
    }

    get current() {
        return this.find(this.state.current);
    }

    get groups() {
        const { dashboards } = this.state;
        return [
            { label: _t("Ready-made"), list: dashboards.filter((one) => one.is_ready_made) },
            { label: _t("Mine"), list: dashboards.filter((one) => one.is_mine) },
            {
                label: _t("Shared with me"),
                list: dashboards.filter((one) => !one.is_mine && !one.is_ready_made),
            },
        ].filter((group) => group.list.length);
    }

    onChoice(ev) {
        return this.choose(Number(ev.target.value));
    }

    choose(id) {
        Object.assign(this.state, { current: id, isEditing: false, data: null });
        browser.localStorage.setItem(LAST, id);
        this.state.filters.period = this.current?.period || "month";
        return this.load();
    }

    // --- figures

    changeFilters(changes) {
        Object.assign(this.state.filters, changes);
        return this.load();
    }

    async load() {
        if (!this.state.current) {
            this.state.isLoading = false;
            return;
        }
        this.state.isLoading = true;
        const answer = this.orm.call("p2it.dashboard", "get_data", [
            this.state.current,
            { ...this.state.filters },
        ]);
        try {
            const data = await this.keepLast.add(answer);
            const { date_from, date_to } = data.filters;
            Object.assign(this.state.filters, { date_from, date_to });
            Object.assign(this.state, { data, error: "", round: this.state.round + 1 });
        } catch (error) {
            // What is on the screen stays, and says that it is no longer of this minute.
            this.state.error = error.data?.message || _t("The server can't be reached. Trying again soon.");
        } finally {
            this.state.isLoading = false;
        }
    }

    refreshQuietly() {
        if (document.visibilityState === "visible" && !this.state.isEditing) {
            this.load();
        }
    }

    open(action) {
        return this.action.doAction(action);
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    export(format) {
        return this.exports.download("/p2it/dashboard/export", {
            dashboard_id: this.state.current,
            filters: { ...this.state.filters },
            context: { allowed_company_ids: user.context.allowed_company_ids },
            format,
        });
    }

    // --- one's own

    edit() {
        this.state.isEditing = !this.state.isEditing;
    }

    async moveTile(element, previous) {
        const tiles = [...this.state.data.tiles];
        const [moved] = tiles.splice(
            tiles.findIndex((tile) => tile.id === Number(element.dataset.id)),
            1,
        );
        const after = previous ? tiles.findIndex((tile) => tile.id === Number(previous.dataset.id)) + 1 : 0;
        tiles.splice(after, 0, moved);
        this.state.data.tiles = tiles;
        await this.orm.call("p2it.dashboard", "arrange", [this.state.current, tiles.map((tile) => tile.id)]);
    }

    async changeTile(tile, values) {
        await this.orm.write("p2it.dashboard.tile", [tile.id], values);
        Object.assign(tile, values.width ? { width: Number(values.width) } : values);
    }

    /** What is ready-made is put away, for an upgrade would bring it back; one's own is deleted. */
    takeAway(model, id) {
        return this.current.is_ready_made
            ? this.orm.write(model, [id], { active: false })
            : this.orm.unlink(model, [id]);
    }

    removeTile(tile) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Remove “%s”?", tile.name),
            body: _t("The tile goes from this dashboard for everybody who sees it. No record is deleted."),
            confirmLabel: _t("Remove"),
            confirm: async () => {
                await this.takeAway("p2it.dashboard.tile", tile.id);
                await this.load();
            },
            cancel: () => {},
        });
    }

    openForm(id = false) {
        this.dialog.add(FormViewDialog, {
            resModel: "p2it.dashboard",
            resId: id,
            title: id ? _t("Dashboard") : _t("New Dashboard"),
            onRecordSaved: async (record) => {
                await this.loadDashboards();
                await this.choose(record.resId || id);
            },
        });
    }

    async copy() {
        const id = await this.orm.call("p2it.dashboard", "copy_for_me", [this.state.current]);
        await this.loadDashboards();
        await this.choose(id);
    }

    remove() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Delete “%s”?", this.current.name),
            body: _t("The dashboard is gone for everybody who sees it. No record of yours is deleted."),
            confirmLabel: _t("Delete"),
            confirm: async () => {
                await this.takeAway("p2it.dashboard", this.state.current);
                await this.loadDashboards();
                await this.choose(this.state.first || 0);
            },
            cancel: () => {},
        });
    }
}

registry.category("actions").add("p2it_dashboard", Dashboard);
