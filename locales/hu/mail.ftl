### Levelek: értesítés egy ügyről.

mail-greeting = Üdvözöljük, { $name }!
mail-signature = Heard, { $company }
mail-simulated = Bemutató: a cég és az ügyfelei szimuláltak.

## Új ügy nyílt
mail-case-subject = { $number }. ügy: { $score } ({ $min }–{ $max } közötti skálán), { $unit }
mail-case-subject-words = { $number }. ügy: szöveges vélemény, { $unit }
mail-case-opening = Egy ügyfélnek rossz élménye volt, és ezt el is mondta.
mail-case-yours = Az ügy Önre vár.
mail-case-nobody = Az ügyet még senki sem vállalta el.
mail-case-due = Kérjük, zárja le eddig: { DATETIME($due, dateStyle: "medium", timeStyle: "short") }
mail-case-score = Értékelés: { $score } ({ $min }–{ $max } közötti skálán)
mail-case-question = Kérdés: { $question }
mail-case-survey = Felmérés: { $survey }
mail-case-unit = Egység: { $unit }
mail-case-touchpoint = Érintkezési pont: { $touchpoint }
mail-case-open = Az ügy megnyitása:
mail-case-why = Ezt a levelet a következő szabály miatt kapta: „{ $rule }”.
