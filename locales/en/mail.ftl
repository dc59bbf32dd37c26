### Mails: the alert about a case.

mail-greeting = Hello { $name },
mail-signature = Heard, for { $company }
mail-simulated = Demonstration: the company and its customers are simulated.

## A case was opened
mail-case-subject = Case { $number }: { $score } on a scale of { $min } to { $max }, { $unit }
mail-case-subject-words = Case { $number }: a comment, { $unit }
mail-case-opening = A customer had a bad time and has told us so.
mail-case-yours = The case is yours.
mail-case-nobody = Nobody has taken the case yet.
mail-case-due = Please close it by { DATETIME($due, dateStyle: "medium", timeStyle: "short") }.
mail-case-score = Score: { $score } on a scale of { $min } to { $max }
mail-case-question = Question: { $question }
mail-case-survey = Survey: { $survey }
mail-case-unit = Unit: { $unit }
mail-case-touchpoint = Touchpoint: { $touchpoint }
mail-case-open = Open the case:
mail-case-why = You get this mail because of the rule “{ $rule }”.
