"""Numbers in words, as they stand before tablets and units."""

NUMBERS_IN_WORDS = {
    **dict.fromkeys(("one", "ein", "eine", "un", "une", "una", "uno", "um", "uma", "een"), 1.0),
    **dict.fromkeys(("two", "zwei", "deux", "dos", "due", "dois", "duas", "twee"), 2.0),
    **dict.fromkeys(("three", "drei", "trois", "tres", "tre", "drie"), 3.0),
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
}
"""Numbers in plain letters, in several languages."""
