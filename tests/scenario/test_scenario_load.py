"""Reading scenarios: what is accepted, and one clear sentence for each thing that is not."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from vallum.errors import UserError
from vallum.scenario import (
    Scenario,
    dump_scenario,
    load_scenario,
    new_scenario,
    origins,
    preset_names,
)
from vallum.scenario.codes import NOT_ISO
from vallum.scenario.fields import leaf_specs

NUMERIC = [spec for spec in leaf_specs() if spec.kind in ("integer", "number")]


def write(folder: Path, text: str | bytes, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def write_xlsx(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def refusal(path: str | Path, *set_: str) -> UserError:
    with pytest.raises(UserError) as caught:
        load_scenario(path, set_=set_)
    assert caught.value.exit_code == 2
    assert "pydantic" not in str(caught.value).lower()
    assert "Input should" not in str(caught.value)
    return caught.value


# --- what is accepted --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (
            "us_committed",
            {
                "us.troops_leave": "null",
                "us.enablers_leave": "null",
                "us.intelligence": "1",
                "us.spares_support": "1",
                "us.contracted_deliveries": "on_time",
                "coalition.include": "[NATO]",
                "coalition.exclude": "[USA, CAN]",
                "need.set": "nato_targets",
                "russia.reconstitution": "central",
            },
        ),
        (
            "european_pillar",
            {
                "us.troops_leave": "2029",
                "us.troops_stay": "0.5",
                "us.enablers_leave": "2032",
                "us.enablers_stay": "0",
                "us.intelligence": "1",
                "coalition.partners": "[GBR, NOR, TUR]",
                "need.set": "stand_alone",
            },
        ),
        (
            "us_absent",
            {
                "us.troops_leave": "2028",
                "us.enablers_leave": "2028",
                "us.intelligence": "0.5",
                "us.intelligence_from": "2028",
                "us.spares_support": "0.85",
                "us.contracted_deliveries": "late",
                "us.delivery_delay_months": "12",
                "coalition.partners": "[GBR, NOR, TUR, UKR]",
                "ukraine.reassurance_force.troops": "15000",
                "ukraine.reassurance_force.pool_per_deployed": "4",
            },
        ),
        (
            "us_adversarial",
            {
                "us.troops_leave": "2027",
                "us.enablers_leave": "2027",
                "us.intelligence": "0",
                "us.spares_yearly_loss": "0.1",
                "us.spares_floor": "0.3",
                "us.contracted_deliveries": "stop",
                "us.deliveries_stop": "2027",
                "ukraine.outcome": "war",
                "ukraine.year": "2029",
                "ukraine.reassurance_force": "null",
                "need.contingencies": "[baltic_defence]",
                "russia.reconstitution": "fast",
            },
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_preset_follows_the_design(preset: str, expected: dict[str, str]) -> None:
    found = {row.field: row.value for row in origins(load_scenario(preset))}
    assert {field: found[field] for field in expected} == expected


@pytest.mark.parametrize("preset", preset_names())
def test_every_preset_says_that_it_assumes(preset: str) -> None:
    import vallum.scenario

    text = (Path(vallum.scenario.__file__).parent / "presets" / f"{preset}.yaml").read_text("utf-8")
    assert "an assumption, to be argued with" in text
    scenario = load_scenario(preset)
    assert scenario.name == preset
    assert len(scenario.description) > 40
    assert scenario.lineage[-1] == "preset us_absent"


def test_presets_differ_in_what_they_assume() -> None:
    digests = {load_scenario(preset).digest() for preset in preset_names()}
    assert len(digests) == len(preset_names())


def test_every_shipped_file_is_a_preset() -> None:
    import vallum.scenario

    folder = Path(vallum.scenario.__file__).parent / "presets"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(preset_names())


def test_mappings_merge_and_lists_replace(tmp_path: Path) -> None:
    path = write(tmp_path, "extends: us_absent\ncoalition:\n  partners: [GBR]\n  exclude: [HUN]\n")
    scenario = load_scenario(path)
    assert scenario.coalition.include == ("EU",)
    assert scenario.coalition.partners == ("GBR",)
    assert scenario.coalition.exclude == ("HUN",)
    assert (scenario.name, scenario.title, scenario.description) == ("mine", "mine", "")


def test_null_overrides_a_group_and_a_group_overrides_null(tmp_path: Path) -> None:
    without = load_scenario(
        "us_absent",
        set_=["ukraine.reassurance_force=null", "need.contingencies=[baltic_defence]"],
    )
    assert without.ukraine.reassurance_force is None
    force = "{troops: 5000, from_year: 2031, pool_per_deployed: 3}"
    with_force = load_scenario("us_adversarial", set_=[f"ukraine.reassurance_force={force}"])
    assert with_force.ukraine.reassurance_force is not None
    assert with_force.ukraine.reassurance_force.pool_per_deployed == 3.0


def test_extends_a_file_beside_it_and_remembers_who_set_what(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    write(tmp_path, "extends: us_adversarial\nus:\n  intelligence: 0.2\n  spares_from: 2029\n")
    child = write(
        tmp_path, "extends: ../mine.yaml\n\nus:\n  spares_from: 2030\n", "deep/child.yaml"
    )
    scenario = load_scenario(child, set_=["us.enablers_leave=2031"])
    assert scenario.lineage == (
        "child.yaml",
        "mine.yaml",
        "preset us_adversarial",
        "preset us_absent",
    )
    set_by = {row.field: row.set_by for row in origins(scenario)}
    assert set_by["us.spares_from"] == "child.yaml:4"
    assert set_by["us.intelligence"] == "mine.yaml:3"
    assert set_by["us.troops_leave"] == "preset us_adversarial"
    assert set_by["horizon.last"] == "preset us_absent"
    assert set_by["us.enablers_leave"] == "--set"


def test_origins_of_a_replaced_group_forget_what_it_held() -> None:
    rows = origins(load_scenario("us_adversarial"))
    force = [row for row in rows if row.field.startswith("ukraine.reassurance_force")]
    assert [(row.value, row.set_by) for row in force] == [("null", "preset us_adversarial")]


def test_origins_explain_every_field() -> None:
    rows = origins(load_scenario("us_absent"))
    assert len(rows) == len(leaf_specs()) - 2  # title and description assume nothing
    assert all(row.meaning and row.value for row in rows)


def test_workbook_reads_like_yaml(tmp_path: Path) -> None:
    book = write_xlsx(
        tmp_path / "mine.xlsx",
        [
            ["field", "value", "note"],
            ["extends", "us_absent"],
            ["title", "2030"],
            ["us.enablers_leave", 2030, "two years later"],
            ["us.intelligence", 0.25],
            ["need.concurrent", False],
            [],
            ["coalition.partners", "GBR, NOR"],
            ["coalition.exclude", "HUN"],
            ["us.troops_leave", "null"],
        ],
    )
    text = """extends: us_absent
title: "2030"
us: {enablers_leave: 2030, intelligence: 0.25, troops_leave: null}
need: {concurrent: false}
coalition: {partners: [GBR, NOR], exclude: [HUN]}
"""
    scenario = load_scenario(book)
    assert scenario == load_scenario(write(tmp_path, text))
    set_by = {row.field: row.set_by for row in origins(scenario)}
    assert set_by["coalition.partners"] == "mine.xlsx:8"


def test_equality_and_hash_ignore_where_a_scenario_came_from(tmp_path: Path) -> None:
    preset = load_scenario("us_absent")
    copy = load_scenario(write(tmp_path, dump_scenario(preset)))
    assert copy == preset
    assert hash(copy) == hash(preset)
    assert copy.name != preset.name
    assert preset != load_scenario("us_absent", set_=["us.troops_leave=2029"])


def test_digest_leaves_words_out() -> None:
    plain = load_scenario("us_absent")
    assert load_scenario("us_absent", set_=["title=Another"]).digest() == plain.digest()
    assert load_scenario("us_absent", set_=["us.troops_leave=2029"]).digest() != plain.digest()
    # 1 and 1.0 are the same assumption
    one, also = (
        load_scenario("us_absent", set_=[f"us.intelligence={text}"]) for text in ("1", "1.0")
    )
    assert one.digest() == also.digest()


def test_scenario_survives_the_way_to_another_process() -> None:
    scenario = load_scenario("us_absent", set_=["us.intelligence=0.1"])
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy == scenario
    assert origins(copy) == origins(scenario)


def test_a_scenario_made_in_code_is_checked_too() -> None:
    values = load_scenario("us_absent").model_dump(mode="json")
    assert Scenario.model_validate(values) == load_scenario("us_absent")
    assert {row.set_by for row in origins(Scenario.model_validate(values))} == {"code"}
    values["horizon"]["last"] = 2026
    with pytest.raises(ValueError, match="horizon"):
        Scenario.model_validate(values)


@pytest.mark.parametrize("preset", preset_names())
def test_the_template_assumes_what_its_base_assumes(preset: str, tmp_path: Path) -> None:
    text = new_scenario(preset)
    assert load_scenario(write(tmp_path, text)).digest() == load_scenario(preset).digest()
    assert text.startswith("# A scenario")


# --- what is refused: values -------------------------------------------------------------------

BASE = "extends: us_absent\n"

BAD_VALUES = {
    "unknown key": ("us:\n  enabler_leave: 2030\n", 3, "us.enabler_leave", "'enablers_leave'"),
    "known word, wrong group": (
        "enablers_leave: 2030\n", 2, "enablers_leave", "'us.enablers_leave'"
    ),
    "unknown group": ("elections: {}\n", 2, "elections", "is not a field of a scenario"),
    "text for a whole number": (
        'us: {troops_leave: "2030"}\n', 2, "us.troops_leave",
        "'2030' is not a whole number from 2026 to 2045 or null; leave the quotes away",
    ),
    "fraction for a whole number": (
        "us: {troops_leave: 2030.5}\n", 2, "us.troops_leave", "2030.5 is not a whole number"
    ),
    "bool for a whole number": (
        "us:\n  troops_leave: true\n", 3, "us.troops_leave", "true is not a whole number"
    ),
    "bool for a share": ("us: {intelligence: true}\n", 2, "us.intelligence", "from 0 to 1"),
    "number for a bool": ("need: {concurrent: 1}\n", 2, "need.concurrent", "true or false"),
    "yes for a bool": ("need: {concurrent: yes}\n", 2, "need.concurrent", "true or false"),
    "not a number": ("us: {intelligence: .nan}\n", 2, "us.intelligence", ".nan is not a number"),
    "infinite": ("us: {intelligence: 1e999}\n", 2, "us.intelligence", ".inf is not a number"),
    "endless integer": (
        f"us: {{troops_leave: {'9' * 5000}}}\n", 2, "us.troops_leave", "is not a whole number"
    ),
    "negative number": (
        "ukraine:\n  reassurance_force:\n    troops: -5\n", 4,
        "ukraine.reassurance_force.troops", "-5 is not a whole number from 1 to 200000",
    ),
    "share above 1": ("us: {intelligence: 50}\n", 2, "us.intelligence", "50 is not a number"),
    "null where a value must be": ("need: {ready_by: }\n", 2, "need.ready_by", "null is not"),
    "empty group": ("\nus:\n", 3, "us", "is empty: delete the line to inherit it"),
    "value for a group": ("us: absent\n", 2, "us", "'absent' is not a group of fields (posture"),
    "list for a group": ("us: [1]\n", 2, "us", "a list is not a group of fields"),
    "group for a value": ("us: {posture: {a: 1}}\n", 2, "us.posture", "a group of fields is not"),
    "misspelt choice": (
        "russia: {reconstitution: quick}\n", 2, "russia.reconstitution",
        "'quick' is not one of 'slow', 'central', 'fast'",
    ),
    "one state without a list": (
        "coalition: {partners: GBR}\n", 2, "coalition.partners", "such as [GBR, NOR]"
    ),
    "number among states": (
        "coalition:\n  partners:\n    - GBR\n    - 44\n", 5, "coalition.partners[1]", "44 is not"
    ),
    "another system's code": (
        "coalition:\n  partners:\n    - UK\n", 4, "coalition.partners[0]",
        "'UK' is not an ISO alpha-3 code; did you mean 'GBR'?",
    ),
    "NO is Norway, not false": (
        "coalition: {partners: [NO]}\n", 2, "coalition.partners[0]", "did you mean 'NOR'?"
    ),
    "group among partners": (
        "coalition: {partners: [NATO]}\n", 2, "coalition.partners[0]", "under coalition.include"
    ),
    "state named twice": (
        "coalition: {partners: [GBR, GBR]}\n", 2, "coalition.partners", "'GBR' stands in the list"
    ),
    "coalition without a member": (
        "coalition: {include: [], partners: []}\n", 2, "coalition.include", "has no member"
    ),
    "horizon backwards": (
        "horizon:\n  first: 2030\n  last: 2028\n", 4, "horizon.last",
        "(2028) is not after horizon.first (2030)",
    ),
    "horizon too far": ("horizon: {last: 2055}\n", 2, "horizon.last", "from 2027 to 2045"),
    "ready after the horizon": (
        "horizon: {last: 2029}\n", 2, "horizon.last",
        "need.ready_by (2030) lies outside the horizon, 2026-2029",
    ),
    "orders from the last year on": (
        "procurement: {orders_from: 2040}\n", 2, "procurement.orders_from",
        "leaves no year to order in: give one from 2026 to 2039",
    ),
    "floor above what it is the floor of": (
        "us: {spares_floor: 0.9}\n", 2, "us.spares_floor", "(0.9) is above us.spares_support (0.85)"
    ),
    "stop without a year": (
        "us: {contracted_deliveries: stop}\n", 2, "us.contracted_deliveries",
        "but us.deliveries_stop is null",
    ),
    "late without a delay": (
        "us: {delivery_delay_months: 0}\n", 2, "us.delivery_delay_months", "is 0: give"
    ),
    "force before the ceasefire": (
        "ukraine: {year: 2029}\n", 2, "ukraine.year",
        "from_year (2027) is before ukraine.year (2029)",
    ),
    "force while the war goes on": (
        "ukraine: {outcome: war}\n", 2, "ukraine.outcome", "(2027), the last year of the war"
    ),
    "mission without a force": (
        "ukraine: {reassurance_force: null}\n", 2, "ukraine.reassurance_force",
        "leave the contingency out",
    ),
    "empty title": ('title: ""\n', 2, "title", "is empty: give a text"),
    "endless title": (f"title: {'x' * 300}\n", 2, "title", "has 300 characters"),
    "duplicate key": (
        "us:\n  intelligence: 0.1\n  intelligence: 0.2\n", 4, "us.intelligence",
        "is set twice, first in line 3",
    ),
    "list as a key": ("us:\n  ? [a, b]\n  : 1\n", 3, "us", "must be a text"),
    "merge key": ("us:\n  <<: {posture: pillar}\n", 3, "us.<<", "is not a field"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "field", "words"), BAD_VALUES.values(), ids=BAD_VALUES.keys()
)
def test_bad_value_is_told_with_line_and_field(
    tmp_path: Path, text: str, line: int, field: str, words: str
) -> None:
    found = refusal(write(tmp_path, BASE + text)).problems
    assert [problem.field for problem in found] == [field]
    assert words in found[0].message
    assert (found[0].file, found[0].line) == (str(tmp_path / "mine.yaml"), line)


def test_contradiction_is_told_at_what_was_set_nearest(tmp_path: Path) -> None:
    path = write(tmp_path, BASE + "need:\n  ready_by: 2035\nus:\n  spares_floor: 0.8\n")
    found = refusal(path, "horizon.last=2034", "us.spares_support=0.7").problems
    assert [(problem.file, problem.field) for problem in found] == [("--set", "us.spares_support")]
    found = refusal(path, "horizon.last=2034").problems
    assert [(problem.file, problem.field) for problem in found] == [("--set", "horizon.last")]


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """extends: us_absent
title: Baltic 2029
horizon: {last: 2055}
coalition:
  partners:
    - UK
    - GER
us:
  intelligence: 2
  intelligence: 1
"""
    path = write(tmp_path, text, "baltic_2029.yaml")
    error = refusal(path, "us.troops_leave=soon")
    assert str(error).replace(str(tmp_path) + "/", "") == (
        "--set, us.troops_leave: 'soon' is not a whole number from 2026 to 2045 or null\n"
        "baltic_2029.yaml: 5 problems\n"
        "  line 3, horizon.last: 2055 is not a whole number from 2027 to 2045\n"
        "  line 6, coalition.partners[0]: 'UK' is not an ISO alpha-3 code; did you mean 'GBR'?\n"
        "  line 7, coalition.partners[1]: 'GER' is not an ISO alpha-3 code; did you mean 'DEU'?\n"
        "  line 9, us.intelligence: 2 is not a number from 0 to 1\n"
        "  line 10, us.intelligence: is set twice, first in line 9: keep one of the two"
    )


def test_fault_in_a_file_that_is_extended_names_that_file(tmp_path: Path) -> None:
    write(tmp_path, "extends: us_absent\nus:\n  intelligence: 7\n", "parent.yaml")
    found = refusal(write(tmp_path, "extends: parent.yaml\n")).problems
    assert [(Path(f.file or "").name, f.line, f.field) for f in found] == [
        ("parent.yaml", 3, "us.intelligence")
    ]


def test_without_extends_every_field_must_be_set(tmp_path: Path) -> None:
    found = refusal(write(tmp_path, "horizon: {first: 2026}\n")).problems
    assert len(found) == 1
    assert "horizon.last, coalition, us" in found[0].message
    assert "extends: us_absent" in found[0].message


def test_group_over_null_must_be_complete(tmp_path: Path) -> None:
    text = "extends: us_adversarial\nukraine:\n  reassurance_force:\n    troops: 100\n"
    found = refusal(write(tmp_path, text)).problems
    assert {problem.field for problem in found} == {
        "ukraine.reassurance_force.from_year",
        "ukraine.reassurance_force.pool_per_deployed",
    }
    assert {problem.line for problem in found} == {3}
    assert all(problem.message.startswith("is missing: give a") for problem in found)


@given(data=st.data())
def test_a_number_outside_its_range_is_refused_by_name(data: st.DataObject) -> None:
    spec = data.draw(st.sampled_from(NUMERIC))
    assert spec.minimum is not None
    assert spec.maximum is not None
    if spec.kind == "integer":
        low = st.integers(max_value=int(spec.minimum) - 1)
        high = st.integers(min_value=int(spec.maximum) + 1)
    else:
        low = st.floats(max_value=spec.minimum, exclude_max=True, allow_nan=False)
        high = st.floats(min_value=spec.maximum, exclude_min=True, allow_nan=False)
    value = data.draw(low | high)
    text = {float("inf"): ".inf", float("-inf"): "-.inf"}.get(value, repr(value))
    error = refusal("us_absent", f"{spec.name}={text}")
    assert [problem.field for problem in error.problems] == [spec.name]
    assert spec.expected in error.problems[0].message


CHANGES = st.fixed_dictionaries(
    {
        "title": st.text(min_size=1, max_size=50),
        "us.troops_stay": st.floats(0, 1),
        "us.troops_leave": st.integers(2026, 2045) | st.none(),
        # every code of three letters but those that are known not to be ISO's
        "coalition.partners": st.lists(
            st.from_regex(r"\A[A-Z]{3}\Z").filter(lambda code: code not in NOT_ISO),
            unique=True,
            max_size=5,
        ),
    }
)


@given(changes=CHANGES, preset=st.sampled_from(preset_names()))
def test_a_dumped_scenario_loads_to_an_equal_one(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, Any], preset: str
) -> None:
    values = load_scenario(preset).model_dump(mode="json")
    for name, value in changes.items():
        group, _, key = name.rpartition(".")
        (values[group] if group else values)[key] = value
    scenario = Scenario.model_validate(values)
    path = write(tmp_path_factory.mktemp("dump"), dump_scenario(scenario))
    loaded = load_scenario(path)
    assert loaded == scenario
    assert loaded.digest() == scenario.digest()


# --- what is refused: --set --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("override", "field", "words"),
    [
        ("us.enabler_leave=2030", "us.enabler_leave", "did you mean 'enablers_leave'"),
        ("troops_leave=2030", "troops_leave", "did you mean 'us.troops_leave'"),
        ("us.enablers_leave=soon", "us.enablers_leave", "'soon' is not a whole number"),
        ("us.enablers_leave=[2030]", "us.enablers_leave", "a list is not a whole number"),
        ("us.enablers_leave", "us.enablers_leave", "write field=value"),
        ("us.enablers_leave=", "us.enablers_leave", "write field=value"),
        ("=2030", None, "write field=value"),
        ("us.enablers_leave=[2030", "us.enablers_leave", "is not valid YAML"),
        ("coalition.partners=[&a GBR, *a]", "coalition.partners", "aliases"),
        ("coalition.partners=GBR", "coalition.partners", "such as [GBR, NOR]"),
        ("coalition.partners[0]=GBR", "coalition.partners[0]", "is not a field"),
        ("extends=us_committed", "extends", "cannot be overridden"),
        ("us.intelligence=!!float 1", "us.intelligence", "tags"),
    ],
    ids=lambda value: value if isinstance(value, str) and "=" in value else "",
)
def test_bad_override_is_refused(override: str, field: str | None, words: str) -> None:
    found = refusal("us_absent", override).problems
    assert [(problem.file, problem.field) for problem in found] == [("--set", field)]
    assert words in found[0].message


def test_an_override_given_twice_is_refused() -> None:
    found = refusal("us_absent", "us.troops_leave=2030", "us.troops_leave=2031").problems
    assert "is set twice" in found[0].message


# --- what is refused: files --------------------------------------------------------------------

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

BAD_FILES: dict[str, tuple[str | bytes, int | None, str]] = {
    "empty": ("", None, "is empty: a scenario starts with"),
    "only comments": ("# nothing\n", None, "is empty"),
    "list at the root": ("- a\n- b\n", 1, "is not a scenario"),
    "text at the root": ("hello\n", 1, "is not a scenario"),
    "YAML bomb": (BOMB, 1, "anchors (&) and aliases (*) are not allowed"),
    "alias without anchor": ("us: *x\n", 1, "anchors (&) and aliases (*)"),
    "tag": ("extends: us_absent\nus: !!python/object:os.system x\n", 2, "tags (!)"),
    "two documents": ("extends: us_absent\n---\nus: {}\n", 2, "holds a second YAML document"),
    "broken syntax": ("extends: us_absent\nus: {a: 1\n", 3, "is not valid YAML"),
    "tab for indentation": ("us:\n\tposture: absent\n", 2, "indent with spaces"),
    "nested without end": ("us: " + "[" * 3000, 1, "levels deep"),
    "not UTF-8": (b"extends: us_absent\ntitle: \xff\xfe\n", 2, "is not text in UTF-8"),
    "binary": (b"\x7fELF\x00\x01\x02", 1, "is it binary?"),
    "too large": (b"# " + b"x" * 300_000, None, "is larger than 256 kB"),
    "extends a list": ("extends: [us_absent]\n", 1, "a list is not the name of a preset"),
    "unknown preset in extends": (
        "title: x\nextends: us_absnt\n", 2, "there is no preset 'us_absnt'; did you mean"
    ),
    "missing file in extends": ("extends: other.yaml\n", 1, "there is no file 'other.yaml'"),
    "absolute path in extends": ("extends: /etc/x.yaml\n", 1, "is an absolute path"),
    "extends itself": ("extends: mine.yaml\n", 1, "goes in a circle"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line", "words"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_bad_file_is_refused(
    tmp_path: Path, content: str | bytes, line: int | None, words: str
) -> None:
    path = write(tmp_path, content)
    (found,) = refusal(path).problems
    assert (found.file, found.line) == (str(path), line)
    assert words in found.message


def test_a_file_of_another_kind_does_not_flood_the_screen(tmp_path: Path) -> None:
    text = BASE + "".join(f"key_{number}: 1\n" for number in range(500))
    found = refusal(write(tmp_path, text)).problems
    assert len(found) == 101
    assert found[-1].message == "400 more problems follow: is this the right file?"


def test_circle_of_files_is_told_in_full(tmp_path: Path) -> None:
    write(tmp_path, "extends: b.yaml\n", "a.yaml")
    write(tmp_path, "extends: a.yaml\n", "b.yaml")
    (found,) = refusal(tmp_path / "a.yaml").problems
    assert found.message.replace(f"{tmp_path}/", "") == (
        "goes in a circle: a.yaml -> b.yaml -> a.yaml"
    )


@pytest.mark.parametrize(("files", "fine"), [(6, True), (7, True), (8, False)])
def test_chain_of_extends_has_an_end(tmp_path: Path, files: int, fine: bool) -> None:
    """Eight in all, the preset at the root included."""
    for number in range(files):
        parent = f"s{number + 1}.yaml" if number + 1 < files else "us_absent"
        write(tmp_path, f"extends: {parent}\n", f"s{number}.yaml")
    if fine:
        assert len(load_scenario(tmp_path / "s0.yaml").lineage) == files + 1
    else:
        assert "longer than 8" in refusal(tmp_path / "s0.yaml").problems[0].message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("us_absnt", "there is no preset 'us_absnt'; did you mean 'us_absent'?"),
        ("nothing_like_it", "presets: us_committed, european_pillar"),
        ("us_absent.yaml", "did you mean the preset 'us_absent'?"),
        ("folder", "'folder' is a folder, not a scenario"),
        ("folder.yaml", "'folder.yaml' is not a file"),
        ("notes.txt", "must end in .yaml, .yml or .xlsx"),
        ("x" * 400 + ".yaml", "there is no file"),
        ("nul\0.yaml", "there is no file"),
        ("", "a folder"),
    ],
    ids=["misspelt", "unknown", "preset with ending", "folder", "folder with ending", "text file",
         "long name", "null byte", "no name"],
)  # fmt: skip
def test_no_such_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.yaml").mkdir()
    write(tmp_path, "x", "notes.txt")
    assert words in refusal(name).problems[0].message


def test_file_that_the_system_does_not_let_us_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, BASE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (found,) = refusal(path).problems
    assert (found.file, found.message) == (str(path), "cannot be read: Permission denied")


BAD_SHEETS: dict[str, tuple[list[list[object]], int | None, str | None, str]] = {
    "empty": ([], None, None, "row 1 must name the columns"),
    "no value column": ([["field", "amount"], ["a", 1]], 1, None, "has no column value"),
    "unknown field": (
        [["field", "value"], ["extends", "us_absent"], ["us.enabler_leave", 2030]],
        3, "us.enabler_leave", "did you mean 'enablers_leave'",
    ),
    "empty value": (
        [["field", "value"], ["extends", "us_absent"], ["us.troops_leave", ""]],
        3, "us.troops_leave", "write null or []",
    ),
    "set twice": (
        [["field", "value"], ["extends", "us_absent"], ["horizon.last", 2035],
         ["horizon.last", 2036]],
        4, "horizon.last", "first in line 3",
    ),
    "value without a field": (
        [["field", "value"], ["extends", "us_absent"], ["", 2035]], 3, None, "names no field"
    ),
    "state that is no code": (
        [["field", "value"], ["extends", "us_absent"], ["coalition.partners", "GBR, UK"]],
        3, "coalition.partners[1]", "did you mean 'GBR'?",
    ),
    "below what is set as a whole": (
        [["field", "value"], ["extends", "us_absent"],
         ["ukraine.reassurance_force", "null"], ["ukraine.reassurance_force.troops", 5],
         ["need.contingencies", "[]"]],
        4, "ukraine.reassurance_force.troops", "set as a whole above",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "line", "field", "words"), BAD_SHEETS.values(), ids=BAD_SHEETS.keys()
)
def test_bad_workbook_is_refused(
    tmp_path: Path, rows: list[list[object]], line: int | None, field: str | None, words: str
) -> None:
    path = write_xlsx(tmp_path / "mine.xlsx", rows)
    (found,) = refusal(path).problems
    assert (found.file, found.line, found.field) == (str(path), line, field)
    assert words in found.message


def test_workbook_that_is_none(tmp_path: Path) -> None:
    (found,) = refusal(write(tmp_path, "extends: us_absent\n", "mine.xlsx")).problems
    assert "is not an XLSX workbook" in found.message


def test_workbook_rows_are_counted_as_the_spreadsheet_does(tmp_path: Path) -> None:
    rows = [["field", "value"], [], [], ["extends", "us_absent"], [], ["us.intelligence", 9]]
    (found,) = refusal(write_xlsx(tmp_path / "mine.xlsx", rows)).problems
    assert (found.line, found.field) == (6, "us.intelligence")
