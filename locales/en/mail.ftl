### Mails: the alert about a case, the invitation, the test.

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

## An invitation
mail-invitation-subject = { $inviter } invites you to Heard at { $company }
mail-invitation-opening = { $inviter } invites you to work with the feedback of { $company }’s customers.
mail-invitation-role-owner = You will be an owner: you may do everything.
mail-invitation-role-manager = You will be a manager: you see the numbers and the answers, and you run surveys and cases.
mail-invitation-role-analyst = You will be an analyst: you see the numbers and the answers.
mail-invitation-role-agent = You will be an agent: you look after cases.
mail-invitation-unit = Your part of the company: { $unit }
mail-invitation-open = Choose a password and start:
mail-invitation-expires = The link works until { DATETIME($expires, dateStyle: "medium", timeStyle: "short") }, once.
mail-invitation-unexpected = If you did not expect this, do nothing. Nobody gets in without the link.

## A test
mail-test-subject = Heard can send mail
mail-test-body = This is the test that you asked for. Mail from { $company } arrives.
