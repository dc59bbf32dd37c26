### Levelek: értesítés egy ügyről, meghívó, próba.

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

## Meghívó
mail-invitation-subject = { $inviter } meghívja Önt a Heardbe ({ $company })
mail-invitation-opening = { $inviter } meghívja Önt, hogy dolgozzon az ügyfelek visszajelzéseivel itt: { $company }.
mail-invitation-role-owner = Tulajdonosként mindent megtehet.
mail-invitation-role-manager = Vezetőként látja a számokat és a válaszokat, és irányítja a felméréseket és az ügyeket.
mail-invitation-role-analyst = Elemzőként látja a számokat és a válaszokat.
mail-invitation-role-agent = Ügyintézőként az ügyekkel foglalkozik.
mail-invitation-unit = Az Ön szervezeti egysége: { $unit }
mail-invitation-open = Válasszon jelszót, és kezdje el:
mail-invitation-expires = A hivatkozás egyszer használható, eddig: { DATETIME($expires, dateStyle: "medium", timeStyle: "short") }
mail-invitation-unexpected = Ha nem számított erre, nincs teendője. A hivatkozás nélkül senki sem tud belépni.

## Próba
mail-test-subject = A Heard tud levelet küldeni
mail-test-body = Ez a kért próbalevél. A levelek megérkeznek: { $company }.
