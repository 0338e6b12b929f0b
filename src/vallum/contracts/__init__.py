"""What programs read: each `--json` answer is one class here, and nothing else goes out.

Fed by: stored runs, frames and checks.  To: the command line, and later the API and its client.
Later versions add keys and change none: the JSON Schema of each class is frozen by a test.
Lists stand under `rows`; what a program may rely on is what the fields' descriptions say.
"""

from vallum.contracts.answer import Answer
from vallum.contracts.backtest import BacktestAnswer
from vallum.contracts.campaign import CampaignAnswer, WindowAnswer
from vallum.contracts.coalition import CoalitionAnswer
from vallum.contracts.conflicts import EvidenceConflictsAnswer
from vallum.contracts.debt import DebtAllAnswer, DebtAnswer
from vallum.contracts.decide import DecideAnswer, MeasuresAnswer
from vallum.contracts.deterrent import DeterrentAnswer
from vallum.contracts.evidence import (
    EvidenceAddAnswer,
    EvidenceBundleAnswer,
    EvidenceCheckAnswer,
    EvidenceDiffAnswer,
    EvidenceListAnswer,
    EvidenceRefreshAnswer,
    EvidenceTableAnswer,
)
from vallum.contracts.force_path import ForcePathAnswer
from vallum.contracts.fund import BankAnswer, BankDesignsAnswer, FundAnswer, ShareAnswer
from vallum.contracts.futures import ExploreAnswer
from vallum.contracts.generate import GenerateAnswer
from vallum.contracts.hold import HoldAnswer, SupportMoneyAnswer
from vallum.contracts.industry import IndustryAnswer
from vallum.contracts.leverage import LeverageAnswer, SupportAnswer
from vallum.contracts.plan import PlanAnswer
from vallum.contracts.power import PowerAnswer, VotesAnswer
from vallum.contracts.questions import (
    AlternativesAnswer,
    ForesightAnswer,
    FrontierAnswer,
    LiveAnswer,
    WhyNotAnswer,
)
from vallum.contracts.regimes import RegimesAnswer, VetoesAnswer
from vallum.contracts.reinforce import ReinforceAnswer
from vallum.contracts.results import GapsAnswer, WhyAnswer
from vallum.contracts.runs import CompareAnswer, ExportAnswer, RunAnswer, RunsAnswer
from vallum.contracts.scenario import ScenarioCheckAnswer, ScenarioListAnswer, ScenarioShowAnswer
from vallum.contracts.scoreboard import ScoreboardAnswer
from vallum.contracts.settlement import (
    BriefAnswer,
    RedlinesAnswer,
    RedlinesDiffAnswer,
    RedlinesListAnswer,
    RedlinesNewAnswer,
    RedlinesReadAnswer,
)
from vallum.contracts.ukraine import UkraineAnswer
from vallum.contracts.unit_cost import BuysAnswer, UnitAnswer
from vallum.contracts.weakest import EvidenceWeakestAnswer

ANSWERS: dict[str, type[Answer]] = {
    "run": RunAnswer,
    "plan": PlanAnswer,
    "frontier": FrontierAnswer,
    "live": LiveAnswer,
    "whynot": WhyNotAnswer,
    "alternatives": AlternativesAnswer,
    "foresight": ForesightAnswer,
    "runs": RunsAnswer,
    "compare": CompareAnswer,
    "export": ExportAnswer,
    "gaps": GapsAnswer,
    "industry": IndustryAnswer,
    "power": PowerAnswer,
    "votes": VotesAnswer,
    "decide": DecideAnswer,
    "measures": MeasuresAnswer,
    "backtest": BacktestAnswer,
    "generate": GenerateAnswer,
    "generate_path": ForcePathAnswer,
    "reinforce": ReinforceAnswer,
    "campaign": CampaignAnswer,
    "window": WindowAnswer,
    "deterrent": DeterrentAnswer,
    "coalition": CoalitionAnswer,
    "regimes": RegimesAnswer,
    "vetoes": VetoesAnswer,
    "ukraine": UkraineAnswer,
    "redlines": RedlinesAnswer,
    "redlines_list": RedlinesListAnswer,
    "redlines_diff": RedlinesDiffAnswer,
    "redlines_new": RedlinesNewAnswer,
    "redlines_read": RedlinesReadAnswer,
    "leverage": LeverageAnswer,
    "support": SupportAnswer,
    "support_money": SupportMoneyAnswer,
    "hold": HoldAnswer,
    "brief": BriefAnswer,
    "debt": DebtAnswer,
    "debt_all": DebtAllAnswer,
    "fund": FundAnswer,
    "fund_bank": BankAnswer,
    "fund_bank_compare": BankDesignsAnswer,
    "share": ShareAnswer,
    "why": WhyAnswer,
    "evidence_list": EvidenceListAnswer,
    "evidence_check": EvidenceCheckAnswer,
    "evidence_table": EvidenceTableAnswer,
    "evidence_diff": EvidenceDiffAnswer,
    "evidence_add": EvidenceAddAnswer,
    "evidence_refresh": EvidenceRefreshAnswer,
    "evidence_bundle": EvidenceBundleAnswer,
    "evidence_conflicts": EvidenceConflictsAnswer,
    "evidence_weakest": EvidenceWeakestAnswer,
    "scenario_list": ScenarioListAnswer,
    "scenario_show": ScenarioShowAnswer,
    "scenario_check": ScenarioCheckAnswer,
    "scoreboard": ScoreboardAnswer,
    "unit": UnitAnswer,
    "buys": BuysAnswer,
    "explore": ExploreAnswer,
}
"""Every answer by the name of its frozen schema."""

__all__ = [
    "AlternativesAnswer",
    "Answer",
    "BacktestAnswer",
    "BankAnswer",
    "BankDesignsAnswer",
    "BriefAnswer",
    "BuysAnswer",
    "CampaignAnswer",
    "CoalitionAnswer",
    "CompareAnswer",
    "DebtAllAnswer",
    "DebtAnswer",
    "DecideAnswer",
    "DeterrentAnswer",
    "EvidenceAddAnswer",
    "EvidenceBundleAnswer",
    "EvidenceCheckAnswer",
    "EvidenceConflictsAnswer",
    "EvidenceDiffAnswer",
    "EvidenceListAnswer",
    "EvidenceRefreshAnswer",
    "EvidenceTableAnswer",
    "EvidenceWeakestAnswer",
    "ExploreAnswer",
    "ExportAnswer",
    "ForcePathAnswer",
    "ForesightAnswer",
    "FrontierAnswer",
    "FundAnswer",
    "GapsAnswer",
    "GenerateAnswer",
    "HoldAnswer",
    "IndustryAnswer",
    "LeverageAnswer",
    "LiveAnswer",
    "MeasuresAnswer",
    "PlanAnswer",
    "PowerAnswer",
    "RedlinesAnswer",
    "RedlinesDiffAnswer",
    "RedlinesListAnswer",
    "RedlinesNewAnswer",
    "RedlinesReadAnswer",
    "RegimesAnswer",
    "ReinforceAnswer",
    "RunAnswer",
    "RunsAnswer",
    "ScenarioCheckAnswer",
    "ScenarioListAnswer",
    "ScenarioShowAnswer",
    "ScoreboardAnswer",
    "ShareAnswer",
    "SupportAnswer",
    "SupportMoneyAnswer",
    "UkraineAnswer",
    "UnitAnswer",
    "VetoesAnswer",
    "VotesAnswer",
    "WhyAnswer",
    "WhyNotAnswer",
    "WindowAnswer",
]
