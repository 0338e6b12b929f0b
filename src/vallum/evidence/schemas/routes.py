"""More tables of the group governance: by which rule a measure can be adopted.

From: the treaties and precedents.  To: `governance`, which lists these tables with its own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

MEASURES: dict[str, str] = {
    "joint_borrowing": "debt of the Union or of a group, for defence or for Ukraine",
    "loans_to_members": "loans passed on to states",
    "common_procurement": "joint orders, support for industry",
    "budget_grants": "grants from a common budget",
    "fiscal_rule_waiver": "room under the fiscal rules",
    "mission": "civilian or military operation",
    "permanent_force": "standing multinational force or headquarters",
    "sanctions_new": "new sanctions",
    "sanctions_renew": "renewal of sanctions",
    "frozen_assets_freeze": "keep Russian assets immobilised",
    "frozen_assets_use": "use those assets, or lend against them",
    "arms_refund": "common money for arms to Ukraine",
    "accession_step": "open or close chapters, sign accession",
    "third_state_deal": "let a third state take part",
    "mutual_defence": "duty to help after an armed attack",
    "nuclear_cooperation": "dialogue, exercises, hosting, sharing",
    "armaments_bank": "multilateral lender for defence",
    "institution": "new body or new rule of decision",
}
"""Measure -> what it is."""

_MEASURES = "; ".join(f"{measure}: {what}" for measure, what in MEASURES.items())
_ROUTE = Column("route", "text", "route, as in governance/routes", required=True)
_YES_NO = ("yes", "no")


def _share(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, "share", 0, 1)


ROUTES = Table(
    name="governance/routes",
    title="Routes of decision",
    one_row_is="one legal or political route",
    columns=(
        Column("route", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column("legal_base", "text", "treaty articles or texts, joined by ;", required=True),
        Column("body", "text", "who decides", required=True),
        Column("min_participants", "integer", "states it needs at least", "states", 1, 60),
        Column(
            "parliament",
            "choice",
            "part of the European Parliament; legal_base: as the legal base used says",
            choices=("none", "informed", "consulted", "consent", "co_decision", "legal_base"),
            required=True,
        ),
        Column("parliament_note", "text", "more on parliaments"),
        Column(
            "ratification",
            "choice",
            "what states must do at home. all: every state ratifies; signatories: each that "
            "signs; mandates: states that send forces; budgets: states that pay; some: where a "
            "constitution asks for it",
            choices=("none", "all", "signatories", "mandates", "budgets", "some"),
            required=True,
        ),
        Column("ratification_note", "text", "more on ratification"),
        Column("renewal_months", "number", "months after which it must be renewed", "months", 1),
        *(
            Column(
                f"months_{level}",
                "number",
                f"from formal proposal to legal effect: {level}",
                "months",
                0,
                400,
                required=True,
            )
            for level in ("low", "central", "high")
        ),
        Column(
            "third_states",
            "choice",
            "how others can take part. alignment: by following it; invitation; agreement: a "
            "treaty with the Union; contribution: by paying in or lending beside; full: as "
            "members; without_vote: as partners or borrowers; none",
            choices=(
                "none",
                "alignment",
                "invitation",
                "agreement",
                "contribution",
                "full",
                "without_vote",
            ),
            required=True,
        ),
        Column("third_states_note", "text", "more on third states"),
        Column("opt_outs", "text", "who stays out, or may"),
        Column("workarounds", "text", "what has been done where it was blocked"),
        *PROVENANCE,
    ),
    key=("route",),
    notes="Months are estimates from the precedents. Precedents were seen, the wording of the "
    "treaties was not opened: most rows are unverified for that reason.",
)

ROUTE_VOTES = Table(
    name="governance/route_votes",
    title="Votes that a route takes",
    one_row_is="one vote on one route, in order",
    columns=(
        _ROUTE,
        Column("step", "integer", "place in the order", minimum=1, maximum=9, required=True),
        Column("purpose", "text", "what is voted on", required=True),
        Column(
            "needed",
            "choice",
            "always: every measure on this route takes it; case: only for the purpose named",
            choices=("always", "case"),
            required=True,
        ),
        Column("body", "text", "where the vote is cast", required=True),
        Column(
            "voters",
            "choice",
            "members: all of the group; participants: those that take part; each_state: every "
            "state for itself; shareholders: by capital",
            choices=("members", "participants", "each_state", "shareholders"),
            required=True,
        ),
        Column("group", "group", "whose members or participants; empty: those that sign"),
        Column(
            "rule",
            "choice",
            "qmv: qualified majority; capital: share of capital or count of states that a treaty "
            "sets; individual: each consents for itself; legal_base: as the legal base used says",
            choices=("unanimity", "consensus", "qmv", "capital", "individual", "legal_base"),
            required=True,
        ),
        _share("states_share", "share of the voting states needed"),
        Column("min_states", "integer", "the same as a count", "states", 1, 60),
        _share("population_share", "share of their people needed"),
        _share("capital_share", "share of capital needed"),
        Column(
            "blocking_min_states",
            "integer",
            "fewer opponents than this cannot block, whatever their people",
            "states",
            1,
            60,
        ),
        Column(
            "abstention",
            "choice",
            "does_not_block: an abstention lets the act pass; not_in_favour: it counts as a no; "
            "not_applicable: nobody abstains",
            choices=("does_not_block", "not_in_favour", "not_applicable"),
            required=True,
        ),
        Column(
            "constructive_abstention",
            "choice",
            "whether a member may stand aside by a formal declaration, unbound by the act",
            choices=_YES_NO,
            required=True,
        ),
        _share(
            "abstention_limit",
            "the act falls where those who stand aside reach this share of states and of people",
        ),
        Column(
            "brake",
            "choice",
            "whether one member can stop a majority vote and ask for unanimity",
            choices=_YES_NO,
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("route", "step"),
)

ROUTE_PRECEDENTS = Table(
    name="governance/route_precedents",
    title="Precedents of routes",
    one_row_is="one use of one route",
    columns=(
        _ROUTE,
        Column("precedent", "text", "what was decided or tried", required=True),
        Column("start", "text", "day of the proposal, YYYY-MM-DD"),
        Column("end", "text", "day of adoption, YYYY-MM-DD; empty where it was not adopted"),
        Column("days", "integer", "days between the two", "days", 0, 10_000),
        *PROVENANCE,
    ),
    key=("route", "precedent"),
)

ROUTE_MEASURES = Table(
    name="governance/route_measures",
    title="What a route can carry",
    one_row_is="one measure on one route",
    columns=(
        _ROUTE,
        Column("measure", "text", f"kind of measure: {_MEASURES}", required=True),
        *PROVENANCE,
    ),
    key=("route", "measure"),
)

NATIONAL_CONSTRAINTS = Table(
    name="governance/national_constraints",
    title="What binds a state at home",
    one_row_is="one constraint of one state",
    columns=(
        Column("state", "state", "the state", required=True),
        Column(
            "kind",
            "choice",
            "neutrality; mandate: parliament or president consents to deployments; debt: limits on "
            "joint debt; minority: a cabinet without a majority; veto: of a president; "
            "referendum: or a special majority; opt_out: of a Union policy",
            choices=(
                "neutrality",
                "mandate",
                "debt",
                "minority",
                "veto",
                "referendum",
                "opt_out",
            ),
            required=True,
        ),
        Column("constraint", "text", "the constraint", required=True),
        Column("effect", "text", "what it does", required=True),
        Column("measures", "text", "measures of route_measures that it bears on, joined by ;"),
        Column("to", "text", "last day, YYYY-MM-DD; empty where it holds"),
        *PROVENANCE,
    ),
    key=("state", "kind"),
)

ROUTE_TABLES: tuple[Table, ...] = (
    ROUTES,
    ROUTE_VOTES,
    ROUTE_PRECEDENTS,
    ROUTE_MEASURES,
    NATIONAL_CONSTRAINTS,
)
