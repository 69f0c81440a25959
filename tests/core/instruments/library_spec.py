"""What every instrument must be: written from the reference material, not from the data files.

Numbers of questions are those printed on the form. `keys`: the questions of a scale. `turned`: the
questions turned round. `alarms`: questions whose answer somebody must see, from which value on.
Here: the table alone (test_library compares).
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Spec:
    kind: str
    count: int
    scales: dict
    bands: dict = field(default_factory=dict)
    cuts: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    turned: dict = field(default_factory=dict)
    alarms: dict = field(default_factory=dict)


def all_from(first, last):
    return list(range(first, last + 1))


PHQ = [0, 5, 10, 15, 20]
OCTANTS = ("pa", "bc", "de", "fg", "hi", "jk", "lm", "no")

FREE = {
    "phq9": Spec("FULL", 9, {"total": (0, 27)}, {"total": [PHQ]}, {"total": [">=10", ">=10"]},
                 alarms={9: 1}),
    "phq8": Spec("FULL", 8, {"total": (0, 24)}, {"total": [PHQ]}, {"total": [">=10"]}),
    "phq2": Spec("FULL", 2, {"total": (0, 6)}, cuts={"total": [">=3", ">=2"]}),
    "gad7": Spec("FULL", 7, {"total": (0, 21)}, {"total": [[0, 5, 10, 15]]},
                 {"total": [">=8", ">=8", ">=10"]}),
    "gad2": Spec("FULL", 2, {"total": (0, 6)}, cuts={"total": [">=3"]}),
    "phq4": Spec("FULL", 4, {"total": (0, 12), "gad2": (0, 6), "phq2": (0, 6)},
                 {"total": [[0, 3, 6, 9]]}, {"gad2": [">=3"], "phq2": [">=3"]},
                 {"gad2": [1, 2], "phq2": [3, 4]}),
    "phq15": Spec("FULL", 15, {"total": (0, 30)}, {"total": [[0, 5, 10, 15]]},
                  {"total": [">=10"]}),
    "phqa": Spec("FULL", 9, {"total": (0, 27)}, {"total": [PHQ]}, {"total": [">=11"]},
                 alarms={9: 1, 12: 1, 13: 1}),
    "phqads": Spec("FULL", 16, {"total": (0, 48), "phq9": (0, 27), "gad7": (0, 21)},
                   {"total": [[0, 10, 20, 30]]},
                   keys={"phq9": all_from(1, 9), "gad7": all_from(10, 16)}, alarms={9: 1}),
    "cesd": Spec("FULL", 20, {"total": (0, 60)}, cuts={"total": [">=16", ">=20"]},
                 turned={"total": [4, 8, 12, 16]}),
    "cesdr": Spec("FULL", 20, {"total": (0, 60)}, cuts={"total": [">=16"]},
                  alarms={14: 1, 15: 1}),
    # Question 16 has two forms, by history and by weight: what follows stands one place later.
    "hamd17": Spec("FULL", 18, {"total": (0, 52)},
                   {"total": [[0, 8, 14, 19, 23], [0, 8, 17, 24]]}, {"total": [">=8"]},
                   alarms={3: 1}),
    "hamd24": Spec("FULL", 25, {"total": (0, 75)}, alarms={3: 1}),
    "cgi": Spec("FULL", 2, {"severity": (1, 7), "improvement": (1, 7)},
                cuts={"improvement": ["<=2"]}, keys={"severity": [1], "improvement": [2]}),
    "ipipipc": Spec("FULL", 32, dict.fromkeys(OCTANTS, (1, 5)), keys={
        "pa": [6, 14, 22, 30], "bc": [7, 15, 23, 31], "de": [8, 16, 24, 32], "fg": [1, 9, 17, 25],
        "hi": [2, 10, 18, 26], "jk": [3, 11, 19, 27], "lm": [4, 12, 20, 28],
        "no": [5, 13, 21, 29]}),
    "pcl5": Spec("FULL", 20, {"total": (0, 80), "intrusion": (0, 20), "avoidance": (0, 8),
                              "mood_thinking": (0, 28), "arousal": (0, 24)},
                 cuts={"total": [">=31", ">=33", ">=32", "<=28"]},
                 keys={"intrusion": all_from(1, 5), "avoidance": [6, 7],
                       "mood_thinking": all_from(8, 14), "arousal": all_from(15, 20)},
                 alarms={16: 3}),
    # The question whether there was an event stands before the five.
    "pcptsd5": Spec("FULL", 5, {"total": (0, 5)}, cuts={"total": [">=3", ">=4"]}),
    "auditc": Spec("FULL", 3, {"total": (0, 12)}, cuts={"total": [">=4", ">=3", ">=5"]}),
    "asq": Spec("FULL", 5, {}, alarms={1: 1, 2: 1, 3: 1, 4: 1, 5: 1}),
    "goals": Spec("FULL", 3, {"total": (0, 10)}),
}  # fmt: skip

UNCHANGED = {
    "ucla3": Spec("VERBATIM", 3, {"total": (3, 9)}, {"total": [[3, 6]]}, {"total": [">=6"]}),
    "k10": Spec("VERBATIM", 10, {"total": (10, 50)},
                {"total": [[10, 20, 25, 30], [10, 16, 22, 30]]}, {"total": [">=20"]}),
    "k6": Spec("VERBATIM", 6, {"total": (0, 24)}, {"total": [[0, 5, 13]]},
               {"total": [">=13", ">=5"]}),
    "dass21": Spec("VERBATIM", 21, dict.fromkeys(("depression", "anxiety", "stress"), (0, 42)),
                   {"depression": [[0, 10, 14, 21, 28]], "anxiety": [[0, 8, 10, 15, 20]],
                    "stress": [[0, 15, 19, 26, 34]]},
                   keys={"depression": [3, 5, 10, 13, 16, 17, 21],
                         "anxiety": [2, 4, 7, 9, 15, 19, 20],
                         "stress": [1, 6, 8, 11, 12, 14, 18]}, alarms={21: 2}),
    "core10": Spec("VERBATIM", 10, {"total": (0, 40)}, {"total": [[0, 6, 11, 15, 20, 25]]},
                   {"total": [">=11", ">=13"]}, turned={"total": [2, 3]}, alarms={6: 1}),
    "itq": Spec("VERBATIM", 18, {"ptsd": (0, 24), "dso": (0, 24)},
                keys={"ptsd": all_from(1, 6), "dso": all_from(10, 15)}),
    "peqa": Spec("VERBATIM", 1, {"satisfaction": (0, 4)}),
    "who5": Spec("PACK_NC", 5, {"total": (0, 100), "raw": (0, 25)},
                 cuts={"total": ["<=50", "<=28"]}),
    "sci8": Spec("PACK_NC", 8, {"total": (0, 32)}, cuts={"total": ["<=16"]}),
    "audit": Spec("PACK_NC", 10, {"total": (0, 40), "consumption": (0, 12), "dependence": (0, 12),
                                  "harm": (0, 16)}, {"total": [[0, 8, 16, 20]]},
                  {"total": [">=8"]}, {"consumption": [1, 2, 3], "dependence": [4, 5, 6],
                                       "harm": [7, 8, 9, 10]}),
    "dast10": Spec("PACK_NC", 10, {"total": (0, 10)}, {"total": [[0, 1, 3, 6, 9]]},
                   {"total": [">=3"]}, turned={"total": [3]}),
    "gbo": Spec("PACK_NC", 3, {"total": (0, 10)}),
}  # fmt: skip

SCORING = {
    "epds": Spec("SCORING", 10, {"total": (0, 30), "anxiety": (0, 9)}, {"total": [[0, 10, 13]]},
                 {"total": [">=10", ">=11", ">=13"], "anxiety": [">=6"]}, {"anxiety": [3, 4, 5]},
                 alarms={10: 1}),
    "madrs": Spec("SCORING", 10, {"total": (0, 60)}, {"total": [[0, 7, 20, 35]]}, alarms={10: 3}),
    "qidssr16": Spec("SCORING", 16, {"total": (0, 27)}, {"total": [[0, 6, 11, 16, 21]]},
                     alarms={12: 1}),
    "wsas": Spec("SCORING", 5, {"total": (0, 40), "without_work": (0, 32)},
                 {"total": [[0, 10, 21]]}, {"total": [">=10"]}, {"without_work": [2, 3, 4, 5]}),
    "whodas12": Spec("SCORING", 12, {"total": (0, 48)} | dict.fromkeys(
        ("cognition", "mobility", "self_care", "getting_along", "life_activities",
         "participation"), (0, 8)), cuts={"total": [">=10"]},
        keys={"cognition": [3, 6], "mobility": [1, 7], "self_care": [8, 9],
              "getting_along": [10, 11], "life_activities": [2, 12], "participation": [4, 5]}),
    "iip32": Spec("SCORING", 32, dict.fromkeys((*OCTANTS, "total"), (0, 4)), keys={
        "pa": [22, 25, 28, 30], "bc": [14, 16, 17, 18], "de": [10, 11, 13, 15], "fg": [2, 5, 9, 19],
        "hi": [4, 6, 7, 12], "jk": [1, 8, 20, 31], "lm": [23, 26, 27, 32], "no": [3, 21, 24, 29]}),
    "mspss": Spec("SCORING", 12, {"total": (1, 7), "sum": (12, 84)} | dict.fromkeys(
        ("special_person", "family", "friends"), (1, 7)),
        {"total": [[1, 3, 5]], "sum": [[12, 49, 69]]},
        keys={"special_person": [1, 2, 5, 10], "family": [3, 4, 8, 11], "friends": [6, 7, 9, 12]}),
    "csi4": Spec("SCORING", 4, {"total": (0, 21)}, cuts={"total": ["<13.5"]}),
    "csi16": Spec("SCORING", 16, {"total": (0, 81)}, cuts={"total": ["<51.5"]}),
    "das4": Spec("SCORING", 4, {"total": (0, 21)}, cuts={"total": ["<13"]}),
    "ecrs": Spec("SCORING", 12, {"avoidance": (6, 42), "anxiety": (6, 42)},
                 keys={"avoidance": [1, 3, 5, 7, 9, 11], "anxiety": [2, 4, 6, 8, 10, 12]},
                 turned={"avoidance": [1, 5, 9], "anxiety": [8]}),
    "ecrrs": Spec("SCORING", 9, {"avoidance": (1, 7), "anxiety": (1, 7)},
                  keys={"avoidance": all_from(1, 6), "anxiety": [7, 8, 9]},
                  turned={"avoidance": [1, 2, 3, 4]}),
    "pg13r": Spec("SCORING", 10, {"total": (10, 50)}, cuts={"total": [">=30"]}),
    "bgq": Spec("SCORING", 5, {"total": (0, 10)}, {"total": [[0, 5, 8]]}, {"total": [">=5"]}),
    "icg": Spec("SCORING", 19, {"total": (0, 76)}, cuts={"total": [">25", ">=30"]}),
    "spin": Spec("SCORING", 17, {"total": (0, 68), "fear": (0, 24), "avoidance": (0, 28),
                                 "physical": (0, 16)}, {"total": [[0, 21, 31, 41, 51]]},
                 {"total": [">=19"]},
                 {"fear": [1, 3, 5, 10, 14, 15], "avoidance": [4, 6, 8, 9, 11, 12, 16],
                  "physical": [2, 7, 13, 17]}),
    "minispin": Spec("SCORING", 3, {"total": (0, 12)}, cuts={"total": [">=6"]}),
    "lsassr": Spec("SCORING", 48, {"total": (0, 144), "fear": (0, 72), "avoidance": (0, 72),
                                   "performance": (0, 78), "social": (0, 66)},
                   {"total": [[0, 55, 66, 81, 96]]}, {"total": [">=30", ">=60"]},
                   {"fear": all_from(1, 24), "avoidance": all_from(25, 48),
                    "performance": [1, 2, 3, 4, 6, 8, 9, 13, 14, 16, 17, 20, 21, 25, 26, 27, 28,
                                    30, 32, 33, 37, 38, 40, 41, 44, 45],
                    "social": [5, 7, 10, 11, 12, 15, 18, 19, 22, 23, 24, 29, 31, 34, 35, 36, 39,
                               42, 43, 46, 47, 48]}),
    "edeq": Spec("SCORING", 22, dict.fromkeys(
        ("total", "restraint", "eating", "shape", "weight"), (0, 6)),
        cuts={"total": [">=4", ">=2.8"]},
        keys={"restraint": [1, 2, 3, 4, 5], "eating": [7, 9, 19, 20, 21],
              "shape": [6, 8, 10, 11, 23, 26, 27, 28], "weight": [8, 12, 22, 24, 25]}),
    "cia30": Spec("SCORING", 16, {"total": (0, 48)}, cuts={"total": [">=16"]}),
    "scoff": Spec("SCORING", 5, {"total": (0, 5)}, cuts={"total": [">=2"]}),
    "isi": Spec("SCORING", 7, {"total": (0, 28)}, {"total": [[0, 8, 15, 22]]},
                {"total": [">=10", ">=15"]}),
    # Its four questions have eight parts.
    "bddq": Spec("SCORING", 8, {}),
    "asrm": Spec("SCORING", 5, {"total": (0, 20)}, cuts={"total": [">=6"]},
                 alarms={"scale:total": 6}),
    "ymrs": Spec("SCORING", 11, {"total": (0, 60)}, {"total": [[0, 13, 20, 26, 38]]},
                 {"total": [">=20"]}),
    "mdq": Spec("SCORING", 13, {"total": (0, 13)}, cuts={"total": [">=7"]},
                alarms={"rule:screen": None}),
    "lpfsbf20": Spec("SCORING", 12, {"total": (12, 48), "self": (6, 24), "interpersonal": (6, 24)},
                     keys={"self": all_from(1, 6), "interpersonal": all_from(7, 12)}),
    "msibpd": Spec("SCORING", 10, {"total": (0, 10)}, {"total": [[0, 5, 7]]}, {"total": [">=7"]},
                   alarms={2: 1}),
    # The eleven behaviours of the supplement follow the 23 questions.
    "bsl23": Spec("SCORING", 23, {"total": (0, 4)}, {"total": [[0, 0.28, 1.07, 1.87, 2.67, 3.47]]},
                  {"total": [">=1.5"]}, alarms=dict.fromkeys([5, 7, 18, 12, *all_from(24, 34)], 1)),
    "dudit": Spec("SCORING", 11, {"total": (0, 44)}, cuts={"total": [">=6", ">=2", ">=25"]}),
    "cssrsscreen": Spec("SCORING", 7, {}, alarms=dict.fromkeys(all_from(1, 7), 1)),
    "waisr": Spec("SCORING", 12, {"total": (12, 60), "task": (4, 20), "bond": (4, 20),
                                  "goal": (4, 20)},
                  keys={"task": [1, 2, 10, 12], "bond": [3, 5, 7, 9], "goal": [4, 6, 8, 11]}),
}  # fmt: skip

BY_HAND = {
    "bdiii": Spec("OUT", 1, {"total": (0, 63)}, {"total": [[0, 14, 20, 29]]}, {"total": [">=14"]},
                  alarms={2: 1, 3: 2}),
    "eq5d5l": Spec("OUT", 1, {"total": (0, 100)}),
    "sassr": Spec("OUT", 1, {"total": (1, 5)}),
    "bes": Spec("OUT", 1, {"total": (0, 46)}, {"total": [[0, 18, 27]]}),
    "ors": Spec("OUT", 1, {"total": (0, 40)}, cuts={"total": ["<25", "<28", "<32"]}),
    "srs": Spec("OUT", 1, {"total": (0, 40)}, cuts={"total": ["<=36"]}),
    "csq8": Spec("OUT", 1, {"total": (8, 32)}),
    "csprs": Spec("OUT", 1, {"total": (1, 7)}),
    "cgas": Spec("OUT", 1, {"total": (1, 100)}, cuts={"total": ["<=70"]}),
    "gds15": Spec("OUT", 1, {"total": (0, 15)}, {"total": [[0, 5, 9, 12]]}, {"total": [">=5"]}),
    "moca": Spec("OUT", 1, {"total": (0, 30)}, cuts={"total": ["<26"]}),
    "bddybocs": Spec("OUT", 1, {"total": (0, 48)}, cuts={"total": [">=20"]}),
    "bpdsi": Spec("OUT", 1, {"total": (0, 90)}),
    "hscl": Spec("OUT", 1, {"total": (0, 100)}),
}  # fmt: skip

SPEC = FREE | UNCHANGED | SCORING | BY_HAND

# Totals from general knowledge: nothing in these files may be marked as verified.
UNCHECKED = ("cgas", "gds15", "moca", "bddybocs", "bpdsi", "hscl", "csprs", "sassr")
