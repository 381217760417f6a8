import { useState, useSubEnv } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { DomainField, domainField } from "@web/views/fields/domain/domain_field";

/** Odoo's domain editor, with conditions about the reader at hand: "salesperson is me", "team is mine". */
export class ColorDomainField extends DomainField {
    static template = "p2it_web.ColorDomainField";
    static components = { ...DomainField.components, Dropdown, DropdownItem };

    setup() {
        super.setup();
        useSubEnv({ p2itRelativeDates: true });
        this.me = useState({ model: false, conditions: [] });
        useRecordObserver(async (record) => {
            const model = this.getResModel({ ...this.props, record });
            if (model !== this.me.model) {
                this.me.model = model;
                this.me.conditions = model
                    ? await this.orm.call("p2it.color.rule", "get_me_conditions", [model])
                    : [];
            }
        });
    }

    /** The same names as on the server. */
    getContext(props = this.props) {
        const companyIds = user.context.allowed_company_ids || [];
        return {
            ...user.context,
            ...super.getContext(props),
            uid: user.userId,
            company_id: companyIds[0] || false,
            current_company_id: companyIds[0] || false,
            company_ids: companyIds,
        };
    }

    /** Names like `uid` are what rules are made of here: no warning about them. */
    getEvaluatedDomain(props = this.props) {
        this.lastDomainChecked = this.getDomain(props);
        return super.getEvaluatedDomain(props);
    }

    addMeCondition(domain) {
        this.update(Domain.and([this.getDomain(), domain]).toString());
    }
}

export const colorDomainField = { ...domainField, component: ColorDomainField };
registry.category("fields").add("p2it_color_domain", colorDomainField);
