### Viestit: ilmoitus tapauksesta, kutsu, koe.

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

## Kutsu
mail-invitation-subject = { $inviter } kutsuu sinut Heardiin: { $company }
mail-invitation-opening = { $inviter } kutsuu sinut työskentelemään asiakaspalautteen parissa: { $company }.
mail-invitation-role-owner = Sinusta tulee omistaja: voit tehdä kaiken.
mail-invitation-role-manager = Sinusta tulee päällikkö: näet luvut ja vastaukset ja vastaat kyselyistä ja tapauksista.
mail-invitation-role-analyst = Sinusta tulee analyytikko: näet luvut ja vastaukset.
mail-invitation-role-agent = Sinusta tulee asiakasneuvoja: hoidat tapauksia.
mail-invitation-unit = Sinun osasi yrityksestä: { $unit }
mail-invitation-open = Valitse salasana ja aloita:
mail-invitation-expires = Linkki toimii kerran, { DATETIME($expires, dateStyle: "medium", timeStyle: "short") } asti.
mail-invitation-unexpected = Jos et odottanut tätä, sinun ei tarvitse tehdä mitään. Ilman linkkiä kukaan ei pääse sisään.

## Koe
mail-test-subject = Heard osaa lähettää viestejä
mail-test-body = Tämä on pyytämäsi koeviesti. Viestit tulevat perille: { $company }.
