"""Numbers in words, as they stand before tablets and units."""

NUMBERS_IN_WORDS = {
    **dict.fromkeys(("one", "ein", "eine", "un", "une", "una", "uno", "um", "uma", "een"), 1.0),
    **dict.fromkeys(("two", "zwei", "deux", "dos", "due", "dois", "duas", "twee"), 2.0),
    **dict.fromkeys(("three", "drei", "trois", "tres", "tre", "drie"), 3.0),
    **dict.fromkeys(("four", "vier", "quatre", "cuatro", "quattro", "quatro"), 4.0),
    **dict.fromkeys(("five", "funf", "cinq", "cinco", "cinque", "vijf"), 5.0),
    **dict.fromkeys(("six", "sechs", "seis", "sei", "zes"), 6.0),
    **dict.fromkeys(("eight", "acht", "huit", "ocho", "otto", "oito"), 8.0),
    **dict.fromkeys(("twelve", "zwolf", "douze", "doce", "dodici", "doze", "twaalf"), 12.0),
}
"""Numbers in plain letters, in several languages."""
