### Viestit: ilmoitus tapauksesta.

mail-greeting = Hei { $name },
mail-signature = Heard, { $company }
mail-simulated = Esittely: yritys ja sen asiakkaat ovat simuloituja.

## Tapaus avattiin
mail-case-subject = Tapaus { $number }: { $score } asteikolla { $min }–{ $max }, { $unit }
mail-case-subject-words = Tapaus { $number }: kommentti, { $unit }
mail-case-opening = Asiakkaalla oli huono kokemus, ja hän kertoi siitä meille.
mail-case-yours = Tapaus on sinun.
mail-case-nobody = Kukaan ei ole vielä ottanut tapausta.
mail-case-due = Sulje se viimeistään { DATETIME($due, dateStyle: "medium", timeStyle: "short") }.
mail-case-score = Arvosana: { $score } asteikolla { $min }–{ $max }
mail-case-question = Kysymys: { $question }
mail-case-survey = Kysely: { $survey }
mail-case-unit = Yksikkö: { $unit }
mail-case-touchpoint = Kohtaamispiste: { $touchpoint }
mail-case-open = Avaa tapaus:
mail-case-why = Saat tämän viestin säännön ”{ $rule }” vuoksi.
