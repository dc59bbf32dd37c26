### Mesaje: alerta despre un caz, invitația, testul.

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

## O invitație
mail-invitation-subject = { $inviter } vă invită în Heard la { $company }
mail-invitation-opening = { $inviter } vă invită să lucrați cu opiniile clienților companiei { $company }.
mail-invitation-role-owner = Veți fi proprietar: puteți face orice.
mail-invitation-role-manager = Veți fi manager: vedeți cifrele și răspunsurile și conduceți chestionarele și cazurile.
mail-invitation-role-analyst = Veți fi analist: vedeți cifrele și răspunsurile.
mail-invitation-role-agent = Veți fi agent: vă ocupați de cazuri.
mail-invitation-unit = Partea dumneavoastră din companie: { $unit }
mail-invitation-open = Alegeți o parolă și începeți:
mail-invitation-expires = Linkul funcționează o singură dată, până la { DATETIME($expires, dateStyle: "medium", timeStyle: "short") }.
mail-invitation-unexpected = Dacă nu așteptați acest mesaj, nu trebuie să faceți nimic. Fără link nu intră nimeni.

## Un test
mail-test-subject = Heard poate trimite mesaje
mail-test-body = Acesta este testul pe care l-ați cerut. Mesajele de la { $company } ajung.
