"""Parse what is written for a medicine: tokens, then parts, then whether each part fits where it stands.

`app.medicines.parser` runs the steps:

1. `tokens` splits a text into numbers, runs of letters and signs.
2. `grammar` finds every part that can begin at a token: names, amounts, words and signs. It is one class in
   three modules: `amounts` reads numbers (with `periods` between two dates), `compounds` reads names with
   their `salts`, `grammar` all else (with `weekdays` in a row). A part is defined in `parts`. `words` holds
   the words beside names, by kind, from `seeds/vocabulary/medicine-words.csv`.
3. `cheapest` chooses one way to split the whole text into parts.
4. `resolved_doubts` finds words that are a doubt elsewhere and none here: `for pain or fever`;
   `allergies` finds what is said of an allergy to something else, `other_medicines` clauses that deny
   another medicine only: `no antacids`.
5. `neighbours` rejects the parts that make no sense beside the others. It asks `dependent_words` about words
   that need a neighbour (with `joining_words`, `measured_words`, `side_effects`, `clock_times` and
   `zeros_and_years`), `classes` about names of classes of medicines, and `ingredients` about strengths and
   words of an ingredient that is not named.
6. `routes` says by which route the medicine is taken; `separate_medicines` tells apart those of a list.
   `headings` says whether a text without a name heads a list, and casts doubt on what stands below.

`part_predicates` has the questions about a part that several modules ask; `number_words` numbers in words.
"""
