"""A speech that is good, and the brief it answers: what the tests of the checks plant their faults in."""

from pathlib import Path

from assistant import Brief, Present, Problem

GOOD = (Path(__file__).parent / "data" / "good_speech.txt").read_text(encoding="utf-8")
WATER, SAND, CHECKS = "农村供水工程重建轻管，管网漏了没人修", "河道采砂监管不严，夜里偷采屡禁不止", "工程验收走过场"
BRIEF = Brief(
    unit="云溪县水利局",
    role="局党组书记、局长",
    superior="云溪县委",
    team="县委第三巡察组",
    date="2026年6月18日",
    present=(Present("县委副书记", "讲了话", "把水送到灶台边"),),
    problems=(WATER, Problem(SAND, count=6), CHECKS),
    deadlines=("整改方案一个月内报县委巡察办",),
    priorities=("农村供水改造",),
)
