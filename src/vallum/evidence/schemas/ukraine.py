"""Tables of the group ukraine: aid, arms given and lost, frozen assets, sanctions, settlements."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table
from vallum.evidence.schemas.ukraine_bills import TABLES as BILL_TABLES
from vallum.evidence.schemas.ukraine_help import TABLES as HELP_TABLES
from vallum.evidence.schemas.ukraine_settlement import TABLES as SETTLEMENT_TABLES


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


PARTIES: dict[str, str] = {
    "EUROPEAN_GROUP": "European states that back Ukraine, not named one by one",
    "WILLING_NON_EUROPEAN": "other states that are willing, not named",
    "DONETSK_LUHANSK": "those who ran the Russian-held parts of Donetsk and Luhansk in 2015",
    "OSCE": "the Organization for Security and Co-operation in Europe",
    "international": "third states in general",
}
"""Who can write or guarantee a text, beside states, group codes and groups of memberships."""

TERRITORIES: tuple[str, ...] = _words(
    "Crimea Donetsk Luhansk Zaporizhzhia Kherson Kharkiv Sumy Dnipropetrovsk Mykolaiv Kinburn"
)
"""Parts of Ukraine that clauses speak of."""

EFFECTS: dict[str, tuple[str, ...]] = {
    # land
    "recognition": ("de_jure", "de_facto", "none"),
    "control": _words(
        "transfer_to_rus return_to_ukr freeze_line demilitarised deferred special_status"
    ),
    "territory": TERRITORIES,
    "recognised_by": (),
    "withdrawal_by": (),
    "starting_point": ("contact_line",),
    "deferral_years": (),
    "sequence": ("after_elections",),
    # guarantees
    "guarantee": ("treaty_binding", "political", "none"),
    "enforcement": ("automatic", "consultation", "none"),
    "guarantors": (),
    "consultation_days": (),
    "guarantee_excludes": TERRITORIES,
    "guarantee_void_if": ("ukr_attacks_rus", "missile_on_capital"),
    "measures": _words(
        "armed_force closed_airspace diplomatic economic intelligence logistics weapons"
    ),
    # alliances
    "membership_bar": ("permanent", "temporary", "none"),
    "membership_org": ("NATO", "EU"),
    "membership_scope": ("all_candidates",),
    "depends_on": ("alliance_consensus",),
    "cooperation_with_third_states": ("barred", "allowed"),
    # forces
    "force_cap": (),
    "floor_level": (),
    "foreign_troops": _words(
        "allowed allowed_after_ceasefire nato_barred nato_command_permanent_barred barred"
    ),
    "lead": ("EUROPE",),
    # ceasefire
    "ceasefire": ("comprehensive", "conditional"),
    "line": _words(
        "current_contact_line administrative_borders international_border agreed_points"
    ),
    "monitoring": ("usa_led", "peace_council", "osce", "international"),
    # money, law, people, energy
    "sanctions": ("lifted", "phased"),
    "assets": ("frozen_until_reparations", "invested_us_led", "us_russia_vehicle", "returned"),
    "assets_remainder": ("us_russia_vehicle",),
    "profit_share_us_pct": (),
    "europe_contribution_usd_bn": (),
    "compensation": ("full", "unspecified"),
    "amnesty": ("full", "partial", "none"),
    "exchange": ("all_for_all", "partial"),
    "elections_days": (),
    "elections_scope": ("local",),
    "operator": ("IAEA", "IAEA_UKR", "USA", "UKR_USA"),
    "power_share_rus_pct": (),
    "energy": ("support_ukr",),
    **dict.fromkeys(
        _words(
            "no_change_by_force reciprocal_only aggressor_is_guarantor veto_by_guarantor "
            "compensation_to_guarantor neutrality cooperation non_nuclear fighters_in_poland "
            "force_cap_to_be_set floor peacetime_only local_withdrawal arms_supply_halt "
            "non_aggression snapback claims_waived tribunal children_returned elections referendum "
            "constitutional_change_required official_language_ru eu_minority_rules "
            "sovereignty_confirmed legally_binding contested power_share_rus food"
        ),
        ("true", "false"),
    ),
}
"""What a clause can settle -> the words its value may be made of; empty: parties or a number."""

_KIEL = (
    "Kiel Institute, Ukraine Support Tracker, release 29: from 24 January 2022 to 30 April 2026; "
    "gifts in kind at the institute's estimate of their price. "
)
_AID_KINDS = ("military", "financial", "humanitarian")
_EUR_BN = Column("eur_bn", "number", "the amount", "EUR bn", 0, 1_000, required=True)
_DONORS = Column(
    "donors",
    "choice",
    "all: the 42 donors that the tracker follows; europe: the EU's states and institutions with "
    "GBR, NOR, CHE and ISL, without TUR; usa; eu_institutions",
    choices=("all", "europe", "usa", "eu_institutions"),
    required=True,
)

AID = Table(
    name="ukraine/aid",
    title="Aid to Ukraine",
    one_row_is="one donor's aid of one kind in one year",
    columns=(
        Column("donor", "state", "the donor; EU_INST: Commission and Council", required=True),
        Column("year", "integer", "calendar year", "year", 2022, 2030, required=True),
        Column(
            "months", "integer", "months that the figure covers", "months", 1, 12, required=True
        ),
        Column(
            "kind",
            "choice",
            "what is given; all: the three kinds together, since commitments are not split",
            choices=(*_AID_KINDS, "all"),
            required=True,
        ),
        Column(
            "measure",
            "choice",
            "allocation: handed over or set aside for a named delivery; commitment: with pledges "
            "for later",
            choices=("allocation", "commitment"),
            required=True,
        ),
        _EUR_BN,
        *PROVENANCE,
    ),
    key=("donor", "year", "kind", "measure"),
    notes=_KIEL + "No row: nothing recorded. Aid of EU institutions is not in the rows of its "
    "members; the loan of EUR 90 bn is a commitment of 2026. AUS, IRL and SVK commit less than "
    "they allocate: as published.",
)

AID_BY_MONTH = Table(
    name="ukraine/aid_by_month",
    title="Aid to Ukraine by month",
    one_row_is="the allocations of one kind by a group of donors in one month",
    columns=(
        _DONORS,
        Column("month", "text", "YYYY-MM", required=True),
        Column("kind", "choice", "what is given", choices=_AID_KINDS, required=True),
        _EUR_BN,
        *PROVENANCE,
    ),
    key=("donors", "month", "kind"),
    notes=_KIEL + "No row: nothing recorded. All donors as published; the other groups are sums "
    "over the tracker's rows for states.",
)

AID_TOTALS = Table(
    name="ukraine/aid_totals",
    title="Published totals of aid to Ukraine",
    one_row_is="one total of allocations that the tracker's authors told the public",
    columns=(
        _DONORS,
        Column(
            "kind",
            "choice",
            "what is given; non_military: financial and humanitarian; all: all three kinds",
            choices=(*_AID_KINDS, "non_military", "all"),
            required=True,
        ),
        Column("first_month", "text", "YYYY-MM", required=True),
        Column("last_month", "text", "YYYY-MM", required=True),
        _EUR_BN,
        Column("edition", "text", "YYYY-MM in which the total was told", required=True),
        *PROVENANCE,
    ),
    key=("donors", "kind", "first_month", "last_month", "edition"),
    notes="For validation only: sums of the tables of aid are compared with these. Editions "
    "before release 29 differ from it by up to 4 %, since the tracker corrects earlier months.",
)

GIFTS = Table(
    name="ukraine/gifts",
    title="Heavy weapons allocated to Ukraine",
    one_row_is="one donor's heavy weapons of one type, 2022 to April 2026",
    columns=(
        Column("donor", "state", "the donor", required=True),
        Column("category", "text", "the word of `forces/inventory` for the kind", required=True),
        Column("system", "text", "name of the type, as the tracker writes it", required=True),
        Column("quantity", "integer", "number allocated", "units", 1, 10_000, required=True),
        Column(
            "unit",
            "choice",
            "what is counted; systems: a battery, a fire unit or a launcher, not told apart",
            choices=("vehicles", "guns", "launchers", "batteries", "systems"),
            required=True,
        ),
        Column("tracker_word", "text", "the tracker's word for the kind", required=True),
        *PROVENANCE,
    ),
    key=("donor", "category", "system"),
    notes=_KIEL + "Set aside for Ukraine, not proof of arrival. The category of howitzers and air "
    "defence is ours, by type.",
)

LOSSES = Table(
    name="ukraine/losses",
    title="Equipment losses seen in photographs",
    one_row_is="one state's losses of one kind of equipment since 24 February 2022",
    columns=(
        Column("state", "state", "whose equipment it was", required=True),
        Column("kind", "text", "the list's word for the kind", required=True),
        Column("category", "text", "the word of `forces/inventory`, where one fits the whole kind"),
        *(
            Column(name, "integer", f"number {name}", "units", 0, 100_000, required=True)
            for name in ("destroyed", "abandoned", "captured", "damaged")
        ),
        Column("as_of", "text", "day of the count, YYYY-MM-DD", required=True),
        *PROVENANCE,
    ),
    key=("state", "kind", "as_of"),
    notes="A lower bound: only what somebody photographed and the list's authors could tell apart.",
)

FROZEN_ASSETS = Table(
    name="ukraine/frozen_assets",
    title="Immobilised Russian assets, and what is done with them",
    one_row_is="one source's figure (or date) for one fact at one time",
    columns=(
        Column("fact", "text", "name of the fact; rows that share it can disagree", required=True),
        Column(
            "record",
            "choice",
            "stock: assets held; income, cost, tax, transfer: what they earn and where it goes; "
            "loan, guarantee, proposal, decision, position, rule, block: steps to use them; "
            "litigation: suits",
            choices=_words(
                "stock income cost tax transfer loan guarantee proposal decision position rule "
                "block litigation"
            ),
            required=True,
        ),
        Column("holder", "text", "who holds, pays, lends or decides", required=True),
        Column("state", "state", "the state it belongs to, or a declared group"),
        Column("item", "text", "what is counted or decided", required=True),
        *(
            Column(level, "number", f"the figure: {level}", "see column unit", 0, 1_000)
            for level in ("low", "central", "high")
        ),
        Column(
            "unit",
            "choice",
            "unit of the figure, at current prices",
            choices=("eur_bn", "usd_bn", "gbp_bn", "chf_bn", "cad_bn", "pct", "states"),
        ),
        Column("date", "text", "as of, or on: YYYY, YYYY-MM or YYYY-MM-DD", required=True),
        Column("status", "text", "where the matter stood at that date"),
        Column("legal_basis", "text", "act or treaty article"),
        Column(
            "rule",
            "choice",
            "vote by which the EU decides it",
            choices=("unanimity", "qualified_majority"),
        ),
        Column("opponents", "text", "states against it or with doubts in public, joined by ;"),
        *PROVENANCE,
    ),
    key=("fact", "date", "source"),
    notes="Where sources disagree every row stays and its note says so. Central-bank assets and "
    "all sanctioned assets are different stocks: never add them. Reserve data of 2022 tell where "
    "Russia kept its money before the freeze, not what was frozen.",
)

SANCTIONS = Table(
    name="ukraine/sanctions",
    title="Sanctions: regimes, packages, renewals",
    one_row_is="one regime, package or renewal of the EU or the UK",
    columns=(
        Column("jurisdiction", "choice", "whose act", choices=("EU", "GBR"), required=True),
        Column(
            "record",
            "choice",
            "regime: the standing act; package: measures added; renewal: its term prolonged; "
            "parallel_step: a step taken on the same day as the other side",
            choices=("regime", "package", "renewal", "parallel_step"),
            required=True,
        ),
        Column("name", "text", "name of the regime, or of the package", required=True),
        Column("adopted", "text", "YYYY-MM-DD of the last act; empty: not seen"),
        Column("due", "text", "YYYY-MM-DD by which an open renewal had to be decided"),
        Column("expiry", "text", "YYYY-MM-DD until which a renewal runs"),
        Column("recurrence", "text", "days of each year on which the regime ends if not renewed"),
        Column("proposed", "text", "YYYY-MM-DD of the proposal"),
        Column("planned", "text", "YYYY-MM-DD for which adoption was planned"),
        Column(
            "status",
            "choice",
            "where it stood when last seen",
            choices=("in_force", "adopted", "in_preparation", "outcome_not_seen"),
            required=True,
        ),
        Column(
            "rule",
            "choice",
            "unanimity: Art. 29 TEU, the matching regulation (Art. 215 TFEU) follows by qualified "
            "majority; qualified_majority; national_regulation: no other state can block",
            choices=("unanimity", "qualified_majority", "national_regulation"),
            required=True,
        ),
        Column("legal_act", "text", "acts; general knowledge unless a note says otherwise"),
        Column("content", "text", "what it holds, in a few words"),
        Column("blocked_by", "text", "states that blocked or delayed it in public, joined by ;"),
        Column("reason", "text", "what they asked for"),
        *PROVENANCE,
    ),
    key=("jurisdiction", "record", "name", "adopted"),
    notes="verified speaks of the date; what was not seen is named in the note.",
)

SETTLEMENT_TEXTS = Table(
    name="ukraine/settlement_texts",
    title="Texts on a settlement",
    one_row_is="one proposal, statement or agreement on ending the war",
    columns=(
        Column("text", "text", "short name", required=True),
        Column("title", "text", "what it is", required=True),
        Column("date", "text", "YYYY-MM-DD", required=True),
        Column("authors", "text", "states, groups and other parties, joined by ;", required=True),
        Column("addressed_to", "text", "whom it was handed to, joined by ;"),
        Column("backed_by", "text", "who stood behind it without being a party, joined by ;"),
        Column(
            "instrument",
            "choice",
            "the form it has or asks for",
            choices=("treaty", "political_document", "unpublished"),
            required=True,
        ),
        Column(
            "scope",
            "choice",
            "full_settlement: all main matters; partial: some",
            choices=("full_settlement", "partial"),
            required=True,
        ),
        Column("status", "text", "what became of it", required=True),
        *PROVENANCE,
    ),
    key=("text",),
    notes="verified: the text, or an account of it, was seen; its clauses are marked one by one.",
)

SETTLEMENT_CLAUSES = Table(
    name="ukraine/settlement_clauses",
    title="Clauses of the texts on a settlement",
    one_row_is="one thing that one clause of one text settles",
    columns=(
        Column("text", "text", "short name in `ukraine/settlement_texts`", required=True),
        Column("clause", "text", "our mark for the clause, within the text", required=True),
        Column(
            "topic",
            "choice",
            "what the clause is about",
            choices=_words(
                "amnesty ceasefire_line elections energy eu_membership force_limits frozen_assets "
                "minorities nato_membership nuclear_plant other peacekeepers prisoners "
                "reparations sanctions security_guarantees territory_control "
                "territory_recognition"
            ),
            required=True,
        ),
        Column("summary", "text", "the clause in our own words", required=True),
        Column("effect", "choice", "what is settled", choices=tuple(EFFECTS), required=True),
        Column(
            "value",
            "text",
            "how: words of the effect, parties or territories (joined by ;), a number, true or "
            "false; none: nothing, nobody or no limit",
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("text", "clause", "effect"),
    notes="Our coding, made to be argued with. Guarantees after the pattern of Article 5 are coded "
    "automatic although their wording is not public; where a text is silent on a guarantee, a "
    "clause says so.",
)

TABLES: tuple[Table, ...] = (
    AID,
    AID_BY_MONTH,
    AID_TOTALS,
    GIFTS,
    LOSSES,
    FROZEN_ASSETS,
    SANCTIONS,
    SETTLEMENT_TEXTS,
    SETTLEMENT_CLAUSES,
    *HELP_TABLES,
    *BILL_TABLES,
    *SETTLEMENT_TABLES,
)
