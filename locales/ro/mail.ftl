### Mesaje: alerta despre un caz.

mail-greeting = Bună ziua, { $name },
mail-signature = Heard, pentru { $company }
mail-simulated = Demonstrație: compania și clienții ei sunt simulați.

## S-a deschis un caz
mail-case-subject = Cazul { $number }: { $score } pe o scară de la { $min } la { $max }, { $unit }
mail-case-subject-words = Cazul { $number }: un comentariu, { $unit }
mail-case-opening = Un client a avut o experiență neplăcută și ne-a spus-o.
mail-case-yours = Cazul vă revine dumneavoastră.
mail-case-nobody = Nimeni nu a preluat încă acest caz.
mail-case-due = Vă rugăm să îl închideți până la { DATETIME($due, dateStyle: "medium", timeStyle: "short") }.
mail-case-score = Nota: { $score } pe o scară de la { $min } la { $max }
mail-case-question = Întrebarea: { $question }
mail-case-survey = Chestionarul: { $survey }
mail-case-unit = Unitatea: { $unit }
mail-case-touchpoint = Punctul de contact: { $touchpoint }
mail-case-open = Deschideți cazul:
mail-case-why = Primiți acest mesaj datorită regulii „{ $rule }”.
