import { patch } from "@web/core/utils/patch";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { CalendarYearRenderer } from "@web/views/calendar/calendar_year/calendar_year_renderer";
import { getStyleClasses, STYLE_KEY, withColorRequest } from "./color_style";

patch(CalendarModel.prototype, {
    /** Calendars ask for colours along with their records. */
    load(params = {}) {
        if (params.context) {
            const context = withColorRequest(params.context, this.meta.resModel, "calendar");
            params = { ...params, context };
        }
        return super.load(params);
    },
});

/** How both renderers dress an event. */
const coloredEvents = () => ({
    eventClassNames({ event }) {
        const style = this.props.model.records[event.id]?.rawRecord[STYLE_KEY]?.row;
        return [...super.eventClassNames(...arguments), ...getStyleClasses(style)];
    },
    onEventDidMount({ el, event }) {
        super.onEventDidMount(...arguments);
        const style = this.props.model.records[event.id]?.rawRecord[STYLE_KEY]?.row;
        for (const part of ["text", "background"]) {
            if (style && style[part]) {
                el.style.setProperty(`--p2it-${part}`, style[part]);
            }
        }
    },
});

patch(CalendarCommonRenderer.prototype, coloredEvents());
patch(CalendarYearRenderer.prototype, coloredEvents());
