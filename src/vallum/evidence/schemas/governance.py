"""Tables of the group governance: who belongs, stands where, voted how; rules in `routes`."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table
from vallum.evidence.schemas.decisions import DECISION_TABLES
from vallum.evidence.schemas.routes import ROUTE_TABLES

_DAY = "YYYY-MM-DD"
_STATE = Column("state", "state", "the state", required=True)

STANCE_ISSUES: dict[str, str] = {
    "arm_ukraine": "give arms to Ukraine or pay for them",
    "joint_debt_for_defence": "borrow together for defence",
    "armaments_bank": "found a multilateral lender for defence",
    "eu_army_or_permanent_force": "a standing European force",
    "boots_in_ukraine": "send soldiers to Ukraine after a ceasefire",
    "keep_sanctions": "renew the sanctions on Russia",
    "new_sanctions": "adopt further sanctions on Russia",
    "use_frozen_assets": "lend or spend against immobilised Russian assets",
    "european_preference": "keep common defence money for European makers",
    "uk_in_safe": "let the United Kingdom into the SAFE loans",
    "turkey_in_european_defence": "let Turkey into common defence programmes",
    "nuclear_deterrent_dialogue": "talk about French or British nuclear cover",
    "ukraine_eu_accession": "Ukraine in the European Union",
    "ukraine_nato_membership": "Ukraine in NATO",
    "qmv_in_cfsp": "majority votes in foreign policy",
    "defence_spending_3_5": "3.5 % of output for core defence",
}
"""Issue -> what a state is for or against."""

MEMBERSHIPS = Table(
    name="governance/memberships",
    title="Memberships",
    one_row_is="one state in one group, with the dates it joined and left",
    columns=(
        _STATE,
        Column(
            "group",
            "group",
            "the group: an alliance, union, programme, or a set of states that share a status",
            required=True,
        ),
        Column("from", "text", f"first day, {_DAY}; empty where the date was not found"),
        Column("to", "text", f"last day, {_DAY}; empty for current members"),
        *PROVENANCE,
    ),
    key=("state", "group"),
    notes="A state that left a group and came back would need one row with the later dates.",
)

COUNCIL_POPULATION = Table(
    name="governance/council_population",
    title="Population in Council votes",
    one_row_is="one member in one year of votes",
    columns=(
        Column("voting_year", "integer", "year of votes", "year", 2014, 2040, required=True),
        Column("data_year", "integer", "year the people were counted for", "year", 2013, 2039),
        _STATE,
        Column("population", "integer", "people counted", "people", 1, 200_000_000),
        Column(
            "share_pct", "number", "share of the Union's population", "%", 0, 100, required=True
        ),
        Column(
            "basis",
            "choice",
            "official: figures of the Council's rules of procedure; proxy: Eurostat's population "
            "on 1 January, which those figures follow closely",
            choices=("official", "proxy"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("voting_year", "state"),
    notes="2016 counts 28 members; 2019 and 2020 are the sets without the United Kingdom, which "
    "left in 2020. Official shares are rounded to two decimals: they add up to 100 within 0.03.",
)

STANCES = Table(
    name="governance/stances",
    title="Positions of governments",
    one_row_is="one state's position on one issue in one period",
    columns=(
        _STATE,
        Column(
            "issue",
            "text",
            "; ".join(f"{issue}: {what}" for issue, what in STANCE_ISSUES.items())
            + "; or another that governance/measure_issues names",
            required=True,
        ),
        Column("from", "text", f"first day, {_DAY}", required=True),
        Column("to", "text", f"last day, {_DAY}; empty for the position held now"),
        *(
            Column(level, "number", f"position: {level}", "-1 to +1", -1, 1, required=True)
            for level in ("low", "central", "high")
        ),
        Column("evidence", "text", "the act or statement that it is read from", required=True),
        *PROVENANCE,
    ),
    key=("state", "issue", "from"),
    notes="+1 leads, pays or has signed; +0.5 supports with conditions; 0 undecided; -0.5 opposes "
    "without blocking; -1 has blocked or vowed to. Coded judgements, not measurements: low and "
    "high bound where a careful reader would place the state. A missing pair means that no "
    "evidence was found, not that the state is neutral.",
)

GOVERNMENT_CHANGES = Table(
    name="governance/government_changes",
    title="Changes of government and elections",
    one_row_is="one change or election",
    columns=(
        _STATE,
        Column("date", "text", f"day, {_DAY}", required=True),
        Column(
            "event",
            "choice",
            "change: in office; election: held; talks: on a new government; scheduled: to come",
            choices=("change", "election", "talks", "scheduled"),
            required=True,
        ),
        Column("description", "text", "what happened or will", required=True),
        Column("effect", "text", "what it may mean for the positions above"),
        *PROVENANCE,
    ),
    key=("state", "date"),
)

VETOES = Table(
    name="governance/vetoes",
    title="Blocked decisions",
    one_row_is="one episode in which a decision was held up",
    columns=(
        Column("veto", "text", "its name", required=True),
        Column("date_blocked", "text", f"first day, {_DAY}", required=True),
        Column("date_resolved", "text", f"last day, {_DAY}; empty where none was seen"),
        Column("days_delay", "integer", "days from the first to the last", "days", 0, 10_000),
        Column("measure", "text", "what was held up", required=True),
        Column(
            "category",
            "choice",
            "kind of measure",
            choices=(
                "accession",
                "arms",
                "assets",
                "declaration",
                "financing",
                "membership",
                "national",
                "other",
                "sanctions",
                "third_state",
            ),
            required=True,
        ),
        Column("rule", "text", "the rule that applied", required=True),
        Column("blockers", "text", "states that held it up, joined by ;", required=True),
        Column(
            "formal_block",
            "choice",
            "yes: a vote against or a refusal; no: delay or a threat; outvoted: against, in vain",
            choices=("yes", "no", "outvoted"),
            required=True,
        ),
        Column("resolution", "text", "how it ended"),
        Column(
            "resolution_type",
            "choice",
            "side_payment, bargain: something given in return; pressure; absence: the blocker left "
            "the room; switch: a state changed its mind; salami: in steps; government_change; "
            "format_26: a text without the blocker; legal_base_switch, domestic_workaround: "
            "another legal road; bypass, replaced: done otherwise; none: not ended",
            choices=(
                "absence",
                "bargain",
                "bypass",
                "domestic_workaround",
                "format_26",
                "government_change",
                "legal_base_switch",
                "none",
                "pressure",
                "replaced",
                "salami",
                "side_payment",
                "switch",
            ),
            required=True,
        ),
        Column(
            "open",
            "choice",
            "whether it was still open in November 2026",
            choices=("yes", "no", "replaced", "unknown"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("veto",),
)

DECISIONS = Table(
    name="governance/decisions",
    title="Decisions that were voted on",
    one_row_is="one decision",
    columns=(
        Column("decision", "text", "its name", required=True),
        Column("date", "text", f"day, {_DAY}", required=True),
        Column(
            "body",
            "choice",
            "who decided; UNGA: the General Assembly of the United Nations",
            choices=("Council", "Coreper", "European Council", "UNGA"),
            required=True,
        ),
        Column("title", "text", "what it was about", required=True),
        Column(
            "rule",
            "choice",
            "rule of the vote",
            choices=(
                "consensus",
                "qmv",
                "simple_majority_of_voting",
                "two_thirds_present",
                "unanimity",
                "unanimity_with_abstention",
            ),
            required=True,
        ),
        Column(
            "result",
            "choice",
            "text_of_26: no common text, published for those who agreed; no_majority: called off",
            choices=("adopted", "blocked", "no_majority", "text_of_26"),
            required=True,
        ),
        Column(
            "kind",
            "choice",
            "vote: votes cast or consent given; announced: positions stated before a vote that "
            "was called off; joined: who took part or asked to",
            choices=("vote", "announced", "joined"),
            required=True,
        ),
        Column("defence", "choice", "on defence or Ukraine", choices=("yes", "no"), required=True),
        *(
            Column(f"{vote}_count", "integer", f"published count of {vote}", "states", 0, 193)
            for vote in ("yes", "no", "abstain")
        ),
        *PROVENANCE,
    ),
    key=("decision",),
)

VOTES = Table(
    name="governance/votes",
    title="Votes",
    one_row_is="one state's vote on one decision",
    columns=(
        Column("decision", "text", "decision, as in governance/decisions", required=True),
        _STATE,
        Column(
            "vote",
            "choice",
            "yes, no, abstain; absent: left the room; opt_out: let the others go on without it; "
            "requested, not_requested: asked to take part or did not; disputed: reports differ",
            choices=(
                "yes",
                "no",
                "abstain",
                "absent",
                "opt_out",
                "requested",
                "not_requested",
                "disputed",
            ),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("decision", "state"),
    notes="Reports on the Council and the European Council name the dissenters; a yes for the "
    "others follows from the reported count. Of the General Assembly only European states, the "
    "United States, Russia and their neighbours are listed.",
)

ALIGNMENT = Table(
    name="governance/alignment",
    title="How states align",
    one_row_is="one measure for one state, newest year",
    columns=(
        _STATE,
        Column(
            "measure",
            "choice",
            "unga_ideal_point: place on the first dimension of votes in the General Assembly "
            "(higher: nearer to the United States); unga_agreement_usa, unga_agreement_rus: "
            "agreement of votes with that state, 0 to 1; ches_send_weapons, ches_ukraine_in_eu, "
            "ches_kremlin_ties (0 to 10), ches_eu_position (1 to 7): parties' places in the Chapel "
            "Hill survey on Ukraine, weighted by seats over the whole parliament; higher: for arms "
            "to Ukraine, for its accession, far from the Kremlin, for integration",
            choices=(
                "ches_eu_position",
                "ches_kremlin_ties",
                "ches_send_weapons",
                "ches_ukraine_in_eu",
                "unga_agreement_rus",
                "unga_agreement_usa",
                "unga_ideal_point",
            ),
            required=True,
        ),
        Column("year", "integer", "year described", "year", 2018, 2030, required=True),
        *(
            Column(level, "number", f"value: {level}", minimum=-5, maximum=10)
            for level in ("low", "central", "high")
        ),
        Column("count", "integer", "votes or parties behind it", minimum=1, maximum=500),
        *PROVENANCE,
    ),
    key=("state", "measure"),
    notes="low and high are the 5 to 95 % interval of an ideal point, or the extreme parties of a "
    "parliament. Parliaments and not governments, because many governments changed since 2023.",
)

VOTING_GAMES = Table(
    name="governance/voting_games",
    title="Voting games of the Council",
    one_row_is="one rule with one set of weights",
    columns=(
        Column("game", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column("members", "integer", "states that vote", "states", 1, 60, required=True),
        Column("data_year", "integer", "year of the weights", "year", 2013, 2039, required=True),
        Column("min_states", "integer", "states needed", "states", 1, 60, required=True),
        Column(
            "population_share", "number", "share of people needed", "share", 0, 1, required=True
        ),
        Column(
            "blocking_min_states",
            "integer",
            "fewer opponents than this cannot block, whatever their people; empty: no such rule",
            "states",
            1,
            60,
        ),
        Column("winning_coalitions", "integer", "coalitions that win", minimum=1, required=True),
        Column(
            "power_to_act",
            "number",
            "share of all coalitions that win",
            "share",
            0,
            1,
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("game",),
)

VOTING_POWER = Table(
    name="governance/voting_power",
    title="Voting power in the Council",
    one_row_is="one index of one state in one game",
    columns=(
        Column("game", "text", "game, as in governance/voting_games", required=True),
        _STATE,
        Column(
            "index",
            "choice",
            "banzhaf_absolute: share of coalitions of the others in which the state decides; "
            "banzhaf_normalised: the same, made to add up to 1; shapley_shubik: share of orders "
            "of joining in which it does",
            choices=("banzhaf_absolute", "banzhaf_normalised", "shapley_shubik"),
            required=True,
        ),
        Column("value", "number", "the index", "share", 0, 1, required=True),
        *PROVENANCE,
    ),
    key=("game", "state", "index"),
    notes="Enumerated over all 2^27 coalitions: what a faster method must reproduce.",
)

TABLES: tuple[Table, ...] = (
    MEMBERSHIPS,
    COUNCIL_POPULATION,
    STANCES,
    GOVERNMENT_CHANGES,
    VETOES,
    DECISIONS,
    VOTES,
    ALIGNMENT,
    VOTING_GAMES,
    VOTING_POWER,
    *ROUTE_TABLES,
    *DECISION_TABLES,
)
