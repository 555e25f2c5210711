"""What records write around the name of a condition: codes, dates and measurements.

What must stay true: a measurement that says more than the name, or another thing, is left to be reported.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.medicines.conditions.names import KIDNEY_CONDITION
from app.medicines.conditions.times import DATE_OF_A_REMARK, DURATION, UNITS_OF_TIME, is_of_another_time

CODE_IN_A_TEXT = re.compile(
    r"(?:\bICD[- ]?10(?:[- ]?(?:CM|GM))?(?: code)?\b[: ]*)?"
    r"(?<![A-Za-z0-9.])(?P<code>[A-Z][0-9][0-9A-Z](?:\.(?:[0-9A-Z]{1,4}|-)|[0-9][0-9A-Z]{0,3})?)"
    r"(?: ?\(?(?P<certainty>[GVAZ])(?:\)| ?[RLB])?)?(?![A-Za-z0-9.])"
)
"""An ICD-10 code in a text, in capitals, with what ICD-10-GM writes after it: how certain, and which side."""

CERTAINTY_JOINED = re.compile(r"(?P<code>[A-Z][0-9]{2}\.?[0-9]{1,2})(?P<certainty>[GVAZ])")
"""A code of ICD-10-GM to which its certainty is joined, without a blank."""

NOT_CERTAIN = frozenset("VAZ")
"""Certainties of ICD-10-GM beside `G`, certain: suspected, excluded, and the state after it."""

SAYS_NO = re.compile(
    r"\(\s*[-−–]\s*\)|(?<!\w)[-−–] ?ve\b|(?<=[\s:=])[-−–]\s*$"
    r"|[:=(\[]\s*n\s*[)\]]?\s*$|\[\s*\]|[☐✗✘❌✖⊘∅]",
    re.IGNORECASE,
)
"""A sign that says no: `(-)`, `-ve`, a minus at the end, `: N`, a cross, or a box that is not ticked."""

MEASUREMENT = re.compile(
    r"\b(?:hba1c|a1c)\b[ :=]*(?:of )?\d+(?:[.,]\d+)? ?(?:%|mmol/mol)?"
    r"|\b(?:body mass index(?: [(\[]bmi[)\]])?|bmi)[ :=<>]*(?:of )?\d+(?:[.,]\d+)?"
    r"(?: ?(?:-|to) ?\d+(?:[.,]\d+)?| or (?:greater|more|higher|above))?"
    r"|\bldl(?:-c)?(?: cholesterol)?(?: goal| target)?[ :=<>]*(?:of |below |less than )?\d+(?:[.,]\d+)?"
    r"(?: ?m(?:g/dl|mol/l))?"
    r"|\b(?:hr|heart rate|pulse)\b[ :=]*(?:of )?\d{2,3}\b(?: ?bpm\b)?|\b\d{2,3} ?bpm\b"
    r"|\b(?:lv)?ef\b[ :=~<>]*(?:of )?\d\d(?: ?- ?\d\d)? ?%?"
    r"|\bt[- ]score\b[ :=]*(?:of )?-?\d+(?:[.,]\d+)?"
    r"|\b(?:u?acr|u?pcr|abp?i|qtc?|pr|tsh|crp|esr|psa|urate|uric acid|fev1?|spo2)\b(?: interval)?"
    r"[ :=~<>]*(?:of |is )?\d+(?:[.,]\d+)? ?(?:%|ms(?:ec)?\b|mg/mmol|mg/mol|mg/g|mg/l|miu/l|mmol/l)?"
    r"|\bbp\b[ :=]*(?:of )?\d{3} ?/ ?\d{2,3}\b"
    r"|\b(?:nyha|ccs|mgfa|gold|h&y|hoehn (?:and|&|und) yahr)(?: class| stage| grade| group)?"
    r" ?(?:iv|i{1,3}|[1-5]|[abde])\b"
    r"|\bcha2?ds2?(?:-?vasc?)?\b(?: score)?[ :=]*(?:of )?\d\b"
    r"|\b(?:mmse|moca|edss)\b[ :=]*(?:of )?\d+(?:[.]\d)?(?:/30)?"
)
"""Measurements that no rule asks for."""

NOT_SPECIFIED = re.compile(
    r"\b(?:unspecified|not specified) (?:whether|if) [^,;()]*"
    r"|(?<=[,;]) ?unspecified (?:[^\s,;()]+ ){0,5}(?:type|chronicity|severity|seasonality|trigger|laterality"
    r"|location|site|cause|a?etiology|classification|organism|course|duration|complications?|status|stage)"
    r"(?= ?(?:$|[,;()]))"
)
"""What a name leaves open: `unspecified whether stage 3a or 3b CKD`, `unspecified heart failure type`."""

ENDS_OF_ABSENCE = (
    "and|but|with|without|on|due|secondary|und|aber|mit|ohne|et|mais|avec|sans|y|pero|con|sin|ed?|ma|senza"
    "|mas|com|sem|en|maar|met|zonder"
)
"""Words with which a clause ends that says what is absent."""
WORD_OF_A_CLAUSE = rf"(?!(?:{ENDS_OF_ABSENCE})\b)[^\W\d][^\s,;()+&]*"
WHAT_IS_ABSENT = re.compile(
    r"(?<=[\w)]),? (?:without|w/o|ohne|sans|sin|senza|sem|zonder)"
    rf" (?P<absent>{WORD_OF_A_CLAUSE}(?: {WORD_OF_A_CLAUSE}){{0,4}})"
    rf"(?= ?(?:$|[,;()+&]| (?:{ENDS_OF_ABSENCE})\b))"
    r"(?!(?:, ?[^,;()]+)*, (?:and|or) )",
    re.IGNORECASE,
)
"""What a condition is without, in a few words up to the end of the clause: `GERD without esophagitis`."""

EGFR = re.compile(
    r"\b(?:e?gfr|(?:kidney|renal) function(?=[^\d,;()]{0,20}\d{1,3}(?!\d| ?%| ?per ?cent)))\b[ :=~]*"
    r"(?:(?:of|is|at|only|now|about|around|down to) )*(?P<below><=?|less than |below )?"
    r"(?P<above>>=?|more than |above )? ?(?P<rate>\d{1,3})(?:[.,]\d+)?(?: ?(?:-|to) ?(?P<highest>\d{1,3}))?"
    r"(?: ?ml ?/ ?min(?: ?/ ?1[.,]73 ?m ?(?:2|\^2)?)?)?"
)
"""Estimated glomerular filtration rate, in mL/min/1.73 m²: a value, a range or a bound."""

STAGE_NUMBER = r"(?:[1-5][ab]?|i{1,3}[ab]?|iv|v)"
PERCENT = re.compile(
    r"(?<!by )(?<![\d.,])(?P<rate>\d{1,2}) ?"
    r"(?:%|per ?cent\b|prozent\b|pour ?cent\b|por ?cien\w*|per ?cento\b)"
)
OF_THE_KIDNEYS = re.compile(r"\b(?:kidneys?|renal\w*|nieren\w*|nier\w*|reins?|rinon\w*|reni|rins)\b")
FUNCTION = re.compile(
    r"\b(?:function\w*|work\w*|left|capacity|fonction\w*|funcion\w*|funzion\w*|arbeiten"
    r"|\w*funktion|\w*functie|kidneys (?:are |is )?(?:only |still )?at)\b"
)
LOSS = re.compile(r"\b(?:lost|loss|lose|decline\w*|artery|stenosis)\b")
"""Words that change the meaning of a percentage: it is no kidney function."""

ENDS_OF_CLAUSES = re.compile(r"[,;()]")

FROM_STAGE_TO_STAGE = (
    r"-+>|=>|→|and|&|now|then|currently|jetzt|progress(?:ed|ing|ion) to|advanced to|worsen(?:ed|ing) to"
    r"|was|previously|formerly|prior|before|zuvor|vorher"
)
"""What stands between a former stage and the present one; it does not always say which is which."""

STAGES = re.compile(
    rf"\b(?P<first>(?:(?P<ckd>ckd ?(?:stage ?)?)|stage ?){STAGE_NUMBER})"
    rf"(?: ?(?:-|/|to|bis|tot) ?(?:stage )?(?P<last>{STAGE_NUMBER})"
    rf"|(?: (?:in |since )?\(?(?:19|20)\d\d\)?)? ?(?:[,;(] ?)?"
    rf"(?:(?:{FROM_STAGE_TO_STAGE}) ?){{1,2}}(?(ckd)(?:(?:ckd|stage) ?)*|(?:stage ?)?)"
    r"(?P<other>[1-5][ab]?|i{2,3}[ab]?|iv))"
    r"\b(?![./\d]| ?(?:years?|yrs?|months?|weeks?|days?|x|times)\b)"
)
"""Two stages; either may be meant: `stage 3-4`."""

STAGE_OR_TIME = re.compile(
    rf"\b{KIDNEY_CONDITION}(?P<both>[ ,-]{{1,2}}(?P<stage>[1-5][ab]?) ?-?"
    rf"(?:years?|yrs?|months?|mths?|weeks?|wks?|days?|{UNITS_OF_TIME}))\b"
    r"(?! ago| old)"
)
"""A number beside a kidney disease that may be its stage or how long it is known: `CKD 4 weeks`."""

BEFORE_A_STAGE = re.compile(
    r"\b(?:(?:now|currently|at present|presently|has|have|is|at|in|aktuell|derzeit|jetzt|im|actuellement|au"
    r"|actualmente|en|attualmente|allo|atualmente|momenteel|nu"
    r"|(?:progress|advanc|worsen|deteriorat)(?:ed|ing) to) )+(?=stage [1-5])"
    r"|(?<=\bckd )(?:now|currently) (?=[1-5][ab]?\b(?! ?(?:years?|yrs?|months?|weeks?|days?|x|times)\b))"
)
"""Words between a condition and its stage of today: `CKD, now at stage 4`."""

KIDNEY_STAGE = re.compile(r"renal/(?:ckd-stage-(\d)|end-stage|dialysis|haemodialysis|peritoneal)")
LOW, VERY_LOW = 60, 30
"""The rates, in mL/min/1.73 m², below which rules ask for care and for none."""

HIGHEST_RATE = 250
"""Upper end of a rate that is stated as `above` a number."""


@dataclass(frozen=True)
class FiltrationRate:
    """The filtration rate that a text tells, in mL/min/1.73 m²."""

    text: str
    """As it is written, without its unit."""
    low: int
    high: int


def leaves_open(text: str) -> bool:
    """Return whether a text has a question mark, a sign of `no` (`(-)`, `-ve`), or another time than now."""
    return "?" in text or bool(SAYS_NO.search(text)) or is_of_another_time(text)


def without_surroundings(text: str) -> str:
    """Return a folded text without the dates, durations and measurements around a name."""
    for pattern in (NOT_SPECIFIED, MEASUREMENT, DURATION, DATE_OF_A_REMARK):
        text = pattern.sub(" ", text)
    return text


def code_and_certainty(found: re.Match[str], known: Callable[[str], bool]) -> tuple[str, bool]:
    """Return the code that was found in a text, and whether the text says that it is certain."""
    code, certainty = found["code"].removesuffix(".-"), found["certainty"]
    joined = CERTAINTY_JOINED.fullmatch(code)
    if joined and not certainty and not known(code):
        code, certainty = joined["code"], joined["certainty"]
    return code, certainty not in NOT_CERTAIN


def rate_and_rest(text: str) -> tuple[FiltrationRate | None, str]:
    """Return the filtration rate that a folded text tells, and the text without it.

    How much the kidneys still do, in percent, is stated as a rate too: `kidneys work at 40%`.
    """
    found = EGFR.search(text)
    if found is None:
        return percent_and_rest(text)
    rate = int(found["rate"])
    low = 0 if found["below"] else rate
    high = HIGHEST_RATE if found["above"] else int(found["highest"] or rate)
    if found["below"] and "=" not in found["below"]:
        high = rate - 1
    bound = (found["below"] or found["above"] or "").strip()
    words = " ".join(filter(None, ("egfr", bound, found["rate"], found["highest"])))
    return FiltrationRate(words, low, high), EGFR.sub(" ", text, count=1)


def percent_and_rest(text: str) -> tuple[FiltrationRate | None, str]:
    """Return how much the kidneys do, in percent, as a clause of a text tells it, and the text without it."""
    found = PERCENT.search(text)
    if found is None:
        return None, text
    before, after = text[: found.start()], text[found.end() :]
    clause = f"{ENDS_OF_CLAUSES.split(before)[-1]} {ENDS_OF_CLAUSES.split(after)[0]}"
    if not OF_THE_KIDNEYS.search(clause) or not FUNCTION.search(clause) or LOSS.search(clause):
        return None, text
    rate = int(found["rate"])
    return FiltrationRate(f"{rate} %", rate, rate), f"{before} {after}"


def stages_and_rest(text: str) -> tuple[str | None, str]:
    """Return the second of two stages that may both be meant, and the text without it.

    Words before a stage of today are left out: `CKD, now at stage 4`.
    """
    found = STAGES.search(text)
    stage = found["last"] or found["other"] if found else None
    return stage, BEFORE_A_STAGE.sub("", STAGES.sub(r"\g<first>", text, count=1) if found else text)


def stage_or_time(text: str) -> tuple[str, str] | None:
    """Return the number in a folded text that may be a stage or a time, and its words; None without one."""
    found = STAGE_OR_TIME.search(text)
    return (found["stage"], found["both"].strip(" ,-")) if found else None


def stage_says(rate: FiltrationRate, targets: Iterable[str]) -> bool:
    """Return whether the kidney stage in a text agrees with its filtration rate, which then adds nothing."""
    stages = [found[1] for target in targets if (found := KIDNEY_STAGE.match(target))]
    return bool(stages) and all(
        band_of(int(stage or 5)) == (each < LOW) + (each < VERY_LOW)
        for stage in stages
        for each in (rate.low, rate.high)
    )


def band_of(stage: int) -> int:
    """Return 0 for the stages at 60 and above, 1 for stage 3 and 2 for those below 30."""
    return (stage > 2) + (stage > 3)
