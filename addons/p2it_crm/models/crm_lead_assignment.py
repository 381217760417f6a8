from typing import NamedTuple

from markupsafe import Markup
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..domain.sharing import ROUND_ROBIN, Turn
from .crm_lead_history import _REASONS


class Target(NamedTuple):
    """Who may get a lead, and what says so: a rule, or the area where no rule does."""

    people: object
    team: object
    rule: object
    area: object
    method: str | None


class CrmLead(models.Model):
    """Extends ``crm.lead``: leads that nobody has are given out by rules, then by their areas."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        waiting = leads.filtered(lambda lead: not lead.user_id)
        if waiting:
            waiting._assign_by_rules(within=self._get_assignees_in_reach())
        return leads

    @api.model
    def _get_assignees_in_reach(self):
        """Tell to whom leads may go by themselves when this user creates them.

        Who has just entered a lead must still see it: what would go to somebody else's people waits
        for the button.

        :return: ids of users, or ``None`` for everybody
        """
        user = self.env.user
        if self.env.su:
            return None
        if user._is_scope_limited():
            return set(user.sudo().scope_user_ids.ids)  # sudo: one's own place in the tree
        # Odoo's own salespeople see their own leads and those that nobody has.
        return None if user.has_group("sales_team.group_sale_salesman_all_leads") else {user.id}

    def action_assign_by_rules(self):
        """Give those of the leads that nobody has to whom the rules, or their areas, say.

        :return: a notification that says how many, or the list when they are out of sight now
        :raise AccessError: for who may not assign, or not change these leads
        """
        if not self.env.user._may_assign():
            raise AccessError(
                self.env._(
                    "Only managers assign leads. Nothing was changed. Ask your manager to assign them, or "
                    "an administrator for the role Manager of P2IT Customer Management."
                )
            )
        self.check_access("write")
        taken = len(self.filtered("user_id"))
        assigned = len(self._assign_by_rules())
        rest = len(self) - taken - assigned
        lines = [self.env._("Assigned: %s.", assigned)]
        if rest:
            lines.append(self.env._("No rule and no area fits: %s.", rest))
        if taken:
            lines.append(self.env._("With a salesperson already: %s.", taken))
        hidden = self.sudo(False) - self.sudo(False)._filtered_access("read")
        leads_action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_all_leads")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if assigned else "warning",
                "message": " ".join(lines),
                "next": leads_action if hidden else {"type": "ir.actions.act_window_close"},
            },
        }

    def _assign_by_rules(self, within=None):
        """Give out the leads that nobody has, whoever asks.

        Private: callers have checked that it may happen. The number of queries depends on the rules
        and the people, not on the leads.

        :param within: ids of the users who may get leads, ``None`` for everybody
        :return: ``{lead: user}``
        :rtype: dict
        """
        leads = self.sudo()  # sudo: the company's rules assign, not who saves the lead
        if not (self.env["p2it.assignment.rule"]._get_rule_ids() or leads.area_id):
            return {}
        leads = leads._lock_waiting()
        targets = leads._find_targets() if leads else {}
        if within is not None:
            targets = {
                lead: target for lead, target in targets.items() if within.issuperset(target.people._ids)
            }
        if not targets:
            return {}
        chosen = leads._choose_people(targets)
        leads._write_assignment(targets, chosen)
        return chosen

    def _lock_waiting(self):
        """:return: those of the leads that wait for somebody, locked in the order of their ids"""
        waiting = self.filtered(
            lambda lead: not lead.user_id and lead.active and lead.won_status == "pending"
        )
        if not waiting:
            return waiting
        self.flush_model(["user_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_lead WHERE id IN %s AND user_id IS NULL ORDER BY id FOR NO KEY UPDATE",
                tuple(waiting.ids),
            )
        )
        return self.browse(lead_id for [lead_id] in rows)

    def _find_targets(self):
        """:return: ``{lead: Target}`` of the leads that a rule or an area says something about"""
        rules = self.env["p2it.assignment.rule"]
        rules = rules.browse(rules._get_rule_ids())
        people = rules.team_id._get_assignees()
        targets, remaining = {}, self
        for rule in rules if self else ():
            for lead in rule._match(remaining) if remaining else ():
                allowed = lead._get_allowed(rule.user_id, rule.team_id, people)
                if allowed:
                    method = None if rule.user_id in allowed else rule.method
                    targets[lead] = Target(allowed, rule.team_id, rule, rules.area_id.browse(), method)
            remaining = remaining.filtered(lambda lead: lead not in targets)
        return {**targets, **remaining._find_area_targets()}

    def _find_area_targets(self):
        """Find for each lead the nearest area, upwards from its own, that has somebody to give it to."""
        areas = self.env["p2it.area"]
        paths = {lead: lead.area_id._get_upwards() for lead in self if lead.area_id}
        nodes = areas.union(*paths.values())
        people = nodes.team_id._get_assignees()
        targets = {}
        for lead, path in paths.items():
            for area in path.filtered(lambda area: area.user_id or area.team_id):
                allowed = lead._get_allowed(area.user_id, area.team_id, people)
                if allowed:
                    method = None if area.user_id in allowed else "least_loaded"
                    rule = self.env["p2it.assignment.rule"]
                    targets[lead] = Target(allowed, area.team_id, rule, area, method)
                    break
        return targets

    def _get_allowed(self, user, team, people):
        """:return: the users who may get this lead: the one chosen, else the people of the team"""
        self.ensure_one()
        company = self.company_id
        if company and team.company_id and team.company_id != company:
            return user.browse()
        chosen = user.filtered(lambda user: user.active and not user.share)
        candidates = chosen or people.get(team, user.browse())
        return candidates.filtered(lambda user: not company or company in user.company_ids)

    def _choose_people(self, targets):
        """Decide who gets which lead; teams are locked, so that two at once don't choose the same person.

        :return: ``{lead: user}``
        """
        shared = [target for target in targets.values() if target.method]
        teams = self.env["crm.team"].union(*(target.team for target in shared))
        last = teams._lock_turns()
        loads = self._get_open_counts(self.env["res.users"].union(*(target.people for target in shared)))
        turns = {team: Turn(last.get(team.id), loads) for team in teams}
        chosen = {}
        for lead in sorted(targets, key=lambda lead: lead.id):
            target = targets[lead]
            if target.method:
                user_id = turns[target.team].choose(target.people.ids, target.method)
            else:
                user_id = target.people.id
            chosen[lead] = self.env["res.users"].browse(user_id)
        teams._keep_turns({team.id: turn.last for team, turn in turns.items()})
        return chosen

    @api.model
    def _get_open_counts(self, users):
        """:return: ``{id of the user: number of open leads and opportunities}``; one query"""
        groups = self.env["crm.lead"]._read_group(
            [("user_id", "in", users.ids), ("won_status", "=", "pending")], ["user_id"], ["__count"]
        )
        return {user.id: count for user, count in groups}

    def _write_assignment(self, targets, chosen):
        """Write what was decided, with the reason in the history and the chatter."""
        reasons = {lead: lead._explain_assignment(targets[lead], user) for lead, user in chosen.items()}
        teams = self._get_assignment_teams(targets, chosen)
        groups = {}
        for lead, user in chosen.items():
            groups.setdefault((user, teams[lead]), []).append(lead.id)
        kept = self.env.cr.cache.setdefault(_REASONS, {})
        for lead, reason in reasons.items():
            kept[lead.id] = {"rule_id": targets[lead].rule.id, "reason": reason}
        quiet = self.with_context(mail_notrack=True, mail_auto_subscribe_no_notify=True)
        try:
            for (user, team), lead_ids in groups.items():
                vals = {"user_id": user.id, **({"team_id": team.id} if team else {})}
                quiet.browse(lead_ids).write(vals)
        finally:
            for lead in chosen:
                kept.pop(lead.id, None)
        self._message_log_batch({lead.id: reason for lead, reason in reasons.items()})
        self._tell_assignees(chosen)

    @api.model
    def _get_assignment_teams(self, targets, chosen):
        """Find the team of each lead as Odoo would, once per person instead of once per lead.

        :return: ``{lead: team}``, an empty team where the lead's own stays
        """
        found, teams = {}, {}
        for lead, user in chosen.items():
            team = targets[lead].team
            if not team and user not in lead.team_id.member_ids | lead.team_id.user_id:
                key = (user, lead.type)
                if key not in found:
                    use = "use_leads" if lead.type == "lead" else "use_opportunities"
                    found[key] = team._get_default_team_id(user_id=user.id, domain=[(use, "=", True)])
                team = found[key]
            teams[lead] = team
        return teams

    def _explain_assignment(self, target, user):
        """:return: why this person gets the lead, in words that are kept"""
        self.ensure_one()
        env = self.with_context(lang=self.env.lang or user.lang).env
        facts = []
        if target.rule:
            head = env._("Rule “%s”", target.rule.with_env(env).name)
            if target.rule.area_id:
                facts.append(env._("area %s", self.area_id.complete_name))
            if target.rule.customer_group_id:
                facts.append(env._("group %s", self.customer_group_id.complete_name))
            if target.rule.source_id:
                facts.append(env._("source %s", self.source_id.name))
        else:
            head = env._("No rule fits")
            facts.append(env._("area %s", target.area.complete_name))
        text = f"{head}: {', '.join(facts)}" if facts else head
        if target.method:
            team = target.team.with_env(env).name
            count = len(target.people)
            if target.method == ROUND_ROBIN:
                text += env._("; next in turn of %(count)s in %(team)s", count=count, team=team)
            else:
                text += env._("; least loaded of %(count)s in %(team)s", count=count, team=team)
        return env._("Assigned to %(user)s. %(why)s.", user=user.name, why=text)

    def _tell_assignees(self, chosen):
        """Send each person one message, however many leads they got."""
        by_user = {}
        for lead, user in chosen.items():
            if user != self.env.user:
                by_user.setdefault(user, self.browse())
                by_user[user] |= lead
        for user, leads in by_user.items():
            env = self.with_context(lang=user.lang).env
            links = Markup("").join(Markup("<li>%s</li>") % lead._get_html_link() for lead in leads[:20])
            env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=env._("Leads assigned to you: %s", len(leads)),
                body=Markup("<ul>%s</ul>") % links,
            )
